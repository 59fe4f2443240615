//! CircleCI.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct CircleCi;

impl Platform for CircleCi {
    fn id(&self) -> &'static str {
        "circleci"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("CIRCLECI") == Some("true")
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
