//! The fault matrix of short-lived access: each request of a scan x (error before it had an effect, error after, `kill -9`
//! before, `kill -9` after). After a sweep nothing of ours is in the cluster, and no scan passes that did not do all of it.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::access::{Ground, lease_in, said};
use crate::cluster::{Cluster, Kubeconfig};
use crate::proxy::requests::{Break, How, Matches, RequestProxy, When};
use crate::scan::faults::{nix_kill, program_under, wait};
use crate::scan::{Ran, profile};

/// A request of a scan with short-lived access.
struct Step {
    name: &'static str,
    matches: Matches,
    /// One lost request is made up for by another: the scan does all that it should.
    tried_again: bool,
}

const STEPS: [Step; 10] = [
    Step {
        name: "create the ServiceAccount",
        matches: |method, path| method == "POST" && path.ends_with("/serviceaccounts"),
        tried_again: false,
    },
    Step {
        name: "create the Role",
        matches: |method, path| method == "POST" && path.ends_with("/roles"),
        tried_again: false,
    },
    Step {
        name: "create the RoleBinding",
        matches: |method, path| method == "POST" && path.ends_with("/rolebindings"),
        tried_again: false,
    },
    Step {
        name: "request the token",
        matches: |method, path| method == "POST" && path.ends_with("/token"),
        tried_again: false,
    },
    Step {
        name: "ask whether it is allowed",
        matches: |method, path| method == "POST" && path.ends_with("/selfsubjectaccessreviews"),
        tried_again: true,
    },
    Step {
        name: "look the pod up",
        matches: |method, path| method == "GET" && path.ends_with("/pods/web"),
        tried_again: false,
    },
    Step {
        name: "exec into the pod",
        matches: |method, path| method == "GET" && path.ends_with("/exec"),
        tried_again: false,
    },
    Step {
        name: "delete the RoleBinding",
        matches: |method, path| method == "DELETE" && path.contains("/rolebindings/"),
        tried_again: true,
    },
    Step {
        name: "delete the Role",
        matches: |method, path| method == "DELETE" && path.contains("/roles/"),
        tried_again: true,
    },
    Step {
        name: "delete the ServiceAccount",
        matches: |method, path| method == "DELETE" && path.contains("/serviceaccounts/"),
        tried_again: true,
    },
];

/// How long a lease of a killed scan lasts.
const TTL: Duration = Duration::from_secs(25);

/// One control, so that a scan makes each request and does little else. It passes where it can be checked.
const ONE: &str = "control('one') { describe(command('echo 1')) { its('stdout') { should eq \"1\\n\" } } }";

/// One scan with [`ONE`] by `caller`, whose way leads through a proxy.
fn scan(ground: &Ground<'_>, caller: &Kubeconfig, folder: &TempDir) -> Command {
    let mut scan = ground.cincture(caller, &["scan", &ground.target(), "--access", "ephemeral"]);
    scan.args(["--access-namespace", ground.ci.name(), "--profile", &profile(folder.path(), ONE)]);
    scan.args(["--threshold", "failed.total.max: 0"]);
    scan
}

fn broken(step: &Step, when: When, how: How) -> Break {
    Break { matches: step.matches, when, how, each: false }
}

#[test]
fn an_error_at_any_request_leaves_nothing_and_passes_only_where_it_was_made_up_for() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let folder = tempfile::tempdir().unwrap();
    for step in &STEPS {
        for when in [When::Before, When::After] {
            let cell = format!("{}, error {when:?}", step.name);
            let proxy = RequestProxy::start(cluster, broken(step, when, How::Error));
            let caller = proxy.kubeconfig(&ground.caller);
            let ran = Ran::of(scan(&ground, &caller, &folder));
            assert_eq!(proxy.hits(), 1, "{cell}: {:?}\n{}", proxy.seen(), ran.said());
            // Before any sweep.
            assert_eq!(ground.ours(), Vec::<String>::new(), "{cell}: {}", ran.said());
            let summary = ran.json("summary.json");
            if step.tried_again {
                assert_eq!(ran.status(), Some(0), "{cell}: {}", ran.said());
                assert_eq!((&summary["incomplete"], &summary["problems"]), (&json!([]), &json!([])), "{cell}");
            } else {
                assert!(matches!(ran.status(), Some(1 | 4)), "{cell}: {:?} {}", ran.status(), ran.said());
                assert_eq!(summary["exit"]["status"].as_i64(), ran.status().map(i64::from), "{cell}");
            }
        }
    }
}

