//! Statuses, severities and verdicts as people read them here.

use crate::exit::Exit;
use crate::results::Status;

/// As it stands at a control.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Passed => "Passed",
        Status::Failed => "Failed",
        Status::Skipped => "Skipped",
        Status::NoImpact => "Not applicable",
        Status::Error => "Error",
    }
}

/// What comes first is what a reader must see.
pub(super) const STATUSES: [Status; 5] =
    [Status::Failed, Status::Error, Status::Skipped, Status::Passed, Status::NoImpact];

/// The verdict in large letters.
pub(super) fn verdict(exit: Exit, judged: bool) -> &'static str {
    match exit {
        Exit::Pass if judged => "Passed",
        Exit::Pass => "Complete",
        Exit::Failed => "Failed",
        Exit::Invalid => "Invalid",
        Exit::Breached => "Breached",
        Exit::Incomplete => "Incomplete",
    }
}
