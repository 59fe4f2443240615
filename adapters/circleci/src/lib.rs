//! CircleCI. Variables: <https://circleci.com/docs/reference/variables/>.
//!
//! CircleCI reads no commands in a log; it shows colours, whose escape sequences no text of ours has. Tests and files are shown
//! by the steps `store_test_results` and `store_artifacts`. So this adapter says nothing of its own and asks for the verdict as
//! variables; what is written to the file that `BASH_ENV` names runs as shell text in each later step, which is for the
//! pipeline's author to choose and never done here.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;
use cincture_core::report::Format;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct CircleCi;

impl Platform for CircleCi {
    fn id(&self) -> &'static str {
        "circleci"
    }

    fn detect(&self, env: &Env) -> bool {
        env.get("CIRCLECI") == Some("true")
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
