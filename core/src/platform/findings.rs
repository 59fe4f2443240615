//! What a platform is told of a run line by line: the verdict, what went wrong, and the gravest controls.

use std::cmp::Reverse;

use super::Finished;
use crate::exit::Exit;
use crate::number::number;
use crate::problem::Problem;
use crate::report::{Input, first_reason, sentence, word};
use crate::results::{Counted, Severity, Status};
use crate::untrusted::{one_line, printable};

/// How loud a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The verdict where it is no pass, problems, failed and broken controls of high severity or above.
    Error,
    /// Failed controls of medium severity, broken ones below high.
    Warning,
    /// A pass, failed controls of low severity, skipped ones.
    Notice,
}

impl Level {
    /// All of them, the loudest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    /// The word for it: `error`, `warning`, `notice`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// That of a control; `None` where there is nothing to be said of it.
    pub fn of(control: &Counted) -> Option<Self> {
        match (control.status, control.severity) {
            (Status::Passed | Status::NoImpact, _) => None,
            (Status::Skipped, _) => Some(Self::Notice),
            (Status::Failed | Status::Error, Severity::Critical | Severity::High) => Some(Self::Error),
            (Status::Error, _) | (Status::Failed, Severity::Medium) => Some(Self::Warning),
            (Status::Failed, Severity::Low | Severity::None) => Some(Self::Notice),
        }
    }
}

/// One thing that a platform is told. Its texts are [`printable`], of any length, and not yet in any platform's grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How loud.
    pub level: Level,
    /// One line.
    pub title: String,
    /// Lines.
    pub message: String,
}

impl Finding {
    /// A finding with texts from anywhere.
    pub fn new(level: Level, title: &str, message: &str) -> Self {
        Self { level, title: one_line(title), message: printable(message) }
    }

    /// That of a control which has a [`Level`].
    pub fn of_control(input: &Input, counted: &Counted, level: Level) -> Self {
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
        Self::new(level, &title, &lines.join("\n"))
    }

    /// What could not be done, with all that is known of it.
    pub fn of_problem(problem: &Problem) -> Self {
        let parts = [&problem.what, &problem.why, &problem.place, &problem.help];
        let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        Self::new(Level::Error, &format!("Cincture: {}", problem.code), &parts.join("\n"))
    }
}

/// The findings of a run: first what concerns no single control, the verdict before all, then the controls.
#[derive(Clone, Debug)]
pub struct Findings<'a> {
    input: &'a Input,
    general: Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// Those of `done`.
    pub fn of(done: &Finished<'a>) -> Self {
        let level = if done.exit == Exit::Pass { Level::Notice } else { Level::Error };
        let verdict = Finding::new(level, &format!("Cincture: {}", word(done.exit)), &sentence(done.input));
        let problems = done.input.run.problems.iter().map(Finding::of_problem);
        Self { input: done.input, general: [verdict].into_iter().chain(problems).collect() }
    }

    /// Puts what a platform has to say of the run itself behind the problems.
    #[must_use]
    pub fn and(mut self, more: impl IntoIterator<Item = Finding>) -> Self {
        self.general.extend(more);
        self
    }

    /// Those of `level`, at most `most` of them: where there are more, the last one says how many, and with `rest` where they
    /// are.
    pub fn of_level(&self, level: Level, most: usize, rest: &str) -> Vec<Finding> {
        let mut found: Vec<Finding> = self.general.iter().filter(|finding| finding.level == level).cloned().collect();
        let controls = ranked(self.input, level);
        let all = found.len() + controls.len();
        let room = if all > most { most.saturating_sub(1) } else { most };
        found.truncate(room);
        // What is not shown is not decoded.
        let shown = controls.iter().take(room - found.len());
        found.extend(shown.map(|counted| Finding::of_control(self.input, counted, level)));
        if all > room {
            let more = number(all - room, &format!("more {}", level.as_str()));
            found.push(Finding::new(level, "Cincture", &format!("{more}: {rest}")));
        }
        found
    }
}

/// The controls of `level`: the gravest first, of each severity first those that failed.
pub fn ranked(input: &Input, level: Level) -> Vec<&Counted> {
    let mut controls: Vec<&Counted> = input.tally.controls.iter().filter(|c| Level::of(c) == Some(level)).collect();
    let rank = |status: Status| [Status::Failed, Status::Error, Status::Skipped].iter().position(|s| *s == status);
    controls.sort_by_key(|c| (Reverse(c.severity), rank(c.status)));
    controls
}
