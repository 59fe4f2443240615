//! Bamboo.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Bamboo;

impl Platform for Bamboo {
    fn id(&self) -> &'static str {
        "bamboo"
    }

    /// Deployment projects have no key of a plan.
    fn detect(&self, env: &Env) -> bool {
        ["bamboo_planKey", "bamboo_buildKey", "bamboo_deploy_environment"].iter().any(|name| env.get(name).is_some())
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
