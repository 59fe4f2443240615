//! The verdict in one word and in one sentence.

use super::Input;
use crate::exit::Exit;
use crate::number::number;
use crate::results::Status;

/// The exit status in one word.
pub fn word(exit: Exit) -> &'static str {
    match exit {
        Exit::Pass => "pass",
        Exit::Failed => "failed",
        Exit::Invalid => "invalid",
        Exit::Breached => "breached",
        Exit::Incomplete => "incomplete",
    }
}

/// The verdict in one sentence. May hold text from outside: show it through [`crate::untrusted`].
pub fn sentence(input: &Input) -> String {
    match input.exit {
        Exit::Pass => passed(input),
        Exit::Breached => breached(input),
        Exit::Incomplete => incomplete(input),
        Exit::Failed | Exit::Invalid => stopped(input),
    }
}

fn passed(input: &Input) -> String {
    let counted = counted(input);
    match &input.verdict {
        Some(verdict) => format!("Passed: {} holds for {counted}.", verdict.subject()),
        None => format!("Complete, and not judged for want of a threshold: {counted}."),
    }
}

/// `10 controls (7 passed, 3 not applicable) on 1 target`.
fn counted(input: &Input) -> String {
    let counts = &input.tally.counts;
    let parts: Vec<String> = [
        (Status::Passed, "passed"),
        (Status::Failed, "failed"),
        (Status::Error, "error"),
        (Status::Skipped, "skipped"),
        (Status::NoImpact, "not applicable"),
    ]
    .iter()
    .filter(|(status, _)| counts.total(*status) > 0)
    .map(|(status, name)| format!("{} {name}", counts.total(*status)))
    .collect();
    let controls = number(input.tally.controls.len(), "control");
    format!("{controls} ({}) on {}", parts.join(", "), number(input.run.targets.len(), "target"))
}

fn breached(input: &Input) -> String {
    let Some(verdict) = &input.verdict else { return "Breached.".to_owned() };
    let broken = verdict.lines.iter().filter(|l| !l.holds).count();
    let lines = number(verdict.lines.len(), "line");
    let unchecked =
        if input.run.incomplete.is_empty() { "" } else { ", and not everything that was asked for was checked" };
    format!("Breached: {} does not hold in {broken} of its {lines}{unchecked}.", verdict.subject())
}

fn incomplete(input: &Input) -> String {
    let problem = input.run.problems.first().map(|p| format!("{}: {}", p.what, p.why));
    let reason = input.run.incomplete.first().map(|i| input.told(i));
    // A problem is the cause of what is missing.
    let all = input.run.problems.len() + input.run.incomplete.len();
    let first = problem.or(reason).unwrap_or_default();
    let more = if all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
    format!("Incomplete: not everything that was asked for was checked: {first}{more}.")
}

fn stopped(input: &Input) -> String {
    let worst = input.run.problems.iter().find(|p| p.code.exit() == input.exit);
    let why = worst.map(|p| format!(": {}", p.what)).unwrap_or_default();
    let word = if input.exit == Exit::Invalid { "Invalid" } else { "Failed" };
    let checked = match input.tally.controls.len() {
        0 => "nothing was checked".to_owned(),
        _ => format!("found until then: {}", counted(input)),
    };
    format!("{word}{why}; {checked}.")
}
