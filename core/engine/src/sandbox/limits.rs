//! Limits of the process that the kernel counts.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::SandboxError;
use crate::protocol::ChildLimits;

/// Seconds between the signal that names the cause (SIGXCPU) and the one that cannot be caught (SIGKILL).
const LAST_SECONDS: u64 = 2;

/// Sets all limits, soft and hard, so that they cannot be raised again.
///
/// The stack keeps the limit that the process was started with: its size is fixed at start, the C compiler's recursion
/// needs it, and an overflow ends the process by SIGSEGV or SIGABRT, which the parent reports.
pub(super) fn set(limits: &ChildLimits) -> Result<(), SandboxError> {
    let cpu = limits.cpu_seconds;
    limit("RLIMIT_AS", Resource::RLIMIT_AS, limits.memory, limits.memory)?;
    limit("RLIMIT_DATA", Resource::RLIMIT_DATA, limits.memory, limits.memory)?;
    limit("RLIMIT_CPU", Resource::RLIMIT_CPU, cpu, cpu.saturating_add(LAST_SECONDS))?;
    limit("RLIMIT_CORE", Resource::RLIMIT_CORE, 0, 0)?;
    limit("RLIMIT_FSIZE", Resource::RLIMIT_FSIZE, 0, 0)?;
    // Does not hold for root; the system call filter does.
    limit("RLIMIT_NPROC", Resource::RLIMIT_NPROC, 0, 0)?;
    limit("RLIMIT_MEMLOCK", Resource::RLIMIT_MEMLOCK, 0, 0)?;
    // The two pipes stay usable; no descriptor can be added.
    limit("RLIMIT_NOFILE", Resource::RLIMIT_NOFILE, 0, 0)
}

fn limit(name: &'static str, resource: Resource, soft: u64, hard: u64) -> Result<(), SandboxError> {
    let failed = |error| SandboxError::Limit { name, error };
    let (_, ceiling) = getrlimit(resource).map_err(failed)?;
    let hard = hard.min(ceiling);
    setrlimit(resource, soft.min(hard), hard).map_err(failed)
}
