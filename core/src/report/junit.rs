//! `junit.xml`: a suite for each target with a case for each control, and a suite for the gate with a case for each line
//! of the threshold and one for completeness.
//!
//! Failed controls are failures, errors are errors, skipped and not applicable ones are skipped. The gate's suite is what
//! a CI system shows as red when the threshold is broken; failed controls that the threshold allows stay visible.
//!
//! There is no standard. This is what all readers take: the attributes of the schema by which Jenkins' xunit plugin refuses
//! files (none but name, class and time for a case, no properties of one); in each failure a text, since GitLab does not read the message
//! beside one; no two cases of one class and name, since GitLab keeps the first; a class in dots, by which TeamCity and
//! Bamboo group.

mod gate;
mod name;
mod root;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use self::name::Names;
use self::root::Root;
use super::Input;
use super::reason::{deciding, first_reason};
use super::text::{words, xml, xml_line};
use super::write::Report as Writing;
use crate::results::{Control, ControlResult, Counted, Status};
use crate::untrusted::cut;

/// Characters of an attribute.
const MOST_IN_MESSAGE: usize = 1_000;
/// Characters of one check's text.
const MOST_IN_CHECK: usize = 4_000;
/// Checks that are written out for one control.
const MOST_CHECKS: usize = 50;
/// Characters of a message, and of a text, where there is no room for more.
const LEAST_IN_MESSAGE: usize = 100;
/// Bytes of all texts and messages together; GitLab refuses reports beyond 30 MB.
const MOST_TEXT: usize = 16 * 1024 * 1024;

/// The run as JUnit XML: a suite says at its beginning how many cases it has, so all are kept until the end, with what
/// [`MOST_TEXT`] allows of their texts.
pub(super) struct Writer<'a> {
    input: &'a Input,
    suites: Vec<TestSuite>,
    names: Names,
    texts: Texts,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        let mut names = Names::of(input);
        let suites = (0..input.run.targets.len()).map(|at| target_suite(input, at, &mut names)).collect();
        Self { input, suites, names, texts: Texts { left: MOST_TEXT, left_out: 0 }, out }
    }
}

impl Writing for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let case = control_case(self.input, counted, control, &mut self.names, &mut self.texts);
        if let Some(suite) = self.suites.get_mut(counted.target) {
            suite.add_test_case(case);
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mut report = Report::new("cincture");
        report.set_time(self.input.run.duration);
        report.add_test_suites(std::mem::take(&mut self.suites));
        report.add_test_suite(gate::suite(self.input, &mut self.names, &self.texts));
        for (at, suite) in report.test_suites.iter_mut().enumerate() {
            suite.extra.insert("id".into(), at.to_string().into());
        }
        let mut out = Root::new(&mut *self.out);
        report.serialize(&mut out).map_err(io::Error::other)
    }
}

/// How much text may still be written.
struct Texts {
    left: usize,
    left_out: usize,
}

impl Texts {
    /// `text` if there is room for it, or else its beginning.
    fn take(&mut self, text: String) -> String {
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                text
            }
            None => {
                self.left_out += 1;
                cut(&text, LEAST_IN_MESSAGE)
            }
        }
    }
}

/// A suite that has only its head.
fn suite(input: &Input, name: &str, host: &str, time: Duration) -> TestSuite {
    let mut suite = TestSuite::new(cut(&xml_line(name), MOST_IN_MESSAGE));
    suite.set_time(time);
    // In UTC and without a zone: Azure takes it so, and others refuse one.
    let started = input.run.started.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    suite.extra.insert("timestamp".into(), started.into());
    suite.extra.insert("hostname".into(), cut(&xml_line(host), MOST_IN_MESSAGE).into());
    suite
}

fn target_suite(input: &Input, at: usize, names: &mut Names) -> TestSuite {
    let target = &input.run.targets[at];
    let name = if target.name.is_empty() { "(no name)" } else { &target.name };
    let mut suite = suite(input, name, name, target.duration);
    if target.results.is_none() {
        let status = fault(NonSuccessKind::Error, "incomplete", "the target gave no results", "");
        suite.add_test_case(names.case(names.class(at, ""), "scan", status, Duration::ZERO));
    }
    suite
}

/// A failure or an error with its message, and with a text, which is the message where there is no other.
fn fault(kind: NonSuccessKind, class: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    fill(&mut status, class, cut(&xml_line(message), MOST_IN_MESSAGE), text.to_owned());
    status
}

/// `message` and `text` are fit for XML and cut.
fn fill(status: &mut TestCaseStatus, class: &str, message: String, text: String) {
    status.set_type(class);
    status.set_description(if text.is_empty() { message.clone() } else { text });
    status.set_message(message);
}

fn control_case(input: &Input, counted: &Counted, control: &Control, names: &mut Names, texts: &mut Texts) -> TestCase {
    let mut status = match counted.status {
        Status::Passed => TestCaseStatus::success(),
        Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Status::Skipped | Status::NoImpact => TestCaseStatus::skipped(),
    };
    if counted.status != Status::Passed {
        let message = match (counted.status, first_reason(control, counted.status)) {
            (Status::NoImpact, reason) => format!("not applicable: {reason}"),
            (status, reason) if reason.is_empty() => status.as_str().to_owned(),
            (_, reason) => reason,
        };
        let message = texts.take(cut(&xml_line(&message), MOST_IN_MESSAGE));
        let mut text = description(control, counted.status);
        // Some readers show the text, and neither the suite nor the class.
        if input.run.targets.len() > 1 {
            let said = if text.is_empty() { &message } else { &text };
            text = format!("{}\n\n{said}", xml_line(input.target_name(counted.target)));
        }
        let text = texts.take(text);
        fill(&mut status, counted.severity.as_str(), message, text);
    }
    let name = match control.title.as_deref().filter(|t| !t.is_empty()) {
        Some(title) => format!("{}: {}", counted.id, words(title)),
        None => counted.id.clone(),
    };
    let class = names.class(counted.target, input.profile_name(counted));
    names.case(class, &name, status, time(control))
}

/// All checks that decided, as far as they fit.
fn description(control: &Control, status: Status) -> String {
    let checks: Vec<&ControlResult> = deciding(control, status).collect();
    let mut parts: Vec<String> = checks.iter().take(MOST_CHECKS).map(|r| check(r)).collect();
    if checks.len() > MOST_CHECKS {
        parts.push(format!("[{} more checks left out]", checks.len() - MOST_CHECKS));
    }
    parts.join("\n\n")
}

fn check(result: &ControlResult) -> String {
    let texts =
        [Some(&result.code_desc), result.message.as_ref(), result.skip_message.as_ref(), result.exception.as_ref()];
    let lines: Vec<&str> = texts.into_iter().flatten().map(|t| t.trim()).filter(|t| !t.is_empty()).collect();
    cut(&xml(&lines.join("\n")), MOST_IN_CHECK)
}

/// What the results say about their own duration may be anything.
fn time(control: &Control) -> Duration {
    let seconds: f64 = control.results.iter().filter_map(|r| r.run_time).sum();
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
