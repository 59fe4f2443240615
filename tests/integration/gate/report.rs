//! `cincture report`: files and standard output, and a status that judges only where it is asked to.

use serde_json::Value;

use super::{Files, failed, passed};

fn files() -> Files {
    let files = Files::new();
    files.results("web.json", Some("k8s://shop/web"), &[passed("a"), failed("b", 0.9)]);
    files.results("db.json", Some("k8s://shop/db"), &[passed("a")]);
    files
}

#[test]
fn each_report_goes_where_it_is_sent_and_failures_are_no_failure_to_report() {
    let files = files();
    let ran = files.run(&["report", "web.json", "db.json", "--to", "junit=build/deep/j.xml", "--to", "results"]);
    ran.ended(0, &["Files: build/deep/j.xml, cincture-results/results.json"]);
    assert!(files.read("build/deep/j.xml").contains("k8s://shop/web"));
    let again = files.run(&["gate", "cincture-results/results.json", "--fail-on", "high", "--format", "json"]);
    assert_eq!(again.ended(3, &[]).json()["counts"]["passed"]["total"], 2);
    let all = files.run(&["report", "web.json", "--to", "all", "--out", "all"]);
    all.ended(0, &["summary.json", "xccdf.xml"]);
    assert!(!all.said().contains("commands.jsonl"));
    assert_eq!(files.names(), ["all", "build", "cincture-results", "db.json", "web.json"]);
}

#[test]
fn standard_output_has_one_report_and_nothing_else() {
    let files = files();
    let ran = files.run(&["report", "web.json", "--to", "summary=-", "--to", "junit=j.xml"]);
    let summary = ran.ended(0, &[]).json();
    assert_eq!((&summary["counts"]["failed"]["total"], &summary["threshold"]), (&Value::from(1), &Value::Null));
    assert_eq!(files.names(), ["db.json", "j.xml", "web.json"]);
    let fed = files.fed(&["report", "-", "--to", "results=-"], files.read("db.json").as_bytes());
    assert_eq!(fed.ended(0, &[]).json()["profiles"][0]["controls"][0]["id"], "a");
}

#[test]
fn it_judges_where_it_is_given_what_to_judge_by() {
    let files = files();
    for (more, status) in
        [(["--threshold", "strict"], 3), (["--fail-on", "critical"], 3), (["--floor", "permissive"], 3)]
    {
        let ran = files.run(&[&["report", "web.json", "--to", "summary=s.json"], &more[..]].concat());
        ran.ended(status, &["Breached", "s.json"]);
        assert_eq!(serde_json::from_str::<Value>(&files.read("s.json")).unwrap()["exit"]["status"], status);
    }
    files.run(&["report", "db.json", "--to", "summary=-", "--threshold", "permissive"]).ended(0, &["Passed"]);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_written() {
    let files = files();
    for (arguments, words) in [
        (&["web.json"][..], "--to"),
        (&["web.json", "--to", "junti"], "`junit`"),
        (&["web.json", "--to", "all=x"], "--out"),
        (&["web.json", "--to", "commands"], "which commands ran"),
        (&["web.json", "--to", "summary=-", "--to", "junit=-"], "standard output"),
        (&["web.json", "--to", "summary=x", "--to", "junit=x"], "one file"),
        (&["web.json", "--to", "summary=x", "--to", "junit=./x"], "one file"),
        (&["web.json", "--to", "all", "--to", "summary=cincture-results/junit.xml"], "one file"),
        (&["web.json", "--to", "results=./db.json", "--fail-on", "high", "--baseline", "db.json"], "over the baseline"),
        (&["web.json", "--to", "junit", "--threshold", "nosuch"], "threshold-not-found"),
        (&["gone.json", "--to", "junit"], "results-not-found"),
    ] {
        files.run(&[&["report"], arguments].concat()).ended(2, &[words]);
    }
    assert_eq!(files.names(), ["db.json", "web.json"]);
    files.run(&["report", "web.json", "--to", "junit=web.json/j.xml"]).ended(1, &["output-unwritable"]);
}

#[test]
fn findings_are_of_the_account_of_the_environment_whichever_command_writes_them() {
    let files = files();
    let account = [("AWS_ACCOUNT_ID", "123456789012"), ("AWS_REGION", "eu-central-1")];
    for (arguments, status) in [
        (&["report", "web.json", "--to", "asff=f.json"][..], 0),
        (&["gate", "web.json", "-t", "failed.total.max: 9", "--report", "asff=f.json"], 0),
        (&["gate", "web.json", "--fail-on", "high", "--report", "asff=f.json"], 3),
        (&["ci", "--results", "web.json", "-t", "failed.total.max: 9", "--report", "asff=f.json"], 0),
    ] {
        let found = |ran: super::Ran, told: bool| -> Value {
            assert_eq!(ran.ended(status, &[]).said().contains("nobody's account"), told, "{arguments:?}");
            serde_json::from_str(&files.read("f.json")).unwrap()
        };
        let finding = &found(files.ran_with(&account, arguments), false)[0];
        assert_eq!(finding["AwsAccountId"], "123456789012", "{arguments:?}");
        assert_eq!(
            finding["ProductArn"], "arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default",
            "{arguments:?}"
        );
        assert_eq!(found(files.run(arguments), true)[0]["AwsAccountId"], "000000000000", "{arguments:?}");
    }
}

#[test]
fn what_is_asked_for_twice_is_written_once() {
    let files = files();
    files.run(&["report", "web.json", "--to", "all", "--to", "junit", "--out", "all"]).ended(0, &["junit.xml"]);
    let ran = files.run(&["report", "db.json", "--to", "junit=j.xml", "--to", "junit=./j.xml"]);
    assert!(ran.ended(0, &[]).said().ends_with("Files: j.xml\n"));
}
