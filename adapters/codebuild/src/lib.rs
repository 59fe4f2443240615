//! AWS CodeBuild and CodePipeline.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct CodeBuild;

impl Platform for CodeBuild {
    fn id(&self) -> &'static str {
        "codebuild"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("CODEBUILD_BUILD_ARN").is_some()
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
