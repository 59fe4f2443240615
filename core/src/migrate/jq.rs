//! Questions that jq asks of results become the gate.
//!
//! A pipeline must not pass because a question was put wrongly, or to a file that is not there: `jq -e` ends with an error
//! then, which `if` takes for "nothing failed".

use super::lex;
use super::place::Threshold;
use super::rewrite::{Context, Outcome, Replacement};
use super::shell::{self, Command};

const NEVER: &str =
    "controls have no `status` in InSpec's JSON, so this question never found a failure and the pipeline always passed";
const NO_COUNT: &str = "`failure_count` is not in InSpec's JSON, so this question never found a failure";
const ABSENT: &str = "where the file is missing or damaged, jq ends with an error, which counts as no failure";

/// What a question asks.
struct Question {
    /// The file, as it is written.
    file: String,
    why: &'static str,
    /// The question is true where nothing failed.
    asks_for_pass: bool,
}

/// What becomes of `command`, if it asks results for failures.
pub(super) fn translate(command: &Command, context: &Context<'_>) -> Option<Outcome> {
    let question = match command.program.as_str() {
        "jq" => asked(command),
        "[" | "[[" | "test" => compared(command),
        _ => None,
    }?;
    if !command.is_condition {
        let help = "`cincture gate FILE --threshold THRESHOLD` ends with status 3 where a bound is broken";
        return Some(Outcome::Keep(format!("{}; nothing here depends on it: {help}", question.why)));
    }
    Some(Outcome::Replace(gate(command, &question, context)))
}

fn gate(command: &Command, question: &Question, context: &Context<'_>) -> Replacement {
    let file = results_of(&question.file);
    let (threshold, judged) = match context.gates.threshold_of(&lex::bare(&file)) {
        Some((threshold, line)) => (threshold.written(context.place), format!("the threshold of line {line}")),
        None => (Threshold::no_failure().written(context.place), "no control may fail or end in an error".to_owned()),
    };
    // The question is true where something failed, the gate where nothing did.
    let negate = question.asks_for_pass == command.negation.is_some();
    let gate = format!("cincture gate {} --threshold {threshold}", context.place.quoted(&file));
    let head = if negate { format!("! {gate}") } else { gate };
    let silenced = if command.silenced.is_some() { "; its explanation is no longer sent to /dev/null" } else { "" };
    Replacement {
        start: command.negation.unwrap_or(command.start),
        end: command.silenced.unwrap_or(command.end),
        groups: vec![head],
        note: format!("{}; the gate takes its place: {judged}{silenced}", question.why),
    }
}

/// `jq -e '.profiles[0].controls[] | select(.status == "failed")' FILE`, `jq -e '.failure_count > 0' FILE`.
fn asked(command: &Command) -> Option<Question> {
    let words = command.bare();
    let asks = words
        .iter()
        .any(|w| w == "-e" || w == "--exit-status" || (w.starts_with('-') && !w.starts_with("--") && w.contains('e')));
    let mut rest = command.words.iter().filter(|w| !w.bare().starts_with('-'));
    let (filter, file) = (rest.next()?, rest.next()?);
    if !asks || rest.next().is_some() {
        return None;
    }
    let filter: String = filter.bare().split_whitespace().collect();
    let question = |why, asks_for_pass| Some(Question { file: file.text.clone(), why, asks_for_pass });
    let (count, bound) = filter.split_at(filter.find(['>', '!', '=']).unwrap_or(filter.len()));
    match (count, bound) {
        (".failure_count", ">0" | "!=0" | ">=1") => question(count_reason(&file.bare()), false),
        (".failure_count", "==0") => question(count_reason(&file.bare()), true),
        _ if finds_failed(&filter) => question(if filter.contains(".results") { ABSENT } else { NEVER }, false),
        _ => None,
    }
}

/// Whether it selects what failed, and nothing but that.
fn finds_failed(filter: &str) -> bool {
    let path = filter.split("|select(").next().unwrap_or("");
    let steps: Vec<&str> = path.trim_matches(['[', '(']).split(['.', '|']).filter(|s| !s.is_empty()).collect();
    let named = |step: &&str, name: &str| step.split('[').next() == Some(name);
    let ways: [&[&str]; 2] = [&["profiles", "controls"], &["profiles", "controls", "results"]];
    let is_way =
        ways.iter().any(|way| way.len() == steps.len() && way.iter().zip(&steps).all(|(name, step)| named(step, name)));
    is_way && filter.contains("|select(") && filter.ends_with("select(.status==\"failed\")")
}

/// `[ $(jq '.failure_count' FILE) -gt 0 ]`.
fn compared(command: &Command) -> Option<Question> {
    let words: Vec<String> = command.bare().into_iter().filter(|w| w != "]" && w != "]]").collect();
    let [inner, operator, bound] = words.as_slice() else { return None };
    let asks_for_pass = match (operator.as_str(), bound.as_str()) {
        ("-gt" | "-ne" | "!=" | ">", "0") | ("-ge", "1") => false,
        ("-eq" | "=" | "==" | "-le", "0") | ("-lt", "1") => true,
        _ => return None,
    };
    let jq = shell::command_of(inner.strip_prefix("$(")?.strip_suffix(')')?)?;
    let rest: Vec<&lex::Token> = jq.words.iter().filter(|w| !w.bare().starts_with('-')).collect();
    let [filter, file] = rest.as_slice() else { return None };
    let is_count = jq.program == "jq" && filter.bare().trim() == ".failure_count";
    is_count.then(|| Question { file: file.text.clone(), why: count_reason(&file.bare()), asks_for_pass })
}

fn count_reason(file: &str) -> &'static str {
    if file.ends_with("summary.json") { ABSENT } else { NO_COUNT }
}

/// The results that a summary was made of lie beside it.
fn results_of(file: &str) -> String {
    file.replace("summary.json", "results.json")
}
