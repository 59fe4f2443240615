//! A namespace for one test.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Cluster, Kubeconfig, succeeded};

/// The label on all that a test makes; its value is that test's alone, so that a sweep by label meets nobody else's.
pub(crate) const OWNER: &str = "cincture.test/owner";

/// A namespace of a test's own, deleted when dropped. Prints as its name.
#[derive(Debug)]
pub(crate) struct Namespace<'c> {
    cluster: &'c Cluster,
    name: String,
    owner: String,
}

impl<'c> Namespace<'c> {
    pub(super) fn new(cluster: &'c Cluster, prefix: &str) -> Self {
        let owner = format!("{:016x}", RandomState::new().build_hasher().finish());
        let namespace = Self { cluster, name: format!("{prefix}-{owner}"), owner };
        namespace
            .apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": namespace.metadata(&namespace.name)}));
        namespace.wait_for_default_account();
        namespace
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The label selector of all that this test made through here.
    pub(crate) fn selector(&self) -> String {
        format!("{OWNER}={}", self.owner)
    }

    /// Name, namespace and owner label, for an object to [`apply`](Self::apply).
    pub(crate) fn metadata(&self, name: &str) -> Value {
        json!({"name": name, "namespace": self.name, "labels": {OWNER: self.owner}})
    }

    /// What kubectl prints in this namespace, as an administrator.
    ///
    /// # Panics
    /// When it fails, with what it said.
    pub(crate) fn kubectl<const N: usize>(&self, args: [&str; N]) -> String {
        succeeded(self.try_kubectl(args))
    }

    /// The same where failing is part of the test.
    pub(crate) fn try_kubectl<const N: usize>(&self, args: [&str; N]) -> Output {
        self.kubectl_command().args(args).output().expect("kubectl starts")
    }

    fn kubectl_command(&self) -> Command {
        let mut command = self.cluster.kubectl_command();
        command.args(["--namespace", &self.name]);
        command
    }

    /// Creates or changes an object.
    pub(crate) fn apply(&self, object: &Value) {
        let mut command = self.kubectl_command();
        command.args(["apply", "-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("kubectl starts");
        // An early end of kubectl shows in its status.
        _ = child.stdin.take().expect("a pipe").write_all(object.to_string().as_bytes());
        succeeded(child.wait_with_output().expect("kubectl ends"));
    }

    /// Makes a pod of one container, named `main`, from a test image, and waits until it is ready.
    ///
    /// `extra` holds fields of the pod's `spec`; what is in its `container` is for the container, what is in its `labels` for
    /// the pod's metadata.
    pub(crate) fn pod(&self, name: &str, image: &str, extra: Value) {
        self.create_pod(name, image, extra);
        let ready = self.try_kubectl(["wait", "--for=condition=Ready", &format!("pod/{name}"), "--timeout=60s"]);
        if !ready.status.success() {
            panic!("pod {name} is not ready: {}", self.kubectl(["describe", "pod", name]));
        }
    }

    /// The same without waiting, for pods that shall never be ready.
    pub(crate) fn create_pod(&self, name: &str, image: &str, mut extra: Value) {
        let mut container = json!({"name": "main", "image": format!("test.invalid/{image}:1")});
        let mut metadata = self.metadata(name);
        let mut part = |name| extra.as_object_mut().and_then(|extra| extra.remove(name)).unwrap_or_default();
        merge(&mut container, part("container"));
        merge(&mut metadata["labels"], part("labels"));
        let mut spec = json!({
            "containers": [container],
            "terminationGracePeriodSeconds": 1,
            "automountServiceAccountToken": false,
        });
        merge(&mut spec, extra);
        self.apply(&json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}));
    }

    /// A kubeconfig of a new ServiceAccount that may do in this namespace what the RBAC `rules` (a list) say, and nothing else.
    pub(crate) fn service_account_kubeconfig(&self, rules: Value) -> Kubeconfig {
        let name = format!("account-{:016x}", RandomState::new().build_hasher().finish());
        let (metadata, group) = (self.metadata(&name), "rbac.authorization.k8s.io");
        self.apply(&json!({"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
            {"apiVersion": format!("{group}/v1"), "kind": "Role", "metadata": metadata, "rules": rules},
            {"apiVersion": format!("{group}/v1"), "kind": "RoleBinding", "metadata": metadata,
             "roleRef": {"apiGroup": group, "kind": "Role", "name": name},
             "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": self.name}]},
        ]}));
        let token = self.kubectl(["create", "token", &name, "--duration=1h"]);
        Kubeconfig::token(self.cluster, &self.name, token.trim())
    }

    /// Without it no pod is admitted; a controller makes it a moment after the namespace.
    fn wait_for_default_account(&self) {
        let since = Instant::now();
        while !self.try_kubectl(["get", "serviceaccount", "default"]).status.success() {
            assert!(since.elapsed() < Duration::from_secs(30), "{} gets no default ServiceAccount", self.name);
            sleep(Duration::from_millis(50));
        }
    }
}

impl fmt::Display for Namespace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Drop for Namespace<'_> {
    fn drop(&mut self) {
        // Not waited for: it takes seconds. A failure is no reason to panic while another may be on its way.
        _ = self.try_kubectl(["delete", "namespace", &self.name, "--wait=false"]);
    }
}

/// Puts the fields of one object into another.
fn merge(into: &mut Value, fields: Value) {
    if let (Value::Object(into), Value::Object(fields)) = (into, fields) {
        into.extend(fields);
    }
}
