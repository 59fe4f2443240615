//! Bamboo: jobs of plans and environments of deployment projects. Variables:
//! <https://confluence.atlassian.com/bamboo/bamboo-variables-289277087.html> and
//! <https://confluence.atlassian.com/bamboo/variables-for-deployment-environments-342754180.html>.
//!
//! Bamboo reads no commands from a log. Its test parser collects junit.xml, artifacts are named in the plan, and the task *Inject
//! Bamboo variables* takes values from `cincture.env`: so this adapter says nothing of its own, and the exit status decides.

mod context;
mod inputs;
mod variables;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile, StepInput};
use cincture_core::problem::Problem;
use cincture_core::report::Format;

use variables::Variables;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Bamboo;

impl Platform for Bamboo {
    fn id(&self) -> &'static str {
        "bamboo"
    }

    /// Deployment projects have no key of a plan.
    fn detect(&self, env: &Env) -> bool {
        ["planKey", "buildKey", "deploy_environment"].iter().any(|name| Variables(env).get(name).is_some())
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn inputs(&self, env: &Env) -> Vec<StepInput> {
        inputs::of(env)
    }

    fn formats(&self) -> &'static [Format] {
        &[Format::Dotenv]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
