//! Scripts, cron and Kubernetes CronJobs: what runs without a CI system.
//!
//! The exit status is the interface, and `cincture.env` the verdict for what a script does next. A pod has one thing more: a line
//! that Kubernetes keeps when a container has ended
//! (<https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/>). It is written where
//! [`TERMINATION_LOG`] names the file, and nowhere else: a `/dev/termination-log` that happens to be there may be the log of a
//! container that does more than one scan.

mod context;
mod termination;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, CiContext, Example, Finished, Platform, ReadFile};
use cincture_core::problem::Problem;
use cincture_core::report::Format;

pub use termination::{MOST_IN_TERMINATION_LOG, TERMINATION_LOG};

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

    fn outputs(&self, env: &Env, done: &Finished<'_>) -> Vec<Artifact> {
        termination::of(env, done).into_iter().collect()
    }

    fn formats(&self) -> &'static [Format] {
        &[Format::Dotenv]
    }

    fn example(&self) -> Example {
        Example { variables: include_str!("../environments/cronjob.env"), files: &[] }
    }
}
