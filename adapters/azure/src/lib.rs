//! Azure Pipelines.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Azure;

impl Platform for Azure {
    fn id(&self) -> &'static str {
        "azure"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("TF_BUILD").is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
