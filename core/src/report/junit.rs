//! `junit.xml`: a suite for each target with a case for each control, and a suite for the gate with a case for each line
//! of the threshold and one for completeness.
//!
//! Failed controls are failures, errors are errors, skipped and not applicable ones are skipped. The gate's suite is what
//! a CI system shows as red when the threshold is broken; failed controls that the threshold allows stay visible.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::reason::{deciding, first_reason};
use super::sentence::sentence;
use super::text::{xml, xml_line};
use super::write::Report as Writing;
use super::{Input, Target};
use crate::gate::{Line, Source, Verdict};
use crate::results::{Control, ControlResult, Counted, Status};
use crate::untrusted::cut;

/// Characters of an attribute.
const MOST_IN_MESSAGE: usize = 1_000;
/// Characters of one check's text.
const MOST_IN_CHECK: usize = 4_000;
/// Checks that are written out for one control.
const MOST_CHECKS: usize = 50;
/// Controls that are named for one broken line.
const MOST_NAMED: usize = 100;
/// Bytes of all texts together; GitLab refuses reports beyond 30 MB.
const MOST_TEXT: usize = 16 * 1024 * 1024;

/// The run as JUnit XML: a suite says at its beginning how many cases it has, so all are kept until the end, with what
/// [`MOST_TEXT`] allows of their texts.
pub(super) struct Writer<'a> {
    input: &'a Input,
    suites: Vec<TestSuite>,
    texts: Texts,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        let suites = input.run.targets.iter().map(target_suite).collect();
        Self { input, suites, texts: Texts { left: MOST_TEXT, left_out: 0 }, out }
    }
}

impl Writing for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        let case = control_case(self.input, counted, control, &mut self.texts);
        if let Some(suite) = self.suites.get_mut(counted.target) {
            suite.add_test_case(case);
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let mut report = Report::new("cincture");
        report.set_time(self.input.run.duration);
        report.add_test_suites(std::mem::take(&mut self.suites));
        report.add_test_suite(gate_suite(self.input, &self.texts));
        report.serialize(&mut *self.out).map_err(io::Error::other)
    }
}

/// How much text may still be written.
struct Texts {
    left: usize,
    left_out: usize,
}

impl Texts {
    /// `text` if there is room for it.
    fn take(&mut self, text: String) -> Option<String> {
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                Some(text)
            }
            None => {
                self.left_out += 1;
                None
            }
        }
    }
}

fn target_suite(target: &Target) -> TestSuite {
    let mut suite = TestSuite::new(xml_line(&target.name));
    suite.set_time(target.duration);
    if target.results.is_none() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message("the target gave no results");
        suite.add_test_case(TestCase::new("scan", status));
    }
    suite
}

