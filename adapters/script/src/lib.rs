//! Scripts, cron and Kubernetes CronJobs.

mod context;

use cincture_core::env::Env;
use cincture_core::platform::{CiContext, Example, Platform, ReadFile};
use cincture_core::problem::Problem;

/// The platform.
#[derive(Clone, Copy, Debug)]
pub struct Script;

impl Platform for Script {
    fn id(&self) -> &'static str {
        "script"
    }

    /// In a pod, or in a CI system that nobody knows.
    fn detect(&self, env: &Env) -> bool {
        env.get("KUBERNETES_SERVICE_HOST").is_some() || env.get("CI").is_some_and(|value| value != "false")
    }

    fn is_last_resort(&self) -> bool {
        true
    }

    fn context(&self, env: &Env, _: &dyn ReadFile) -> Result<CiContext, Problem> {
        Ok(context::of(env))
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/branch.env"), files: &[] }
    }
}
