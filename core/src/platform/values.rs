//! What a step gives to those after it: our own words, numbers and paths, never text of a target or a profile.

use super::Finished;
use crate::report::word;
use crate::results::Status;

/// `verdict`, `exit-status`, `compliance`, `failed`, and the absolute path of each report by its format's name.
pub fn values(done: &Finished<'_>) -> Vec<(&'static str, String)> {
    let counts = &done.input.tally.counts;
    let mut values = vec![
        ("verdict", word(done.exit).to_owned()),
        ("exit-status", done.exit.code().to_string()),
        ("compliance", counts.compliance().rounded().to_string()),
        ("failed", counts.total(Status::Failed).to_string()),
    ];
    for (format, path) in done.files {
        // Of a report that is written to several files the first is its usual one.
        if !values.iter().any(|(name, _)| *name == format.as_str()) {
            values.push((format.as_str(), path.display().to_string()));
        }
    }
    values
}
