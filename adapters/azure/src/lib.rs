//! Azure Pipelines, of Azure DevOps Services and Server.
//!
//! Variables: <https://learn.microsoft.com/azure/devops/pipelines/build/variables>. Commands:
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>; what their reader really does is in `Command.cs`,
//! `TaskCommandExtension.cs`, `ResultsCommandExtension.cs` and `ArtifactCommandExtension.cs` of
//! <https://github.com/microsoft/azure-pipelines-agent>.
//!
//! Never used: `task.complete`, since the exit status of the step is the verdict, and `SucceededWithIssues` would make
//! a success of what was not checked; `continueOnError` does that for whoever wants it. Nothing stops the agent from reading
//! commands, so that what makes text harmless is [`cincture_core::untrusted`] alone.

mod context;
mod inputs;
mod issues;
pub mod output;
mod publish;
mod variables;

use cincture_core::env::Env;
use cincture_core::platform::{self, Artifact, CiContext, Example, Finished, Platform, ReadFile, StepInput};
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

    fn inputs(&self, env: &Env) -> Vec<StepInput> {
        inputs::of(env)
    }

    fn begin(&self, env: &Env, _: &str) -> Vec<Artifact> {
        let secrets = platform::secrets(env, None);
        let masks: String = secrets.iter().map(|secret| output::command("task.setsecret", &[], secret)).collect();
        vec![Artifact::Print(masks)]
    }

    fn outputs(&self, env: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        vec![Artifact::Print(issues::of(env, done) + &variables::of(done) + &publish::of(env, done))]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }

    fn warning(&self, text: &str) -> Vec<Artifact> {
        vec![Artifact::Print(issues::warning(text))]
    }
}
