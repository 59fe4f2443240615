//! One control, with everything that is known of it: what `cincture explain` prints.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::Value;

use super::Input;
use super::json::write_json;
use super::reason::first_reason;
use super::stig::Stig;
use crate::gate::{ControlRef, Line};
use crate::problem::{Code, Problem};
use crate::results::{Control, Counted, Severity, Status};
use crate::untrusted::{cut, one_line, printable};

/// The version of the form for programs.
const SCHEMA_VERSION: u32 = 1;
/// Characters of one text that people are shown.
const MOST_IN_TEXT: usize = 4_000;
/// Characters of the control's code that people are shown.
const MOST_IN_CODE: usize = 20_000;
/// Checks, and commands, that people are shown.
const MOST_SHOWN: usize = 100;
/// Ids that are named where one is not known.
const MOST_NEAREST: usize = 3;
/// Characters of an id that are compared with the one that is not known.
const MOST_COMPARED: usize = 200;

/// Each control with an id, one for each target and profile that has it.
#[derive(Debug, Serialize)]
pub struct Explained {
    schema_version: u32,
    controls: Vec<Explanation>,
}

#[derive(Debug, Serialize)]
struct Explanation {
    target: String,
    profile: String,
    id: String,
    title: Option<String>,
    description: String,
    status: &'static str,
    /// The rule by which it has its status.
    rule: &'static str,
    /// Why, in a line; empty for one that passed.
    reason: String,
    impact: f64,
    severity: &'static str,
    /// `severityoverride`, `severity` or `impact`.
    severity_from: &'static str,
    checks: Vec<Check>,
    commands: Vec<Command>,
    lines: Vec<Broken>,
    check: String,
    fix: String,
    tags: Value,
    file: Option<String>,
    line: Option<u32>,
    code: Option<String>,
}

#[derive(Debug, Serialize)]
struct Check {
    status: String,
    what: String,
    found: Vec<String>,
}

/// A command that ran in the target for the control.
#[derive(Debug, Serialize)]
struct Command {
    command: String,
    exit_status: Option<i64>,
    failure: Option<String>,
}

/// A line of the gate that the control breaks.
#[derive(Debug, Serialize)]
struct Broken {
    origin: String,
    key: String,
    actual: u64,
    bound: String,
    /// It is in the baseline.
    known: bool,
}

/// Everything that is known of the control `id` in `input`. `commands` are the lines of `commands.jsonl`.
///
/// # Errors
///
/// [`Code::Usage`], with the nearest ids: there is no such control.
pub fn explain(input: &Input, id: &str, commands: &[Value]) -> Result<Explained, Problem> {
    let counted: Vec<&Counted> = input.tally.controls.iter().filter(|c| c.id == id).collect();
    if counted.is_empty() {
        let why = format!("none of the {} controls is called {id:?}", input.tally.controls.len());
        let help = match nearest(input, id) {
            near if near.is_empty() => "give the id of a control of these results".to_owned(),
            near => format!("the nearest are {}", near.join(", ")),
        };
        return Err(Problem::new(Code::Usage, "there is no such control", why, help));
    }
    let explained = |counted: &Counted| Some(explanation(input, counted, input.control(counted)?.as_ref(), commands));
    let controls = counted.into_iter().filter_map(explained).collect();
    Ok(Explained { schema_version: SCHEMA_VERSION, controls })
}

fn nearest(input: &Input, id: &str) -> Vec<String> {
    let short = |text: &str| text.chars().take(MOST_COMPARED).collect::<String>();
    let wanted = short(id).to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&short(other).to_lowercase(), &wanted);
    let mut ids: Vec<(usize, &str)> = input.tally.controls.iter().map(|c| (distance(&c.id), c.id.as_str())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().take(MOST_NEAREST).map(|(_, id)| short(id)).collect()
}

fn explanation(input: &Input, counted: &Counted, control: &Control, commands: &[Value]) -> Explanation {
    let stig = Stig(control);
    Explanation {
        target: input.target_name(counted.target).to_owned(),
        profile: input.profile_name(counted).to_owned(),
        id: control.id.clone(),
        title: control.title.clone(),
        description: stig.discussion().to_owned(),
        status: counted.status.as_str(),
        rule: Status::rule(control),
        reason: first_reason(control, counted.status),
        impact: control.impact,
        severity: counted.severity.as_str(),
        severity_from: Severity::source(control),
        checks: control.results.iter().map(Check::of).collect(),
        commands: commands.iter().filter_map(|line| Command::of(line, input, counted)).collect(),
        lines: broken(input, counted),
        check: stig.check().to_owned(),
        fix: stig.fix().to_owned(),
        tags: Value::Object(control.tags.clone()),
        file: control.source_location.file.clone(),
        line: control.source_location.line,
        code: control.code.clone(),
    }
}

impl Check {
    fn of(result: &crate::results::ControlResult) -> Self {
        let found = [&result.message, &result.skip_message, &result.exception];
        let found = found.into_iter().flatten().filter(|text| !text.trim().is_empty()).cloned().collect();
        let raised = result.backtrace.as_ref().is_some_and(|b| !b.is_null());
        let status = if raised { "error" } else { result.status.as_deref().unwrap_or("error") };
        Self { status: status.to_owned(), what: result.code_desc.clone(), found }
    }
}

