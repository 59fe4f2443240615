//! `--wait-ready`: pods that are still to come, that never become ready, and that have ended.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Ran, profile, program};
use crate::cluster::{Cluster, Namespace};

const PROFILE: &str = "control('a') { describe(file('/etc/passwd')) { it { should exist } } }";

fn scan(cluster: &Cluster, ns: &Namespace<'_>, pod: &str, profile: &str, patience: &str) -> Command {
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &format!("k8s://{ns}/{pod}"), "--profile", profile, "--threshold", "none"]);
    command.args(["--wait-ready", patience]);
    command
}

fn create(ns: &Namespace<'_>, name: &str, container: serde_json::Value, policy: &str) {
    let mut app = json!({"name": "app", "image": "test.invalid/busybox:1", "imagePullPolicy": "Never"});
    app.as_object_mut().unwrap().extend(container.as_object().unwrap().clone());
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
        "spec": {"containers": [app], "restartPolicy": policy, "terminationGracePeriodSeconds": 0}});
    ns.apply(&pod);
}

#[test]
fn a_pod_that_is_created_after_the_scan_began_is_scanned_once_it_is_ready() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("late");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), PROFILE);
    let command = scan(cluster, &ns, "web", &profile, "90s");
    let ran = thread::scope(|scope| {
        let scan = scope.spawn(|| Ran::of(command));
        thread::sleep(Duration::from_secs(3));
        assert!(!scan.is_finished());
        let probe = json!({"exec": {"command": ["test", "-e", "/tmp/ready"]}, "periodSeconds": 1});
        create(&ns, "web", json!({"readinessProbe": probe}), "Always");
        ns.kubectl(["wait", "--for=jsonpath={.status.phase}=Running", "pod/web", "--timeout=60s"]);
        thread::sleep(Duration::from_secs(2));
        assert!(!scan.is_finished(), "it runs, and is not ready");
        ns.kubectl(["exec", "web", "--", "touch", "/tmp/ready"]);
        scan.join().unwrap()
    });
    ran.ended(0, &["1 passed"]);
}

#[test]
fn a_pod_that_never_becomes_ready_is_told_with_its_reason_when_the_time_is_up() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("never");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), PROFILE);
    create(&ns, "unready", json!({"readinessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 1}}), "Always");
    create(&ns, "no-image", json!({"image": "test.invalid/none:1"}), "Always");
    for (pod, code, words) in [
        ("unready", "target-not-running", "runs, and is not ready"),
        ("no-image", "target-not-running", "ErrImageNeverPull"),
        ("absent", "target-not-found", "not found"),
    ] {
        let ran = Ran::of(scan(cluster, &ns, pod, &profile, "8s"));
        ran.ended(4, &[code, words, "--wait-ready"]);
    }
    // Without the flag, a container that runs is scanned, ready or not.
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &format!("k8s://{ns}/unready"), "--profile", &profile, "--threshold", "none"]);
    Ran::of(command).ended(0, &[]);
}

#[test]
fn what_has_ended_is_not_waited_for() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("ended");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), PROFILE);
    let probe = json!({"exec": {"command": ["false"]}, "periodSeconds": 1});
    create(&ns, "fails", json!({"command": ["/bin/sh", "-c", "sleep 2; exit 7"], "readinessProbe": probe}), "Never");
    let begun = Instant::now();
    let ran = Ran::of(scan(cluster, &ns, "fails", &profile, "500s"));
    ran.ended(4, &["target-not-running", "status 7"]);
    let missing = Ran::of(scan(cluster, &ns, "fails/other", &profile, "500s"));
    missing.ended(4, &["target-not-found", "no container other"]);
    assert!(begun.elapsed() < Duration::from_secs(250), "it waited");
}

#[test]
fn a_signal_ends_the_waiting() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("stopped");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), PROFILE);
    let inner = scan(cluster, &ns, "absent", &profile, "500s");
    let mut command = cluster.command("timeout");
    command.args(["--preserve-status", "--signal=INT", "5"]).args(inner.get_args()).stderr(Stdio::piped());
    Ran::of(command).ended(1, &["interrupted"]);
}

#[test]
fn only_a_container_is_waited_for() {
    let mut command = program();
    command.args(["scan", "local://", "--wait-ready", "5s"]);
    Ran::of(command).ended(2, &["usage", "--wait-ready"]);
}
