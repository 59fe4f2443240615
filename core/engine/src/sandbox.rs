//! The border round the child that runs a profile.
//!
//! [`command`] starts the child from the parent's side; [`enter`] is the first thing that the child does, before it reads a
//! byte of its pipes. After it the child holds two pipes and nothing else: no environment, no other descriptor, no way to
//! open a file or a socket, to start a program or a thread, to signal anybody, or to make memory executable, and bounded
//! memory and processor time. The wall clock is the parent's business, which kills the child.
//!
//! The layers, in the order in which they are put on: descriptors closed, core dumps and tracing off, Landlock, limits,
//! system call filter. The filter alone is enough; the others hold where it is missing or turns out to have a hole.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use crate::protocol::ChildLimits;

mod descriptors;
mod landlock;
mod limits;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod syscalls;

/// First argument of the program when it is started as the engine's child.
pub const CHILD_ARGUMENT: &str = "__engine-child";

/// Which of the layers that depend on the kernel are in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The system call filter. Without it only built-in profiles may run.
    pub seccomp: bool,
    /// File system, network and signal rules, as far as this kernel knows them.
    pub landlock: bool,
}

/// Why the child cannot be shut in. It must end without having read anything.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The parent has to clear the environment.
    #[error("the child was given an environment")]
    Environment,
    /// The filter holds for one thread, so there must be one.
    #[error("the child has {0} threads instead of one")]
    Threads(usize),
    /// Standard input or output is something else than a pipe.
    #[error("the child's standard input and output are not both pipes")]
    NotPipes,
    /// The open descriptors cannot be listed or closed.
    #[error("open descriptors cannot be closed: {0}")]
    Descriptors(std::io::Error),
    /// A limit of the process cannot be set.
    #[error("the limit {name} cannot be set: {error}")]
    Limit {
        /// Its name, as in the manual.
        name: &'static str,
        /// What the kernel says.
        error: nix::Error,
    },
    /// A property of the process cannot be set.
    #[error("the process property {name} cannot be set: {error}")]
    Property {
        /// Its name, as in the manual.
        name: &'static str,
        /// What the kernel says.
        error: nix::Error,
    },
}

/// Shuts the calling process in for good. To be called once, by the child, on its only thread and before anything is read.
///
/// # Errors
/// Where a layer that every kernel has cannot be put on. A missing [`Entered::seccomp`] or [`Entered::landlock`] is not an
/// error here: the parent decides what may run without.
pub fn enter(limits: &ChildLimits) -> Result<Entered, SandboxError> {
    no_environment()?;
    descriptors::only_two_pipes()?;
    untraceable()?;
    let landlock = landlock::deny_all();
    limits::set(limits)?;
    Ok(Entered { seccomp: filter_calls(), landlock })
}

/// The child process of `program`, not started: empty environment, two pipes, `/` as its folder, a process group of its
/// own (a Ctrl-C at the terminal is for the parent), killed when the handle is dropped.
///
/// The child dies with the thread that starts it, so that it cannot outlive a parent that was killed: start it from a
/// thread that lives as long as the scan (a worker or the main thread of the runtime, not `spawn_blocking`).
pub fn command(program: &Path) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(program);
    command
        .arg(CHILD_ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/")
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// What ended the child, for people: the signals by which the limits and the system call filter work have names.
pub fn cause_of_death(status: ExitStatus) -> String {
    use nix::sys::signal::Signal;
    let Some(number) = status.signal() else {
        return status
            .code()
            .map_or_else(|| "it ended".to_owned(), |code| format!("it ended by itself with status {code}"));
    };
    match Signal::try_from(number) {
        Ok(Signal::SIGSYS) => "it tried what the sandbox forbids".to_owned(),
        Ok(Signal::SIGXCPU) => "it used up its processor time".to_owned(),
        Ok(Signal::SIGABRT) => "it ran out of memory or of stack".to_owned(),
        Ok(Signal::SIGSEGV | Signal::SIGBUS) => "it ran out of stack or crashed".to_owned(),
        Ok(Signal::SIGKILL) => "it was killed".to_owned(),
        _ => format!("it was ended by signal {number}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "asserts that there is no environment to read")]
fn no_environment() -> Result<(), SandboxError> {
    match std::env::vars_os().next() {
        None => Ok(()),
        Some(_) => Err(SandboxError::Environment),
    }
}

/// No core dump, no tracing by processes of the same user, no gain of rights, and no life after the parent's.
fn untraceable() -> Result<(), SandboxError> {
    use nix::sys::prctl;
    let property = |name| move |error| SandboxError::Property { name, error };
    prctl::set_no_new_privs().map_err(property("PR_SET_NO_NEW_PRIVS"))?;
    prctl::set_dumpable(false).map_err(property("PR_SET_DUMPABLE"))?;
    prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL).map_err(property("PR_SET_PDEATHSIG"))
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn filter_calls() -> bool {
    syscalls::install().is_ok()
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn filter_calls() -> bool {
    false
}
