//! The outputs of the step: our own words, numbers and paths, never text of a target or a profile.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, Finished};
use cincture_core::report::word;
use cincture_core::results::Status;

use crate::output::file_value;

/// What is written to the file that `GITHUB_OUTPUT` names, if it names one: `verdict`, `exit-status`, `compliance`, `failed`,
/// and the path of each report by its format's name.
pub(crate) fn outputs(env: &Env, done: &Finished<'_>) -> Option<Artifact> {
    let path = PathBuf::from(env.get("GITHUB_OUTPUT")?);
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
    let text = values.iter().map(|(name, value)| file_value(name, value, done.guard)).collect();
    Some(Artifact::Append { path, text })
}
