//! The summary on the page of the run.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, Finished};
use cincture_core::report::markdown;

/// Bytes that a step may have; of more, none is shown.
const MOST: usize = 1 << 20;

/// What is written to the file that `GITHUB_STEP_SUMMARY` names, if it names one.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> Option<Artifact> {
    let path = PathBuf::from(env.get("GITHUB_STEP_SUMMARY")?);
    Some(Artifact::Append { path, text: markdown(done.input, MOST) })
}
