//! What a run is held against: a threshold, floors, and the shorthand `--fail-on`, as one value.

use super::baseline::Baseline;
use super::key::{Cell, Subject};
use super::threshold::{Bound, Rule, Threshold};
use crate::results::{Severity, Status};

/// Everything that a run is held against. All lines of all parts must hold; the empty gate judges nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// The threshold that was asked for.
    pub threshold: Option<Threshold>,
    /// What an organisation asks for whatever the threshold says: no threshold and no baseline takes any of it away.
    pub floors: Vec<Threshold>,
    /// No control of this severity or above may fail or end in an error.
    pub fail_on: Option<Severity>,
    /// What is known already, and breaks nothing but a floor.
    pub baseline: Option<Baseline>,
}

/// Which part of a gate a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The threshold.
    Threshold,
    /// A floor.
    Floor,
    /// `--fail-on`.
    FailOn,
}

impl Source {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::Floor => "floor",
            Self::FailOn => "fail-on",
        }
    }
}

impl Gate {
    /// A gate of one threshold.
    pub fn of(threshold: Threshold) -> Self {
        Self { threshold: Some(threshold), ..Self::default() }
    }

    /// True where it has a line that a run can break.
    pub fn judges(&self) -> bool {
        self.threshold.is_some() || !self.floors.is_empty() || self.fail_on.is_some()
    }

    /// The threshold first, then the floors, then `--fail-on`.
    pub(super) fn parts(&self) -> Vec<(Source, Threshold)> {
        let threshold = self.threshold.iter().map(|t| (Source::Threshold, t.clone()));
        let floors = self.floors.iter().map(|t| (Source::Floor, t.clone()));
        let fail_on = self.fail_on.map(|severity| (Source::FailOn, fail_on(severity)));
        threshold.chain(floors).chain(fail_on).collect()
    }
}

/// `--fail-on` as a threshold. An error of severity `none` is bounded under each: a control that broke off before it could
/// say how grave it is has that severity too.
fn fail_on(least: Severity) -> Threshold {
    let none = |status, severity| Rule {
        key: format!("{}.{}.max", Status::as_str(status), Severity::as_str(severity)),
        subject: Subject::Count(status, Cell::Of(severity)),
        bound: Bound::Max(0.0),
        line: 0,
    };
    let grave = || Severity::ALL.into_iter().filter(|severity| *severity >= least);
    let failed = grave().map(|severity| none(Status::Failed, severity));
    let unknown = (least > Severity::None).then_some(Severity::None);
    let errors = grave().chain(unknown).map(|severity| none(Status::Error, severity));
    Threshold { origin: format!("--fail-on {}", least.as_str()), rules: failed.chain(errors).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fail_on_bounds_failures_and_errors_of_the_severity_and_above_and_errors_of_none() {
        let keys = |severity| fail_on(severity).rules.into_iter().map(|r| r.key).collect::<Vec<_>>();
        assert_eq!(
            keys(Severity::High),
            ["failed.critical.max", "failed.high.max", "error.critical.max", "error.high.max", "error.none.max"]
        );
        assert_eq!(keys(Severity::None).len(), 10);
    }

    #[test]
    fn only_an_empty_gate_judges_nothing() {
        let floor = Threshold::parse_inline("failed.total.max: 0").unwrap();
        assert!(!Gate::default().judges());
        assert!(Gate { floors: vec![floor.clone()], ..Gate::default() }.judges());
        assert!(Gate { fail_on: Some(Severity::High), ..Gate::default() }.judges());
        assert!(Gate::of(floor).judges());
    }
}
