//! What the baseline finds in containers that run: real pods, each with some settings that it must find, and no others.

use std::collections::BTreeMap;

use cincture_core::results::Status;
use serde_json::{Value, json};

use super::Scanned;
use super::grid::rows_and_columns;
use crate::cluster::{Cluster, Namespace};

/// One thing that is otherwise in a pod, and the controls that find it.
struct Setting {
    controls: &'static [&'static str],
    /// Fields of the pod's spec; lists are added to those of the good pod.
    spec: Value,
    /// What its first process does before it waits.
    script: &'static str,
}

fn setting(controls: &'static [&'static str], spec: Value) -> Setting {
    Setting { controls, spec, script: "" }
}

fn script(control: &'static [&'static str], script: &'static str) -> Setting {
    Setting { controls: control, spec: json!({}), script }
}

/// A pod in which the baseline finds nothing.
fn good() -> Value {
    json!({
        "securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "volumes": [{"name": "tmp", "emptyDir": {}}],
        "container": {
            "securityContext": {
                "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": true,
            },
            "resources": {"limits": {"memory": "64Mi"}},
            "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
        },
    })
}

/// A setting for each control that judges how a container runs.
fn settings() -> Vec<Setting> {
    let container = |fields: Value| json!({"container": fields});
    let security = |fields: Value| json!({"container": {"securityContext": fields}});
    let variable = |name: &str, value: &str| json!({"container": {"env": [{"name": name, "value": value}]}});
    vec![
        script(&["06"], "cp /bin/sleep /tmp/sshd; /tmp/sshd 3600 &"),
        script(&["37"], "cp /bin/sleep /tmp/crond; /tmp/crond 3600 &"),
        script(&["38"], "cp /bin/sleep /tmp/in.telnetd; /tmp/in.telnetd 3600 &"),
        script(&["39"], "cp /bin/sleep /tmp/rpcbind; /tmp/rpcbind 3600 &"),
        script(&["43"], "mkdir /tmp/.git; cd /tmp"),
        setting(&["44"], variable("SHOP_DB_PASSWORD", "hunter2-is-not-told")),
        setting(&["45"], json!({"automountServiceAccountToken": true})),
        setting(&["46"], variable("PATH", "/usr/bin:/bin:bin")),
        setting(&["47"], variable("LD_PRELOAD", "libc.so.6")),
        script(&["48"], "umask 000"),
        setting(&["49"], mount("docker", json!({"emptyDir": {}}), "/run/docker.sock")),
        setting(&["50", "51"], security(json!({"capabilities": {"add": ["SYS_PTRACE"]}}))),
        setting(&["52"], security(json!({"allowPrivilegeEscalation": true}))),
        setting(&["53"], json!({"securityContext": {"seccompProfile": {"type": "Unconfined"}}})),
        setting(&["54"], security(json!({"readOnlyRootFilesystem": false}))),
        setting(&["55"], mount("node", json!({"hostPath": {"path": "/usr/share"}}), "/node")),
        setting(&["57"], mount("log", json!({"hostPath": {"path": "/dev/kmsg"}}), "/dev/kmsg")),
        setting(&["59"], json!({"hostNetwork": true})),
        setting(&["60"], container(json!({"resources": {"limits": null}}))),
        setting(&["61"], json!({"securityContext": {"runAsGroup": 0}})),
    ]
}

/// A volume, and where it is mounted.
fn mount(name: &str, of: Value, at: &str) -> Value {
    let mut volume = json!({"name": name});
    merge(&mut volume, of);
    json!({"volumes": [volume], "container": {"volumeMounts": [{"name": name, "mountPath": at}]}})
}

#[test]
fn each_setting_of_a_pod_flips_its_control_and_no_other() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    make(&ns, "good", "debian-good", &[]);
    let settings = settings();
    let groups = rows_and_columns(&settings);
    for (number, group) in groups.iter().enumerate() {
        create(&ns, &format!("pod-{number}"), "debian-good", group);
    }
    let good = baseline(cluster, &ns, "good");
    assert_eq!(good.having(Status::Failed), [""; 0], "{}", good.said());
    assert_eq!(good.having(Status::Error), [""; 0], "{}", good.said());
    // Its user may not read /etc/shadow, which is not taken for a pass.
    assert_eq!(good.having(Status::Skipped), ["02", "11"]);
    for (number, group) in groups.iter().enumerate() {
        let pod = format!("pod-{number}");
        ns.kubectl(["wait", "--for=condition=Ready", &format!("pod/{pod}"), "--timeout=60s"]);
        let scanned = baseline(cluster, &ns, &pod);
        let controls = group.iter().flat_map(|setting| setting.controls);
        flipped(&good, &scanned, &controls.copied().collect::<Vec<_>>());
        assert!(!format!("{:?}", scanned.results).contains("hunter2"), "a secret is told");
    }
}

