//! The harness itself: what other tests rely on.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use super::keeper::answer;
use super::settings::{Settings, Wanted};
use super::{Cluster, Kubeconfig, script};

fn settings(variables: &[(&str, &str)]) -> Settings {
    Settings::from(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value)))
}

#[test]
fn tests_are_left_out_only_when_asked_to_and_never_where_all_are_required() {
    assert_eq!(settings(&[]).wanted(), Wanted::Shared);
    assert_eq!(settings(&[("CINCTURE_NO_CLUSTER", "")]).wanted(), Wanted::Shared);
    assert_eq!(settings(&[("CINCTURE_NO_CLUSTER", "1")]).wanted(), Wanted::None);
    let both = settings(&[("CINCTURE_NO_CLUSTER", "1"), ("CINCTURE_REQUIRE_SHARED", "1")]);
    assert!(matches!(both.wanted(), Wanted::Refused(_)));
    assert_eq!(settings(&[("CINCTURE_CLUSTER", "/tmp/c")]).reuse.as_deref(), Some(Path::new("/tmp/c")));
}

#[test]
fn exec_works_in_each_image_with_a_shell_and_fails_in_distroless() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("images");
    for (image, account) in [("busybox", "0"), ("busybox-bare", "0"), ("debian-good", "1000"), ("debian-bad", "0")] {
        ns.pod(image, image, json!({}));
        assert_eq!(ns.kubectl(["exec", image, "--", "sh", "-c", "id -u"]).trim(), account, "{image}");
    }
    ns.pod("distroless", "distroless", json!({"securityContext": {"runAsNonRoot": true, "runAsUser": 65532}}));
    let shell = ns.try_kubectl(["exec", "distroless", "--", "sh", "-c", "id"]);
    assert!(!shell.status.success());
    assert!(String::from_utf8_lossy(&shell.stderr).contains("executable file not found"), "{shell:?}");
}

#[test]
fn busybox_bare_has_neither_cat_nor_stat() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("bare");
    ns.pod("bare", "busybox-bare", json!({}));
    for missing in ["cat /etc/motd", "stat /", "busybox cat /etc/motd", "busybox stat /"] {
        let out = ns.try_kubectl(["exec", "bare", "--", "sh", "-c", missing]);
        assert_eq!(out.status.code(), Some(127), "{missing}: {out:?}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("not found"), "{missing}: {out:?}");
    }
    assert_eq!(
        ns.kubectl(["exec", "bare", "--", "sh", "-c", "read line </etc/motd; echo $line"]),
        "hello from busybox-bare\n"
    );
}

#[test]
fn the_audit_log_tells_of_each_exec_and_who_made_it() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("audit");
    ns.pod("one", "busybox", json!({}));
    assert!(cluster.audit(ns.name(), Some("exec")).is_empty());
    ns.kubectl(["exec", "one", "--", "true"]);
    ns.kubectl(["exec", "one", "--", "sh", "-c", "exit 0"]);

    let records = cluster.audit(ns.name(), Some("exec"));
    let requests: BTreeSet<_> = records.iter().filter_map(|r| r["auditID"].as_str()).collect();
    assert_eq!(requests.len(), 2, "{records:#?}");
    assert!(records.iter().all(|r| r["objectRef"]["name"] == "one" && r["user"]["username"] == "admin"));
    assert!(records.iter().any(|r| r["requestURI"].as_str().is_some_and(|uri| uri.contains("command=true"))));
    assert!(cluster.audit(ns.name(), None).len() > records.len(), "without a subresource: all requests");
}

#[test]
fn a_pod_reaches_the_api_server_at_the_node_address() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("hostnet");
    let programs = fs::canonicalize(cluster.run().join("bin")).expect("kubectl");
    let with_kubectl = json!({
        "hostNetwork": true,
        "automountServiceAccountToken": true,
        "container": {"volumeMounts": [{"name": "programs", "mountPath": "/programs"}]},
        "volumes": [{"name": "programs", "hostPath": {"path": programs}}],
    });
    ns.pod("client", "busybox", with_kubectl);
    let whoami = "cd /var/run/secrets/kubernetes.io/serviceaccount; HOME=/tmp /programs/kubectl auth whoami \
                  --server=https://10.201.0.2:6443 --certificate-authority=ca.crt --token=$(cat token)";
    let answer = ns.kubectl(["exec", "client", "--", "sh", "-c", whoami]);
    assert!(answer.contains(&format!("system:serviceaccount:{ns}:default")), "{answer}");
}

#[test]
fn each_namespace_has_a_label_of_its_own_and_goes_when_dropped() {
    let Some(cluster) = Cluster::get() else { return };
    let (first, second) = (cluster.namespace("owner"), cluster.namespace("owner"));
    assert_ne!(first.name(), second.name());
    let names = |selector: &str| cluster.kubectl(["get", "namespaces", "--selector", selector, "--output=name"]);
    assert_eq!(names(&first.selector()).trim(), format!("namespace/{first}"));

    first.pod("labelled", "busybox", json!({"labels": {"app": "web"}}));
    let selector = format!("{},app=web", first.selector());
    assert_eq!(first.kubectl(["get", "pods", "--selector", &selector, "--output=name"]), "pod/labelled\n");

    let (name, selector) = (first.name().to_owned(), first.selector());
    drop(first);
    let gone = cluster.kubectl(["wait", "--for=delete", &format!("namespace/{name}"), "--timeout=60s"]);
    assert_eq!(names(&selector), "", "{gone}");
    assert_eq!(names(&second.selector()).trim(), format!("namespace/{second}"));
}

