//! GitLab CI.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct GitLab;

impl Platform for GitLab {
    fn id(&self) -> &'static str {
        "gitlab"
    }

    /// gitlab-ci-local says `false` where it does not want to be taken for it.
    fn detect(&self, env: &Env) -> bool {
        env.get("GITLAB_CI") == Some("true")
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
