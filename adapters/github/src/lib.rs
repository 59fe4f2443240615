//! GitHub Actions, and what runs its workflows elsewhere: act, Gitea, Forgejo.
//!
//! Variables: <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>. Commands and files:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>; what their reader really does is
//! in `ActionCommand.cs` and `FileCommandManager.cs` of <https://github.com/actions/runner>.
//!
//! Never used: `GITHUB_ENV`, `GITHUB_PATH`, `GITHUB_STATE`. A step leaves nothing for others but its outputs.

mod annotations;
mod comment;
mod context;
mod files;
mod inputs;
pub mod output;
mod summary;

use cincture_core::env::Env;
use cincture_core::platform::{self, Artifact, CiContext, Example, Finished, Platform, ReadFile, StepInput};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct GitHub;

impl Platform for GitHub {
    fn id(&self) -> &'static str {
        "github"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("GITHUB_ACTIONS") == Some("true")
    }

    fn context(&self, env: &Env, files: &dyn ReadFile) -> Result<CiContext, Problem> {
        context::of(env, files)
    }

    fn inputs(&self, env: &Env) -> Vec<StepInput> {
        inputs::of(env)
    }

    fn begin(&self, env: &Env, guard: &str) -> Vec<Artifact> {
        let secrets = platform::secrets(env, inputs::comment_token(env));
        let mut text: String = secrets.iter().map(|secret| output::command("add-mask", &[], secret)).collect();
        text.push_str(&output::command("stop-commands", &[], guard));
        vec![Artifact::Print(text)]
    }

    fn outputs(&self, env: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        let mut text = output::command(done.guard, &[], "");
        text.push_str(&annotations::of(done));
        let (comment, why_not) = comment::of(env, done);
        text.extend(why_not.map(|why| format!("{why}\n")));
        let mut artifacts = vec![Artifact::Print(text)];
        artifacts.extend(files::outputs(env, done));
        artifacts.extend(summary::of(env, done));
        artifacts.extend(comment.map(Artifact::Comment));
        artifacts
    }

    fn example(&self) -> Example {
        Example {
            variables: include_str!("../environments/push.env"),
            files: &[("push.event.json", include_str!("../environments/push.event.json"))],
        }
    }

    fn warning(&self, text: &str) -> Vec<Artifact> {
        vec![Artifact::Print(annotations::warning(text))]
    }
}
