//! `cincture scan` as a user meets it: what it says and leaves where the input is wrong, the cluster refuses, the target is
//! lost, or somebody ends it.

mod cinc;
mod cluster_errors;
mod commands;
pub(crate) mod faults;
mod input;
mod recordings;
mod redaction;
mod replay;
mod round_trips;
mod wait_ready;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// One run of the program and the folder it was to write to.
pub(crate) struct Ran {
    pub(crate) output: Output,
    pub(crate) folder: TempDir,
}

impl Ran {
    /// Runs `command` (the program with its first arguments) to its end, with `--out` in a folder of its own.
    pub(crate) fn of(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let output = command.arg("--out").arg(folder.path().join("out")).output().unwrap();
        Self { output, folder }
    }

    pub(crate) fn status(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// All that was printed.
    pub(crate) fn said(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&self.output.stdout) + &text(&self.output.stderr)
    }

    pub(crate) fn wrote(&self, name: &str) -> bool {
        self.folder.path().join("out").join(name).exists()
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        let path = self.folder.path().join("out").join(name);
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}\n{}", path.display(), self.said()));
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Asserts the exit status, that each of `words` was said, and that summary.json says the same status.
    pub(crate) fn ended(&self, status: i32, words: &[&str]) {
        assert_eq!(self.status(), Some(status), "{}", self.said());
        for word in words {
            assert!(self.said().contains(word), "{word:?} is not in\n{}", self.said());
        }
        if self.wrote("summary.json") {
            assert_eq!(self.json("summary.json")["exit"]["status"], status);
        }
    }
}

/// The program, not in the cluster's network, with nothing of this machine's environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cincture"));
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// Writes a profile of one file.
pub(crate) fn profile(folder: &Path, text: &str) -> String {
    let file = folder.join("profile.rb");
    fs::write(&file, text).unwrap();
    file.display().to_string()
}
