//! Every way a scan with short-lived access can end, but those of the fault matrix: nothing stays.

use std::process::Stdio;
use std::time::Duration;

use cincture_core::access::{Lease, Plan};
use cincture_core::cluster::{Access, connect};
use cincture_core::gate::Gate;
use cincture_core::problem::Code;
use cincture_core::scan::{Identity, LocalOptions, Observer, ScanSpec, prepare, profiles};
use cincture_core::target::{Namespace, Target};
use cincture_core::transport::OpenOptions;
use cincture_engine::Event;

use super::{Ground, lease_in, said};
use crate::cluster::Cluster;
use crate::proxy::{Cut, Fault, Proxy};
use crate::scan::faults::{HANGS, eventually, nix_kill, program_under, runs_there, wait};
use crate::scan::{Ran, profile};

#[test]
fn a_signal_or_the_time_limit_ends_a_scan_and_its_access() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), HANGS);
    let scan = |out: &str| {
        let mut scan = ground.cincture(&ground.caller, &["scan", &ground.target(), "--access", "ephemeral"]);
        scan.args(["--profile", &profile, "--threshold", "none", "--out"]).arg(folder.path().join(out));
        scan.stdout(Stdio::null()).stderr(Stdio::null());
        scan
    };
    for signal in ["INT", "TERM", "HUP"] {
        let running = scan(signal).spawn().unwrap();
        eventually("the hanging command", || runs_there(&ground.shop, "web", "sleep 4321"));
        assert_eq!(ground.ours().len(), 3);
        nix_kill(program_under(running.id()), signal);
        assert_eq!(wait(running), Some(1), "SIG{signal}");
        assert_eq!(ground.ours(), Vec::<String>::new());
        eventually("the end of the command", || !runs_there(&ground.shop, "web", "sleep 4321"));
    }
    let status = scan("time").args(["--timeout", "6s"]).status().unwrap();
    assert_eq!(status.code(), Some(4));
    assert_eq!(ground.ours(), Vec::<String>::new());
}

#[test]
fn a_lease_that_is_forgotten_or_dropped_by_a_panic_removes_itself_and_a_grant_stays() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let Ok(Target::Container(target)) = ground.target().parse() else { panic!() };
    let access = Access { kubeconfig: Some(ground.caller.path().to_owned()), ..Access::default() };
    let namespace = Namespace::parse(ground.ci.name()).unwrap();
    let plan = Plan::held(target, namespace, Duration::from_secs(600)).unwrap();
    cluster.inside(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let lease = || async {
            let caller = connect(&access).await.unwrap();
            Lease::acquire(&caller, &plan, cincture_engine::clock::now()).await.unwrap()
        };
        runtime.block_on(async {
            let lease = lease().await;
            assert_eq!(ground.ours().len(), 3);
            drop(lease);
            eventually("the end of a dropped lease", || ground.ours().is_empty());
        });
        let made = runtime.block_on(lease());
        let panicked = runtime.block_on(async {
            let work = async move {
                let _lease = made;
                panic!("meant");
            };
            tokio::spawn(work).await
        });
        assert!(panicked.unwrap_err().is_panic());
        eventually("the end of a lease whose holder panicked", || ground.ours().is_empty());
        let granted = runtime.block_on(async { lease().await.leave().unwrap() });
        assert_eq!(ground.ours().len(), 3);
        let revoked = ground.as_admin(&["access", "revoke", granted.lease.as_str(), "-n", ground.ci.name()]);
        assert!(revoked.status.success(), "{revoked:?}");
        assert_eq!(ground.ours(), Vec::<String>::new());
    });
}

