//! `report.html` in Debian's Chromium, as its readers use it; `tests/node/browser/report.mjs` says what must hold.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cincture_core::gate::{Gate, Threshold};
use cincture_core::report::{Format, Incomplete, Input, Run, Target, bytes};
use cincture_core::results::read;
use cincture_engine::clock;
use serde_json::{Value, json};

use crate::oracle;

#[test]
fn the_report_is_used_in_a_browser_with_and_without_its_script() {
    let Some(said) = used("", |page| page) else { return };
    assert_eq!(said, "", "what does not hold in Chromium");
}

#[test]
fn a_page_whose_script_is_not_the_one_of_its_policy_is_found_out() {
    let Some(said) = used("nothing goes wrong", |page| page.replace("'use strict';", "'use strict' ;")) else { return };
    assert!(said.contains("Content Security Policy") && said.contains("the script did not run"), "{said}");
}

/// What the checks whose names begin with `checks` say of the pages, each as `changed`; `None`, with a word on what is left out, without Chromium or Node.
fn used(checks: &str, changed: impl Fn(String) -> String) -> Option<String> {
    if !oracle::starts("chromium") || !oracle::starts("node") {
        oracle::leave_out("report.html in a browser, which needs chromium and node");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, input) in [("failing", failing()), ("hostile", hostile()), ("large", large())] {
        let page = String::from_utf8(bytes(&input, Format::Html).unwrap()).unwrap();
        fs::write(folder.path().join(name).with_extension("html"), changed(page)).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/node/browser/report.mjs");
    let output = Command::new("node").arg(script).arg("chromium").arg(folder.path()).arg(checks).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.success(), said.is_empty(), "{said}{errors}");
    Some(said)
}

/// One control of each kind. What it checks, finds and says is its id with a word.
fn control(id: &str, impact: f64, status: &str, tags: Value) -> Value {
    json!({"id": id, "title": format!("Title of {id}"), "desc": format!("Description of {id}"), "impact": impact, "tags": tags,
        "descriptions": [{"label": "check", "data": format!("Check of {id}")}, {"label": "fix", "data": "word ".repeat(60)}],
        "refs": [{"ref": "A book", "url": "https://book.invalid/1"}], "source_location": {"ref": "controls/a.rb", "line": 3},
        "code": format!("control '{id}' do\n  impact {impact}\nend\n"), "waiver_data": {"justification": "known", "run": true},
        "results": [{"status": status, "code_desc": format!("Desc of {id}"), "message": format!("\nmessage of {id}\n     got: {}\n", "x".repeat(300)),
            "start_time": "2026-01-01T00:00:00Z", "exception": "Error", "backtrace": if status == "error" { json!(["a.rb:1"]) } else { json!(null) }},
            {"status": "passed", "code_desc": "Another check", "start_time": "2026-01-01T00:00:00Z"}]})
}

fn failing() -> Input {
    let controls = vec![
        control("users-1", 0.9, "passed", json!({"nist": ["AC-2"], "cci": ["CCI-000366"]})),
        control("users-2", 0.1, "passed", json!({})),
        control("files-2", 0.3, "failed", json!({"nist": ["AC-3"]})),
        control("files-1", 0.9, "failed", json!({"nist": ["AC-3", "CM-6 b"], "stig_id": "RHEL-07-1"})),
        control("spaces and \"quotes\"", 0.5, "failed", json!({"severity": "high"})),
        control("skipped-1", 0.5, "skipped", json!({})),
        control("error-1", 0.5, "error", json!({})),
        control("useless-1", 0.0, "failed", json!({})),
    ];
    let mut controls = controls;
    controls[5]["results"][1]["status"] = json!("skipped");
    let mut run = run(vec![("k8s://shop/web-0/app".to_owned(), vec![("baseline".to_owned(), controls)])]);
    run.incomplete.push(Incomplete { target: Some(0), control: Some("error-1".to_owned()), why: "cut off".to_owned() });
    run.warnings.push("something to know".to_owned());
    Input::of(run)
}

const ATTACKS: &str = "</script><img src=x onerror=alert(1)><!--<script>alert(1)</script>\" onfocus=\"alert(1)\" autofocus x='\u{202e}\u{0}\u{1b}[31m]]>&lt;{{7*7}}";

fn hostile() -> Input {
    let control = |at: usize| {
        json!({"id": format!("{at}{ATTACKS}"), "title": ATTACKS, "desc": ATTACKS, "impact": 0.9, "code": ATTACKS,
        "tags": {"nist": [ATTACKS, "__proto__", "constructor"], (ATTACKS): ATTACKS}, "descriptions": [{"label": ATTACKS, "data": ATTACKS}],
        "refs": [{"ref": ATTACKS, "url": "javascript:alert(1)"}, {"url": format!("https://{ATTACKS}")}],
        "source_location": {"ref": ATTACKS, "line": 1}, "waiver_data": {(ATTACKS): ATTACKS},
        "results": [{"status": "failed", "code_desc": ATTACKS, "message": ATTACKS, "start_time": "2026-01-01T00:00:00Z"}]})
    };
    let controls = || (0..3).map(control).collect();
    let target = |name: String| (name, vec![(ATTACKS.to_owned(), controls()), ("search".to_owned(), controls())]);
    let mut run = run(vec![target(ATTACKS.to_owned()), target(format!("{ATTACKS}2"))]);
    run.warnings.push(ATTACKS.to_owned());
    run.incomplete.push(Incomplete { target: Some(0), control: Some(ATTACKS.to_owned()), why: ATTACKS.to_owned() });
    Input::of(run)
}

fn large() -> Input {
    let status = |n: usize| if n.is_multiple_of(10) { "failed" } else { "passed" };
    let controls = |target: usize| {
        let one =
            |n| control(&format!("control-{target}-{n}-"), 0.5, status(n), json!({"nist": [format!("AC-{}", n % 50)]}));
        vec![("baseline".to_owned(), (0..1_000).map(one).collect())]
    };
    Input::of(run((0..2).map(|at| (format!("k8s://shop/web-{at}/app"), controls(at))).collect()))
}

/// Targets with their profiles, and the controls of each.
type Targets = Vec<(String, Vec<(String, Vec<Value>)>)>;

fn run(targets: Targets) -> Run {
    let target = |(name, profiles): (String, Vec<(String, Vec<Value>)>)| {
        let profile = |(name, controls): (String, Vec<Value>)| json!({"name": name, "sha256": "", "groups": [], "supports": [], "attributes": [], "controls": controls});
        let profiles: Vec<Value> = profiles.into_iter().map(profile).collect();
        let file = json!({"platform": {"name": "debian", "release": "12"}, "version": "1", "statistics": {}, "profiles": profiles});
        let results = Some(read(file.to_string().as_bytes(), "made.json").unwrap());
        Target { name, results, duration: Duration::from_millis(900), round_trips: 3 }
    };
    Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: clock::now(),
        duration: Duration::from_millis(1_250),
        targets: targets.into_iter().map(target).collect(),
        gate: Gate::of(Threshold::parse_inline("failed.critical.max: 0, compliance.min: 99").unwrap()),
        ..Run::default()
    }
}
