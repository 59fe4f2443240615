//! Spinnaker, as the container of a stage *Run Job (Manifest)*.
//!
//! The pod has no variable of Spinnaker's, and Spinnaker reads its log when it is over: `PropertyParser.java` and
//! `KubernetesJobProvider.java` of <https://github.com/spinnaker/clouddriver>. The exit status makes the job, and with it the
//! stage, fail; for what comes after there is one line of values. Standard error is in the same log, so that nothing printed
//! anywhere may look like such a line: [`cincture_core::untrusted`] sees to it.

mod context;
mod output;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, CiContext, Example, Finished, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Spinnaker;

impl Platform for Spinnaker {
    fn id(&self) -> &'static str {
        "spinnaker"
    }

    /// A job of Spinnaker has no variable of it: its manifest says it by `CINCTURE_PLATFORM`.
    fn detect(&self, _: &Env) -> bool {
        false
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn outputs(&self, _: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        vec![Artifact::Print(output::line(done))]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
