//! The built-in profile `container-baseline` in real pods: each control finds its own fault, and no other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use cincture_core::results::{Results, Severity, Status, Tally, read};
use serde_json::json;

use crate::cluster::{Cluster, Namespace};

/// What a scan of a pod came to.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) output: Output,
    pub(crate) results: Option<Results>,
}

impl Scanned {
    /// Scans a pod by the program itself, in the cluster's network.
    pub(crate) fn of(cluster: &Cluster, target: &str, profile: &str, threshold: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.args(["scan", target, "--profile", profile, "--threshold", threshold, "--out"]).arg(folder.path());
        let output = command.output().unwrap();
        let results =
            fs::read(folder.path().join("results.json")).ok().map(|bytes| read(&bytes, "results.json").unwrap());
        Self { output, results }
    }

    /// Each control with its status.
    ///
    /// # Panics
    /// Without results, with what the program said.
    pub(crate) fn statuses(&self) -> BTreeMap<String, Status> {
        let results = self.results.as_ref().unwrap_or_else(|| panic!("no results\n{}", self.said()));
        Tally::of([(0, results)]).controls.into_iter().map(|c| (c.id, c.status)).collect()
    }

    /// What was printed.
    pub(crate) fn said(&self) -> String {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&self.output.stdout) + &text(&self.output.stderr)
    }

    /// Numbers of the baseline's controls that have `status`.
    fn having(&self, status: Status) -> Vec<String> {
        let with = self.statuses().into_iter().filter(|(_, found)| *found == status);
        with.map(|(id, _)| id.trim_start_matches("container-baseline-").to_owned()).collect()
    }
}

/// One setting that is changed in a pod that is fine otherwise: how to make it, how to undo it, and which control finds it.
const FAULTS: [(&str, &str, &str); 17] = [
    ("01", "chmod 664 /etc/group", "chmod 644 /etc/group"),
    ("01", "chown 1000 /etc/gshadow", "chown 0 /etc/gshadow"),
    ("01", "chmod 644 /etc/shadow", "chmod 640 /etc/shadow"),
    ("02", "passwd -q -d app", "passwd -q -l app"),
    ("03", "echo 'other:x:00:0::/root:/bin/sh' >>/etc/passwd", "sed -i /^other:/d /etc/passwd"),
    ("04", "cp /bin/sh /home/app/sh && chmod 4755 /home/app/sh", "rm /home/app/sh"),
    ("04", "cp /bin/sh '/var/tmp/a\nb' && chmod 2755 '/var/tmp/a\nb'", "rm '/var/tmp/a\nb'"),
    ("06", "cp /bin/true /usr/sbin/dropbear", "rm /usr/sbin/dropbear"),
    ("06", "cp /bin/sleep /tmp/sshd && /tmp/sshd 600 >/dev/null 2>&1 &", "pkill -x sshd; rm /tmp/sshd"),
    ("07", "mkdir /home/app/.aws && echo key >/home/app/.aws/credentials", "rm -r /home/app/.aws"),
    ("07", "mkdir /root/.ssh && echo key >/root/.ssh/id_ed25519", "rm -r /root/.ssh"),
    ("08", "echo >/usr/lib/own.so && chmod 666 /usr/lib/own.so", "rm /usr/lib/own.so"),
    ("08", "chmod 777 /usr/local/bin", "chmod 755 /usr/local/bin"),
    ("08", "chmod 0777 /var/tmp", "chmod 1777 /var/tmp"),
    ("09", "ln -s /bin/true /usr/bin/telnet", "rm /usr/bin/telnet"),
    (
        "10",
        "sed -i 's/^VERSION_ID=.*/VERSION_ID=\"11\"/' /usr/lib/os-release",
        "sed -i 's/^VERSION_ID=.*/VERSION_ID=\"12\"/' /usr/lib/os-release",
    ),
    (
        "10",
        "sed -i 's/^VERSION_ID=.*/VERSION_ID=9.13/' /usr/lib/os-release",
        "sed -i 's/^VERSION_ID=.*/VERSION_ID=\"12\"/' /usr/lib/os-release",
    ),
];

#[test]
fn each_fault_flips_its_control_and_no_other() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    ns.pod("web", "debian-good", json!({"securityContext": {"runAsUser": 0, "runAsGroup": 0}}));
    let scan = || baseline(cluster, &ns, "web");
    // The one fault of this pod, without which none of the others could be made: it runs as root.
    assert_eq!((scan().having(Status::Failed), scan().having(Status::Passed).len()), (vec!["05".to_owned()], 9));
    for (control, make, undo) in FAULTS {
        shell(&ns, "web", make);
        let scanned = scan();
        let expected: Vec<String> = ["05", control].iter().map(|id| (*id).to_owned()).collect();
        let mut failed = scanned.having(Status::Failed);
        failed.sort_by_key(|id| id != "05");
        assert_eq!(failed, expected, "{make}\n{}", scanned.said());
        assert_eq!(scanned.having(Status::Passed).len(), 8, "{make}");
        shell(&ns, "web", undo);
    }
    assert_eq!(scan().having(Status::Failed), ["05"]);
}

