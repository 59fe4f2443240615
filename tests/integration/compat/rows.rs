//! Results of InSpec and of ours as what is compared of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// One check of a control.
#[derive(Debug)]
pub(super) struct Check {
    /// As in the results.
    pub(super) status: String,
    /// Description and message, where they are known; the message is `None` where an exception ended the check: its words
    /// are those of a version of Ruby.
    pub(super) text: Option<(String, Option<String>)>,
}

impl Check {
    /// Where only the status of one is known, only that counts.
    pub(super) fn same(&self, other: &Self) -> bool {
        let texts = match (&self.text, &other.text) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        self.status == other.status && texts
    }
}

/// Name of the profile, and the checks of each control.
pub(super) fn rows(results: &Value, profile: &Path) -> (String, BTreeMap<String, Vec<Check>>) {
    let first = &results["profiles"][0];
    let name = first["name"].as_str().unwrap().to_owned();
    let controls = first["controls"].as_array().unwrap().iter();
    let rows = controls.map(|control| {
        let checks = control["results"].as_array().unwrap().iter().map(|result| check(result, profile)).collect();
        (stable(control["id"].as_str().unwrap()), checks)
    });
    (name, rows.collect())
}

fn check(result: &Value, profile: &Path) -> Check {
    let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
    let raised = !result["backtrace"].is_null();
    // Ours says where a file stands in its profile, InSpec where it stands on the machine.
    let described = text("code_desc").replace(&format!("{}/", profile.display()), "");
    let message = (!raised).then(|| text("message") + &text("skip_message"));
    Check { status: text("status"), text: Some((described, message)) }
}

/// InSpec makes the id of a describe outside of a control from its place and a random number, ours from its place.
fn stable(id: &str) -> String {
    match id.strip_suffix(')').and_then(|start| start.rsplit_once(' ')) {
        Some((place, number)) if id.starts_with("(generated from ") && number.len() == 32 => format!("{place})"),
        _ => id.to_owned(),
    }
}
