//! The three objects of a lease, as they are created; and whether one that exists is such an object.

use kube::core::{DynamicObject, TypeMeta};
use serde_json::{Value, json};

use super::id::{LeaseId, is_object_name};
use super::kind::Kind;
use super::mark::Mark;
use crate::target::Namespace;

/// API group of Roles.
pub(super) const RBAC: &str = "rbac.authorization.k8s.io";

/// The names of the objects; each may be another one, as a name may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Of the ServiceAccount.
    pub account: String,
    /// Of the Role.
    pub role: String,
    /// Of the RoleBinding.
    pub binding: String,
}

impl Names {
    /// Those of `lease`: all the same.
    pub fn of(lease: &LeaseId) -> Self {
        let name = lease.object_name();
        Self { account: name.clone(), role: name.clone(), binding: name }
    }

    /// The one of `kind`.
    pub(super) fn get(&self, kind: Kind) -> &str {
        match kind {
            Kind::ServiceAccount => &self.account,
            Kind::Role => &self.role,
            Kind::RoleBinding => &self.binding,
        }
    }

    /// Takes another one for `kind`.
    pub(super) fn set(&mut self, kind: Kind, name: String) {
        match kind {
            Kind::ServiceAccount => self.account = name,
            Kind::Role => self.role = name,
            Kind::RoleBinding => self.binding = name,
        }
    }
}

impl Mark {
    /// Where the object of `kind` is.
    pub(super) fn place(&self, kind: Kind) -> &Namespace {
        match kind {
            Kind::ServiceAccount => &self.namespace,
            Kind::Role | Kind::RoleBinding => &self.target.namespace,
        }
    }

    /// The object of `kind`, as it is created and as `cincture access plan` prints it.
    pub fn object(&self, kind: Kind, names: &Names) -> DynamicObject {
        let data = match kind {
            // Pods of its namespace do not get its token by themselves.
            Kind::ServiceAccount => json!({ "automountServiceAccountToken": false }),
            Kind::Role => json!({ "rules": self.rules() }),
            Kind::RoleBinding => json!({
                "roleRef": { "apiGroup": RBAC, "kind": "Role", "name": names.role },
                "subjects": [{ "kind": "ServiceAccount", "name": names.account, "namespace": self.namespace.as_str() }],
            }),
        };
        let types = TypeMeta { api_version: kind.api_version().to_owned(), kind: kind.as_str().to_owned() };
        DynamicObject { types: Some(types), metadata: self.written(names.get(kind), self.place(kind)), data }
    }

    /// What the Role allows: to look at the one pod, and to start programs in it. An exec over a WebSocket is a GET, and
    /// since Kubernetes 1.35 is checked as a creation too.
    fn rules(&self) -> Value {
        let pod = self.target.pod.as_str();
        json!([
            { "apiGroups": [""], "resources": ["pods"], "resourceNames": [pod], "verbs": ["get"] },
            { "apiGroups": [""], "resources": ["pods/exec"], "resourceNames": [pod], "verbs": ["get", "create"] },
        ])
    }

    /// The record on `object`, if it is in every respect what this program creates.
    ///
    /// # Errors
    /// Why it is not provably ours.
    pub(super) fn recognise(kind: Kind, object: &DynamicObject) -> Result<Self, String> {
        let mark = Self::read(&object.metadata)?;
        if object.metadata.namespace.as_deref() != Some(mark.place(kind).as_str()) {
            return Err("it is not in the namespace that its annotations name".to_owned());
        }
        match kind {
            Kind::ServiceAccount => Ok(mark),
            Kind::Role if object.data["rules"] == mark.rules() => Ok(mark),
            Kind::Role => Err("its rules are not those that cincture gives".to_owned()),
            Kind::RoleBinding => mark.check_binding(object).map(|()| mark),
        }
    }

    fn check_binding(&self, object: &DynamicObject) -> Result<(), String> {
        let (role, subjects) = (&object.data["roleRef"], &object.data["subjects"]);
        let ours = |name: &Value| name.as_str().is_some_and(is_object_name);
        if role["kind"] != "Role" || !ours(&role["name"]) {
            return Err("it does not bind a Role of cincture's".to_owned());
        }
        let subject = &subjects[0];
        let account = subject["kind"] == "ServiceAccount" && subject["namespace"] == self.namespace.as_str();
        if subjects.as_array().map(Vec::len) != Some(1) || !account || !ours(&subject["name"]) {
            return Err("it does not bind exactly one ServiceAccount of cincture's".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn mark() -> Mark {
        let Ok(Target::Container(target)) = "k8s://shop/web/app".parse() else { panic!() };
        let expires = "2026-01-02T03:04:05Z".parse().unwrap();
        Mark { lease: LeaseId::random().unwrap(), expires, target, namespace: Namespace::parse("ci").unwrap() }
    }

    #[test]
    fn the_account_is_with_the_scanner_and_the_role_with_the_target_and_names_its_pod_only() {
        let mark = mark();
        let names = Names::of(&mark.lease);
        let [account, role, binding] = Kind::ALL.map(|kind| mark.object(kind, &names));
        assert_eq!(account.metadata.namespace.as_deref(), Some("ci"));
        assert_eq!(role.metadata.namespace.as_deref(), Some("shop"));
        assert_eq!(binding.metadata.namespace.as_deref(), Some("shop"));
        for rule in role.data["rules"].as_array().unwrap() {
            assert_eq!(rule["resourceNames"], json!(["web"]));
        }
        assert_eq!(binding.data["subjects"][0]["namespace"], "ci");
        assert!([&account, &role, &binding].iter().all(|o| o.metadata.owner_references.is_none()));
    }

    #[test]
    fn what_was_changed_by_others_is_not_provably_ours() {
        let mark = mark();
        let names = Names::of(&mark.lease);
        for kind in Kind::ALL {
            let object = mark.object(kind, &names);
            assert_eq!(Mark::recognise(kind, &object).as_ref(), Ok(&mark));
            let mut moved = object.clone();
            moved.metadata.namespace = Some("elsewhere".into());
            assert!(Mark::recognise(kind, &moved).is_err(), "{kind}");
        }
        let spoilt = |kind, spoil: fn(&mut Value)| {
            let mut object = mark.object(kind, &names);
            spoil(&mut object.data);
            Mark::recognise(kind, &object).unwrap_err()
        };
        assert!(spoilt(Kind::Role, |d| d["rules"][0]["verbs"] = json!(["get", "delete"])).contains("rules"));
        assert!(spoilt(Kind::RoleBinding, |d| d["roleRef"]["kind"] = json!("ClusterRole")).contains("Role"));
        assert!(spoilt(Kind::RoleBinding, |d| d["roleRef"]["name"] = json!("admin")).contains("Role"));
        assert!(spoilt(Kind::RoleBinding, |d| d["subjects"][0]["kind"] = json!("User")).contains("ServiceAccount"));
        let second = |d: &mut Value| {
            let first = d["subjects"][0].clone();
            d["subjects"] = json!([first, first]);
        };
        assert!(spoilt(Kind::RoleBinding, second).contains("exactly one"));
    }
}
