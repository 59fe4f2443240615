//! AWS CodeBuild, also where CodePipeline starts it. Variables:
//! <https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html>.
//!
//! CodeBuild reads no commands from a log. Test results are collected by a report group, files as artifacts, and values by the
//! names of exported variables, which the shell of the build takes from `cincture.env`: so this adapter says nothing of its own,
//! and the exit status decides. Findings for Security Hub are of the account that `CODEBUILD_BUILD_ARN` names
//! ([`AwsAccount::of`](cincture_core::report::AwsAccount::of)).

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;
use cincture_core::report::Format;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct CodeBuild;

impl Platform for CodeBuild {
    fn id(&self) -> &'static str {
        "codebuild"
    }

    /// It stands behind the others in the order of questions: a build may be a runner of GitHub or GitLab.
    fn detect(&self, env: &Env) -> bool {
        env.get("CODEBUILD_BUILD_ARN").is_some()
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn formats(&self) -> &'static [Format] {
        &[Format::Dotenv]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