#[test]
fn a_service_account_may_do_what_its_rules_say_and_nothing_else() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("rules");
    ns.pod("mine", "busybox", json!({}));
    let rules = json!([
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": ["mine"]},
        {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"], "resourceNames": ["mine"]},
    ]);
    let account = ns.service_account_kubeconfig(rules);
    let as_account = |args: &[&str]| {
        let mut kubectl = cluster.kubectl_command();
        kubectl.env("KUBECONFIG", account.path()).args(args).output().expect("kubectl starts")
    };
    let exec = as_account(&["exec", "mine", "--", "echo", "allowed"]);
    assert_eq!(String::from_utf8_lossy(&exec.stdout), "allowed\n", "{exec:?}");
    for denied in [&["get", "pods"][..], &["get", "pod", "other"], &["-n", "default", "get", "pod", "mine"]] {
        let out = as_account(denied);
        assert!(String::from_utf8_lossy(&out.stderr).contains("Forbidden"), "{denied:?}: {out:?}");
    }
}

#[test]
fn programs_in_the_cluster_have_no_way_out_and_nothing_of_our_environment() {
    let Some(cluster) = Cluster::get() else { return };
    let routes = cluster.command("ip").args(["route", "show", "default"]).output().expect("ip starts");
    assert!(routes.status.success() && routes.stdout.is_empty(), "{routes:?}");
    let environment = cluster.command("env").output().expect("env starts").stdout;
    let environment = String::from_utf8_lossy(&environment);
    let names: BTreeSet<_> =
        environment.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    for ours in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "RUN", "KEEP_KUBECONFIG"] {
        assert!(!names.contains(ours), "{environment}");
    }
    assert!(names.contains("KUBECONFIG"), "{environment}");
}

#[test]
fn code_of_a_test_can_enter_the_network_of_the_cluster_and_leaves_its_own_as_it_is() {
    let Some(cluster) = Cluster::get() else { return };
    let network = || fs::read_link("/proc/thread-self/ns/net").expect("a namespace");
    let ours = network();
    assert_ne!(cluster.inside(network), ours);
    assert_eq!(network(), ours);
}

#[test]
fn a_test_may_stop_the_api_server_of_its_own_plane() {
    let Some(plane) = Cluster::api_only() else { return };
    let admin = Kubeconfig::admin(&plane);
    let ready = || {
        let mut kubectl = plane.kubectl_command();
        kubectl.env("KUBECONFIG", admin.path()).args(["get", "--raw=/readyz", "--request-timeout=3s"]).output()
    };
    assert!(ready().expect("kubectl starts").status.success());
    plane.signal("STOP", "kube-apiserver");
    assert!(!ready().expect("kubectl starts").status.success());
    plane.signal("CONT", "kube-apiserver");
    assert!(ready().expect("kubectl starts").status.success());

    let run = plane.run().to_owned();
    drop(plane);
    assert_eq!(left_of(&run), Vec::<PathBuf>::new());
}

#[test]
fn a_cluster_ends_when_its_owner_is_killed() {
    if Cluster::settings().is_none() {
        return;
    }
    let mut owner = Command::new("sleep").arg("600").stdout(Stdio::piped()).spawn().expect("an owner");
    let pipe = owner.stdout.take().expect("its pipe");
    let mut keep = script("keep").env("API_ONLY", "1").stdin(pipe).stdout(Stdio::piped()).spawn().expect("keep starts");
    let run = answer(&mut keep).expect("a cluster");
    assert!(run.join("admin.conf").exists());
    owner.kill().expect("killed"); // SIGKILL: it can do nothing about its cluster any more
    owner.wait().expect("ended");
    assert!(keep.wait().expect("keep ends").success());
    assert_eq!(left_of(&run), Vec::<PathBuf>::new());
}

#[test]
fn the_next_keeper_takes_down_what_a_killed_one_left() {
    if Cluster::settings().is_none() {
        return;
    }
    let start = || {
        let mut keep = script("keep");
        keep.env("API_ONLY", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("keep starts")
    };
    let mut killed = start();
    let run = answer(&mut killed).expect("a cluster");
    killed.kill().expect("killed");
    killed.wait().expect("ended");
    assert_ne!(left_of(&run), Vec::<PathBuf>::new());

    let mut next = start();
    drop(next.stdin.take());
    next.wait().expect("ended");
    assert_eq!(left_of(&run), Vec::<PathBuf>::new());
}

/// What there is of a cluster: its state, its cgroups, its processes.
fn left_of(run: &Path) -> Vec<PathBuf> {
    let mut left: Vec<_> = run.exists().then(|| run.to_owned()).into_iter().collect();
    let name = run.to_str().expect("UTF-8").as_bytes();
    for process in fs::read_dir("/proc").expect("/proc").flatten() {
        let arguments = fs::read(process.path().join("cmdline")).unwrap_or_default();
        let state = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        if arguments.windows(name.len()).any(|part| part == name) && !state.contains(") Z ") {
            left.push(process.path());
        }
    }
    left
}
