//! Where options come from, as a user meets it.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::scan::program;

/// A working directory with a `cincture.yaml`.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cincture.yaml"), text).unwrap();
    folder
}

fn within(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = program();
    command.current_dir(folder.path()).args(arguments);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn summary(folder: &TempDir, out: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.path().join(out).join("summary.json")).unwrap()).unwrap()
}

#[test]
fn a_scan_takes_what_it_is_not_told_from_the_file_and_the_environment() {
    let folder = folder("threshold: 'failed.total.max: 0'\nout: kept\nprofile: ./mine.rb\nquiet: true\n");
    let root = tempfile::tempdir().unwrap();
    let mine = "control 'a' do\n  describe input('word') do\n    it { should cmp 'said' }\n  end\nend\n";
    fs::write(folder.path().join("mine.rb"), mine).unwrap();
    let mut command = within(&folder, &["scan"]);
    command.env("CINCTURE_TARGET", format!("rootfs://{}", root.path().display())).env("CINCTURE_INPUT", "word=said");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(output.stderr.is_empty(), "quiet: {}", said(&output));
    assert_eq!(summary(&folder, "kept")["exit"]["status"], 0);
    // A flag overrides both.
    let output = command.args(["--input", "word=other", "--out", "elsewhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert_eq!(summary(&folder, "elsewhere")["exit"]["status"], 3);
}

#[test]
fn an_empty_flag_is_an_error_and_never_another_value() {
    let folder = folder("profile: container-baseline\n");
    for arguments in [&["scan", ""][..], &["scan", "local://", "--profile", ""], &["scan", "local://", "-t", ""]] {
        let output = within(&folder, arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {}", said(&output));
    }
}

#[test]
fn what_no_layer_says_or_says_wrongly_ends_with_2_and_names_the_place() {
    let empty = folder("");
    let wrong = folder("\ntreshold: strict\n");
    let never = folder("kubeconfig: ./evil\ntarget: k8s://a/b\n");
    for (folder, variables, words) in [
        (&empty, vec![], vec!["usage", "there is no target", "$CINCTURE_TARGET"]),
        (&wrong, vec![], vec!["config-invalid", "cincture.yaml:2", "did you mean `threshold`"]),
        (&never, vec![], vec!["config-invalid", "cincture.yaml:1", "--kubeconfig"]),
        (&empty, vec![("CINCTURE_TIMEOUT", "soon")], vec!["config-invalid", "$CINCTURE_TIMEOUT"]),
        (&empty, vec![("THRESHOLD_SCORE", "high")], vec!["config-invalid", "$THRESHOLD_SCORE", "0 to 100"]),
        (&empty, vec![("TARGET_POD", "web")], vec!["$TARGET_POD", "namespace"]),
        (&empty, vec![("CINCTURE_TRAGET", "local://")], vec!["warning: $CINCTURE_TRAGET", "$CINCTURE_TARGET"]),
    ] {
        let output = within(folder, &["scan"]).envs(variables.clone()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{variables:?} {}", said(&output));
        for word in words {
            assert!(said(&output).contains(word), "{word:?} is not in\n{}", said(&output));
        }
        assert!(!folder.path().join("cincture-results").exists());
    }
}

#[test]
fn show_config_tells_where_each_value_comes_from_and_no_secret() {
    let folder = folder("threshold: strict\n");
    let show = |arguments: &[&str]| {
        let mut command = within(&folder, &["show-config"]);
        command.env("THRESHOLD_SCORE", "70").env("KUBECONFIG_CONTENT", "s3cr3t-canary").env("TARGET_POD", "web-0");
        command.args(arguments).output().unwrap()
    };
    let text = said(&show(&["k8s://a/b", "--timeout", "5m"]));
    for line in ["compliance.min: 70  ($THRESHOLD_SCORE)", "instead of strict  (cincture.yaml:1)", "5m  (--timeout)"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let output = show(&["--json"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let pod = all["options"].as_array().unwrap().iter().find(|option| option["name"] == "pod").unwrap();
    assert_eq!((&pod["value"], &pod["origin"]), (&"web-0".into(), &"$TARGET_POD".into()));
    assert!(!text.contains("s3cr3t") && !said(&output).contains("s3cr3t"));
    let schema: Value = serde_json::from_slice(&show(&["--schema"]).stdout).unwrap();
    assert!(schema["properties"]["threshold"].is_object() && schema["properties"]["kubeconfig"].is_null());
}

#[test]
fn contradictory_flags_are_told_before_the_profile_is_looked_at() {
    let folder = folder("");
    for (arguments, words) in [
        (&["local://", "--access", "ephemeral"][..], "not in a cluster"),
        (&["local://", "--access-ttl", "1h"], "--access ephemeral"),
        (&["local://", "--wait-ready", "1m"], "cannot be waited for"),
        (&["local://", "--engine-program", "x"], "--engine cinc"),
        (&["replay://x", "--record", "y"], "nothing can be recorded"),
        (&["k8s://a/b", "--pod", "c"], "contradict"),
    ] {
        let output = within(&folder, &["scan", "--profile", "/nonexistent"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{words:?} is not in\n{}", said(&output));
        assert!(!said(&output).contains("reading the profile"), "{}", said(&output));
    }
}

#[test]
fn a_kubeconfig_in_a_variable_is_used_and_neither_shown_nor_written() {
    let folder = folder("target: k8s://shop/web-0\nout: kept\n");
    let config = "apiVersion: v1\nkind: Config\ncurrent-context: c\n\
        clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n\
        users: [{name: u, user: {token: s3cr3t-canary}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n";
    let output = within(&folder, &["scan"]).env("KUBECONFIG_CONTENT", config).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("cluster-unreachable") && said(&output).contains("127.0.0.1:1"),
        "{}",
        said(&output)
    );
    for file in fs::read_dir(folder.path().join("kept")).unwrap().map(|file| file.unwrap().path()) {
        assert!(!fs::read_to_string(&file).unwrap().contains("s3cr3t-canary"), "{}", file.display());
    }
    assert!(!said(&output).contains("s3cr3t-canary"));
}
