//! What a cluster refuses, and what is not there: each its own words and status.

use serde_json::json;

use super::Ran;
use crate::cluster::{Cluster, Kubeconfig};

fn scan(cluster: &Cluster, target: &str, config: Option<&Kubeconfig>) -> Ran {
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", target]);
    if let Some(config) = config {
        command.env("KUBECONFIG", config.path());
    }
    Ran::of(command)
}

#[test]
fn what_is_not_there_is_incomplete_and_named() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("missing");
    ns.pod("web", "busybox", json!({"container": {"name": "app"}}));
    scan(cluster, "k8s://no-such-namespace/web/app", None).ended(4, &["no-such-namespace"]);
    scan(cluster, &format!("k8s://{ns}/wob/app"), None).ended(4, &["wob"]);
    scan(cluster, &format!("k8s://{ns}/web/apq"), None).ended(4, &["apq", "app"]);
}

#[test]
fn a_pod_that_does_not_run_is_incomplete_and_says_why() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("notrunning");
    ns.create_pod("pull", "no-such-image", json!({"container": {"name": "app", "imagePullPolicy": "Never"}}));
    ns.create_pod(
        "done",
        "busybox",
        json!({"container": {"name": "app", "command": ["true"]}, "restartPolicy": "Never"}),
    );
    ns.kubectl(["wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/done", "--timeout=60s"]);
    ns.kubectl([
        "wait",
        "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImageNeverPull",
        "pod/pull",
        "--timeout=60s",
    ]);
    scan(cluster, &format!("k8s://{ns}/pull"), None).ended(4, &["ErrImageNeverPull"]);
    scan(cluster, &format!("k8s://{ns}/done"), None).ended(4, &["Completed"]);
}

#[test]
fn a_missing_permission_is_incomplete_and_names_it() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("denied");
    ns.pod("web", "busybox", json!({"container": {"name": "app"}}));
    let target = format!("k8s://{ns}/web/app");
    let read_only =
        ns.service_account_kubeconfig(json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]));
    scan(cluster, &target, Some(&read_only)).ended(4, &["pods/exec"]);
    let enough = ns.service_account_kubeconfig(json!([
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": ["web"]},
        {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"], "resourceNames": ["web"]},
    ]));
    let ran = scan(cluster, &target, Some(&enough));
    assert!(ran.wrote("results.json") && ran.json("summary.json")["incomplete"] == json!([]), "{}", ran.said());
}

#[test]
fn a_refused_login_and_an_absent_server_are_failures_of_the_surroundings() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("login");
    let stranger = Kubeconfig::token(cluster, ns.name(), "no-token-of-yours");
    let ran = scan(cluster, &format!("k8s://{ns}/web"), Some(&stranger));
    ran.ended(1, &["login"]);
    assert!(!ran.said().contains("no-token-of-yours"));
    let nobody = Kubeconfig::admin(cluster).at("127.0.0.1:1");
    scan(cluster, &format!("k8s://{ns}/web"), Some(&nobody)).ended(1, &["127.0.0.1:1"]);
}
