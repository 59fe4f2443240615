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

/// One line that says why; empty for a control that passed. Text from outside: show it through [`crate::untrusted`].
pub fn first_reason(control: &Control, status: Status) -> String {
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

/// What was checked and what was found, on one line: InSpec's messages are of the form `expected: …`, `got: …`.
fn of_check(result: &ControlResult) -> String {
    const MOST_WORDS: usize = 100;
    let message = result.message.as_deref().or(result.skip_message.as_deref()).unwrap_or_default();
    let words: Vec<&str> = message.split_whitespace().take(MOST_WORDS).collect();
    match (result.code_desc.as_str(), words.join(" ")) {
        (desc, found) if found.is_empty() => desc.to_owned(),
        ("", found) => found,
        (desc, found) => format!("{desc}: {found}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn the_reason_holds_what_was_checked_expected_and_found() {
        let mut failed = control("a", 0.5, "failed");
        failed.results[0].message = Some("\nexpected: \"0644\"\n     got: \"0777\"\n".to_owned());
        let expected = "File /a is expected to exist: expected: \"0644\" got: \"0777\"";
        assert_eq!(first_reason(&failed, Status::Failed), expected);
        failed.results[0].code_desc = String::new();
        assert_eq!(first_reason(&failed, Status::Failed), "expected: \"0644\" got: \"0777\"");
    }

    #[test]
    fn a_control_without_checks_or_out_of_scope_says_why() {
        assert_eq!(first_reason(&control("a", 0.5, ""), Status::Error), "no check ran");
        assert_eq!(first_reason(&control("a", 0.0, "failed"), Status::NoImpact), "impact is 0");
        let mut waived = control("a", 0.5, "skipped");
        waived.waiver_data = Some(json!({"skipped_due_to_waiver": true, "justification": "accepted"}));
        assert_eq!(first_reason(&waived, Status::NoImpact), "waived: accepted");
        assert_eq!(first_reason(&control("a", 0.5, "passed"), Status::Passed), "");
    }

    #[test]
    fn an_error_is_explained_by_the_check_that_raised_it() {
        let mut raised = control("a", 0.5, "passed");
        raised.results.push(ControlResult {
            status: Some("failed".to_owned()),
            code_desc: "its mode".to_owned(),
            message: Some("undefined method".to_owned()),
            backtrace: Some(json!([])),
            ..ControlResult::default()
        });
        assert_eq!(first_reason(&raised, Status::Error), "its mode: undefined method");
    }
}
