//! The one line that Spinnaker takes values from: `SPINNAKER_CONFIG_JSON=` and an object, alone on its line.
//!
//! Its reader, `PropertyParser` of clouddriver, takes such a line only at its beginning, and gives up all values where one cannot
//! be read. What it finds becomes part of the stage's context, in which Orca evaluates `${...}`: so nothing of these values may be
//! an expression.

use cincture_core::platform::Finished;
use cincture_core::report::word;
use cincture_core::results::Status;
use cincture_core::untrusted::{cut, harmless_json};
use serde_json::{Value, json};

/// Ids of controls in the line: it is no report.
const MOST_IDS: usize = 20;
/// Characters of an id.
const MOST_IN_ID: usize = 60;

/// The line, with its line feed.
pub(crate) fn line(done: &Finished<'_>) -> String {
    let object = json!({ "cincture": values(done) });
    format!("SPINNAKER_CONFIG_JSON={}\n", harmless_json(&object.to_string()))
}

fn values(done: &Finished<'_>) -> Value {
    let input = done.input;
    let counts = &input.tally.counts;
    let failed = input.tally.controls.iter().filter(|control| control.status == Status::Failed);
    let ids: Vec<String> = failed.map(|control| plain(&control.id)).collect();
    json!({
        "verdict": word(done.exit),
        "exitStatus": done.exit.code(),
        "compliance": counts.compliance().rounded(),
        "passed": counts.total(Status::Passed),
        "failed": counts.total(Status::Failed),
        "errors": counts.total(Status::Error),
        "skipped": counts.total(Status::Skipped),
        "noImpact": counts.total(Status::NoImpact),
        "targets": input.run.targets.len(),
        "incomplete": input.run.incomplete.len(),
        "problems": input.run.problems.len(),
        "failedControls": &ids[..ids.len().min(MOST_IDS)],
        "failedControlsLeftOut": ids.len().saturating_sub(MOST_IDS),
    })
}

/// An id as words: what could be an expression, a quote or an escape to anybody behind Orca is a question mark.
fn plain(id: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || " ._-/:()[],+#@".contains(c);
    cut(id, MOST_IN_ID).chars().map(|c| if harmless(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_what_it_is_unless_it_could_be_more() {
        assert_eq!(plain("SV-238196r653763_rule 1.1.1 (L1)"), "SV-238196r653763_rule 1.1.1 (L1)");
        assert_eq!(plain("${#fromUrl('x')}\\\"\n"), "??#fromUrl(?x?)????");
        assert_eq!(plain(&"x".repeat(70)), format!("{} [10 characters cut]", "x".repeat(60)));
    }
}
