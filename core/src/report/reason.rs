//! Why a control has its status.

use crate::results::{Control, ControlResult, Status};

/// The checks that decided: the failed ones of a failed control, and so on; none for one that passed.
pub(super) fn deciding(control: &Control, status: Status) -> impl Iterator<Item = &ControlResult> {
    control.results.iter().filter(move |r| {
        let is = |status: &str| r.status.as_deref() == Some(status);
        match status {
            Status::Failed => is("failed"),
            Status::Error => is("error") || r.backtrace.as_ref().is_some_and(|b| !b.is_null()) || r.status.is_none(),
            Status::Skipped => is("skipped"),
            Status::Passed | Status::NoImpact => false,
        }
    })
}

/// One line that says why; empty for a control that passed.
pub(super) fn first_reason(control: &Control, status: Status) -> String {
    match status {
        Status::Passed => String::new(),
        Status::NoImpact => waiver(control).unwrap_or_else(|| "impact is 0".to_owned()),
        _ => deciding(control, status).next().map_or_else(|| "no check ran".to_owned(), of_check),
    }
}

fn waiver(control: &Control) -> Option<String> {
    let waiver = control.waiver_data.as_ref()?;
    waiver.get("skipped_due_to_waiver")?.as_bool().filter(|skipped| *skipped)?;
    let why = waiver.get("justification").and_then(|j| j.as_str()).unwrap_or("no justification");
    Some(format!("waived: {why}"))
}

fn of_check(result: &ControlResult) -> String {
    let message = result.message.as_deref().or(result.skip_message.as_deref()).unwrap_or_default();
    let line = message.lines().map(str::trim).find(|l| !l.is_empty());
    match line {
        Some(line) if result.code_desc.is_empty() => line.to_owned(),
        Some(line) => format!("{}: {line}", result.code_desc),
        None => result.code_desc.clone(),
    }
}
