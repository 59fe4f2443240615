//! What became of a control.

use super::snapshot::{Check, Found};
use crate::results::Status;

/// What became of a control from one run to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It fails, ends in an error or is no longer looked at and did or was before; it is graver; or a check of it does not
    /// pass that did.
    Worse,
    /// It is in the new run only.
    New,
    /// It is in the old run only.
    Gone,
    /// It is another, and neither better nor worse.
    Changed,
    /// It passes, or does not apply any more, or less of it fails.
    Better,
    /// Status, severity and the checks that do not pass are the same.
    Same,
}

impl Change {
    /// All of them, in the order in which people are shown them.
    pub const ALL: [Self; 6] = [Self::Worse, Self::New, Self::Gone, Self::Changed, Self::Better, Self::Same];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Better => "better",
            Self::Same => "unchanged",
        }
    }

    /// What became of `old`.
    pub(super) fn between(old: &Found, new: &Found) -> Self {
        if old.status != new.status {
            return of_statuses(old.status, new.status);
        }
        let open = matches!(new.status, Status::Failed | Status::Error | Status::Skipped);
        if new_checks(old, new).next().is_some() || (open && new.severity > old.severity) {
            Self::Worse
        } else if new_checks(new, old).next().is_some() || (open && new.severity < old.severity) {
            Self::Better
        } else if new.severity != old.severity {
            Self::Changed
        } else {
            Self::Same
        }
    }
}

/// The checks of `new` that do not pass, and did in `old` or did not pass so often.
pub(super) fn new_checks<'a>(old: &'a Found, new: &'a Found) -> impl Iterator<Item = &'a Check> {
    let before = |check| old.checks.get(check).copied().unwrap_or_default();
    new.checks.iter().filter(move |(check, times)| **times > before(check)).map(|(check, _)| check)
}

/// For different ones. Between failed and error there is no better: the one hides what the other would find.
fn of_statuses(old: Status, new: Status) -> Change {
    match (old, new) {
        (_, Status::Passed) => Change::Better,
        (Status::Passed, Status::NoImpact) => Change::Worse,
        (_, Status::NoImpact) => Change::Better,
        (Status::Error, Status::Skipped) => Change::Changed,
        (_, Status::Failed | Status::Error | Status::Skipped) => Change::Worse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Severity;

    fn found(status: Status, severity: Severity, checks: &[(&str, u32)]) -> Found {
        let check = |(what, times): &(&str, u32)| (Check { status: "failed", what: (*what).to_owned() }, *times);
        Found { profile: 0, id: "a".into(), status, severity, checks: checks.iter().map(check).collect() }
    }

    #[test]
    fn better_is_only_what_passes_or_does_not_apply_or_fails_in_less() {
        use Status::{Error, Failed, NoImpact, Passed, Skipped};
        for (old, new, change) in [
            (Failed, Passed, Change::Better),
            (Failed, NoImpact, Change::Better),
            (Skipped, Passed, Change::Better),
            (Passed, NoImpact, Change::Worse),
            (Passed, Skipped, Change::Worse),
            (Failed, Skipped, Change::Worse),
            (Failed, Error, Change::Worse),
            (Error, Failed, Change::Worse),
            (Error, Skipped, Change::Changed),
            (Passed, Failed, Change::Worse),
        ] {
            let between = Change::between(&found(old, Severity::Low, &[]), &found(new, Severity::Low, &[]));
            assert_eq!(between, change, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_control_that_fails_in_another_way_or_more_often_or_graver_is_worse() {
        let old = found(Status::Failed, Severity::Medium, &[("a", 2), ("b", 1)]);
        for (severity, checks, change) in [
            (Severity::Medium, vec![("a", 2), ("b", 1)], Change::Same),
            (Severity::Medium, vec![("a", 1)], Change::Better),
            (Severity::Low, vec![("a", 2), ("b", 1)], Change::Better),
            (Severity::Medium, vec![("a", 3)], Change::Worse),
            (Severity::Medium, vec![("c", 1)], Change::Worse),
            (Severity::High, vec![("a", 1)], Change::Worse),
            (Severity::Low, vec![("c", 1)], Change::Worse),
        ] {
            assert_eq!(
                Change::between(&old, &found(Status::Failed, severity, &checks)),
                change,
                "{severity:?} {checks:?}"
            );
        }
        let passed = |severity| found(Status::Passed, severity, &[]);
        assert_eq!(Change::between(&passed(Severity::Low), &passed(Severity::High)), Change::Changed);
    }
}
