//! The Roles that an administrator gives to whoever scans.

use serde_json::{Value, json};

use super::manifest::RBAC;
use crate::target::{AccountName, Namespace};

/// Name of all that is printed here.
const NAME: &str = "cincture-scanner";

/// What whoever scans is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Scan with its own identity.
    Own,
    /// Make short-lived identities in this namespace, and scan with those. RBAC lets nobody give what he does not have, so
    /// this holds all of [`Rights::Own`], too: what a token of such a lease can reach is less, what the caller can is not.
    Ephemeral(Namespace),
}

/// What to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// Namespaces with targets.
    pub namespaces: Vec<Namespace>,
    /// How they are scanned.
    pub rights: Rights,
    /// Whom to bind the Roles to; nobody if it is not given.
    pub account: Option<(Namespace, AccountName)>,
}

impl Install {
    /// The manifests: least Roles, one for each namespace, and their bindings.
    pub fn manifests(&self) -> Vec<Value> {
        let mut manifests = Vec::new();
        for namespace in &self.namespaces {
            let mut rules = scan_rules();
            if matches!(self.rights, Rights::Ephemeral(_)) {
                rules.push(lease_rule(RBAC, &["roles", "rolebindings"]));
                rules.push(list_rule("", &["serviceaccounts"]));
            }
            self.push(&mut manifests, namespace, NAME, rules);
        }
        if let Rights::Ephemeral(namespace) = &self.rights {
            let token = json!({ "apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"] });
            let lists = list_rule(RBAC, &["roles", "rolebindings"]);
            let rules = vec![lease_rule("", &["serviceaccounts"]), token, lists];
            // A name of its own, as a target may be in the same namespace.
            self.push(&mut manifests, namespace, &format!("{NAME}-accounts"), rules);
        }
        manifests
    }

    fn push(&self, manifests: &mut Vec<Value>, namespace: &Namespace, name: &str, rules: Vec<Value>) {
        let version = format!("{RBAC}/v1");
        let metadata = json!({
            "name": name, "namespace": namespace.as_str(), "labels": { "app.kubernetes.io/name": "cincture" }
        });
        manifests.push(json!({ "apiVersion": version, "kind": "Role", "metadata": metadata, "rules": rules }));
        if let Some((home, account)) = &self.account {
            manifests.push(json!({
                "apiVersion": version, "kind": "RoleBinding", "metadata": metadata,
                "roleRef": { "apiGroup": RBAC, "kind": "Role", "name": name },
                "subjects": [{ "kind": "ServiceAccount", "name": account.as_str(), "namespace": home.as_str() }],
            }));
        }
    }
}

/// To find a pod and to start programs in it. An exec over a WebSocket is a GET, and since Kubernetes 1.35 is checked as a
/// creation too.
fn scan_rules() -> Vec<Value> {
    vec![
        json!({ "apiGroups": [""], "resources": ["pods"], "verbs": ["get"] }),
        json!({ "apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"] }),
    ]
}

/// To make objects of a lease, to see that they are gone, and to find those of a scan that was killed. Their names are
/// random, so a rule cannot list them.
fn lease_rule(group: &str, resources: &[&str]) -> Value {
    json!({ "apiGroups": [group], "resources": resources, "verbs": ["create", "get", "list", "delete"] })
}

/// To see that nothing else of a lease is there: a namespace may be a scanner's and a target's, and a sweep that may not look
/// at each kind of object has not seen all.
fn list_rule(group: &str, resources: &[&str]) -> Value {
    json!({ "apiGroups": [group], "resources": resources, "verbs": ["list"] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_may_hold_targets_and_identities_and_nothing_is_named_twice() {
        let shop = Namespace::parse("shop").unwrap();
        let account = Some((shop.clone(), AccountName::parse("ci").unwrap()));
        let install = Install { namespaces: vec![shop.clone()], rights: Rights::Ephemeral(shop), account };
        let manifests = install.manifests();
        let mut names: Vec<String> =
            manifests.iter().map(|m| format!("{} {}", m["kind"], m["metadata"]["name"])).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 4, "{manifests:?}");
    }

    #[test]
    fn no_rule_is_wider_than_what_it_is_for() {
        let shop = Namespace::parse("shop").unwrap();
        for rights in [Rights::Own, Rights::Ephemeral(shop.clone())] {
            let install = Install { namespaces: vec![shop.clone()], rights, account: None };
            let text = serde_json::to_string(&install.manifests()).unwrap();
            for wide in ["*", "escalate", "bind\"", "secrets", "ClusterRole", "update", "patch", "watch"] {
                assert!(!text.contains(wide), "{wide} in {text}");
            }
        }
    }
}