#[test]
fn a_container_of_root_a_privileged_one_and_one_among_the_nodes_processes_are_found() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    let root = [setting(&["05"], json!({"securityContext": {"runAsUser": 0, "runAsGroup": 0}}))];
    let privileged = json!({"capabilities": null, "allowPrivilegeEscalation": true, "privileged": true});
    let privileged = [setting(&[], json!({"container": {"securityContext": privileged}}))];
    make(&ns, "root", "debian-good", &root.iter().collect::<Vec<_>>());
    make(&ns, "privileged", "debian-good", &privileged.iter().collect::<Vec<_>>());
    make(&ns, "node", "debian-good", &[&setting(&[], json!({"hostPID": true}))]);
    let kernel = [setting(&[], mount("kernel", json!({"hostPath": {"path": "/sys"}}), "/sys"))];
    make(&ns, "kernel", "debian-good", &kernel.iter().collect::<Vec<_>>());
    let root = baseline(cluster, &ns, "root");
    assert_eq!(root.having(Status::Failed), ["05"], "{}", root.said());
    // Root reads the hashes, and to root groups do not matter. (There are no certificates in this image.)
    assert_eq!(root.having(Status::Skipped), [""; 0]);
    assert_eq!(root.having(Status::NoImpact), ["27", "61"]);
    let privileged = baseline(cluster, &ns, "privileged");
    assert_eq!(privileged.having(Status::Failed), ["50", "51", "52", "53", "56", "57"], "{}", privileged.said());
    // With the node's /sys there come its control groups: the limit that is seen is the node's.
    let kernel = baseline(cluster, &ns, "kernel");
    assert_eq!(kernel.having(Status::Failed), ["56", "60"], "{}", kernel.said());
    // What is first and what runs there is the node's: it is neither held against the container nor taken for its own.
    let node = baseline(cluster, &ns, "node");
    assert_eq!(node.having(Status::Failed), ["58"], "{}", node.said());
    assert_eq!(node.having(Status::Skipped), ["02", "06", "11", "37", "38", "39", "48"], "{}", node.said());
}

/// Searches and folders: what takes a command, made and undone in one pod.
#[test]
fn each_fault_that_takes_a_search_flips_its_control_and_no_other() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    let writable = json!({"securityContext": {"runAsUser": 0}, "container": {"securityContext": {
        "readOnlyRootFilesystem": false, "capabilities": null}}});
    make(&ns, "web", "debian-good", &[&setting(&[], writable)]);
    let good = baseline(cluster, &ns, "web");
    assert_eq!(good.having(Status::Failed), ["05", "51", "54"], "{}", good.said());
    for (controls, make, undo) in SEARCHES {
        shell(&ns, "web", make);
        flipped(&good, &baseline(cluster, &ns, "web"), controls);
        shell(&ns, "web", undo);
    }
    flipped(&good, &baseline(cluster, &ns, "web"), &[]);
}

/// Which controls, how it is made, and how it is undone.
const SEARCHES: [(&[&str], &str, &str); 3] = [
    (
        &["04", "08", "31", "32"],
        "cp /bin/sh /home/app/sh; chmod 4755 /home/app/sh; echo >/usr/lib/own.so; chmod 666 /usr/lib/own.so
         echo 'deb [trusted=yes] http://x.invalid/ ./' >/etc/apt/sources.list.d/own.list; mkdir -p /var/cache/apt/archives; touch /var/cache/apt/archives/a.deb",
        "rm /home/app/sh /usr/lib/own.so /etc/apt/sources.list.d/own.list /var/cache/apt/archives/a.deb",
    ),
    (
        &["04", "08"],
        "cp /bin/sh '/var/tmp/a\nb'; chmod 2755 '/var/tmp/a\nb'; chmod 777 /usr/local/bin",
        "rm '/var/tmp/a\nb'; chmod 755 /usr/local/bin",
    ),
    (&["08"], "chmod 0777 /var/tmp", "chmod 1777 /var/tmp"),
];

#[test]
fn a_search_that_cannot_run_is_an_error_and_never_a_pass() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    ns.pod("web", "debian-good", json!({"securityContext": {"runAsUser": 0, "runAsGroup": 0}}));
    shell(&ns, "web", "mv /usr/bin/find /usr/bin/found");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Error), ["04", "08"]);
    shell(&ns, "web", "printf '#!/bin/sh\\necho broken >&2; exit 1\\n' >/usr/bin/find && chmod 755 /usr/bin/find");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Error), ["04", "08"]);
    // Without tr no name of a variable is known.
    shell(&ns, "web", "mv /usr/bin/tr /usr/bin/rt");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Skipped), ["44", "46", "47"]);
}

