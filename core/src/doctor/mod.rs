//! What stands in the way of a scan, found out without scanning: [`Examined`] is a list of [`Check`]s and what would be done.
//! Nothing is created, in the cluster or on this machine.

mod cluster;
mod show;

pub use cluster::cluster;
pub use show::{json, text};

use crate::exit::Exit;
use crate::problem::Problem;

/// How one thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Ok,
    /// A scan works, but not as its author may believe; with what to do.
    Warning {
        /// What to do.
        help: String,
    },
    /// A scan would end because of it.
    Failed(Box<Problem>),
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A short name, the same in each run: `sandbox`.
    pub name: &'static str,
    /// How it is.
    pub state: State,
    /// What was found, for people. It may hold what the cluster said.
    pub found: String,
}

impl Check {
    /// One that is as it should be.
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: State::Ok, found: found.into() }
    }

    /// One that stops nothing.
    pub fn warning(name: &'static str, found: impl Into<String>, help: impl Into<String>) -> Self {
        Self { name, state: State::Warning { help: help.into() }, found: found.into() }
    }

    /// One that a scan would end with.
    pub fn failed(name: &'static str, problem: Problem) -> Self {
        Self { name, found: format!("{}: {}", problem.what, problem.why), state: State::Failed(Box::new(problem)) }
    }

    /// What `result` is, `found` where it is right.
    pub fn of<T>(name: &'static str, result: Result<T, Problem>, found: impl FnOnce(&T) -> String) -> Self {
        match result {
            Ok(value) => Self::ok(name, found(&value)),
            Err(problem) => Self::failed(name, problem),
        }
    }
}

/// All that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// In the order of a scan.
    pub checks: Vec<Check>,
    /// What a scan would do, a line each; empty where it would do nothing.
    pub plan: Vec<String>,
}

impl Examined {
    /// The status that a scan would end with because of what was found; [`Exit::Pass`] where nothing stands in its way.
    pub fn exit(&self) -> Exit {
        let failed = self.checks.iter().filter_map(|check| match &check.state {
            State::Failed(problem) => Some(problem.code.exit()),
            State::Ok | State::Warning { .. } => None,
        });
        failed.fold(Exit::Pass, Exit::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn the_status_is_that_of_the_gravest_failure_and_a_warning_is_none() {
        let failed = |code| Check::failed("x", Problem::new(code, "", "", ""));
        let of = |checks: Vec<Check>| Examined { checks, plan: Vec::new() }.exit();
        assert_eq!(of(vec![Check::ok("x", ""), Check::warning("x", "", "")]), Exit::Pass);
        assert_eq!(of(vec![failed(Code::Forbidden), Check::ok("x", "")]), Exit::Incomplete);
        assert_eq!(of(vec![failed(Code::Forbidden), failed(Code::ClusterUnreachable)]), Exit::Failed);
    }
}
