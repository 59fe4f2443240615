//! What an attack's first comments promise, held against what came of it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::ended::Ended;

/// Longest time for any attack: many times what its limits allow, on a busy machine.
pub(super) const LONGEST: Duration = Duration::from_secs(90);
/// Most memory of the scanning process itself, bytes. The child has 256 MiB of its own.
const MEMORY: u64 = 700 << 20;

/// One attack.
pub(super) struct Attack {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) threshold: String,
    pub(super) exit: Vec<i32>,
    pub(super) allowed: Vec<String>,
    pub(super) honest: Vec<String>,
}

impl Attack {
    /// Reads the comments of a file, or of the `inspec.yml` of a folder.
    pub(super) fn read(path: &Path) -> Self {
        let head = if path.is_dir() { path.join("inspec.yml") } else { path.to_owned() };
        let text = String::from_utf8_lossy(&std::fs::read(head).unwrap()).into_owned();
        let said = |key: &str| {
            let lines = text.lines().take_while(|line| line.starts_with('#'));
            lines.filter_map(|line| line.strip_prefix(&format!("# {key}:"))).map(str::trim).next()
        };
        let words = |key: &str, or: &str| said(key).unwrap_or(or).split_whitespace().map(str::to_owned).collect();
        let exit: Vec<String> = words("exit", "4");
        Self {
            path: path.to_owned(),
            name: super::name(path),
            threshold: said("threshold").unwrap_or("none").to_owned(),
            exit: exit.iter().map(|status| status.parse().unwrap()).collect(),
            allowed: words("attack", "error"),
            honest: words("honest", "before after"),
        }
    }

    /// An attack that no file holds.
    pub(super) fn made(path: &Path, honest: &[&str]) -> Self {
        Self {
            path: path.to_owned(),
            name: super::name(path),
            threshold: "none".into(),
            exit: vec![2, 4],
            allowed: vec!["absent".into(), "error".into()],
            honest: honest.iter().map(|&id| id.to_owned()).collect(),
        }
    }

    /// Everything that is not as it must be.
    pub(super) fn faults(&self, ended: &Ended) -> Vec<String> {
        let mut faults = ended.leaks();
        let status = ended.status;
        if !status.is_some_and(|status| self.exit.contains(&status) && status != 0) {
            faults.push(format!("exit status {status:?} instead of {:?}; it said: {}", self.exit, ended.said()));
        }
        if ended.took > LONGEST {
            faults.push(format!("it took {:?}", ended.took));
        }
        if ended.memory > MEMORY {
            faults.push(format!("the scanning process had {} MiB", ended.memory >> 20));
        }
        if status != Some(2) {
            faults.extend(self.faults_of_files(ended));
        }
        faults
    }

    fn faults_of_files(&self, ended: &Ended) -> Vec<String> {
        let mut faults = ended.malformed();
        for id in &self.honest {
            let state = ended.state(id);
            if state != "passed" {
                faults.push(format!("control {id:?} is {state}; {}", ended.why()));
            }
        }
        let state = ended.state("attack");
        if !self.allowed.iter().any(|allowed| allowed == state || allowed == "any") {
            faults.push(format!("control \"attack\" is {state}; {}", ended.why()));
        }
        faults
    }
}
