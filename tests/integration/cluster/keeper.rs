//! The process that owns a cluster (`tests/cluster/keep`): it takes the cluster down when the pipe to it closes, which the kernel
//! does however this process ends, also by a panic or `kill -9`.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use super::script;

/// Owns a cluster until it is dropped, or until this process ends.
#[derive(Debug)]
pub(super) struct Keeper {
    child: Child,
    run: PathBuf,
}

impl Keeper {
    /// Brings a cluster up. The first time on a machine this takes minutes, and tells so on standard error.
    pub(super) fn start(environment: &[(&str, &str)]) -> Result<Self, String> {
        let mut command = script("keep");
        command.env_remove("RUN").env_remove("API_ONLY").envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.process_group(0); // Ctrl-C is for the tests; it hears of their end by the pipe
        let mut child = command.spawn().map_err(|e| format!("tests/cluster/keep: {e}"))?;
        let run = answer(&mut child).inspect_err(|_| _ = end(&mut child))?;
        Ok(Self { child, run })
    }

    pub(super) fn run(&self) -> &Path {
        &self.run
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        _ = end(&mut self.child);
    }
}

/// The state folder, by the first line that `keep` prints.
pub(super) fn answer(child: &mut Child) -> Result<PathBuf, String> {
    let mut line = String::new();
    let out = child.stdout.take().ok_or("no output")?;
    BufReader::new(out).read_line(&mut line).map_err(|e| e.to_string())?;
    let line = line.trim_end();
    line.strip_prefix("ready ").map(PathBuf::from).ok_or_else(|| line.trim_start_matches("failed ").to_owned())
}

fn end(child: &mut Child) -> std::io::Result<()> {
    drop(child.stdin.take());
    child.wait().map(drop)
}
