//! A scan that is disturbed: what was found is kept, the rest is an error, and nothing of ours is left behind.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Ran, profile, program};
use crate::cluster::{Cluster, Kubeconfig, Namespace};
use crate::proxy::{Cut, Fault, Proxy};

/// Three controls, of which the second hangs in the target.
pub(crate) const HANGS: &str = "
control('first') { describe(command('echo 1')) { its('stdout') { should eq \"1\\n\" } } }
control('hangs') { describe(command('echo hanging; sleep 4321')) { its('stdout') { should eq '' } } }
control('third') { describe(command('echo 3')) { its('stdout') { should eq \"3\\n\" } } }
";

/// Three controls, of which the second computes for ever.
const LOOPS: &str = "
control('first') { describe(1) { it { should eq 1 } } }
control('loops') { begin; loop {}; ensure; loop {}; end }
control('third') { describe(3) { it { should eq 3 } } }
";

fn statuses(results: &Value) -> Vec<(String, String)> {
    let controls = results["profiles"][0]["controls"].as_array().unwrap();
    let of = |c: &Value| {
        let result = &c["results"][0];
        let status = if result["backtrace"].is_null() { result["status"].as_str().unwrap() } else { "error" };
        (c["id"].as_str().unwrap().to_owned(), status.to_owned())
    };
    controls.iter().map(of).collect()
}

fn expected(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(id, status)| ((*id).to_owned(), (*status).to_owned())).collect()
}

/// Whether a process in the container has `text` on its command line. The shell that looks must not find itself: its own
/// command line has a bracket where the text has its first letter.
pub(crate) fn runs_there(ns: &Namespace<'_>, pod: &str, text: &str) -> bool {
    let (first, rest) = text.split_at(1);
    let script = format!(
        "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null; echo; done | grep -c '[{first}]{rest}' || true"
    );
    let count = ns.kubectl(["exec", pod, "--", "sh", "-c", &script]);
    count.trim().parse::<u32>().unwrap() > 0
}

pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "{what} did not come");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_control_that_hangs_in_the_pod_costs_itself_only_and_leaves_no_process() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("hang");
    ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), HANGS);
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &format!("k8s://{ns}/web"), "--profile", &profile, "--threshold", "none"]);
    let ran = Ran::of({
        command.args(["--command-timeout", "2s"]);
        command
    });
    ran.ended(4, &["hangs"]);
    let wanted = expected(&[("first", "passed"), ("hangs", "error"), ("third", "passed")]);
    assert_eq!(statuses(&ran.json("results.json")), wanted);
    eventually("the end of the command", || !runs_there(&ns, "web", "sleep 4321"));
}

#[test]
fn a_scan_costs_one_exec_session() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("audit");
    ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &format!("k8s://{ns}/web/app"), "--threshold", "moderate"]);
    Ran::of(command).ended(0, &["Passed"]);
    // Each request has an event for its beginning and one for its end.
    let events = cluster.audit(ns.name(), Some("exec"));
    let sessions: BTreeSet<&str> = events.iter().map(|event| event["auditID"].as_str().unwrap()).collect();
    assert_eq!(sessions.len(), 1, "{events:?}");
}

#[test]
fn a_killed_child_is_incomplete_and_the_rest_is_still_checked() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), LOOPS);
    let out = folder.path().join("out");
    let mut command = program();
    command.args([
        "scan",
        "local://",
        "--profile",
        &profile,
        "--threshold",
        "none",
        "--compute-timeout",
        "60s",
        "--out",
    ]);
    let scan = command.arg(&out).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let child = busy_child(&scan);
    nix_kill(child, "KILL");
    let status = wait(scan);
    assert_eq!(status, Some(4));
    let results: Value = serde_json::from_slice(&fs::read(out.join("results.json")).unwrap()).unwrap();
    assert_eq!(statuses(&results), expected(&[("first", "passed"), ("loops", "error"), ("third", "passed")]));
}

#[test]
fn a_signal_ends_the_scan_with_what_was_found_and_nothing_left() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("signal");
    ns.pod("web", "busybox", json!({"container": {"name": "app"}}));
    for signal in ["INT", "TERM", "HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path(), HANGS);
        let out = folder.path().join("out");
        let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.args(["scan", &format!("k8s://{ns}/web"), "--profile", &profile, "--out"]).arg(&out);
        let scan = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        eventually("the hanging command", || runs_there(&ns, "web", "sleep 4321"));
        nix_kill(program_under(scan.id()), signal);
        assert_eq!(wait(scan), Some(1), "SIG{signal}");
        let summary: Value = serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
        assert_eq!(summary["exit"]["status"], 1);
        let results: Value = serde_json::from_slice(&fs::read(out.join("results.json")).unwrap()).unwrap();
        assert_eq!(statuses(&results)[0], ("first".to_owned(), "passed".to_owned()));
        assert_eq!(statuses(&results)[1].1, "error");
        eventually("the end of the command", || !runs_there(&ns, "web", "sleep 4321"));
    }
}

