//! inspecjs, the library below MITRE's SAF and Heimdall, reads our results file and comes to our verdict on each control.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cincture_core::gate::Gate;
use cincture_core::report::{Format, Input, Run, Target, bytes};
use cincture_core::results::{
    Control, ControlResult, Counted, Document, Platform, Profile, Results, Statistics, Status, Tally, read,
};
use cincture_engine::clock;
use serde_json::{Map, Value, json};

use crate::oracle;

#[test]
fn inspecjs_reads_our_results_and_gives_each_control_our_status_and_severity() {
    let Some(checker) = checker() else { return };
    for targets in [vec!["k8s://shop/web/app"], vec!["k8s://shop/web/app", "k8s://shop/db/app"]] {
        let input = input(&targets);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("results.json");
        fs::write(&file, bytes(&input, Format::Results).unwrap()).unwrap();
        assert_eq!(theirs(&checker, &file), ours(&input), "{targets:?}");
    }
}

/// A control of each status, as a scan really writes it.
const EACH_STATUS: &str = "
control('passes') { impact 0.9; tag nist: ['AC-1']; ref 'book', url: 'http://x.invalid'; describe(1) { it { should eq 1 } } }
control('fails') { impact 'high'; desc 'check', 'look'; describe(1) { it { should eq 2 } } }
control('skips') { only_if('not here') { false } }
control('means nothing') { impact 0.0; describe(1) { it { should eq 1 } } }
control('breaks') { impact 0.3; nil.foo }
control('gap') { describe(no_such_resource) { it { should exist } } }
control('tells severity') { impact 0.1; tag severity: 'critical'; describe(1) { it { should eq 2 } } }
describe('alone') { it { expect(1).to eq 1 } }
";

#[test]
fn inspecjs_reads_the_results_of_a_scan() {
    let Some(checker) = checker() else { return };
    let folder = tempfile::tempdir().unwrap();
    let profile = crate::scan::profile(folder.path(), EACH_STATUS);
    let mut command = crate::scan::program();
    command.args(["scan", "local://", "--threshold", "none", "--profile", &profile]);
    let ran = crate::scan::Ran::of(command);
    assert_eq!(ran.status(), Some(4), "{}", ran.said());
    let file = ran.folder.path().join("out/results.json");
    let results = read(fs::read(&file).unwrap(), "results.json").unwrap();
    let name = results.head().profiles[0].name.clone();
    let ours: Verdicts = Tally::of([(0, &results)]).controls.iter().map(|c| verdict(name.clone(), c)).collect();
    assert_eq!(ours.len(), 8);
    assert_eq!(theirs(&checker, &file), ours);
}

#[test]
fn inspecjs_refuses_what_is_no_results_file() {
    let Some(checker) = checker() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results.json");
    fs::write(&file, "{\"profiles\": []}").unwrap();
    assert!(!run_checker(&checker, &file).0, "the checker takes anything, so that its word means nothing");
}

/// Status and severity of each control, by profile and id.
type Verdicts = BTreeMap<(String, String), (String, String)>;

fn ours(input: &Input) -> Verdicts {
    let several = input.run.targets.len() > 1;
    let profile = |c: &Counted| {
        if several { format!("over ({})", input.target_name(c.target)) } else { "over".to_owned() }
    };
    input.tally.controls.iter().map(|c| verdict(profile(c), c)).collect()
}

/// In the words of inspecjs.
fn verdict(profile: String, c: &Counted) -> ((String, String), (String, String)) {
    let status = match c.status {
        Status::Passed => "Passed",
        Status::Failed => "Failed",
        Status::Skipped => "Not Reviewed",
        Status::NoImpact => "Not Applicable",
        Status::Error => "Profile Error",
    };
    ((profile, c.id.clone()), (status.to_owned(), c.severity.as_str().to_owned()))
}

fn theirs(checker: &Path, file: &Path) -> Verdicts {
    let (ok, said) = run_checker(checker, file);
    assert!(ok, "inspecjs does not read our results: {said}");
    let controls: Vec<Value> = serde_json::from_str(&said).unwrap();
    let text = |control: &Value, key: &str| control[key].as_str().unwrap_or_default().to_owned();
    let verdict = |c: &Value| ((text(c, "profile"), text(c, "id")), (text(c, "status"), text(c, "severity")));
    controls.iter().map(verdict).collect()
}

/// An overlay over a base profile, with a control of each kind, for each target.
fn input(targets: &[&str]) -> Input {
    let target = |name: &&str| Target {
        name: (*name).to_owned(),
        results: Some(Document::of(&results(name)).unwrap()),
        duration: Duration::ZERO,
        round_trips: 0,
    };
    Input::of(Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: clock::now(),
        duration: Duration::from_millis(1_250),
        targets: targets.iter().map(target).collect(),
        gate: Gate::default(),
        incomplete: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        ..Run::default()
    })
}

fn results(target: &str) -> Results {
    let mut waived = control("waived", 0.7, &["skipped"]);
    waived.waiver_data = Some(json!({"skipped_due_to_waiver": true, "run": false, "justification": "known"}));
    let mut raised = control("raised", 0.7, &["failed"]);
    raised.results[0].backtrace = Some(json!(["controls/a.rb:3"]));
    let mut tagged = control("tagged", 0.3, &["failed"]);
    tagged.tags.insert("severity".to_owned(), json!("critical"));
    let controls = vec![
        control("passed", 0.5, &["passed", "skipped"]),
        control("failed", 0.9, &["passed", "failed"]),
        control("skipped", 0.1, &["skipped"]),
        control("error", 0.7, &["error"]),
        control("empty", 0.7, &[]),
        control("no-impact", 0.0, &["failed"]),
        waived,
        raised,
        tagged,
    ];
    let above = controls.iter().map(|c| Control { results: Vec::new(), ..c.clone() }).collect();
    Results {
        platform: Platform {
            name: Some("debian".to_owned()),
            release: Some("12".to_owned()),
            target_id: Some(target.to_owned()),
            extra: Map::new(),
        },
        profiles: vec![profile("over", None, above), profile("base", Some("over"), controls)],
        statistics: Statistics { duration: Some(1.25), extra: Map::new() },
        version: env!("CARGO_PKG_VERSION").to_owned(),
        extra: Map::new(),
    }
}

fn profile(name: &str, parent: Option<&str>, controls: Vec<Control>) -> Profile {
    Profile {
        name: name.to_owned(),
        sha256: "0".repeat(64),
        status: Some("loaded".to_owned()),
        parent_profile: parent.map(str::to_owned),
        controls,
        ..Profile::default()
    }
}

fn control(id: &str, impact: f64, statuses: &[&str]) -> Control {
    let check = |status: &&str| ControlResult {
        status: Some((*status).to_owned()),
        code_desc: "File /etc/passwd is expected to exist".to_owned(),
        start_time: Some("2026-01-01T00:00:00Z".to_owned()),
        run_time: Some(0.001),
        ..ControlResult::default()
    };
    let results = statuses.iter().map(check).collect();
    Control { id: id.to_owned(), title: Some(id.to_owned()), impact, results, ..Control::default() }
}

fn run_checker(checker: &Path, file: &Path) -> (bool, String) {
    let output = Command::new("node").arg(checker).arg(file).output().unwrap();
    let said = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn checker() -> Option<PathBuf> {
    Some(oracle::node("inspecjs")?.join("check.mjs"))
}