fn control_case(input: &Input, counted: &Counted, control: &Control, texts: &mut Texts) -> TestCase {
    let mut status = match counted.status {
        Status::Passed => TestCaseStatus::success(),
        Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Status::Skipped | Status::NoImpact => TestCaseStatus::skipped(),
    };
    if counted.status != Status::Passed {
        let reason = first_reason(control, counted.status);
        let prefix = if counted.status == Status::NoImpact { "not applicable: " } else { "" };
        status.set_message(cut(&xml_line(&format!("{prefix}{reason}")), MOST_IN_MESSAGE));
        status.set_type(counted.severity.as_str());
        if let Some(text) = texts.take(description(control, counted.status)).filter(|t| !t.is_empty()) {
            status.set_description(text);
        }
    }
    let name = match control.title.as_deref().filter(|t| !t.is_empty()) {
        Some(title) => format!("{}: {title}", counted.id),
        None => counted.id.clone(),
    };
    let mut case = TestCase::new(cut(&xml_line(&name), MOST_IN_MESSAGE), status);
    case.set_classname(cut(&xml_line(input.profile_name(counted)), MOST_IN_MESSAGE));
    case.set_assertions(control.results.len());
    case.set_time(time(control));
    case.add_property(Property::new("severity", counted.severity.as_str()));
    case
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

fn gate_suite(input: &Input, texts: &Texts) -> TestSuite {
    let name = input.verdict.as_ref().map(|v| match v.lines.iter().all(|l| l.source == Source::Threshold) {
        true => format!("gate: threshold {}", v.origin),
        false => format!("gate: {}", v.origin),
    });
    let mut suite = TestSuite::new(xml_line(&name.unwrap_or_else(|| "gate: no threshold".to_owned())));
    suite.add_property(Property::new("started", input.run.started.to_string()));
    suite.add_property(Property::new("verdict", cut(&xml_line(&sentence(input)), MOST_IN_MESSAGE)));
    suite.add_property(Property::new("exit-status", input.exit.code().to_string()));
    if texts.left_out > 0 {
        suite.add_property(Property::new("texts-left-out", texts.left_out.to_string()));
    }
    if let Some(verdict) = &input.verdict {
        suite.add_test_cases(line_cases(input, verdict));
    }
    suite.add_test_case(completeness_case(input));
    suite
}

fn line_cases(input: &Input, verdict: &Verdict) -> Vec<TestCase> {
    let case = |line: &Line| {
        let mut status = TestCaseStatus::success();
        if !line.holds {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(cut(&xml_line(&format!("actual {}, bound {}", line.actual, line.bound)), MOST_IN_MESSAGE));
            status.set_type(line.source.as_str());
            status.set_description(cut(&xml(&named(input, line)), MOST_IN_CHECK * 4));
        }
        let whose = match line.source {
            Source::Threshold => String::new(),
            Source::Floor => format!("floor {}: ", line.origin),
            Source::FailOn => format!("{}: ", line.origin),
        };
        let name = format!("{whose}{} {}", line.key, line.bound);
        let mut case = TestCase::new(cut(&xml_line(&name), MOST_IN_MESSAGE), status);
        case.set_classname(line.source.as_str());
        case
    };
    verdict.lines.iter().map(case).collect()
}

/// The controls that broke a line, one in a line.
fn named(input: &Input, line: &Line) -> String {
    let several = input.run.targets.len() > 1;
    let mut names: Vec<String> = Vec::new();
    for control in line.controls.iter().take(MOST_NAMED) {
        let at = if several { format!(" ({})", input.target_name(control.target)) } else { String::new() };
        names.push(format!("{}{at}", control.id));
    }
    names.extend(line.missing.iter().take(MOST_NAMED).map(|id| format!("{id} (missing)")));
    let all = line.controls.len() + line.missing.len();
    if all > names.len() {
        names.push(format!("[{} more left out]", all - names.len()));
    }
    names.join("\n")
}

fn completeness_case(input: &Input) -> TestCase {
    let mut reasons: Vec<String> = input.run.incomplete.iter().map(|i| input.told(i)).collect();
    reasons.extend(
        input.run.problems.iter().map(|p| format!("{} [{}] {}: {} {}", p.what, p.code, p.place, p.why, p.help)),
    );
    let mut status = TestCaseStatus::success();
    if let Some(first) = reasons.first() {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(cut(&xml_line(first), MOST_IN_MESSAGE));
        status.set_type("incomplete");
        status.set_description(cut(&xml(&reasons.join("\n")), MOST_IN_CHECK * 4));
    }
    let mut case = TestCase::new("everything asked for was checked", status);
    case.set_classname("completeness");
    case
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::report::{Format, Incomplete, bytes};
    use crate::results::fixture::control;

    fn xml_of(input: &Input) -> String {
        String::from_utf8(bytes(input, Format::Junit).unwrap()).unwrap()
    }

    #[test]
    fn each_status_has_its_junit_word_and_the_gate_its_suite() {
        let controls = ["passed", "failed", "error", "skipped"].map(|s| control(s, 0.9, s));
        let mut controls = Vec::from(controls);
        controls.push(control("n", 0.0, "failed"));
        let mut run = run(vec![controls], Some("failed.critical.max: 0, error.total.max: 1"));
        run.incomplete.push(Incomplete::new(Some(0), "cut off"));
        let xml = xml_of(&Input::of(run));
        assert!(
            xml.contains(r#"<testsuite name="k8s://shop/web/app" tests="5" skipped="2" errors="1" failures="1""#),
            "{xml}"
        );
        assert!(
            xml.contains(
                r#"<failure message="File /failed is expected to exist: expected /failed to exist" type="critical">"#
            ),
            "{xml}"
        );
        assert!(xml.contains("not applicable: impact is 0"));
        assert!(
            xml.contains(r#"<testsuite name="gate: threshold inline" tests="3" skipped="0" errors="1" failures="1">"#),
            "{xml}"
        );
        assert!(xml.contains(r#"message="actual 1, bound &lt;= 0""#));
        assert!(xml.contains(r#"message="cut off""#));
    }

    #[test]
    fn every_cut_is_announced_with_a_count() {
        let mut long = control("long", 0.9, "failed");
        long.results[0].message = Some("x".repeat(MOST_IN_CHECK + 1));
        long.results = vec![long.results.remove(0); MOST_CHECKS + 3];
        let many = (0..MOST_NAMED + 7).map(|n| control(&format!("c{n}"), 0.9, "failed"));
        let controls = many.chain([long]).collect();
        let xml = xml_of(&Input::of(run(vec![controls], Some("failed.total.max: 0"))));
        assert!(xml.contains("characters cut]") && xml.contains("[3 more checks left out]"));
        assert!(xml.contains("[8 more left out]"));
    }

    #[test]
    fn beyond_the_budget_texts_are_left_out_and_counted_but_no_case_is() {
        let mut long = control("long", 0.9, "failed");
        long.results[0].message = Some("x".repeat(MOST_IN_CHECK));
        long.results = vec![long.results.remove(0); MOST_CHECKS];
        let controls: Vec<Control> = (0..100).map(|n| Control { id: n.to_string(), ..long.clone() }).collect();
        let xml = xml_of(&Input::of(run(vec![controls], None)));
        assert!(xml.contains(r#"tests="100" skipped="0" errors="0" failures="100""#));
        assert!(xml.contains(r#"<property name="texts-left-out" value=""#));
        assert!(xml.len() < MOST_TEXT + 1024 * 1024);
    }

    #[test]
    fn a_hostile_duration_is_no_panic() {
        for seconds in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            let mut control = control("a", 0.9, "passed");
            control.results[0].run_time = Some(seconds);
            assert!(xml_of(&Input::of(run(vec![vec![control]], None))).contains(r#"time="0.000""#));
        }
    }

    #[test]
    fn an_unreached_target_is_an_error_of_its_own_suite() {
        let mut run = run(vec![vec![control("a", 0.9, "passed")]], None);
        run.targets[0].results = None;
        assert!(xml_of(&Input::of(run)).contains(r#"<error message="the target gave no results"/>"#));
    }
}
