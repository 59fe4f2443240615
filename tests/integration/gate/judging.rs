//! `cincture gate`: what it judges by, what it prints, what it leaves.

use serde_json::json;

use super::{Files, control, failed, passed, results};

#[test]
fn files_are_targets_and_all_of_them_come_to_one_verdict() {
    let files = Files::new();
    files.results("web.json", Some("k8s://shop/web/app"), &[passed("a"), passed("b")]);
    files.results("db.json", None, &[passed("a"), failed("b", 0.9)]);
    files
        .run(&["gate", "web.json"])
        .ended(0, &["Passed: the threshold moderate holds", "on 1 target", "Exit status 0."]);
    let both = files.run(&["gate", "web.json", "db.json", "--format", "json"]);
    both.ended(3, &[]);
    let summary = both.json();
    let names: Vec<_> = summary["targets"].as_array().unwrap().iter().map(|t| t["name"].clone()).collect();
    assert_eq!(names, ["k8s://shop/web/app", "db.json"]);
    let line = &summary["threshold"]["lines"][1];
    assert_eq!((&line["key"], &line["holds"]), (&json!("failed.critical.max"), &json!(false)));
    assert_eq!(line["controls"], json!([{"target": "db.json", "id": "b"}]));
    assert_eq!(files.names(), ["db.json", "web.json"], "nothing was asked to be written");
}

#[test]
fn reports_are_written_where_they_are_asked_for() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a"), failed("b", 0.9)]);
    files.run(&["gate", "r.json", "--report", "junit=gate.xml", "--report", "summary"]).ended(3, &["gate.xml"]);
    assert_eq!(files.names(), ["gate.xml", "r.json", "summary.json"]);
    assert!(files.read("gate.xml").contains("gate: threshold moderate"));
    files.run(&["gate", "r.json", "--out", "out", "-q"]).ended(3, &[]);
    let written = |name: &str| files.0.path().join("out").join(name).exists();
    assert!(["junit.xml", "results.json", "summary.json"].into_iter().all(written));
    assert!(!written("commands.jsonl"), "results files do not say which commands ran");
    files.run(&["gate", "r.json", "--report", "junit=/nonexistent/folder/x.xml"]).ended(1, &["output-unwritable"]);
    for wrong in ["junti", "junit=", "commands"] {
        files.run(&["gate", "r.json", "--report", wrong]).ended(2, &[]);
    }
}

#[test]
fn quiet_is_one_line_and_standard_input_is_a_file() {
    let files = Files::new();
    let input = results(None, &[passed("a")]).to_string();
    let ran = files.fed(&["gate", "-", "-q"], input.as_bytes());
    assert_eq!(ran.ended(0, &[]).stdout().lines().count(), 1);
    files.fed(&["gate", "-"], b"").ended(2, &["results-invalid", "standard input"]);
    files.fed(&["gate", "-", "-"], input.as_bytes()).ended(2, &["usage"]);
}

#[test]
fn fail_on_takes_the_place_of_the_default_threshold_and_adds_to_one_that_is_named() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a"), failed("low", 0.1), failed("medium", 0.5), failed("more", 0.5)]);
    files.run(&["gate", "r.json", "--fail-on", "high"]).ended(0, &["Passed: the gate (--fail-on high) holds"]);
    files
        .run(&["gate", "r.json", "--fail-on", "medium"])
        .ended(3, &["failed.medium.max: actual 2, bound <= 0", "medium, more"]);
    files.run(&["gate", "r.json", "--fail-on", "high", "-t", "moderate"]).ended(3, &["compliance.min"]);
    files.run(&["gate", "r.json", "--fail-on", "severe"]).ended(2, &["critical"]);
    files.results("e.json", None, &[passed("a"), control("e", 0.0, &[("error", "it broke")])]);
    files.run(&["gate", "e.json", "--fail-on", "critical"]).ended(3, &["error.none.max"]);
}

#[test]
fn no_threshold_undercuts_a_floor() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a"), failed("b", 0.9)]);
    files.file("floor.yml", "failed: {critical: {max: 0}}\n").file("lax.yml", "failed: {total: {max: 99}}\n");
    files.run(&["gate", "r.json", "-t", "lax.yml"]).ended(0, &[]);
    for threshold in ["lax.yml", "none"] {
        let ran = files.run(&["gate", "r.json", "-t", threshold, "--floor", "floor.yml"]);
        ran.ended(3, &["Floor floor.yml: 0 of 1 lines hold", "failed.critical.max: actual 1, bound <= 0"]);
    }
    let summary = files.run(&["gate", "r.json", "-t", "lax.yml", "--floor", "floor.yml", "--format", "json"]).json();
    assert_eq!((&summary["threshold"]["holds"], &summary["floors"][0]["holds"]), (&json!(true), &json!(false)));
    for floor in ["none", "gone.yml"] {
        files.run(&["gate", "r.json", "--floor", floor]).ended(2, &["threshold-not-found"]);
    }
}

#[test]
fn a_gate_that_judges_by_nothing_is_refused() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a")]);
    files.run(&["gate", "r.json", "-t", "none"]).ended(2, &["nothing to judge by"]);
    files.run(&["gate"]).ended(2, &[]);
}

#[test]
fn results_in_which_nothing_passed_or_failed_are_incomplete_whatever_the_threshold_allows() {
    let files = Files::new();
    files.results("r.json", None, &[control("a", 0.5, &[("error", "it broke")]), control("b", 0.5, &[])]);
    files.run(&["gate", "r.json", "-t", "failed.total.max: 0"]).ended(4, &["no control was evaluated"]);
    files.run(&["gate", "r.json", "-t", "strict"]).ended(3, &["error.total.max"]);
}

#[test]
fn a_floor_of_the_environment_holds_under_each_flag() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a"), failed("b", 0.9)]);
    files.file("cincture.yaml", "threshold: 'failed.total.max: 9'\n");
    files.run(&["gate", "r.json"]).ended(0, &["Threshold inline: 1 of 1 lines hold"]);
    let floor = [("CINCTURE_FLOOR", "failed.critical.max: 0")];
    for flags in [vec![], vec!["-t", "none"], vec!["--floor", "failed.total.max: 9"], vec!["--fail-on", "critical"]] {
        let ran = files.ran_with(&floor, &[&["gate", "r.json"], &flags[..]].concat());
        ran.ended(3, &["failed.critical.max: actual 1, bound <= 0"]);
    }
}
