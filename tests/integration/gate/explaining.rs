//! `cincture explain`.

use serde_json::{Value, json};

use super::{Files, control, failed, passed};

fn told() -> Value {
    let mut told = control("V-1", 0.5, &[("passed", "its owner is root"), ("failed", "its mode is 0600")]);
    told["tags"] = json!({"severity": "high", "nist": ["AC-3", "AC-6"], "cci": ["CCI-1"], "fix": "not this one"});
    told["desc"] = json!("Others must not read it.");
    told["descriptions"] =
        json!([{"label": "check", "data": "Run `ls -l`."}, {"label": "fix", "data": "Run `chmod 0600`."}]);
    told["code"] = json!("control 'V-1' do\n  impact 0.5\nend\n");
    told
}

fn files() -> Files {
    let files = Files::new();
    files.results("results.json", Some("k8s://shop/web/app"), &[told(), passed("V-2"), control("V-3", 0.5, &[])]);
    let line = |control, command| json!({"control": control, "profile": "baseline", "target": "x", "command": command, "exit_status": 3});
    files.file("commands.jsonl", format!("{}\n{}\n", line("V-1", "stat /x"), line("V-2", "id")));
    files
}

#[test]
fn everything_about_a_control_is_said() {
    let files = files();
    let ran = files.run(&["explain", "V-1", "--results", "results.json", "-t", "failed.high.max: 0"]);
    let words = [
        "V-1 Title of V-1",
        "in baseline of k8s://shop/web/app",
        "Status failed: a check of it failed, and none raised an error",
        "Severity high, from its tag `severity`; its impact is 0.5",
        "Others must not read it.",
        "passed its owner is root",
        "failed its mode is 0600",
        "got: bad in its mode is 0600",
        "stat /x (status 3)",
        "Breaks failed.high.max of inline: actual 1, bound <= 0",
        "Run `ls -l`.",
        "Run `chmod 0600`.",
        "nist: AC-3, AC-6",
        "Code in controls/a.rb:1: control 'V-1' do impact 0.5 end",
    ];
    ran.ended(0, &words);
    assert!(!ran.said().contains("(status 3)\n  id"), "the command of another control");
    let none = files.run(&["explain", "V-3", "--results", "results.json"]);
    none.ended(0, &["Status error: it has no check that came to anything", "Reason no check ran", "Checks: 0"]);
    let json = files.run(&["explain", "V-1", "--results", "results.json", "--format", "json"]).json();
    let one = &json["controls"][0];
    assert_eq!(
        (&one["status"], &one["severity_from"], &one["fix"]),
        (&json!("failed"), &json!("severity"), &json!("Run `chmod 0600`."))
    );
    assert_eq!(one["commands"], json!([{"command": "stat /x", "exit_status": 3, "failure": null}]));
}

#[test]
fn of_several_targets_each_is_explained_and_an_unknown_control_names_the_nearest() {
    let files = files();
    files.results("db.json", Some("k8s://shop/db/db"), &[passed("V-1")]);
    files
        .run(&["explain", "V-1", "-r", "results.json", "-r", "db.json"])
        .ended(0, &["of k8s://shop/web/app", "of k8s://shop/db/db"]);
    files.run(&["explain", "v-4", "-r", "results.json"]).ended(2, &["no such control", "V-1, V-2, V-3"]);
    files.run(&["explain", "V-1", "-r", "gone.json"]).ended(2, &["results-not-found"]);
    files.run(&["explain", "V-1", "-r", "results.json", "--commands", "gone"]).ended(2, &["gone"]);
    files.file("commands.jsonl", "{\n").run(&["explain", "V-1", "-r", "results.json"]).ended(2, &["commands.jsonl:1"]);
}

#[test]
fn a_secret_is_explained_only_where_that_is_asked_for() {
    let files = Files::new();
    let mut leaks = failed("a", 0.9);
    leaks["results"][0]["message"] = json!("expected: x\n     got: password=hunter22-of-prod");
    files.results("results.json", None, &[leaks]);
    for format in ["text", "json"] {
        let explain = ["explain", "a", "-r", "results.json", "--format", format];
        let clean = files.run(&explain).ended(0, &["[REDACTED password]"]).said();
        assert!(!clean.contains("hunter22") && !clean.contains("warning"), "{clean}");
        let all = files.run(&[&explain[..], &["--no-redact"]].concat());
        all.ended(0, &["password=hunter22-of-prod", "warning: secrets are not removed from the texts"]);
    }
}

#[test]
fn hostile_texts_of_a_control_are_told_and_not_acted_on() {
    let hostile = "\u{1b}]0;owned\u{7}\n::error::x\n  ::set-output name=a::b\n##vso[task.complete]\u{202e}";
    let mut bad = failed(hostile, 0.9);
    for key in ["title", "desc", "code"] {
        bad[key] = json!(hostile);
    }
    bad["results"][0]["message"] = json!(hostile);
    bad["tags"] = json!({hostile: hostile, "nist": [hostile], "check": hostile, "severity": hostile});
    let files = Files::new();
    files.results("results.json", None, &[bad]).results("old.json", None, &[failed(hostile, 0.1)]);
    for command in [
        &["explain", hostile, "-r", "results.json"][..],
        &["explain", hostile, "-r", "results.json", "--format", "json"],
        &["explain", "other", "-r", "results.json"],
        &["diff", "old.json", "results.json"],
        &["diff", "old.json", "results.json", "--format", "json"],
        &["summary", "results.json"],
        &["threshold", "generate", "results.json", "--controls"],
        &["gate", "results.json", "--baseline", "old.json"],
    ] {
        let said = files.run(command).said();
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']) && said.lines().count() > 2, "{command:?} {said}");
        assert!(said.lines().all(|line| !line.trim_start().starts_with("::") && !line.contains("##vso[")), "{said}");
    }
}
