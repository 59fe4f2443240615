//! Leaves the process its two pipes and nothing else.

use std::fs::File;
use std::os::fd::RawFd;

use nix::errno::Errno;
use nix::sys::stat::{SFlag, fstat};
use nix::unistd::{close, dup2_stderr};

use super::SandboxError;

const OPEN: &str = "/proc/self/fd";
const THREADS: &str = "/proc/self/task";

/// Checks that standard input and output are pipes and that there is one thread, turns standard error away, and closes
/// every other descriptor, whoever opened it.
pub(super) fn only_two_pipes() -> Result<(), SandboxError> {
    one_thread()?;
    if !is_pipe(std::io::stdin()) || !is_pipe(std::io::stdout()) {
        return Err(SandboxError::NotPipes);
    }
    silence_standard_error();
    for descriptor in open().map_err(SandboxError::Descriptors)? {
        match close(descriptor) {
            // The one that listed the folder is closed already.
            Ok(()) | Err(Errno::EBADF) => {}
            Err(error) => return Err(SandboxError::Descriptors(error.into())),
        }
    }
    Ok(())
}

fn one_thread() -> Result<(), SandboxError> {
    match std::fs::read_dir(THREADS).map_err(SandboxError::Descriptors)?.count() {
        1 => Ok(()),
        several => Err(SandboxError::Threads(several)),
    }
}

fn is_pipe(descriptor: impl std::os::fd::AsFd) -> bool {
    fstat(descriptor).is_ok_and(|stat| SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT == SFlag::S_IFIFO)
}

/// A panic message must neither fail nor reach a terminal that the child may have been given.
fn silence_standard_error() {
    let silent = File::options().write(true).open("/dev/null").is_ok_and(|null| dup2_stderr(&null).is_ok());
    if !silent {
        // Without /dev/null it is closed; writing to it fails then, which Rust's panic handler ignores.
        let _ = close(2);
    }
}

/// Open descriptors above standard error.
fn open() -> std::io::Result<Vec<RawFd>> {
    let mut descriptors = Vec::new();
    for entry in std::fs::read_dir(OPEN)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
        if number > 2 {
            descriptors.push(number);
        }
    }
    Ok(descriptors)
}
