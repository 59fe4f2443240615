//! Jenkins. Variables: <https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables>; those of changes are
//! from the plugin branch-api, and for older jobs from ghprb and the GitLab plugin.
//!
//! Jenkins reads no commands from a log. What it takes as markup there, console notes, begins with an escape sequence, which no
//! text of ours has. So this adapter says nothing of its own: the steps of `jenkins-shared-lib` show tests, findings and files, and
//! the exit status decides.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Jenkins;

impl Platform for Jenkins {
    fn id(&self) -> &'static str {
        "jenkins"
    }

    /// `JENKINS_URL` is missing where nobody told Jenkins its own address.
    fn detect(&self, env: &Env) -> bool {
        let tag = env.get("BUILD_TAG").is_some_and(|tag| tag.starts_with("jenkins-"));
        env.get("JENKINS_URL").is_some() || tag || (env.get("JENKINS_HOME").is_some() && env.get("BUILD_ID").is_some())
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_recognised_by_any_of_its_three_marks_and_nothing_else_is() {
        let detect = |variables: &[(&str, &str)]| Jenkins.detect(&variables.iter().copied().collect());
        assert!(detect(&[("JENKINS_URL", "https://ci.example.com/")]));
        assert!(detect(&[("BUILD_TAG", "jenkins-shop-7")]));
        assert!(detect(&[("JENKINS_HOME", "/var/jenkins_home"), ("BUILD_ID", "7")]));
        assert!(!detect(&[("JENKINS_HOME", "/var/jenkins_home")]));
        assert!(!detect(&[("BUILD_TAG", "shop-7"), ("BUILD_ID", "7")]));
    }
}
