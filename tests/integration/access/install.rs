//! What `cincture access install` prints is enough, and no verb of it too many.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Ground, said};
use crate::cluster::Cluster;
use crate::scan::{Ran, program};

#[test]
fn what_is_printed_is_accepted_by_the_api_server_and_enough_for_a_scan() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    for access in [&["--access", "own"][..], &["--access", "ephemeral", "--access-namespace", ground.ci.name()]] {
        let list = ground.install(access);
        ground.kubectl(&["apply", "--dry-run=server", "-f", "-"], &list.to_string());
        let mut yaml = ground.cincture(&ground.caller, &["access", "install", "-n", ground.shop.name()]);
        let yaml = said(&yaml.args(access).output().unwrap());
        let told = ground.kubectl(&["apply", "--dry-run=server", "-f", "-"], &yaml);
        assert!(told.contains("(server dry run)"), "{told}");
    }
    let target = ground.target();
    for access in [&["--access", "own"][..], &["--access", "ephemeral"]] {
        let mut scan = ground.cincture(&ground.caller, &["scan", &target, "--threshold", "none"]);
        scan.args(access);
        let ran = Ran::of(scan);
        assert_eq!(ran.json("summary.json")["incomplete"], json!([]), "{access:?}: {}", ran.said());
        assert_eq!(ran.status(), Some(0), "{access:?}: {}", ran.said());
    }
    assert_eq!(ground.ours(), Vec::<String>::new());
}

#[test]
fn a_namespace_for_accounts_that_nobody_makes_is_refused() {
    let out = program().args(["access", "install", "-n", "shop", "--access-namespace", "ci"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    assert!(said(&out).contains("--access-namespace is for --access ephemeral"), "{}", said(&out));
}

/// Grants and revokes, which takes all that a scan with short-lived access and a sweep take.
fn grant_and_revoke(ground: &Ground<'_>) -> Result<(), String> {
    let mut grant = ground.cincture(&ground.caller, &["access", "grant", &ground.target(), "--kubeconfig-out", "-"]);
    let granted = grant.output().unwrap();
    if !granted.status.success() {
        return Err(said(&granted));
    }
    let lease = super::lease_in(&String::from_utf8_lossy(&granted.stderr));
    let both = ["access", "revoke", &lease, "-n", ground.ci.name(), "-n", ground.shop.name()];
    let revoked = ground.cincture(&ground.caller, &both).output().unwrap();
    if revoked.status.success() { Ok(()) } else { Err(said(&revoked)) }
}

/// Each list with one verb of one rule less, and that verb with its first resource and namespace.
fn one_verb_less(list: &Value) -> Vec<(Value, String)> {
    let mut less = Vec::new();
    for (i, item) in list["items"].as_array().unwrap().iter().enumerate() {
        for (j, rule) in item["rules"].as_array().into_iter().flatten().enumerate() {
            for (k, verb) in rule["verbs"].as_array().unwrap().iter().enumerate() {
                let mut changed = list.clone();
                let rules = changed["items"][i]["rules"].as_array_mut().unwrap();
                rules[j]["verbs"].as_array_mut().unwrap().remove(k);
                rules.retain(|rule| rule["verbs"] != json!([]));
                let namespace = item["metadata"]["namespace"].as_str().unwrap();
                let resource = rule["resources"][0].as_str().unwrap();
                less.push((changed, format!("{} {resource} {namespace}", verb.as_str().unwrap())));
            }
        }
    }
    less
}

/// Waits until the caller may (or may not) do it: the authorizer hears of a Role a moment later.
fn wait_until_allowed(ground: &Ground<'_>, what: &str, allowed: bool) {
    let [verb, resource, namespace] = what.split(' ').collect::<Vec<_>>()[..] else { panic!("{what}") };
    let (resource, subresource) = resource.split_once('/').unwrap_or((resource, ""));
    let subresource = format!("--subresource={subresource}");
    let since = Instant::now();
    loop {
        let mut kubectl = ground.cluster.kubectl_command();
        kubectl.env("KUBECONFIG", ground.caller.path()).args(["auth", "can-i", verb, resource, &subresource]);
        if kubectl.args(["-n", namespace]).output().unwrap().status.success() == allowed {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "{what}: not {allowed}");
    }
}

#[test]
fn with_one_verb_less_there_is_no_short_lived_access() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let whole = ground.install(&["--access", "ephemeral", "--access-namespace", ground.ci.name()]);
    grant_and_revoke(&ground).unwrap();
    let less = one_verb_less(&whole);
    assert_eq!(less.len(), 14, "{whole}");
    for (list, missing) in less {
        ground.apply(&list);
        wait_until_allowed(&ground, &missing, false);
        let refused = grant_and_revoke(&ground).expect_err(&missing);
        let words = ["forbidden", "not looked at"];
        assert!(words.iter().any(|word| refused.contains(word)), "{missing}: {refused}");
        ground.apply(&whole);
        wait_until_allowed(&ground, &missing, true);
    }
    grant_and_revoke(&ground).unwrap();
}

#[test]
fn with_one_verb_less_there_is_no_scan_with_the_caller_s_own_access() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let own = ground.install(&["--access", "own"]);
    let target = ground.target();
    for (list, missing) in one_verb_less(&own) {
        // Checked since Kubernetes 1.35 only; the Role has it so that it lasts.
        if missing.starts_with("create pods/exec") {
            continue;
        }
        ground.apply(&list);
        wait_until_allowed(&ground, &missing, false);
        let ran = Ran::of(ground.cincture(&ground.caller, &["scan", &target, "--threshold", "none"]));
        ran.ended(4, &["may not", missing.split(' ').nth(1).unwrap()]);
    }
    ground.apply(&own);
    wait_until_allowed(&ground, &format!("get pods {}", ground.shop), true);
    Ran::of(ground.cincture(&ground.caller, &["scan", &target, "--threshold", "none"])).ended(0, &[]);
}