impl Command {
    fn of(line: &Value, input: &Input, counted: &Counted) -> Option<Self> {
        let text = |key: &str| line.get(key).and_then(Value::as_str);
        let here = input.run.targets.len() == 1 || text("target") == Some(input.target_name(counted.target));
        let is_its = text("control") == Some(&counted.id) && text("profile") == Some(input.profile_name(counted));
        (here && is_its).then(|| Self {
            command: text("command").unwrap_or_default().to_owned(),
            exit_status: line.get("exit_status").and_then(Value::as_i64),
            failure: text("failure").map(str::to_owned),
        })
    }
}

fn broken(input: &Input, counted: &Counted) -> Vec<Broken> {
    let is_it = |c: &ControlRef| c.target == counted.target && c.id == counted.id;
    let broken = |line: &Line| {
        let known = line.known.iter().any(is_it);
        (known || line.controls.iter().any(is_it)).then(|| Broken {
            origin: line.origin.clone(),
            key: line.key.clone(),
            actual: line.actual,
            bound: line.bound.to_string(),
            known,
        })
    };
    input.verdict.iter().flat_map(|verdict| &verdict.lines).filter_map(broken).collect()
}

impl Explained {
    /// For programs.
    ///
    /// # Errors
    /// None that a value of these types can cause.
    pub fn json(&self) -> io::Result<String> {
        let mut bytes = Vec::new();
        write_json(&mut bytes, self)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// For people.
    pub fn text(&self) -> String {
        self.controls.iter().map(Explanation::text).collect::<Vec<_>>().join("\n")
    }
}

impl Explanation {
    fn text(&self) -> String {
        let mut text = String::new();
        let title = self.title.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{}  {}", shown(&self.id), shown(title));
        let _ = writeln!(text, "  in {} of {}", shown(&self.profile), shown(&self.target));
        let _ = writeln!(text, "Status    {}: {}", self.status.replace('_', " "), self.rule);
        let from = match self.severity_from {
            "impact" => format!("from its impact, {}", self.impact),
            tag => format!("from its tag `{tag}`; its impact is {}", self.impact),
        };
        let _ = writeln!(text, "Severity  {}, {from}", self.severity);
        if !self.reason.is_empty() {
            let _ = writeln!(text, "Reason    {}", shown(&self.reason));
        }
        block(&mut text, "What it is about", &self.description, MOST_IN_TEXT);
        self.checks(&mut text);
        self.commands(&mut text);
        self.lines(&mut text);
        block(&mut text, "How to check it by hand", &self.check, MOST_IN_TEXT);
        block(&mut text, "How to mend it", &self.fix, MOST_IN_TEXT);
        self.tags(&mut text);
        let place =
            self.file.as_deref().map(|file| format!("Code in {}:{}", shown(file), self.line.unwrap_or_default()));
        block(
            &mut text,
            &place.unwrap_or_else(|| "Code".to_owned()),
            self.code.as_deref().unwrap_or_default(),
            MOST_IN_CODE,
        );
        text
    }

    fn checks(&self, text: &mut String) {
        let _ = writeln!(text, "Checks: {}", self.checks.len());
        for check in self.checks.iter().take(MOST_SHOWN) {
            let _ = writeln!(text, "  {:<8}{}", shown(&check.status), shown(&check.what));
            check.found.iter().for_each(|found| indented(text, 10, found, MOST_IN_TEXT));
        }
        more(text, self.checks.len());
    }

    fn commands(&self, text: &mut String) {
        if !self.commands.is_empty() {
            let _ = writeln!(text, "Commands that ran for it in the target: {}", self.commands.len());
        }
        for command in self.commands.iter().take(MOST_SHOWN) {
            let ended = match (command.exit_status, &command.failure) {
                (Some(status), _) => format!("status {status}"),
                (None, Some(failure)) => shown(failure),
                (None, None) => "no status".to_owned(),
            };
            let _ = writeln!(text, "  {}  ({ended})", shown(&command.command));
        }
        more(text, self.commands.len());
    }

    fn lines(&self, text: &mut String) {
        for line in &self.lines {
            let known = if line.known { "; known from the baseline" } else { "" };
            let of = shown(&line.origin);
            let _ = writeln!(
                text,
                "Breaks    {} of {of}: actual {}, bound {}{known}",
                line.key,
                line.actual,
                shown(&line.bound)
            );
        }
    }

    fn tags(&self, text: &mut String) {
        let Value::Object(tags) = &self.tags else { return };
        let texts = tags.iter().filter(|(name, value)| !value.is_null() && *name != "check" && *name != "fix");
        for (at, (name, value)) in texts.enumerate() {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Array(items) if items.iter().all(Value::is_string) => {
                    items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
                }
                other => other.to_string(),
            };
            let head = if at == 0 { "Tags" } else { "" };
            let _ = writeln!(text, "{head:<10}{}: {}", shown(name), shown(&value));
        }
    }
}

/// On one line, and not longer than a reader takes in.
fn shown(text: &str) -> String {
    cut(&one_line(text), MOST_IN_TEXT)
}

/// A text of several lines under a heading; nothing where it is empty.
fn block(text: &mut String, heading: &str, content: &str, most: usize) {
    if !content.trim().is_empty() {
        let _ = writeln!(text, "{heading}:");
        indented(text, 2, content, most);
    }
}

fn indented(text: &mut String, by: usize, content: &str, most: usize) {
    for line in printable(&cut(content.trim_matches('\n'), most)).lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(text, "{:by$}{line}", "");
    }
}

fn more(text: &mut String, all: usize) {
    if all > MOST_SHOWN {
        let _ = writeln!(text, "  … and {} more: see --format json", all - MOST_SHOWN);
    }
}
