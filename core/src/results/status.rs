//! The status of a control.

use serde_json::Value;

use super::{Control, ControlResult};

/// What a control comes to. The names are the keys of a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// At least one check passed and none failed.
    Passed,
    /// At least one check failed.
    Failed,
    /// Nothing but skipped checks: "Not Reviewed".
    Skipped,
    /// Out of scope, by impact 0 or a waiver: "Not Applicable".
    NoImpact,
    /// Could not be checked: "Profile Error".
    Error,
}

impl Status {
    /// All of them, in the order of a threshold file.
    pub const ALL: [Self; 5] = [Self::Passed, Self::Failed, Self::Skipped, Self::NoImpact, Self::Error];

    /// The key in a threshold and in our reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::NoImpact => "no_impact",
            Self::Error => "error",
        }
    }

    /// The status of `control`; the rules are those of [`Evidence::status`].
    pub fn of(control: &Control) -> Self {
        let checks = control.results.iter().map(|r| (r.status.clone(), has_backtrace(r)));
        checks.fold(Evidence::new(control.impact, is_waived(control)), Evidence::with).status()
    }

    /// The rule by which `control` has its status, as a sentence without its end.
    pub fn rule(control: &Control) -> &'static str {
        let checks = control.results.iter().map(|r| (r.status.clone(), has_backtrace(r)));
        checks.fold(Evidence::new(control.impact, is_waived(control)), Evidence::with).decided().1
    }

    /// How bad it is where one control has several copies: the greater counts. Failed stands above error, because many
    /// thresholds bound failures only.
    pub(super) fn badness(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::NoImpact => 1,
            Self::Skipped => 2,
            Self::Error => 3,
            Self::Failed => 4,
        }
    }
}

/// What the status of a control follows from.
#[derive(Clone, Copy, Default)]
pub(super) struct Evidence {
    out_of_scope: bool,
    error: bool,
    failed: bool,
    passed: bool,
    skipped: bool,
}

impl Evidence {
    /// No check yet.
    pub(super) fn new(impact: f64, waived: bool) -> Self {
        Self { out_of_scope: waived || impact == 0.0, ..Self::default() }
    }

    /// One more check: its status, and whether it has a backtrace.
    pub(super) fn with(mut self, (status, backtrace): (Option<String>, bool)) -> Self {
        self.error |= backtrace;
        match status.as_deref() {
            Some("error") => self.error = true,
            Some("failed") => self.failed = true,
            Some("passed") => self.passed = true,
            Some("skipped") => self.skipped = true,
            _ => {}
        }
        self
    }

    /// See [`Self::decided`].
    pub(super) fn status(self) -> Status {
        self.decided().0
    }

    /// The first rule that matches wins, as in SAF: error or backtrace, waived or impact 0, no results, failed, passed,
    /// skipped, and anything else is an error.
    fn decided(self) -> (Status, &'static str) {
        match self {
            Self { error: true, .. } => {
                (Status::Error, "a check of it raised an error, so it was not checked as a whole")
            }
            Self { out_of_scope: true, .. } => (Status::NoImpact, "it is waived, or its impact is 0"),
            Self { failed: true, .. } => (Status::Failed, "a check of it failed, and none raised an error"),
            Self { passed: true, .. } => (Status::Passed, "a check of it passed, and none failed or raised an error"),
            Self { skipped: true, .. } => (Status::Skipped, "all of its checks were skipped"),
            _ => (Status::Error, "it has no check that came to anything"),
        }
    }
}

/// An empty backtrace counts, a null one does not.
fn has_backtrace(result: &ControlResult) -> bool {
    result.backtrace.as_ref().is_some_and(|b| !b.is_null())
}

fn is_waived(control: &Control) -> bool {
    control.waiver_data.as_ref().is_some_and(is_waiver)
}

/// Whether this is a waiver that skipped its control.
pub(super) fn is_waiver(data: &Value) -> bool {
    data.get("skipped_due_to_waiver") == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn control(impact: f64, statuses: &[&str]) -> Control {
        let results = statuses
            .iter()
            .map(|s| ControlResult { status: Some((*s).to_owned()), ..ControlResult::default() })
            .collect();
        Control { impact, results, ..Control::default() }
    }

    #[test]
    fn the_first_rule_that_matches_wins() {
        let cases: [(f64, &[&str], Status); 10] = [
            (0.0, &["error"], Status::Error),
            (0.0, &["failed"], Status::NoImpact),
            (0.0, &[], Status::NoImpact),
            (0.5, &[], Status::Error),
            (0.5, &["passed", "failed", "skipped"], Status::Failed),
            (0.5, &["skipped", "passed"], Status::Passed),
            (0.5, &["skipped", "skipped"], Status::Skipped),
            (0.5, &["passed", "error"], Status::Error),
            (0.000_1, &["passed"], Status::Passed),
            (0.5, &["anything"], Status::Error),
        ];
        for (impact, statuses, expected) in cases {
            assert_eq!(Status::of(&control(impact, statuses)), expected, "impact {impact}, {statuses:?}");
        }
    }

    #[test]
    fn a_check_without_status_makes_an_error() {
        let control = Control { impact: 0.5, results: vec![ControlResult::default()], ..Control::default() };
        assert_eq!(Status::of(&control), Status::Error);
    }

    #[test]
    fn a_backtrace_that_is_present_makes_an_error_even_if_empty() {
        for (backtrace, expected) in
            [(json!([]), Status::Error), (json!(["a.rb:1"]), Status::Error), (json!(null), Status::Passed)]
        {
            let mut control = control(0.5, &["passed"]);
            control.results[0].backtrace = Some(backtrace);
            assert_eq!(Status::of(&control), expected);
        }
    }

    #[test]
    fn only_a_waiver_that_skipped_the_control_takes_it_out() {
        for (waiver, expected) in [
            (json!({"run": false, "skipped_due_to_waiver": true}), Status::NoImpact),
            (json!({"run": true, "skipped_due_to_waiver": false}), Status::Failed),
            (json!({"run": true, "skipped_due_to_waiver": "true"}), Status::Failed),
            (json!({}), Status::Failed),
        ] {
            let mut control = control(0.7, &["failed"]);
            control.waiver_data = Some(waiver);
            assert_eq!(Status::of(&control), expected);
        }
    }
}
