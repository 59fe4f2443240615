//! Systems other than Linux have nothing that a profile could be shut in with: none runs there.

use std::path::Path;
use std::process::ExitStatus;

use crate::protocol::ChildLimits;

/// First argument of the program when it is started as the engine's child.
pub const CHILD_ARGUMENT: &str = "__engine-child";

/// Which of the layers that depend on the kernel are in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The system call filter.
    pub seccomp: bool,
    /// File system, network and signal rules.
    pub landlock: bool,
}

/// Why the child cannot be shut in.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Always.
    #[error("profiles run on Linux only")]
    Elsewhere,
}

/// Refuses.
///
/// # Errors
/// [`SandboxError::Elsewhere`].
pub fn enter(_: &ChildLimits) -> Result<Entered, SandboxError> {
    Err(SandboxError::Elsewhere)
}

/// The child process of `program`, which ends at once.
pub fn command(program: &Path) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(program);
    command.arg(CHILD_ARGUMENT).env_clear().kill_on_drop(true);
    command
}

/// What ended the child, for people.
pub fn cause_of_death(status: ExitStatus) -> String {
    format!("it ended: {status}")
}
