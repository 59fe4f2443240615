//! TeamCity.
//!
//! Variables and properties: <https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html>. Messages:
//! <https://www.jetbrains.com/help/teamcity/service-messages.html>; how they are found in a log shows the reader of
//! <https://github.com/JetBrains/TeamCity.ServiceMessages>.
//!
//! Never used: `buildStatus` with `status='SUCCESS'`, which would make a success of what other steps failed at; messages for
//! single tests beside the imported file, which would double them. Nothing takes a secret out of the log at run time: TeamCity does
//! that for parameters of the type Password.
//!
//! The reading of messages is switched off while text of the target is printed. There is no secret word in that, so that any
//! text could switch it on again: what makes text harmless is [`cincture_core::untrusted`].

mod context;
mod inspections;
pub mod output;
mod problems;
mod properties;
mod publish;
mod settings;
mod values;

use cincture_core::env::Env;
use cincture_core::platform::{self, Artifact, CiContext, Example, Finished, Platform, ReadFile};
use cincture_core::problem::Problem;
use cincture_core::untrusted::printable;

use self::settings::Settings;

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

    fn context(&self, env: &Env, files: &dyn ReadFile) -> Result<CiContext, Problem> {
        context::of(env, files)
    }

    fn begin(&self, _: &Env, _: &str) -> Vec<Artifact> {
        vec![Artifact::Print(output::message("disableServiceMessages", &[]))]
    }

    fn outputs(&self, env: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        let settings = Settings::of(env);
        let mut text = output::message("enableServiceMessages", &[]);
        text.push_str(&settings.wrong);
        text.push_str(&stranger(env, done));
        text.push_str(&problems::of(done, &settings.name));
        text.push_str(&problems::status(done, &settings.name));
        text.push_str(&values::statistics(done, &settings.name));
        text.push_str(&values::parameters(done, &settings.name));
        if settings.inspections {
            text.push_str(&inspections::of(done));
        }
        text.push_str(&publish::of(done, &settings));
        vec![Artifact::Print(text)]
    }

    fn example(&self) -> Example {
        const FILES: &[(&str, &str)] = &[
            ("branch.build.properties", include_str!("../environments/branch.build.properties")),
            ("branch.configuration.properties", include_str!("../environments/branch.configuration.properties")),
        ];
        Example { variables: include_str!("../environments/branch.env"), files: FILES }
    }

    fn warning(&self, text: &str) -> Vec<Artifact> {
        vec![Artifact::Print(warning(text))]
    }
}

/// A line of the log that stands out.
fn warning(text: &str) -> String {
    let text = printable(&format!("Cincture: {text}"));
    output::message("message", &[("text", &text), ("status", "WARNING")])
}

/// A build with secrets for somebody who may not have them.
fn stranger(env: &Env, done: &Finished<'_>) -> String {
    let fork = done.context.change.as_ref().is_some_and(|change| change.from_fork);
    if !fork || platform::secrets(env, None).is_empty() {
        return String::new();
    }
    warning(
        "this build has a kubeconfig, and nothing says that its pull request is not a fork's: whatever of it is checked out \
         here (cincture.yaml, profile, threshold) may be a stranger's. Let the build feature Pull Requests take those of \
         members only, or check out nothing of it.",
    )
}
