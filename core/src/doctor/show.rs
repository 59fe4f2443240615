//! What was found, for people and for programs.

use serde_json::{Value as Json, json};

use super::{Check, Examined, State};
use crate::untrusted::{harmless_json, one_line, printable};

/// A line for each check, with what to do below it, and what would be done.
pub fn text(examined: &Examined) -> String {
    let width = examined.checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for check in &examined.checks {
        let (word, _) = state(check);
        text.push_str(&format!("{word:7}  {:width$}  {}\n", check.name, one_line(&check.found)));
        for line in printable(help(check)).lines() {
            text.push_str(&format!("{:9}{:width$}  help: {line}\n", "", ""));
        }
    }
    if !examined.plan.is_empty() {
        text.push_str("\nA scan would now:\n");
    }
    for line in &examined.plan {
        text.push_str(&format!("  {}\n", one_line(line)));
    }
    text
}

/// The same as JSON, version 1.
pub fn json(examined: &Examined) -> String {
    let check = |check: &Check| {
        let (word, code) = state(check);
        json!({ "name": check.name, "state": word, "code": code, "found": check.found, "help": help(check) })
    };
    let checks: Vec<Json> = examined.checks.iter().map(check).collect();
    let exit = examined.exit();
    let all = json!({
        "schema_version": 1,
        "exit": { "status": exit.code(), "name": exit },
        "checks": checks,
        "plan": examined.plan,
    });
    harmless_json(&format!("{all:#}\n"))
}

fn state(check: &Check) -> (&'static str, Option<&'static str>) {
    match &check.state {
        State::Ok => ("ok", None),
        State::Warning { .. } => ("warning", None),
        State::Failed(problem) => ("failed", Some(problem.code.as_str())),
    }
}

fn help(check: &Check) -> &str {
    match &check.state {
        State::Ok => "",
        State::Warning { help } => help,
        State::Failed(problem) => &problem.help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Code, Problem};

    #[test]
    fn each_check_has_its_state_and_its_help_and_nothing_of_a_cluster_is_printed_raw() {
        let problem = Problem::new(Code::TargetNotFound, "no pod", "\u{1b}[2Jgone", "create it\nand wait");
        let examined =
            Examined { checks: vec![Check::ok("cluster", "v1"), Check::failed("target", problem)], plan: vec![] };
        assert_eq!(
            text(&examined),
            "ok       cluster  v1\nfailed   target   no pod: \\x1b[2Jgone\n                  help: create it\n                  help: and wait\n"
        );
        let all: Json = serde_json::from_str(&json(&examined)).unwrap();
        assert_eq!((&all["exit"]["status"], &all["checks"][1]["code"]), (&json!(4), &json!("target-not-found")));
    }
}
