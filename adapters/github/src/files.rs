//! The outputs of the step: our own words, numbers and paths, never text of a target or a profile.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, Finished, values};

use crate::output::file_value;

/// What is written to the file that `GITHUB_OUTPUT` names, if it names one.
pub(crate) fn outputs(env: &Env, done: &Finished<'_>) -> Option<Artifact> {
    let path = PathBuf::from(env.get("GITHUB_OUTPUT")?);
    let text = values(done).iter().map(|(name, value)| file_value(name, value, done.guard)).collect();
    Some(Artifact::Append { path, text })
}