#[test]
fn busybox_is_judged_by_what_is_there() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    make(&ns, "web", "busybox", &[]);
    let scanned = baseline(cluster, &ns, "web");
    // This busybox has all of its applets; os-release is missing.
    assert_eq!(scanned.having(Status::Failed), ["09"], "{}", scanned.said());
    assert_eq!(scanned.having(Status::Skipped), ["10"], "{}", scanned.said());
    assert_eq!(scanned.having(Status::Error), [""; 0], "{}", scanned.said());
    // Its find is another one, and its user may not look everywhere.
    shell(&ns, "web", "cp /bin/busybox /tmp/own && chmod 4755 /tmp/own");
    let settings = settings();
    let some: Vec<&Setting> = settings.iter().filter(|s| ["44", "46", "54", "60"].contains(&s.controls[0])).collect();
    make(&ns, "other", "busybox", &some);
    flipped(&scanned, &baseline(cluster, &ns, "other"), &["44", "46", "54", "60"]);
}

#[test]
fn inputs_widen_what_is_allowed() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    ns.pod("web", "debian-good", json!({"securityContext": {"runAsUser": 0, "runAsGroup": 0}}));
    shell(&ns, "web", "cp /bin/sh /usr/bin/own && chmod 4755 /usr/bin/own && echo login >/root/.netrc");
    let target = format!("k8s://{ns}/web");
    let folder = tempfile::tempdir().unwrap();
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &target, "--threshold", "failed.high.controls: [container-baseline-05]"]);
    command.args(["--input", "allowed_setuid=[\"/usr/bin/own\"]", "--input", "allowed_credentials=[\"/root/.netrc\"]"]);
    let output = command.arg("--out").arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_good_pod_passes_the_bad_one_breaches_and_distroless_is_incomplete() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    for image in ["debian-good", "debian-bad", "distroless"] {
        ns.pod(image, image, json!({"container": {"name": "app"}}));
    }
    let scan = |pod: &str| Scanned::of(cluster, &format!("k8s://{ns}/{pod}/app"), "container-baseline", "moderate");
    let good = scan("debian-good");
    // What no image can do for itself is of low or medium weight: a pod without any setting still passes.
    assert_eq!(good.output.status.code(), Some(0), "{}", good.said());
    assert_eq!(good.having(Status::Failed), ["51", "52", "53", "54", "60"], "{}", good.said());
    let bad = scan("debian-bad");
    assert_eq!(bad.output.status.code(), Some(3), "{}", bad.said());
    for control in ["01", "02", "03", "04", "05", "06", "08", "09", "40"] {
        assert!(bad.having(Status::Failed).iter().any(|id| id == control), "{control}\n{}", bad.said());
    }
    let distroless = scan("distroless");
    assert_eq!(distroless.output.status.code(), Some(4), "{}", distroless.said());
    assert!(distroless.said().contains("no shell could be started"), "{}", distroless.said());
}

/// Asserts that `controls` fail in a scan, and that all others are as they were before.
fn flipped(before: &Scanned, scanned: &Scanned, controls: &[&str]) {
    let mut expected: BTreeMap<String, Status> = before.statuses();
    for number in controls {
        expected.insert(format!("container-baseline-{number}"), Status::Failed);
    }
    let found = scanned.statuses();
    let wrong: Vec<_> = expected
        .iter()
        .filter(|(id, status)| found.get(*id) != Some(status))
        .map(|(id, _)| (id, found.get(id)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} with {controls:?}\n{}", scanned.said());
}

fn baseline(cluster: &Cluster, ns: &Namespace<'_>, pod: &str) -> Scanned {
    Scanned::of(cluster, &format!("k8s://{ns}/{pod}"), "container-baseline", "moderate")
}

fn make(ns: &Namespace<'_>, pod: &str, image: &str, settings: &[&Setting]) {
    ns.pod(pod, image, spec(settings));
}

fn create(ns: &Namespace<'_>, pod: &str, image: &str, settings: &[&Setting]) {
    ns.create_pod(pod, image, spec(settings));
}

/// The good pod with these settings.
fn spec(settings: &[&Setting]) -> Value {
    let mut spec = good();
    let scripts: String = settings.iter().map(|setting| format!("{}\n", setting.script)).collect();
    for setting in settings {
        merge(&mut spec, setting.spec.clone());
    }
    spec["container"]["command"] = json!(["/bin/sh", "-c", format!("{scripts}sleep 3600 & trap 'exit 0' TERM; wait")]);
    spec
}

/// Puts the fields of one value into another: objects field by field, lists one after the other, and null takes away.
fn merge(into: &mut Value, fields: Value) {
    match (into, fields) {
        (Value::Object(into), Value::Object(fields)) => {
            for (name, value) in fields {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(more)) => into.extend(more),
        (into, value) => *into = value,
    }
}

fn shell(ns: &Namespace<'_>, pod: &str, script: &str) {
    ns.kubectl(["exec", pod, "--", "sh", "-c", script]);
}