#[test]
fn what_a_scan_that_is_killed_at_any_request_leaves_is_found_and_swept_when_its_time_is_over() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let mut left = BTreeSet::new();
    for step in &STEPS {
        for when in [When::Before, When::After] {
            let cell = format!("{}, killed {when:?}", step.name);
            let folder = tempfile::tempdir().unwrap();
            let proxy = RequestProxy::start(cluster, broken(step, when, How::Hold));
            let caller = proxy.kubeconfig(&ground.caller);
            let mut scan = scan(&ground, &caller, &folder);
            let ttl = format!("{}s", TTL.as_secs());
            scan.args(["--timeout", &ttl, "--access-ttl", &ttl, "--out"]).arg(folder.path().join("out"));
            let running = scan.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            proxy.wait_for_hit();
            nix_kill(program_under(running.id()), "KILL");
            assert_ne!(wait(running), Some(0), "{cell}");
            assert!(!folder.path().join("out/summary.json").exists(), "{cell}: it did not end by itself");
            drop(proxy);
            let now: BTreeSet<String> = ground.ours().into_iter().collect();
            assert_eq!(now.difference(&left).count(), remains(step, when), "{cell}: {now:?}");
            left = now;
        }
    }
    let all_over = Instant::now() + TTL + Duration::from_secs(2);
    let sweep = |more: &[&str]| {
        // In the scanner's namespace only: the ServiceAccounts there lead to the rest.
        let mut sweep = ground.cincture(&ground.caller, &["access", "sweep"]);
        sweep.args(more).output().unwrap()
    };
    // What the ServiceAccount no longer leads to is found from the other side.
    std::thread::sleep(all_over.saturating_duration_since(Instant::now()));
    let dry = sweep(&["--dry-run"]);
    assert_eq!(said(&dry).matches("would remove").count(), left.len(), "{left:?}\n{}", said(&dry));
    let swept = sweep(&[]);
    assert!(swept.status.success(), "{}", said(&swept));
    assert_eq!(ground.ours(), Vec::<String>::new());
}

/// How many objects a scan leaves that is killed there.
fn remains(step: &Step, when: When) -> usize {
    let done = usize::from(when == When::After);
    match step.name {
        "create the ServiceAccount" => done,
        "create the Role" => 1 + done,
        "create the RoleBinding" => 2 + done,
        "delete the RoleBinding" => 3 - done,
        "delete the Role" => 2 - done,
        "delete the ServiceAccount" => 1 - done,
        _ => 3,
    }
}

#[test]
fn a_server_that_takes_no_deletion_makes_the_scan_a_failure_that_names_what_is_left() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let deletions = Break { matches: |method, _| method == "DELETE", when: When::Before, how: How::Error, each: true };
    let proxy = RequestProxy::start(cluster, deletions);
    let folder = tempfile::tempdir().unwrap();
    let caller = proxy.kubeconfig(&ground.caller);
    let ran = Ran::of(scan(&ground, &caller, &folder));
    let lease = lease_in(&ran.said());
    ran.ended(1, &["access-left", "ServiceAccount", "RoleBinding", &format!("cincture access revoke {lease}")]);
    assert!(!ran.json("results.json")["profiles"].as_array().unwrap().is_empty(), "what was found is kept");
    assert_eq!(ground.ours().len(), 3);
    let revoked = ground.cincture(&ground.caller, &["access", "revoke", &lease]).output().unwrap();
    assert!(revoked.status.success(), "{}", said(&revoked));
    assert_eq!(ground.ours(), Vec::<String>::new());
}
