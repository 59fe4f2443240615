//! A recorded scan is had again without its target: the same files, byte for byte, or a clear refusal.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{Ran, profile, program};
use crate::cluster::Cluster;

/// Answers of every kind; one command has another answer each time, one kills the engine's child before it is asked again,
/// one takes too long, and times are shown.
const EVERYTHING: &str = "
control('file') { describe(file('/etc/passwd')) { it { should exist }; its('content') { should match(/root/) } } }
control('mode') { describe(file('/etc/passwd')) { its('mode') { should cmp '0644' }; its('mtime') { should be > 0 } } }
control('absent') { describe(file('/nonexistent')) { it { should exist } } }
control('folder') { describe(command('ls /etc')) { its('stdout') { should match(/passwd/) } } }
control('changes') { describe(command('cat /proc/uptime; date +%N')) { its('stdout') { should eq '' } } }
control('loops') { describe(command('cat /proc/uptime; date +%N')) { its('stdout') { should match(/./) } }; begin; loop {}; ensure; loop {}; end }
control('again') { describe(command('cat /proc/uptime; date +%N')) { its('stdout') { should eq '' } } }
control('slow') { describe(command('sleep 30')) { its('stdout') { should eq '' } } }
control('bytes') { describe(command(\"printf '\\\\377\\\\000x'; exit 3\")) { its('exit_status') { should eq 3 } } }
control('time') { describe(Time.now.to_f) { it { should eq 0 } } }
";

/// The same on what has no commands.
const FILES: &str = "
control('file') { describe(file('/etc/os-release')) { it { should exist }; its('content') { should match(/ID/) } } }
control('absent') { describe(file('/nonexistent')) { it { should exist } } }
control('command') { describe(command('id')) { its('stdout') { should match(/root/) } } }
control('user') { describe(user('root')) { its('uid') { should eq 0 } } }
";

fn scan(mut command: Command, target: &str, profile: &str, recording: Option<&Path>) -> Ran {
    command.args(["scan", target, "--profile", profile, "--threshold", "failed.total.max: 1"]);
    command.args(["--command-timeout", "2s"]);
    if profile != "container-baseline" {
        command.args(["--compute-timeout", "10s"]);
    }
    if let Some(path) = recording {
        command.arg("--record").arg(path);
    }
    Ran::of(command)
}

/// The scan, and the scan of its recording.
fn twice(command: Command, target: &str, profile: &str, folder: &Path) -> (Ran, Ran) {
    let file = folder.join("scan.rec");
    let first = scan(command, target, profile, Some(&file));
    assert!(file.exists(), "{}", first.said());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o600);
    let second = scan(program(), &format!("replay://{}", file.display()), profile, None);
    (first, second)
}

fn same_files(first: &Ran, second: &Ran) {
    assert_eq!(first.status(), second.status(), "{}\n{}", first.said(), second.said());
    let read = |ran: &Ran, name: &str| fs::read_to_string(ran.folder.path().join("out").join(name)).unwrap();
    let names = |ran: &Ran| {
        let entries = fs::read_dir(ran.folder.path().join("out")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(first), names(second));
    assert!(names(first).len() >= 3);
    for name in names(first) {
        assert_eq!(read(first, &name), read(second, &name), "{name}");
    }
}

#[test]
fn a_recorded_scan_of_this_machine_replays_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), EVERYTHING);
    let (first, second) = twice(program(), "local://", &profile, folder.path());
    first.ended(3, &["slow", "loops"]);
    same_files(&first, &second);
    assert_eq!(second.json("summary.json")["targets"][0]["name"], "local://");
}

#[test]
fn a_recorded_scan_of_a_root_file_system_replays_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    fs::create_dir_all(root.join("etc")).unwrap();
    fs::write(root.join("etc/os-release"), "ID=debian\nVERSION_ID=12\n").unwrap();
    fs::write(root.join("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n").unwrap();
    fs::write(root.join("etc/group"), "root:x:0:\n").unwrap();
    let profile = profile(folder.path(), FILES);
    let (first, second) = twice(program(), &format!("rootfs://{}", root.display()), &profile, folder.path());
    assert_eq!(first.status(), Some(4), "{}", first.said());
    fs::remove_dir_all(&root).unwrap();
    same_files(&first, &second);
}

#[test]
fn a_recorded_scan_of_a_pod_replays_to_the_same_bytes_without_a_cluster() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("record");
    ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
    let folder = tempfile::tempdir().unwrap();
    let everything = profile(folder.path(), EVERYTHING);
    for profile in [everything.as_str(), "container-baseline"] {
        let command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        let (first, second) = twice(command, &format!("k8s://{ns}/web"), profile, folder.path());
        same_files(&first, &second);
        assert!(second.json("summary.json")["targets"][0]["round_trips"].as_u64().unwrap() > 0);
    }
}

