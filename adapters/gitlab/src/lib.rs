//! GitLab CI. Variables: <https://docs.gitlab.com/ci/variables/predefined_variables/>. The log:
//! <https://docs.gitlab.com/ci/jobs/job_logs/>; what its reader really does is in `lib/gitlab/ci/ansi2json` of
//! <https://gitlab.com/gitlab-org/gitlab>.
//!
//! GitLab takes the files of a job by its `artifacts:reports`, and reads nothing in a log but escape sequences and the marks of
//! sections, which need one. So this adapter folds the list of files, says where they can be seen, and asks for the two reports
//! that only GitLab takes. Secrets are not masked at run time: what is to be masked is said in the settings of the project.

mod context;
mod log;
pub mod output;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, CiContext, Example, Finished, Platform, ReadFile};
use cincture_core::problem::Problem;
use cincture_core::report::Format;

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

    fn outputs(&self, env: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        let stranger = context::is_stranger(env, done.context);
        vec![Artifact::Print(log::of(done, stranger))]
    }

    fn formats(&self) -> &'static [Format] {
        &[Format::Dotenv, Format::Codequality]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
