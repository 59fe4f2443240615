//! One profile on many small targets: `NAME.rb`, `NAME-targets.json`, and what InSpec says of each target in `NAME.json`.
//!
//! Each target is `base` with its own files (a text is the content of a plain file, null none) and commands over it. `as` names
//! another target whose results are those expected, where Cincture differs on purpose. The controls that `unanswered`
//! names ask what that target cannot answer: they must count as not checked, and nothing is recorded for them.
//! The excerpt of Ruby's source that ends some messages is not recorded.
//! `absent` was not recorded: it is where InSpec passes what it could not check.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::recorded::Recorded;
use crate::{Line, fixture, lines, run};

const PROFILES: &[&str] =
    &["absent", "accounts", "kernel", "managers", "network", "service", "system", "virtualization"];

#[derive(Deserialize)]
struct Targets {
    base: Parts,
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Parts {
    files: Map<String, Value>,
    commands: Map<String, Value>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    files: Map<String, Value>,
    /// Null for a target in which none can be run.
    #[serde(default = "none_more")]
    commands: Option<Map<String, Value>>,
    #[serde(rename = "as")]
    like: Option<String>,
    #[serde(default)]
    unanswered: Vec<String>,
}

fn none_more() -> Option<Map<String, Value>> {
    Some(Map::new())
}

/// The number of differences.
pub(crate) fn compare_all() -> usize {
    PROFILES.iter().map(|name| compare(name)).sum()
}

fn compare(name: &str) -> usize {
    let targets: Targets = serde_json::from_slice(&fixture(&format!("{name}-targets.json"))).unwrap();
    let expected: BTreeMap<String, Vec<Line>> = serde_json::from_slice(&fixture(&format!("{name}.json"))).unwrap();
    let mut failed = 0;
    for (case, target) in &targets.cases {
        let expected = &expected[target.like.as_ref().unwrap_or(case)];
        let differences = differences(name, &targets.base, target, expected);
        for difference in &differences {
            println!("{name}, {case}: {difference}");
        }
        failed += differences.len();
    }
    println!("test {name}: {} targets ... {}", targets.cases.len(), if failed == 0 { "ok" } else { "FAILED" });
    failed
}

fn differences(name: &str, base: &Parts, case: &Case, expected: &[Line]) -> Vec<String> {
    let outcome = run(name, Recorded::new(&serde_json::to_vec(&target(base, case)).unwrap()));
    let found: Vec<Line> = outcome.profile.controls.iter().flat_map(lines).collect();
    let answered: Vec<&Line> = found.iter().filter(|line| !case.unanswered.contains(&line.0)).collect();
    let mut differences: Vec<String> = expected
        .iter()
        .zip(&answered)
        .filter(|(expected, found)| expected != *found)
        .map(|(expected, found)| format!("InSpec: {expected:?}\n  ours: {found:?}"))
        .collect();
    let incomplete: BTreeSet<&str> = outcome.incomplete.iter().filter_map(|u| u.control.as_deref()).collect();
    let unanswered: BTreeSet<&str> = case.unanswered.iter().map(String::as_str).collect();
    if expected.len() != answered.len() || incomplete != unanswered {
        let (is, should) = (answered.len(), expected.len());
        differences.push(format!("{is} results, not {should}; {:?} {:?}", outcome.incomplete, outcome.warnings));
    }
    differences
}

fn target(base: &Parts, case: &Case) -> Value {
    let mut files = base.files.clone();
    files.extend(case.files.clone());
    files.retain(|_, file| !file.is_null());
    for file in files.values_mut().filter(|file| file.is_string()) {
        *file = json!({ "kind": "file", "content": file, "mode": "0644", "uid": 0, "owner": "root", "gid": 0, "group": "root" });
    }
    let commands = case.commands.as_ref().map(|own| {
        let mut commands = base.commands.clone();
        commands.extend(own.clone());
        commands
    });
    json!({ "files": files, "commands": commands })
}
