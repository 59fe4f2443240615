//! `cincture doctor`: what stands in the way of a scan, before it, with the status that the scan would have.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::access::{Ground, said};
use crate::cluster::{Cluster, Kubeconfig};
use crate::scan::{Ran, program};

fn check<'v>(all: &'v Value, name: &str) -> &'v Value {
    let checks = all["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name} in {all:#}"))
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(output)))
}

#[test]
fn with_enough_rights_all_is_ok_and_nothing_is_created() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let folder = tempfile::tempdir().unwrap();
    for access in ["own", "ephemeral"] {
        let mut doctor = ground.cincture(&ground.caller, &["doctor", &ground.target(), "--format", "json"]);
        let output = doctor.args(["--access", access]).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{access}: {}", said(&output));
        let all = json(&output);
        for name in ["sandbox", "engine", "profile", "gate", "cluster", "permissions", "target"] {
            assert_eq!(check(&all, name)["state"], "ok", "{name}: {all:#}");
        }
        let account = format!("system:serviceaccount:{}:runner", ground.ci);
        assert!(check(&all, "cluster")["found"].as_str().unwrap().ends_with(&account), "{all:#}");
        assert!(!all["plan"].as_array().unwrap().is_empty());
    }
    assert_eq!(ground.ours(), Vec::<String>::new());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn whoever_may_not_scan_is_told_what_is_missing_with_the_status_of_the_scan() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let nobody =
        serde_json::json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": ground.ci.metadata("nobody")});
    ground.ci.apply(&nobody);
    let token = ground.ci.kubectl(["create", "token", "nobody", "--duration=1h"]);
    let nobody = Kubeconfig::token(cluster, ground.ci.name(), token.trim());
    let output = ground.cincture(&nobody, &["doctor", &ground.target(), "--json"]).output().unwrap();
    let all = json(&output);
    let permissions = check(&all, "permissions");
    assert_eq!((&permissions["state"], &permissions["code"]), (&"failed".into(), &"forbidden".into()));
    for need in ["get pods in", "get pods/exec in", "create pods/exec in"] {
        assert!(permissions["found"].as_str().unwrap().contains(need), "{permissions}");
    }
    assert!(permissions["help"].as_str().unwrap().contains("cincture access install"), "{permissions}");
    assert_eq!(all["plan"], serde_json::json!([]));
    let scanned = Ran::of(ground.cincture(&nobody, &["scan", &ground.target()]));
    assert_eq!((output.status.code(), scanned.status()), (Some(4), Some(4)), "{}", scanned.said());
    // The caller may exec into pods, and this one is not there.
    let missing = format!("k8s://{}/wbe", ground.shop);
    let output = ground.cincture(&ground.caller, &["doctor", &missing]).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("failed   target"), "{}", said(&output));
    let output = ground.cincture(&ground.caller, &["doctor", &missing, "--wait-ready", "1m"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn what_can_be_decided_without_a_cluster_is_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = program();
        command.arg("doctor").args(arguments).current_dir(folder.path());
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let output = doctor(&["local://", "-p", "/nonexistent", "-t", "strct", "-i", "x"], &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    for words in ["failed   profile", "failed   gate", "did you mean `strict`", "failed   inputs", "ok       sandbox"] {
        assert!(said(&output).contains(words), "{words:?} is not in\n{}", said(&output));
    }
    let output = doctor(&["local://", "--access", "ephemeral"], &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let output = doctor(&[], &[("CINCTURE_TIMEOUT", "soon")]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    // Without a target the machine is looked at, and a cluster is no must.
    let output = doctor(&[], &[("GITHUB_ACTIONS", "true")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("platform       github") && said(&output).contains("warning  target"),
        "{}",
        said(&output)
    );
    let output = doctor(&["k8s://a/b"], &[("KUBECONFIG_CONTENT", "s3cr3t")]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!said(&output).contains("s3cr3t"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
