//! `commands.jsonl` and `--commands deny`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::{Ran, profile, program};
use crate::cluster::Cluster;

const PROFILE: &str = "
top = command('echo top').stdout
control('says') { describe(command('echo out; echo error >&2; exit 3')) { its('exit_status') { should eq 3 } } }
control('slow') { describe(command('sleep 60')) { its('stdout') { should eq '' } } }
control('hostile') { describe(command(\"printf x # \\n::error::\\e]0;t\\a##vso[\")) { its('stdout') { should eq 'x' } } }
control('file') { describe(file('/etc/passwd')) { it { should exist } } }
control('user') { describe(user('root')) { its('uid') { should eq 0 } } }
";

fn scan(mut command: std::process::Command, target: &str, profile: &str, commands: &str) -> Ran {
    command.args(["scan", target, "--profile", profile, "--threshold", "none", "--command-timeout", "2s"]);
    command.args(["--commands", commands]);
    Ran::of(command)
}

fn commands(ran: &Ran) -> Vec<Value> {
    let path = ran.folder.path().join("out/commands.jsonl");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}\n{}", ran.said()));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!text.contains('\u{1b}') && !text.contains("##vso["), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(all: &'a [Value], command: &str) -> &'a Value {
    let found: Vec<&Value> = all.iter().filter(|c| c["command"].as_str().unwrap().starts_with(command)).collect();
    assert_eq!(found.len(), 1, "{command}: {all:#?}");
    found[0]
}

#[test]
fn each_command_is_listed_with_whom_it_ran_for_and_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), PROFILE);
    let all = commands(&scan(program(), "local://", &profile, "allow"));
    for (at, line) in all.iter().enumerate() {
        assert_eq!((&line["sequence"], &line["target"]), (&json!(at + 1), &json!("local://")));
    }
    let says = of(&all, "echo out");
    let expected = (&json!("says"), &json!(3), &json!(4), &json!(6), &Value::Null);
    let told = (&says["control"], &says["exit_status"], &says["stdout_bytes"], &says["stderr_bytes"], &says["failure"]);
    assert_eq!(told, expected);
    let slow = of(&all, "sleep 60");
    assert_eq!((&slow["failure"], &slow["exit_status"]), (&json!("timed_out"), &Value::Null));
    assert!(slow["duration_seconds"].as_f64().unwrap() >= 1.5, "{slow}");
    assert_eq!(of(&all, "printf x")["command"], "printf x # \n::error::\u{1b}]0;t\u{7}##vso[");
    assert_eq!(of(&all, "echo top")["control"], Value::Null);
    assert_eq!(of(&all, "echo top")["file"], "profile.rb");
    let starts: Vec<f64> = all.iter().map(|line| line["started_seconds"].as_f64().unwrap()).collect();
    assert!(starts.is_sorted(), "{starts:?}");
}

#[test]
fn where_commands_are_denied_none_runs_and_what_needs_one_is_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let text = PROFILE.replace("echo out;", &format!("touch {};", mark.display()));
    let profile = profile(folder.path(), &text.replace("top = command('echo top').stdout", ""));
    let ran = scan(program(), "local://", &profile, "deny");
    ran.ended(4, &["--commands deny"]);
    assert!(!mark.exists());
    assert_eq!(commands(&ran), Vec::<Value>::new());
    let results = ran.json("results.json");
    let status = |id: &str| {
        let controls = results["profiles"][0]["controls"].as_array().unwrap();
        let control = controls.iter().find(|c| c["id"] == id).unwrap();
        let result = &control["results"][0];
        if result["backtrace"].is_null() { result["status"].clone() } else { json!("error") }
    };
    let all = ["says", "slow", "hostile", "file", "user"].map(status);
    assert_eq!(all, ["error", "error", "error", "passed", "passed"]);
}

#[test]
fn in_a_pod_the_commands_of_a_profile_are_listed_and_denied_and_ours_are_not() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("commands");
    ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), &PROFILE.replace("sleep 60", "true"));
    let target = format!("k8s://{ns}/web");
    let command = || cluster.command(env!("CARGO_BIN_EXE_cincture"));
    let all = commands(&scan(command(), &target, &profile, "allow"));
    assert_eq!(of(&all, "echo out")["exit_status"], 3);
    assert!(all.iter().all(|line| !line["command"].as_str().unwrap().contains("stat ")), "{all:#?}");
    let denied = scan(command(), &target, &profile, "deny");
    assert_eq!((denied.status(), commands(&denied).len()), (Some(4), 0), "{}", denied.said());
}
