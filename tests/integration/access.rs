//! Short-lived access on a real cluster: who may make it, what it can do, and that nothing of it stays.

mod commands;
mod ends;
mod install;
mod scan;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::cluster::{Cluster, Kubeconfig, Namespace};

/// Selects all that carries the label of a lease.
const OURS: &str = "cincture.dev/lease";

/// A target's namespace with a pod `web`, the scanner's namespace, and a ServiceAccount there that may do what
/// `cincture access install --access ephemeral` prints, and nothing else.
pub(crate) struct Ground<'c> {
    pub(crate) cluster: &'c Cluster,
    pub(crate) shop: Namespace<'c>,
    pub(crate) ci: Namespace<'c>,
    pub(crate) caller: Kubeconfig,
}

impl<'c> Ground<'c> {
    pub(crate) fn new(cluster: &'c Cluster, image: &str) -> Self {
        let (shop, ci) = (cluster.namespace("shop"), cluster.namespace("ci"));
        shop.create_pod("web", image, json!({"container": {"name": "app"}}));
        ci.apply(&json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": ci.metadata("runner")}));
        let token = ci.kubectl(["create", "token", "runner", "--duration=1h"]);
        let caller = Kubeconfig::token(cluster, ci.name(), token.trim());
        let ground = Self { cluster, shop, ci, caller };
        ground.apply(&ground.install(&["--access", "ephemeral", "--access-namespace", ground.ci.name()]));
        ground.shop.kubectl(["wait", "--for=condition=Ready", "pod/web", "--timeout=60s"]);
        ground
    }

    /// The target.
    pub(crate) fn target(&self) -> String {
        format!("k8s://{}/web/app", self.shop)
    }

    /// The program as `user`, with its first arguments.
    pub(crate) fn cincture(&self, user: &Kubeconfig, args: &[&str]) -> Command {
        let mut command = self.cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.env("KUBECONFIG", user.path()).args(args);
        command
    }

    /// The same as an administrator, to its end.
    pub(crate) fn as_admin(&self, args: &[&str]) -> Output {
        self.cincture(&Kubeconfig::admin(self.cluster), args).output().expect("cincture starts")
    }

    /// What `cincture access install` prints for the caller, as JSON.
    pub(crate) fn install(&self, args: &[&str]) -> Value {
        let account = format!("{}:runner", self.ci);
        let mut command =
            self.cincture(&self.caller, &["access", "install", "-n", self.shop.name(), "--format", "json"]);
        let out = command.args(["--service-account", &account]).args(args).output().expect("cincture starts");
        assert!(out.status.success(), "{out:?}");
        serde_json::from_slice(&out.stdout).expect("JSON")
    }

    /// Creates or changes the objects of a list, in their own namespaces.
    pub(crate) fn apply(&self, list: &Value) {
        self.kubectl(&["apply", "-f", "-"], &list.to_string());
    }

    /// What kubectl prints as an administrator who types `input`.
    pub(crate) fn kubectl(&self, args: &[&str], input: &str) -> String {
        let mut kubectl = self.cluster.kubectl_command();
        kubectl.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = kubectl.spawn().expect("kubectl starts");
        _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        let out = child.wait_with_output().expect("kubectl ends");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// The objects of leases in both namespaces, as `namespace/kind/name`.
    pub(crate) fn ours(&self) -> Vec<String> {
        let kinds = "serviceaccounts,roles,rolebindings";
        let each = r#"jsonpath={range .items[*]}{.metadata.namespace}/{.kind}/{.metadata.name}{"\n"}{end}"#;
        let listed = self.cluster.kubectl(["get", kinds, "--all-namespaces", "-l", OURS, "-o", each]);
        let here = |line: &&str| [&self.shop, &self.ci].iter().any(|ns| line.starts_with(&format!("{ns}/")));
        listed.lines().filter(here).map(str::to_owned).collect()
    }
}

/// Both outputs as text.
pub(crate) fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// The lease that `said` names.
pub(crate) fn lease_in(said: &str) -> String {
    let hexadecimal = |word: &&str| word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words: Vec<&str> = said.split(|c: char| !c.is_ascii_alphanumeric()).filter(hexadecimal).collect();
    (*words.first().unwrap_or_else(|| panic!("no lease in\n{said}"))).to_owned()
}
