//! Annotations: the verdict, what went wrong, and the gravest findings.

use cincture_core::exit::Exit;
use cincture_core::number::number;
use cincture_core::platform::{CiContext, Finished};
use cincture_core::problem::Problem;
use cincture_core::report::{Input, first_reason, sentence, word};
use cincture_core::results::{Counted, Severity, Status};
use cincture_core::untrusted::{one_line, printable};

use crate::output::{command, cut};

/// Annotations of each level that the runner takes from a step; it drops the others without a word.
const MOST_OF_LEVEL: usize = 10;
/// Of them, warnings that are kept for what goes wrong afterwards.
const KEPT: usize = 1;
/// UTF-16 units of a message that the runner keeps.
const MOST_IN_MESSAGE: usize = 4_096;
/// Units of a title: more is not shown.
const MOST_IN_TITLE: usize = 200;

/// How loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// The commands for all levels, a line each.
pub(crate) fn of(done: &Finished<'_>) -> String {
    Level::ALL.into_iter().map(|level| of_level(done, level)).collect()
}

/// A warning about the step.
pub(crate) fn warning(text: &str) -> String {
    annotation(Level::Warning, "Cincture", text)
}

fn of_level(done: &Finished<'_>, level: Level) -> String {
    let general = general(done).into_iter().filter(|(of, ..)| *of == level);
    let mut texts: Vec<String> = general.map(|(_, title, message)| annotation(level, &title, &message)).collect();
    let controls = ranked(done.input, level);
    let all = texts.len() + controls.len();
    let most = if level == Level::Warning { MOST_OF_LEVEL - KEPT } else { MOST_OF_LEVEL };
    let room = if all > most { most - 1 } else { most };
    texts.truncate(room);
    let more = controls.iter().take(room - texts.len());
    texts.extend(more.map(|counted| of_control(done.input, counted, level)));
    if all > room {
        let rest = number(all - room, &format!("more {}", level.as_str()));
        let text = format!("{rest}: the summary of this run and the files of the step have all of them.");
        texts.push(annotation(level, "Cincture", &text));
    }
    texts.concat()
}

/// What concerns no single control, the verdict first.
fn general(done: &Finished<'_>) -> Vec<(Level, String, String)> {
    let level = if done.exit == Exit::Pass { Level::Notice } else { Level::Error };
    let verdict = (level, format!("Cincture: {}", word(done.exit)), sentence(done.input));
    let problem = |problem: &Problem| {
        let parts = [&problem.what, &problem.why, &problem.place, &problem.help];
        let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        (Level::Error, format!("Cincture: {}", problem.code), parts.join("\n"))
    };
    let problems = done.input.run.problems.iter().map(problem);
    [verdict].into_iter().chain(problems).chain(stranger(done.context)).collect()
}

/// A run with the repository's rights for somebody who has none.
fn stranger(context: &CiContext) -> Option<(Level, String, String)> {
    let fork = context.change.as_ref().is_some_and(|change| change.from_fork);
    let warned = fork && context.cause.as_deref() == Some("pull_request_target");
    let text = "pull_request_target gives this run the repository's token and secrets, and the pull request is a \
                fork's: whatever of it is checked out here (cincture.yaml, profile, threshold) is a stranger's. \
                Use pull_request, or check out nothing of it.";
    warned.then(|| (Level::Warning, "Cincture: pull_request_target".to_owned(), text.to_owned()))
}

/// The controls of `level`: the gravest first, of each severity first those that failed.
fn ranked(input: &Input, level: Level) -> Vec<&Counted> {
    let mut controls: Vec<&Counted> = input.tally.controls.iter().filter(|c| level_of(c) == Some(level)).collect();
    let rank = |status: Status| [Status::Failed, Status::Error, Status::Skipped].iter().position(|s| *s == status);
    controls.sort_by_key(|c| (std::cmp::Reverse(c.severity), rank(c.status)));
    controls
}

fn level_of(counted: &Counted) -> Option<Level> {
    match (counted.status, counted.severity) {
        (Status::Passed | Status::NoImpact, _) => None,
        (Status::Skipped, _) => Some(Level::Notice),
        (Status::Failed | Status::Error, Severity::Critical | Severity::High) => Some(Level::Error),
        (Status::Error, _) | (Status::Failed, Severity::Medium) => Some(Level::Warning),
        (Status::Failed, Severity::Low | Severity::None) => Some(Level::Notice),
    }
}

fn of_control(input: &Input, counted: &Counted, level: Level) -> String {
    let status = match counted.status {
        Status::Failed => "failed",
        Status::Error => "ended in an error",
        Status::Skipped => "was skipped",
        Status::Passed | Status::NoImpact => "passed",
    };
    let title = format!("{} {status} ({})", counted.id, counted.severity.as_str());
    let control = input.control(counted);
    let reason = control.as_ref().map(|c| first_reason(c, counted.status)).unwrap_or_default();
    let name = control.as_ref().and_then(|c| c.title.clone()).unwrap_or_default();
    let lines = [name.as_str(), reason.as_str(), input.target_name(counted.target)];
    let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| one_line(line)).collect();
    annotation(level, &title, &lines.join("\n"))
}

fn annotation(level: Level, title: &str, message: &str) -> String {
    let title = cut(&one_line(title), MOST_IN_TITLE);
    command(level.as_str(), &[("title", &title)], &cut(&printable(message), MOST_IN_MESSAGE))
}
