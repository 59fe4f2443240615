//! What AWS CodeBuild and CodePipeline says of the run.

use cincture_core::env::Env;
use cincture_core::platform::CiContext;

/// The run of `env`.
pub(crate) fn of(_: &Env) -> CiContext {
    CiContext { platform: "codebuild".to_owned(), ..CiContext::default() }
}
