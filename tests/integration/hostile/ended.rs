//! What a scan left behind.

use std::time::Duration;

use serde_json::Value;

use super::run::{CANARY, MARK};

/// A scan that has ended, and all that it wrote.
pub(super) struct Ended {
    /// Exit status, none where it was ended by a signal.
    pub(super) status: Option<i32>,
    /// From start to end.
    pub(super) took: Duration,
    /// Most memory of the scanning process, bytes.
    pub(super) memory: u64,
    /// Standard output and error.
    pub(super) output: String,
    /// Name and content of each file that it wrote.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Its children that were still there after its end.
    pub(super) left: Vec<i32>,
}

impl Ended {
    fn json(&self, name: &str) -> Option<Value> {
        let (_, content) = self.files.iter().find(|(file, _)| file == name)?;
        serde_json::from_slice(content).ok()
    }

    fn controls(&self) -> Vec<Value> {
        let results = self.json("results.json").unwrap_or_default();
        results["profiles"][0]["controls"].as_array().cloned().unwrap_or_default()
    }

    /// `absent`, or what InSpec would call the control.
    pub(super) fn state(&self, id: &str) -> &'static str {
        let controls = self.controls();
        let Some(control) = controls.iter().find(|control| control["id"] == id) else { return "absent" };
        let results = control["results"].as_array().cloned().unwrap_or_default();
        let any = |status: &str| results.iter().any(|result| result["status"] == status);
        match () {
            () if results.iter().any(|result| !result["backtrace"].is_null()) => "error",
            () if results.is_empty() => "empty",
            () if any("failed") => "failed",
            () if any("skipped") => "skipped",
            () => "passed",
        }
    }

    /// Files that are not what they must be.
    pub(super) fn malformed(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for name in ["results.json", "summary.json"] {
            if self.json(name).is_none() {
                faults.push(format!("no {name}, or it is no JSON; it said: {}", self.said()));
            }
        }
        let mut ids = std::collections::HashSet::new();
        for control in self.controls() {
            let known = ["passed", "failed", "skipped", "error"];
            let wrong = |result: &Value| !result["status"].as_str().is_some_and(|status| known.contains(&status));
            let results = control["results"].as_array().cloned().unwrap_or_default();
            if results.iter().any(wrong) || !ids.insert(control["id"].to_string()) {
                faults.push(format!("control {} is malformed or there twice", control["id"]));
            }
        }
        faults
    }

    /// Traces of the scanning machine, commands to a CI system, and what a terminal would obey.
    pub(super) fn leaks(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut texts: Vec<(&str, String)> = vec![("output", self.output.clone())];
        texts.extend(
            self.files.iter().map(|(name, content)| (name.as_str(), String::from_utf8_lossy(content).into_owned())),
        );
        for (name, text) in &texts {
            faults.extend(
                secrets().iter().filter(|secret| text.contains(*secret)).map(|s| format!("{name} holds {s:?}")),
            );
        }
        let command = |line: &str| {
            line.trim_start().starts_with("::") || ["##vso[", "##[", "##teamcity["].iter().any(|c| line.contains(c))
        };
        faults.extend(self.output.lines().filter(|line| command(line)).map(|line| format!("a command: {line:?}")));
        if self.output.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            faults.push("the output holds control characters".into());
        }
        if std::path::Path::new(MARK).exists() {
            faults.push("a program was started".into());
        }
        if !self.left.is_empty() {
            faults.push(format!("processes {:?} were left", self.left));
        }
        faults
    }

    /// The last of what it printed.
    pub(super) fn said(&self) -> String {
        let from = self.output.char_indices().rev().nth(1500).map_or(0, |(at, _)| at);
        self.output[from..].to_owned()
    }

    /// What the scan says that it did not check.
    pub(super) fn why(&self) -> String {
        let summary = self.json("summary.json").unwrap_or_default();
        let text = summary["incomplete"].to_string();
        text.chars().take(1500).collect()
    }
}

/// What nobody but the scanning machine knows.
fn secrets() -> Vec<String> {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let root = passwd.lines().find(|line| line.starts_with("root:")).map(str::to_owned);
    root.into_iter().chain([CANARY.to_owned()]).collect()
}
