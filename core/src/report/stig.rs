//! What a control says of itself in the words of STIGs: tags and descriptions, in the forms that MITRE's profiles use.

use serde_json::Value;

use crate::results::{Control, ControlResult, Severity, Status};

/// The words of a control.
#[derive(Clone, Copy)]
pub(super) struct Stig<'a>(pub(super) &'a Control);

impl<'a> Stig<'a> {
    /// The text of a tag; empty where it has none.
    pub(super) fn tag(self, name: &str) -> &'a str {
        self.0.tags.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The texts of a tag that may be a list: `nist`, `cci`.
    pub(super) fn tags(self, name: &str) -> Vec<&'a str> {
        match self.0.tags.get(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The group: `V-230221`.
    pub(super) fn group(self) -> &'a str {
        first(&[self.tag("gid"), &self.0.id])
    }

    /// The rule: `SV-230221r858734_rule`.
    pub(super) fn rule(self) -> &'a str {
        first(&[self.tag("rid"), &self.0.id])
    }

    /// What people ask to be done to check it; empty where nothing says so.
    pub(super) fn check(self) -> &'a str {
        first(&[self.description("check"), self.tag("check")])
    }

    /// What to do about it; empty where nothing says so.
    pub(super) fn fix(self) -> &'a str {
        first(&[self.description("fix"), self.tag("fix")])
    }

    /// One line.
    pub(super) fn title(self) -> &'a str {
        first(&[self.0.title.as_deref().unwrap_or_default(), &self.0.id])
    }

    /// Why it is asked for.
    pub(super) fn discussion(self) -> &'a str {
        first(&[self.0.desc.as_deref().unwrap_or_default(), self.description("default")])
    }

    /// Descriptions are a list of `{label, data}`, or in older files an object.
    fn description(self, label: &str) -> &'a str {
        let is = |item: &&Value| item.get("label").and_then(Value::as_str) == Some(label);
        let found = match &self.0.descriptions {
            Value::Array(items) => items.iter().find(is).and_then(|item| item.get("data")),
            Value::Object(by_label) => by_label.get(label),
            _ => None,
        };
        found.and_then(Value::as_str).unwrap_or_default()
    }
}

/// The first that is not empty.
fn first<'a>(texts: &[&'a str]) -> &'a str {
    texts.iter().copied().find(|text| !text.is_empty()).unwrap_or_default()
}

/// The severity in the three words of STIGs. What has none is of the lowest.
pub(super) fn category(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low | Severity::None => "low",
    }
}

/// The status in the words of checklists, which know no errors: what could not be checked was not reviewed.
pub(super) fn checklist_word(status: Status) -> &'static str {
    match status {
        Status::Passed => "NotAFinding",
        Status::Failed => "Open",
        Status::NoImpact => "Not_Applicable",
        Status::Skipped | Status::Error => "Not_Reviewed",
    }
}

/// All that a control's checks found, each on lines of its own. A control that has no checks says why it has its status.
pub(super) fn findings(control: &Control, status: Status) -> String {
    if control.results.is_empty() || status == Status::NoImpact {
        let mut text = super::reason::first_reason(control, status);
        control.results.iter().for_each(|result| text = format!("{text}\n{}", finding(result)));
        return text;
    }
    control.results.iter().map(finding).collect::<Vec<_>>().join("\n")
}

/// One check: status, what was checked, what was found.
pub(super) fn finding(result: &ControlResult) -> String {
    let status = result.status.as_deref().unwrap_or("error");
    let found = [result.message.as_deref(), result.skip_message.as_deref(), result.exception.as_deref()];
    let found: Vec<&str> = found.into_iter().flatten().map(str::trim).filter(|f| !f.is_empty()).collect();
    let colon = if found.is_empty() { "" } else { ": " };
    format!("{status}: {}{colon}{}", result.code_desc, found.join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn both_forms_of_descriptions_and_tags_are_read_and_the_id_stands_in() {
        let mut told = control("V-1", 0.5, "failed");
        assert_eq!((Stig(&told).group(), Stig(&told).rule(), Stig(&told).check()), ("V-1", "V-1", ""));
        told.descriptions = json!([{"label": "check", "data": "look"}, {"label": "fix", "data": "mend"}]);
        told.tags =
            json!({"gid": "V-2", "cci": ["CCI-1", 3], "nist": "AC-1", "check": "other"}).as_object().unwrap().clone();
        let stig = Stig(&told);
        assert_eq!((stig.group(), stig.check(), stig.fix()), ("V-2", "look", "mend"));
        assert_eq!((stig.tags("cci"), stig.tags("nist")), (vec!["CCI-1"], vec!["AC-1"]));
        told.descriptions = json!({"fix": "older"});
        assert_eq!((Stig(&told).check(), Stig(&told).fix()), ("other", "older"));
    }

    #[test]
    fn findings_hold_every_check_and_why_there_is_none() {
        let failed = control("a", 0.5, "failed");
        assert_eq!(findings(&failed, Status::Failed), "failed: File /a is expected to exist: expected /a to exist");
        assert_eq!(findings(&control("a", 0.5, ""), Status::Error), "no check ran");
        assert!(findings(&control("a", 0.0, "failed"), Status::NoImpact).starts_with("impact is 0\nfailed: "));
    }
}