#[test]
fn an_object_that_a_finalizer_holds_is_told_loudly_and_the_scan_is_a_failure() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), &HANGS.replace("sleep 4321", "sleep 5"));
    let mut scan = ground.cincture(&ground.caller, &["scan", &ground.target(), "--access", "ephemeral"]);
    scan.args(["--profile", &profile, "--threshold", "none"]);
    let ran = std::thread::scope(|s| {
        let ran = s.spawn(|| Ran::of(scan));
        eventually("the hanging command", || runs_there(&ground.shop, "web", "sleep 5"));
        let held = r#"{"metadata":{"finalizers":["cincture.test/held"]}}"#;
        let role = ground.shop.kubectl(["get", "role", "-l", super::OURS, "-o", "name"]);
        ground.shop.kubectl(["patch", role.trim(), "--type=merge", "-p", held]);
        ran.join().unwrap()
    });
    let lease = lease_in(&ran.said());
    ran.ended(1, &["access-left", "Role", "finalizer", &format!("cincture access revoke {lease}")]);
    assert_eq!(ground.ours().len(), 1, "the Role that is held");
    let role = ground.ours()[0].rsplit('/').next().unwrap().to_owned();
    ground.shop.kubectl(["patch", "role", &role, "--type=merge", "-p", r#"{"metadata":{"finalizers":null}}"#]);
    assert_eq!(ground.ours(), Vec::<String>::new());
}

/// Panics when the first control has begun.
struct Panics;

impl Observer for Panics {
    fn step(&mut self, _text: &str) {}

    fn event(&mut self, event: &Event<'_>) {
        assert!(!matches!(event, Event::Begin(_)), "meant");
    }
}

#[test]
fn a_panic_of_the_scanner_ends_the_scan_and_its_access() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let spec = ScanSpec {
        target: ground.target().parse().unwrap(),
        profiles: vec![profiles::load("container-baseline").unwrap()],
        gate: Gate::default(),
        commands: Default::default(),
        wait_ready: None,
        inputs: Default::default(),
        timeout: Duration::from_secs(60),
        limits: Default::default(),
        question: Default::default(),
        allow_unsandboxed: false,
        unredacted: false,
    };
    let kubeconfig = Some(ground.caller.path().to_owned());
    let local = LocalOptions {
        program: env!("CARGO_BIN_EXE_cincture").into(),
        open: OpenOptions { kubeconfig, ..OpenOptions::default() },
        identity: Identity::Ephemeral { namespace: None, lifetime: None },
        engine: Default::default(),
    };
    let run = cluster.inside(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async { prepare(&spec, &local).await.unwrap().run(&mut Panics, std::future::pending()).await })
    });
    assert_eq!(ground.ours(), Vec::<String>::new());
    let problems: Vec<_> = run.problems.iter().map(|problem| (problem.code, problem.why.contains("meant"))).collect();
    assert_eq!(problems, [(Code::EngineFailed, true)], "{:?}", run.problems);
    let caller = |record: &serde_json::Value| record["user"]["username"].as_str().unwrap().ends_with(":runner");
    let made = cluster.audit(ground.ci.name(), None).iter().any(|record| caller(record) && record["verb"] == "create");
    assert!(made, "there was access to remove");
}

#[test]
fn a_server_that_is_gone_at_the_end_is_told_loudly_and_within_a_bound() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let proxy = Proxy::start(cluster);
    let caller = proxy.kubeconfig(&ground.caller);
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(folder.path(), HANGS);
    let mut scan = ground.cincture(&caller, &["scan", &ground.target(), "--access", "ephemeral"]);
    scan.args(["--profile", &profile, "--threshold", "none"]);
    let ran = std::thread::scope(|s| {
        let ran = s.spawn(|| Ran::of(scan));
        eventually("the hanging command", || runs_there(&ground.shop, "web", "sleep 4321"));
        proxy.set(Fault::Cut(Cut::Reset));
        ran.join().unwrap()
    });
    let lease = lease_in(&ran.said());
    ran.ended(1, &["access-left", "RoleBinding", "ServiceAccount", &format!("cincture access revoke {lease}")]);
    assert_eq!(ran.json("results.json")["profiles"][0]["controls"][0]["id"], "first", "what was found is kept");
    assert_eq!(ground.ours().len(), 3);
    let revoked = ground.cincture(&ground.caller, &["access", "revoke", &lease]).output().unwrap();
    assert_eq!(said(&revoked).matches("removed").count(), 3, "{}", said(&revoked));
    assert_eq!(ground.ours(), Vec::<String>::new());
}
