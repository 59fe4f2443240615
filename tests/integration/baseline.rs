//! The built-in profile `container-baseline`: each control finds its own fault, and no other. In real pods what needs one,
//! in root file systems what is in files.

mod described;
mod files;
mod grid;
mod pods;
mod root;

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use cincture_core::results::{Document, Status, Tally, read};

use crate::cluster::Cluster;

/// What a scan of a pod came to.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) output: Output,
    pub(crate) results: Option<Document>,
}

impl Scanned {
    /// Scans a pod by the program itself, in the cluster's network.
    pub(crate) fn of(cluster: &Cluster, target: &str, profile: &str, threshold: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.args(["scan", target, "--profile", profile, "--threshold", threshold, "--out"]).arg(folder.path());
        let output = command.output().unwrap();
        let results =
            fs::read(folder.path().join("results.json")).ok().map(|bytes| read(bytes, "results.json").unwrap());
        Self { output, results }
    }

    /// Each control with its status.
    ///
    /// # Panics
    /// Without results, with what the program said.
    pub(crate) fn statuses(&self) -> BTreeMap<String, Status> {
        let results = self.results.as_ref().unwrap_or_else(|| panic!("no results\n{}", self.said()));
        Tally::of([(0, results)]).controls.into_iter().map(|c| (c.id, c.status)).collect()
    }

    /// What was printed.
    pub(crate) fn said(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&self.output.stdout) + &text(&self.output.stderr)
    }

    /// Numbers of the baseline's controls that have `status`.
    fn having(&self, status: Status) -> Vec<String> {
        let with = self.statuses().into_iter().filter(|(_, found)| *found == status);
        with.map(|(id, _)| id.trim_start_matches("container-baseline-").to_owned()).collect()
    }
}
