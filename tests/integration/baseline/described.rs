//! What the baseline says of itself, and what the documents say of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::scan::program;

fn controls() -> Vec<Value> {
    let output = program().args(["profile", "info", "container-baseline", "--format", "json"]).output().unwrap();
    let info: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(info["dynamic"], false);
    info["controls"].as_array().unwrap().clone()
}

/// As the thresholds have it.
fn severity(impact: f64) -> &'static str {
    match impact {
        i if i >= 0.9 => "critical",
        i if i >= 0.7 => "high",
        i if i >= 0.4 => "medium",
        _ => "low",
    }
}

#[test]
fn each_control_says_why_how_to_check_and_what_to_do() {
    let controls = controls();
    let mut ids: Vec<&str> = controls.iter().map(|control| control["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=61).map(|n| format!("container-baseline-{n:02}")).collect::<Vec<_>>());
    for control in &controls {
        let id = &control["id"];
        let labels: Vec<&String> = control["descriptions"].as_object().unwrap().keys().collect();
        assert_eq!(labels, ["check", "default", "fix"], "{id}");
        assert!(control["title"].as_str().is_some_and(|title| title.len() > 20), "{id}");
        let tags = &control["tags"];
        let nist = tags["nist"].as_array().unwrap();
        let is_control = |tag: &Value| {
            tag.as_str().and_then(|tag| tag.split_once('-')).is_some_and(|(family, number)| {
                family.len() == 2 && family.chars().all(|c| c.is_ascii_uppercase()) && number.parse::<u32>().is_ok()
            })
        };
        assert!(!nist.is_empty() && nist.iter().all(is_control), "{id}: {nist:?}");
        assert!(tags["cis"].is_null() || tags["cis"].as_array().is_some_and(|cis| !cis.is_empty()), "{id}");
        // The word that people read and the number that the threshold goes by are the same.
        assert_eq!(severity(control["impact"].as_f64().unwrap()), tags["severity"], "{id}");
    }
}

#[test]
fn the_documents_list_each_control_with_its_impact_and_title() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/container-baseline.md");
    let text = fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `container-baseline-"));
    let listed: BTreeMap<String, (String, String)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            (cells[1].trim_matches('`').to_owned(), (cells[2].to_owned(), cells[3].to_owned()))
        })
        .collect();
    let said = controls().into_iter().map(|control| {
        let text = |key: &str| control[key].as_str().unwrap().to_owned();
        (text("id"), (control["impact"].to_string(), text("title")))
    });
    assert_eq!(listed, said.collect());
}
