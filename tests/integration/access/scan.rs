//! `cincture scan --access ephemeral`: who asks for what, and what can be seen of it.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{Ground, said};
use crate::cluster::Cluster;
use crate::scan::Ran;

/// User (without what is random), verb and resource of each request of `records`.
fn requests(records: &[Value], caller: &str) -> BTreeSet<String> {
    let of = |record: &Value| {
        let user = record["user"]["username"].as_str().unwrap_or_default();
        let name = user.rsplit(':').next().unwrap_or_default();
        let who = match name {
            _ if name == caller => "caller",
            _ if name.starts_with("cincture-") => "lease",
            _ => return None,
        };
        let object = &record["objectRef"];
        let resource = match object["subresource"].as_str() {
            Some(subresource) => format!("{}/{subresource}", object["resource"].as_str()?),
            None => object["resource"].as_str()?.to_owned(),
        };
        Some(format!("{who}: {} {resource}", record["verb"].as_str()?))
    };
    records.iter().filter_map(of).collect()
}

#[test]
fn the_caller_only_makes_and_removes_and_the_scan_has_the_short_lived_identity_only() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "debian-good");
    let mut scan = ground.cincture(&ground.caller, &["scan", &ground.target(), "--access", "ephemeral"]);
    scan.args(["--threshold", "moderate"]);
    let ran = Ran::of(scan);
    ran.ended(0, &["Passed", "removing the short-lived access"]);
    assert_eq!(ground.ours(), Vec::<String>::new());

    let records = [cluster.audit(ground.shop.name(), None), cluster.audit(ground.ci.name(), None)].concat();
    let wanted = [
        "caller: create rolebindings",
        "caller: create roles",
        "caller: create serviceaccounts",
        "caller: create serviceaccounts/token",
        "caller: delete rolebindings",
        "caller: delete roles",
        "caller: delete serviceaccounts",
        "caller: get rolebindings",
        "caller: get roles",
        "caller: get serviceaccounts",
        "lease: get pods",
        "lease: get pods/exec",
    ];
    assert_eq!(requests(&records, "runner"), wanted.map(str::to_owned).into());

    // Every token begins so: its first bytes are always `{"`.
    let files =
        fs::read_dir(ran.folder.path().join("out")).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    for bytes in files.chain([ran.said().into_bytes()]) {
        assert!(!String::from_utf8_lossy(&bytes).contains("eyJ"), "a token is in what was written");
    }
}

#[test]
fn a_breach_is_a_breach_and_a_missing_pod_is_missing_and_nothing_stays() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "debian-bad");
    let ephemeral = |target: &str| {
        let mut scan = ground.cincture(&ground.caller, &["scan", target, "--access", "ephemeral"]);
        scan.args(["--threshold", "strict"]);
        Ran::of(scan)
    };
    ephemeral(&ground.target()).ended(3, &[]);
    assert_eq!(ground.ours(), Vec::<String>::new());
    ephemeral(&format!("k8s://{}/wob", ground.shop)).ended(4, &["wob"]);
    assert_eq!(ground.ours(), Vec::<String>::new());
    // The namespace is not the caller's to make anything in.
    ephemeral("k8s://kube-system/web").ended(4, &["cincture access install --access ephemeral -n kube-system"]);
    assert_eq!(ground.ours(), Vec::<String>::new());
}

#[test]
fn flags_that_make_no_sense_are_refused_before_anything_is_touched() {
    let Some(cluster) = Cluster::get() else { return };
    let command = || cluster.command(env!("CARGO_BIN_EXE_cincture"));
    for (args, word) in [
        (&["scan", "local://", "--access", "ephemeral"][..], "not in a cluster"),
        (&["scan", "k8s://a/b", "--access", "ephemeral", "--timeout", "5m", "--access-ttl", "4m"], "--access-ttl"),
        (&["scan", "k8s://a/b", "--access-ttl", "4m"], "--access ephemeral"),
        (&["access", "grant", "k8s://a/b", "--ttl", "5m", "--kubeconfig-out", "-"], "10m"),
        (&["access", "plan", "k8s://a/b", "--ttl", "1s"], "10m"),
        (&["access", "grant", "local://", "--kubeconfig-out", "-"], "not in a cluster"),
        (&["access", "revoke", "all"], "hexadecimal"),
        (&["access", "install", "-n", "a", "--access", "ephemeral"], "--access-namespace"),
    ] {
        let out = command().args(args).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{args:?}: {}", said(&out));
        assert!(said(&out).contains(word), "{args:?}: {}", said(&out));
    }
}