#[test]
fn a_target_that_was_not_reached_replays_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("config");
    let text = "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n\
                users: [{name: u, user: {token: t}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
    fs::write(&kubeconfig, text).unwrap();
    let mut command = program();
    command.env("KUBECONFIG", &kubeconfig);
    let profile = profile(folder.path(), FILES);
    let (first, second) = twice(command, "k8s://shop/web", &profile, folder.path());
    first.ended(1, &["cluster-unreachable"]);
    same_files(&first, &second);
}

#[test]
fn a_signal_or_the_time_limit_leaves_a_recording_of_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(
        folder.path(),
        "control('first') { describe(command('echo 1')) { its('stdout') { should eq \"1\\n\" } } }
         control('hangs') { describe(command('sleep 60')) { its('stdout') { should eq '' } } }",
    );
    for (limit, status) in [(None, 1), (Some("3s"), 4)] {
        let file = folder.path().join("cut.rec");
        let mut command = program();
        command.args(["scan", "local://", "--profile", &profile, "--record"]).arg(&file);
        let first = match limit {
            Some(limit) => Ran::of({
                command.args(["--timeout", limit, "--threshold", "none"]);
                command
            }),
            None => {
                let mut timed = Command::new("timeout");
                timed.env_clear().env("PATH", "/usr/bin:/bin").args(["--preserve-status", "--signal=INT", "3"]);
                timed.arg(command.get_program()).args(command.get_args());
                Ran::of(timed)
            }
        };
        assert_eq!(first.status(), Some(status), "{}", first.said());
        let second = scan(program(), &format!("replay://{}", file.display()), &profile, None);
        assert_eq!(second.status(), Some(status), "{}", second.said());
        let controls = second.json("results.json")["profiles"][0]["controls"].clone();
        assert_eq!(controls[0]["results"][0]["status"], "passed");
        assert!(controls[1]["results"][0]["backtrace"].is_array(), "{controls:#}");
    }
}

/// A recording of a good scan.
fn recording(folder: &Path) -> (PathBuf, String) {
    let profile =
        profile(folder, "control('a') { describe(command('echo 1')) { its('stdout') { should eq \"1\\n\" } } }");
    let file = folder.join("good.rec");
    assert_eq!(scan(program(), "local://", &profile, Some(&file)).status(), Some(0));
    (file, profile)
}

#[test]
fn what_was_not_recorded_is_incomplete_and_never_a_pass() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = recording(folder.path());
    let other = profile(
        folder.path(),
        "control('a') { describe(command('echo 1')) { its('stdout') { should eq \"1\\n\" } } }
         control('b') { describe(file('/nonexistent')) { it { should_not exist } } }",
    );
    let ran = scan(program(), &format!("replay://{}", file.display()), &other, None);
    ran.ended(4, &["the recording does not have the metadata of \"/nonexistent\"", "was not made with"]);
    let controls = ran.json("results.json")["profiles"][0]["controls"].clone();
    assert_eq!(controls[0]["results"][0]["status"], "passed");
    assert!(controls[1]["results"][0]["backtrace"].is_array(), "{controls:#}");
}

#[test]
fn a_recording_that_is_none_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, profile) = recording(folder.path());
    let whole = fs::read(&file).unwrap();
    let cut = folder.path().join("cut.rec");
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let flipped = folder.path().join("flipped.rec");
    let mut bytes = whole.clone();
    bytes[whole.len() / 2] ^= 1;
    fs::write(&flipped, bytes).unwrap();
    let text = folder.path().join("text.rec");
    fs::write(&text, "no recording").unwrap();
    for path in [&cut, &flipped, &text, &folder.path().join("none.rec"), &folder.path().to_path_buf()] {
        let ran = scan(program(), &format!("replay://{}", path.display()), &profile, None);
        assert_eq!(ran.status(), Some(2), "{}: {}", path.display(), ran.said());
        assert!(ran.said().contains("error[recording-invalid]"), "{}", ran.said());
        assert!(!ran.wrote("results.json"));
    }
    let again = scan(program(), &format!("replay://{}", file.display()), &profile, Some(&folder.path().join("b.rec")));
    assert_eq!(again.status(), Some(2), "{}", again.said());
}

#[test]
fn a_recording_that_cannot_be_kept_is_a_failure_and_replaces_no_device_and_no_file_behind_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (_, profile) = recording(folder.path());
    for path in [Path::new("/nonexistent/x.rec"), Path::new("/dev/null"), folder.path()] {
        let ran = scan(program(), "local://", &profile, Some(path));
        assert_eq!(ran.status(), Some(1), "{}", ran.said());
        assert!(ran.said().contains("error[output-unwritable]"), "{}", ran.said());
    }
    let precious = folder.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    for name in ["link.rec", "link.rec.part"] {
        std::os::unix::fs::symlink(&precious, folder.path().join(name)).unwrap();
    }
    assert_eq!(scan(program(), "local://", &profile, Some(&folder.path().join("link.rec"))).status(), Some(0));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
}
