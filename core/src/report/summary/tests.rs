//! What a program finds in summary.json.

use std::collections::BTreeSet;

use super::super::input::tests::run;
use super::super::{Format, bytes};
use super::*;
use crate::problem::Code;
use crate::report::Incomplete;
use crate::results::fixture::control;

fn summary(input: &Input) -> Value {
    serde_json::from_slice(&bytes(input, Format::Summary).unwrap()).unwrap()
}

#[test]
fn a_program_finds_verdict_lines_counts_targets_and_reasons() {
    let controls = vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "error")];
    let mut run =
        run(vec![controls], Some("failed.critical.max: 0, compliance.min: 10, passed.medium.controls: [b, z]"));
    run.incomplete.push(Incomplete { control: Some("c".to_owned()), ..Incomplete::new(Some(0), "cut off") });
    run.problems.push(Problem::new(Code::TargetLost, "what", "why", "help").at("k8s://shop/web/app"));
    run.warnings.push("first".to_owned());
    let summary = summary(&Input::of(run));
    let expected = json!({
        "schema_version": 1, "verdict": "breached", "exit": {"status": 3, "word": "breached"},
        "started": "1970-01-01T00:00:00Z", "duration_seconds": 2.25, "compliance": {"rounded": 33, "exact": "33.33"},
        "failure_count": 2, "program": {"name": "cincture", "version": "0.1.0"},
        "incomplete": [{"target": "k8s://shop/web/app", "control": "c", "why": "cut off"}],
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&summary[key], value, "{key}");
    }
    let at = "k8s://shop/web/app";
    assert_eq!(
        summary["threshold"]["lines"],
        json!([
            {"key": "failed.critical.max", "kind": "max", "bound": 0, "actual": 1, "holds": false,
             "controls": [{"target": at, "id": "a"}], "missing": [], "known": []},
            {"key": "compliance.min", "kind": "min", "bound": 10, "actual": 33, "holds": true, "controls": [], "missing": [], "known": []},
            {"key": "passed.medium.controls", "kind": "controls", "bound": ["b", "z"], "actual": 1, "holds": false,
             "controls": [], "missing": ["z"], "known": []},
        ])
    );
    assert_eq!(
        summary["counts"]["failed"],
        json!({"total": 1, "critical": 1, "high": 0, "medium": 0, "low": 0, "none": 0})
    );
    let control = json!({"target": at, "profile": "baseline", "id": "a", "title": "Title of a", "status": "failed",
        "severity": "critical", "reason": "File /a is expected to exist: expected /a to exist"});
    assert_eq!((summary["controls"].as_array().unwrap().len(), &summary["controls"][0]), (3, &control));
    assert_eq!(summary["controls"][1]["reason"], Value::Null);
    assert_eq!(summary["targets"][0]["complete"], false);
    assert_eq!(summary["problems"][0]["code"], "target-lost");
    assert_eq!(summary["warnings"][0], "first");
    assert!(summary["warnings"][1].as_str().unwrap().contains("ended in an error"));
}

#[test]
fn without_a_threshold_the_key_is_null_and_the_bytes_are_the_same_each_time() {
    let input = Input::of(run(vec![vec![control("a", 0.9, "passed")]], None));
    assert_eq!(summary(&input)["threshold"], Value::Null);
    assert_eq!(summary(&input)["verdict"], "pass");
    assert_eq!(bytes(&input, Format::Summary).unwrap(), bytes(&input, Format::Summary).unwrap());
}

/// All keys in `value`.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

fn document(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// All names of properties in a schema.
fn named(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| named(value, found)),
        Value::Array(list) => list.iter().for_each(|value| named(value, found)),
        _ => {}
    }
}

#[test]
fn each_key_is_in_the_documents_and_in_the_schema_and_there_are_no_others() {
    let mut run = run(vec![vec![control("a", 0.9, "failed")]], Some("failed.critical.max: 0"));
    run.incomplete.push(Incomplete::new(Some(0), "cut off"));
    run.problems.push(Problem::new(Code::TargetLost, "what", "why", "help"));
    let (mut found, mut in_schema) = (BTreeSet::new(), BTreeSet::new());
    keys(&summary(&Input::of(run)), &mut found);
    named(&serde_json::from_str(&document("summary.schema.json")).unwrap(), &mut in_schema);
    let text = document("summary.md");
    let missing: Vec<&String> = found.union(&in_schema).filter(|key| !text.contains(&format!("`{key}`"))).collect();
    assert!(found.len() > 40 && missing.is_empty(), "{missing:?} of {}", found.len());
    let missing: Vec<&String> = found.difference(&in_schema).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
