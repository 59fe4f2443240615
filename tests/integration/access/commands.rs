//! `cincture access plan|grant|revoke|list|sweep` as a user meets them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::{Ground, lease_in, said};
use crate::cluster::Cluster;

#[test]
fn a_grant_is_a_kubeconfig_for_one_pod_that_only_its_owner_can_read_until_it_is_revoked() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("web.conf");
    let mut grant = ground.cincture(&ground.caller, &["access", "grant", &ground.target(), "--ttl", "10m"]);
    let granted = grant.arg("--kubeconfig-out").arg(&file).output().unwrap();
    assert!(granted.status.success(), "{}", said(&granted));
    assert!(!said(&granted).contains("eyJ"), "the token is in the file only");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let kubectl = |args: &[&str]| {
        let mut kubectl = cluster.kubectl_command();
        kubectl.env("KUBECONFIG", &file).args(args).output().unwrap()
    };
    assert_eq!(kubectl(&["exec", "web", "--", "echo", "hello"]).stdout, b"hello\n");
    for denied in [&["get", "pods"][..], &["get", "secrets"], &["-n", ground.ci.name(), "get", "pod", "web"]] {
        assert!(said(&kubectl(denied)).contains("Forbidden"), "{denied:?}");
    }

    let lease = lease_in(&said(&granted));
    let listed = said(&ground.cincture(&ground.caller, &["access", "list"]).output().unwrap());
    assert_eq!(listed.lines().filter(|line| line.starts_with(&lease)).count(), 3, "{listed}");
    assert!(listed.contains("until") && listed.contains(&ground.target()), "{listed}");
    // Its time is not over: a sweep leaves it.
    let swept = ground.cincture(&ground.caller, &["access", "sweep"]).output().unwrap();
    assert!(swept.status.success() && said(&swept).contains("Nothing to remove"), "{}", said(&swept));
    let revoked = ground.cincture(&ground.caller, &["access", "revoke", &lease]).output().unwrap();
    assert!(revoked.status.success(), "{}", said(&revoked));
    assert_eq!(ground.ours(), Vec::<String>::new());
    crate::scan::faults::eventually("the end of the token", || {
        !kubectl(&["exec", "web", "--", "true"]).status.success()
    });

    let again = ground.cincture(&ground.caller, &["access", "revoke", &lease]).output().unwrap();
    assert_eq!(again.status.code(), Some(4), "{}", said(&again));
}

#[test]
fn a_grant_that_cannot_be_written_makes_nothing() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let mut grant = ground.cincture(&ground.caller, &["access", "grant", &ground.target()]);
    let refused = grant.args(["--kubeconfig-out", "/no/such/folder/file"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("output-unwritable"), "{}", said(&refused));
    assert_eq!(ground.ours(), Vec::<String>::new());
    let creations = cluster.audit(ground.ci.name(), None);
    assert!(!creations.iter().any(|record| record["user"]["username"].as_str().unwrap().ends_with(":runner")));
}

#[test]
fn a_plan_is_accepted_by_the_api_server_and_creates_nothing() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let plan = ground.cincture(&ground.caller, &["access", "plan", &ground.target()]).output().unwrap();
    let text = String::from_utf8_lossy(&plan.stdout);
    let told = ground.kubectl(&["apply", "--dry-run=server", "-f", "-"], &text);
    assert_eq!(told.matches("created (server dry run)").count(), 3, "{told}");
    assert_eq!(ground.ours(), Vec::<String>::new());
}

/// A lease as a killed program leaves it, as JSON, with whatever the test changes in it.
fn planned(ground: &Ground<'_>, expires: &str) -> Value {
    let plan =
        ground.cincture(&ground.caller, &["access", "plan", &ground.target(), "--format", "json"]).output().unwrap();
    let mut list: Value = serde_json::from_slice(&plan.stdout).unwrap();
    for item in list["items"].as_array_mut().unwrap() {
        item["metadata"]["annotations"]["cincture.dev/expires"] = json!(expires);
    }
    list
}

const OVER: &str = "2020-01-01T00:00:00Z";
const NEVER: &str = "2999-01-01T00:00:00Z";

#[test]
fn a_sweep_removes_what_is_over_from_any_one_namespace_and_nothing_that_is_not_provably_ours() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let (over, alive) = (planned(&ground, OVER), planned(&ground, NEVER));
    let mut strange = planned(&ground, OVER);
    strange["items"][1]["rules"][0]["verbs"] = json!(["get", "list"]);
    let lonely = json!({"apiVersion": "v1", "kind": "List", "items": [strange["items"][1]]});
    for list in [&over, &alive, &lonely] {
        ground.apply(list);
    }
    let sweep = |ns: &str, more: &[&str]| {
        let mut sweep = ground.cincture(&ground.caller, &["access", "sweep", "-n", ns]);
        sweep.args(more).output().unwrap()
    };
    let before = ground.ours();
    let dry = sweep(ground.shop.name(), &["--dry-run"]);
    assert_eq!(said(&dry).matches("would remove").count(), 3, "{}", said(&dry));
    assert_eq!(ground.ours(), before);
    // From the target's namespace alone: what is there leads to the ServiceAccount in the other one.
    let swept = sweep(ground.shop.name(), &[]);
    assert_eq!(swept.status.code(), Some(4), "what was left alone is told: {}", said(&swept));
    assert!(said(&swept).contains("left alone: Role") && said(&swept).contains("rules"), "{}", said(&swept));
    assert_eq!(ground.ours().len(), 4, "{:?}", ground.ours());
    let name = |list: &Value| list["items"][0]["metadata"]["name"].as_str().unwrap().to_owned();
    assert!(!ground.ours().iter().any(|object| object.ends_with(&name(&over))));

    ground.kubectl(&["delete", "-f", "-"], &lonely.to_string());
    let forced = sweep(ground.ci.name(), &["--force"]);
    assert!(forced.status.success(), "{}", said(&forced));
    assert_eq!(ground.ours(), Vec::<String>::new());
}

#[test]
fn a_role_without_its_account_is_found_and_what_may_not_be_looked_at_is_told_loudly() {
    let Some(cluster) = Cluster::get() else { return };
    let ground = Ground::new(cluster, "busybox");
    let mut list = planned(&ground, OVER);
    list["items"].as_array_mut().unwrap().remove(0);
    ground.apply(&list);
    let everywhere = ground.cincture(&ground.caller, &["access", "sweep", "--all-namespaces"]).output().unwrap();
    assert_eq!(everywhere.status.code(), Some(4));
    let words = ["not looked at: Roles in the whole cluster", "not looked at: RoleBindings in the whole cluster"];
    assert!(words.iter().all(|word| said(&everywhere).contains(word)), "{}", said(&everywhere));
    assert_eq!(ground.ours().len(), 2, "the caller cannot know of them");
    // Who may look everywhere finds them. The cluster is shared: what others left is not touched, so one lease is named.
    let lease = lease_in(list["items"][0]["metadata"]["name"].as_str().unwrap());
    let found = ground.as_admin(&["access", "list", "-A"]);
    assert_eq!(said(&found).matches(&lease).count(), 4, "{}", said(&found));
    let swept = ground.as_admin(&["access", "sweep", "-A", "--lease", &lease]);
    assert!(said(&swept).contains("removed"), "{}", said(&swept));
    assert_eq!(ground.ours(), Vec::<String>::new());
}
