//! Spinnaker.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Spinnaker;

impl Platform for Spinnaker {
    fn id(&self) -> &'static str {
        "spinnaker"
    }

    /// A job of Spinnaker has no variable of it: the generated manifest says it by `CINCTURE_PLATFORM`.
    fn detect(&self, _: &Env) -> bool {
        false
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
