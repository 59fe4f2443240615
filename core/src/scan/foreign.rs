//! A scan by another engine: the installed program runs the profiles, with access of its own to this one container.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod run;

use super::ScanSpec;
use crate::cinc::Program;
use crate::problem::{Code, Problem};
use crate::target::Target;
use crate::transport::Commands;

/// Which engine runs the profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Our own.
    #[default]
    Native,
    /// An installed `cinc-auditor` or `inspec`. It is always given short-lived access, never the caller's.
    Cinc(Program),
}

impl Engine {
    /// Looks at what can be judged without a cluster.
    ///
    /// # Errors
    /// [`Code::Usage`]: the target is no container, or something is asked that only our own engine does.
    pub(super) fn check(&self, spec: &ScanSpec) -> Result<(), Problem> {
        let Self::Cinc(_) = self else { return Ok(()) };
        let Target::Container(_) = &spec.target else {
            return Err(wrong(format!("{} is not in a cluster", spec.target), "scan k8s://NAMESPACE/POD"));
        };
        match spec.commands {
            Commands::Allow => Ok(()),
            Commands::Deny => Err(wrong("nothing keeps it from running commands".into(), "leave --commands deny away")),
        }
    }

    /// Whether what the target answers passes through our hands.
    ///
    /// # Errors
    /// [`Code::Usage`]: it does not.
    pub(super) fn check_recording(&self) -> Result<(), Problem> {
        match self {
            Self::Native => Ok(()),
            Self::Cinc(_) => Err(wrong("what the target answers it does not tell".into(), "leave --record away")),
        }
    }
}

fn wrong(why: String, help: &str) -> Problem {
    Problem::new(Code::Usage, "--engine cinc cannot do this", why, format!("{help}, or use --engine native"))
}
