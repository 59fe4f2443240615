//! The verdict in one word and in one sentence.

use super::Input;
use crate::exit::Exit;

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
    let checked =
        format!("{} on {}", number(input.tally.controls.len(), "control"), number(input.targets.len(), "target"));
    let compliance = input.tally.counts.compliance();
    let percent = format!("compliance {} %, exactly {} %", compliance.rounded(), compliance.exact());
    match &input.verdict {
        Some(verdict) => format!("Passed: the threshold {} holds for {checked} ({percent}).", verdict.origin),
        None => format!("Passed: {checked} ({percent}); no threshold was given."),
    }
}

fn breached(input: &Input) -> String {
    let Some(verdict) = &input.verdict else { return "Breached.".to_owned() };
    let broken = verdict.lines.iter().filter(|l| !l.holds).count();
    let lines = number(verdict.lines.len(), "line");
    format!("Breached: the threshold {} does not hold in {broken} of its {lines}.", verdict.origin)
}

fn incomplete(input: &Input) -> String {
    let problem = input.problems.first().map(|p| format!("{}: {}", p.what, p.why));
    let reason = input.incomplete.first().map(|i| match i.target {
        Some(target) => format!("{}: {}", input.target_name(target), i.why),
        None => i.why.clone(),
    });
    let first = reason.or(problem).unwrap_or_default();
    let more = match input.incomplete.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    format!("Incomplete: not everything that was asked for was checked: {first}{more}.")
}

fn stopped(input: &Input) -> String {
    let worst = input.problems.iter().find(|p| p.code.exit() == input.exit);
    let why = worst.map(|p| format!(": {}: {}", p.what, p.why)).unwrap_or_default();
    let word = if input.exit == Exit::Invalid { "Invalid" } else { "Failed" };
    format!("{word}{why}.")
}

/// `1 control`, `2 controls`.
pub(super) fn number(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}