#[test]
fn a_signal_ends_the_scan_while_the_profile_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("controls")).unwrap();
    let controls: String = (0..60_000).map(|i| format!("control 'c{i}'do;end\n")).collect();
    for file in 0..12 {
        fs::write(folder.path().join(format!("controls/{file}.rb")), &controls).unwrap();
    }
    let mut command = program();
    command.args(["scan", "local://", "--compute-timeout", "60s", "--profile"]).arg(folder.path());
    command.arg("--out").arg(folder.path().join("out"));
    let scan = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    eventually("the child that reads", || !children(scan.id()).is_empty());
    let child = children(scan.id())[0];
    nix_kill(scan.id(), "INT");
    let output = scan.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.contains("error[interrupted]")), (Some(1), true), "{said}");
    eventually("the end of the child", || !Path::new("/proc").join(child.to_string()).exists());
}

#[test]
fn a_connection_that_breaks_or_falls_silent_is_incomplete_and_never_a_pass() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("broken");
    ns.pod("web", "busybox", json!({"container": {"name": "app"}}));
    for fault in [Fault::Cut(Cut::Reset), Fault::Cut(Cut::Close), Fault::HalfOpen] {
        let proxy = Proxy::start(cluster);
        let config = proxy.kubeconfig(&Kubeconfig::admin(cluster));
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path(), &HANGS.replace("sleep 4321", "sleep 5"));
        let out = folder.path().join("out");
        let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.env("KUBECONFIG", config.path());
        command.args(["scan", &format!("k8s://{ns}/web"), "--profile", &profile, "--threshold", "none"]);
        command.args(["--command-timeout", "8s", "--timeout", "60s", "--out"]).arg(&out);
        let scan = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        eventually("the hanging command", || runs_there(&ns, "web", "sleep 5"));
        proxy.set(fault);
        let status = wait(scan);
        assert!(matches!(status, Some(1 | 4)), "{status:?} after {fault:?}");
        let results: Value = serde_json::from_slice(&fs::read(out.join("results.json")).unwrap()).unwrap();
        assert_eq!(statuses(&results), expected(&[("first", "passed"), ("hangs", "error"), ("third", "error")]));
    }
}

#[test]
fn a_server_that_hangs_is_a_failure_within_the_limits() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("silent");
    let proxy = Proxy::start(cluster);
    proxy.set(Fault::HalfOpen);
    let config = proxy.kubeconfig(&Kubeconfig::admin(cluster));
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.env("KUBECONFIG", config.path());
    command.args(["scan", &format!("k8s://{ns}/web"), "--timeout", "90s"]);
    Ran::of(command).ended(1, &[]);
}

#[test]
fn a_pod_that_goes_away_under_the_scan_is_incomplete() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("gone");
    ns.pod("web", "busybox", json!({"container": {"name": "app"}, "terminationGracePeriodSeconds": 0}));
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), HANGS);
    let out = folder.path().join("out");
    let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
    command.args(["scan", &format!("k8s://{ns}/web"), "--profile", &profile, "--threshold", "none", "--out"]).arg(&out);
    let scan = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    eventually("the hanging command", || runs_there(&ns, "web", "sleep 4321"));
    ns.kubectl(["delete", "pod", "web", "--force", "--grace-period=0", "--wait=false"]);
    assert_eq!(wait(scan), Some(4));
    let results: Value = serde_json::from_slice(&fs::read(out.join("results.json")).unwrap()).unwrap();
    assert_eq!(statuses(&results), expected(&[("first", "passed"), ("hangs", "error"), ("third", "error")]));
}

/// Waits a bounded time, then kills.
pub(crate) fn wait(mut scan: Child) -> Option<i32> {
    let end = Instant::now() + Duration::from_secs(120);
    while Instant::now() < end {
        if let Some(status) = scan.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    scan.kill().unwrap();
    scan.wait().unwrap();
    panic!("the scan did not end");
}

pub(crate) fn nix_kill(pid: u32, signal: &str) {
    let status = Command::new("kill").args([&format!("-{signal}"), &pid.to_string()]).status().unwrap();
    assert!(status.success());
}

/// The process of the program itself: `pid`, or what the wrapper that enters the cluster's network became or started.
pub(crate) fn program_under(pid: u32) -> u32 {
    let find = || std::iter::once(pid).chain(children(pid)).find(|pid| is_program(*pid));
    eventually("the program", || find().is_some());
    find().unwrap()
}

fn is_program(pid: u32) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut words = line.split(|b| *b == 0);
    words.next().is_some_and(|first| first.ends_with(b"/cincture")) && words.next() == Some(b"scan")
}

/// The engine's child, once it has used some processor time: it is in the control that loops.
fn busy_child(scan: &Child) -> u32 {
    let busy = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        fields.get(11).and_then(|ticks| ticks.parse::<u64>().ok()).is_some_and(|ticks| ticks > 50)
    };
    let find = || children(scan.id()).into_iter().find(|pid| busy(*pid));
    eventually("a busy child", || find().is_some());
    find().unwrap()
}

fn children(pid: u32) -> Vec<u32> {
    let tasks = fs::read_dir(Path::new("/proc").join(pid.to_string()).join("task")).into_iter().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).collect()
}
