//! TeamCity.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct TeamCity;

impl Platform for TeamCity {
    fn id(&self) -> &'static str {
        "teamcity"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("TEAMCITY_VERSION").is_some()
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
