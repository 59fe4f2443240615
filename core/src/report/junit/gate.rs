//! The suite of the gate.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::name::Names;
use super::{MOST_IN_CHECK, MOST_IN_MESSAGE, Texts, fault};
use crate::gate::{Line, Source};
use crate::report::Input;
use crate::report::sentence::sentence;
use crate::report::text::{xml, xml_line};
use crate::untrusted::cut;

/// Controls that are named for one broken line.
pub(super) const MOST_NAMED: usize = 100;

/// Verdict, lines of the gate, completeness.
pub(super) fn suite(input: &Input, names: &mut Names, texts: &Texts) -> TestSuite {
    let name = input.verdict.as_ref().map(|v| match v.lines.iter().all(|l| l.source == Source::Threshold) {
        true => format!("gate: threshold {}", v.origin),
        false => format!("gate: {}", v.origin),
    });
    let name = name.unwrap_or_else(|| "gate: no threshold".to_owned());
    let mut suite = super::suite(input, &name, "cincture", Duration::ZERO);
    suite.add_property(Property::new("started", input.run.started.to_string()));
    suite.add_property(Property::new("verdict", cut(&xml_line(&sentence(input)), MOST_IN_MESSAGE)));
    suite.add_property(Property::new("exit-status", input.exit.code().to_string()));
    let redacted = input.redacted().total();
    if redacted > 0 {
        suite.add_property(Property::new("secrets-removed", redacted.to_string()));
    }
    if texts.left_out > 0 {
        suite.add_property(Property::new("texts-left-out", texts.left_out.to_string()));
    }
    if let Some(verdict) = &input.verdict {
        suite.add_test_cases(verdict.lines.iter().map(|line| line_case(input, line, names)));
    }
    suite.add_test_case(completeness_case(input, names));
    suite
}

fn line_case(input: &Input, line: &Line, names: &mut Names) -> TestCase {
    let mut status = TestCaseStatus::success();
    if !line.holds {
        let message = format!("actual {}, bound {}", line.actual, line.bound);
        let text = cut(&xml(&format!("{message}\n{}", named(input, line))), MOST_IN_CHECK * 4);
        status = fault(NonSuccessKind::Failure, line.source.as_str(), &message, &text);
    }
    let whose = match line.source {
        Source::Threshold => String::new(),
        Source::Floor => format!("floor {}: ", line.origin),
        Source::FailOn => format!("{}: ", line.origin),
    };
    names.case(Names::own(line.source.as_str()), &format!("{whose}{} {}", line.key, line.bound), status, Duration::ZERO)
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

fn completeness_case(input: &Input, names: &mut Names) -> TestCase {
    let mut reasons: Vec<String> = input.run.incomplete.iter().map(|i| input.told(i)).collect();
    reasons.extend(
        input.run.problems.iter().map(|p| format!("{} [{}] {}: {} {}", p.what, p.code, p.place, p.why, p.help)),
    );
    let status = match reasons.first() {
        Some(first) => {
            let text = cut(&xml(&reasons.join("\n")), MOST_IN_CHECK * 4);
            fault(NonSuccessKind::Error, "incomplete", first, &text)
        }
        None => TestCaseStatus::success(),
    };
    names.case(Names::own("completeness"), "everything asked for was checked", status, Duration::ZERO)
}