#[test]
fn a_search_that_cannot_run_is_an_error_and_never_a_pass() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    ns.pod("web", "debian-good", json!({"securityContext": {"runAsUser": 0, "runAsGroup": 0}}));
    shell(&ns, "web", "mv /usr/bin/find /usr/bin/found");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Error), ["04", "08"]);
    shell(&ns, "web", "printf '#!/bin/sh\\necho broken >&2; exit 1\\n' >/usr/bin/find && chmod 755 /usr/bin/find");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Error), ["04", "08"]);
}

#[test]
fn an_image_without_shadow_file_or_distribution_is_judged_by_what_is_there() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("baseline");
    ns.pod("web", "busybox", json!({"securityContext": {"runAsUser": 1000, "runAsGroup": 1000}}));
    let scanned = baseline(cluster, &ns, "web");
    // This busybox has all of its applets; os-release is missing.
    assert_eq!(scanned.having(Status::Failed), ["09"], "{}", scanned.said());
    assert_eq!(scanned.having(Status::Skipped), ["10"]);
    assert_eq!(scanned.having(Status::Passed).len(), 8);
    // Its find is another one, and its user may not look everywhere.
    shell(&ns, "web", "cp /bin/busybox /tmp/own && chmod 4755 /tmp/own");
    assert_eq!(baseline(cluster, &ns, "web").having(Status::Failed), ["04", "09"]);
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
    assert_eq!(good.output.status.code(), Some(0), "{}", good.said());
    // Its user may not read /etc/shadow, which is not taken for a pass.
    assert_eq!((good.having(Status::Skipped), good.having(Status::Passed).len()), (vec!["02".to_owned()], 9));
    let bad = scan("debian-bad");
    assert_eq!(bad.output.status.code(), Some(3), "{}", bad.said());
    assert_eq!(bad.having(Status::Failed), ["01", "02", "03", "04", "05", "06", "08", "09"]);
    let distroless = scan("distroless");
    assert_eq!(distroless.output.status.code(), Some(4), "{}", distroless.said());
    assert!(distroless.said().contains("no shell could be started"), "{}", distroless.said());
}

#[test]
fn a_root_file_system_is_judged_by_its_files_and_what_needs_commands_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    write("etc/os-release", "ID=alpine\nVERSION_ID=3.23.1\n");
    let failed = |more: &[&str]| {
        let mut expected: Vec<String> = more.iter().map(|id| (*id).to_owned()).collect();
        expected.sort();
        let scanned = rootfs(root.path());
        assert_eq!(scanned.having(Status::Failed), expected, "{}", scanned.said());
        assert_eq!(scanned.having(Status::Error), ["04", "08"], "they need find");
        assert_ne!(scanned.output.status.code(), Some(0));
    };
    failed(&[]);
    write("etc/shadow", "root:::0:::::\n");
    fs::set_permissions(root.path().join("etc/shadow"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    failed(&["02"]);
    write("root/.kube/config", "token\n");
    write("usr/sbin/sshd", "");
    failed(&["02", "06", "07"]);
    write("etc/os-release", "ID=alpine\nVERSION_ID=3.9.2\n");
    failed(&["02", "06", "07", "10"]);
}

#[test]
fn each_control_says_why_how_to_check_and_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    let scanned = rootfs(root.path());
    let controls = &scanned.results.as_ref().unwrap_or_else(|| panic!("{}", scanned.said())).profiles[0].controls;
    let mut ids: Vec<&str> = controls.iter().map(|control| control.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (1..=10).map(|n| format!("container-baseline-{n:02}")).collect::<Vec<_>>());
    for control in controls {
        let labels: Vec<&str> =
            control.descriptions.as_array().unwrap().iter().filter_map(|d| d["label"].as_str()).collect();
        assert_eq!(labels, ["default", "check", "fix"], "{}", control.id);
        assert!(control.title.as_ref().is_some_and(|title| title.len() > 20), "{}", control.id);
        assert!(control.tags["nist"].as_array().is_some_and(|nist| !nist.is_empty()), "{}", control.id);
        assert!(control.tags["cis"].as_array().is_some_and(|cis| !cis.is_empty()), "{}", control.id);
        // The word that people read and the number that the threshold goes by are the same.
        let mut without = control.clone();
        without.tags.clear();
        assert_eq!(Severity::of(&without).as_str(), control.tags["severity"], "{}", control.id);
    }
}

fn rootfs(root: &Path) -> Scanned {
    let folder = tempfile::tempdir().unwrap();
    let target = format!("rootfs://{}", root.display());
    let mut command = assert_cmd::Command::cargo_bin("cincture").unwrap();
    let output = command.args(["scan", &target, "--out"]).arg(folder.path()).output().unwrap();
    let results = fs::read(folder.path().join("results.json")).ok().map(|bytes| read(&bytes, "results.json").unwrap());
    Scanned { output, results }
}

fn baseline(cluster: &Cluster, ns: &Namespace<'_>, pod: &str) -> Scanned {
    Scanned::of(cluster, &format!("k8s://{ns}/{pod}"), "container-baseline", "moderate")
}

fn shell(ns: &Namespace<'_>, pod: &str, script: &str) {
    ns.kubectl(["exec", pod, "--", "sh", "-c", script]);
}
