//! The image in a pod that may do nothing but what it needs, as containerd has imported it.

use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Built, NAME, here};
use crate::cluster::{Cluster, Namespace};

/// Two targets, and a namespace whose ServiceAccount `runner` may do what `cincture access install` prints.
struct Ground<'c> {
    cluster: &'c Cluster,
    shop: Namespace<'c>,
    ci: Namespace<'c>,
}

impl<'c> Ground<'c> {
    fn new(cluster: &'c Cluster, built: &Built) -> Self {
        import(cluster, built);
        let ground = Self { cluster, shop: cluster.namespace("shop"), ci: cluster.namespace("ci") };
        for image in ["debian-good", "debian-bad"] {
            ground.shop.pod(image, image, json!({"container": {"name": "app"}}));
        }
        let account = ground.ci.metadata("runner");
        ground.ci.apply(&json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": account}));
        let mut install = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        install.args(["access", "install", "--format", "json", "-n", ground.shop.name(), "--service-account"]);
        let list = succeeded(install.arg(format!("{}:runner", ground.ci)));
        ground.shop.apply(&serde_json::from_slice(&list.stdout).unwrap());
        ground
    }

    /// Starts the image as `name`, with a volume for its results and a second container that keeps them.
    fn start(&self, name: &str, arguments: &[&str]) {
        let reader = json!({"name": "reader", "image": "test.invalid/busybox:1", "volumeMounts": [MOUNT.clone()]});
        let scan = json!({
            "name": "cincture",
            "image": format!("{NAME}:1"),
            "args": arguments,
            // Nothing answers at the address that a pod of this cluster is given.
            "env": [{"name": "KUBERNETES_SERVICE_HOST", "value": "127.0.0.1"}, {"name": "KUBERNETES_SERVICE_PORT", "value": "6443"}],
            "volumeMounts": [MOUNT.clone()],
            "securityContext": {
                "runAsNonRoot": true,
                "readOnlyRootFilesystem": true,
                "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]},
                "seccompProfile": {"type": "RuntimeDefault"},
            },
        });
        let spec = json!({
            "containers": [scan, reader],
            "volumes": [{"name": "results", "emptyDir": {}}],
            "restartPolicy": "Never",
            "hostNetwork": true,
            "serviceAccountName": "runner",
            "automountServiceAccountToken": true,
        });
        self.ci.create_pod(name, "cincture", spec);
    }

    /// Waits for the end of a scan, and gives its exit status.
    fn ended(&self, name: &str) -> i64 {
        let since = Instant::now();
        loop {
            let pod: Value = serde_json::from_str(&self.ci.kubectl(["get", "pod", name, "-o", "json"])).unwrap();
            let containers = pod["status"]["containerStatuses"].as_array().cloned().unwrap_or_default();
            let scan = containers.iter().find(|container| container["name"] == "cincture");
            if let Some(status) = scan.and_then(|scan| scan["state"]["terminated"]["exitCode"].as_i64()) {
                return status;
            }
            assert!(since.elapsed() < Duration::from_secs(120), "{}", self.ci.kubectl(["describe", "pod", name]));
            sleep(Duration::from_millis(200));
        }
    }

    /// What the scan wrote to its log, as it is.
    fn log(&self, name: &str) -> Vec<u8> {
        let mut logs = self.cluster.kubectl_command();
        succeeded(logs.args(["--namespace", self.ci.name(), "logs", name, "-c", "cincture"])).stdout
    }
}

/// Where the results are.
static MOUNT: std::sync::LazyLock<Value> =
    std::sync::LazyLock::new(|| json!({"name": "results", "mountPath": "/work"}));

/// Gives the image to the cluster's containerd, once.
fn import(cluster: &Cluster, built: &Built) {
    let mut ctr = Command::new(cluster.run().join("tools/usr/bin/ctr"));
    ctr.arg("--address").arg(cluster.run().join("containerd.sock")).args(["--namespace", "k8s.io", "images", "import"]);
    succeeded(ctr.args(["--snapshotter", "overlayfs"]).arg(built.tar(here())));
}

fn succeeded(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn the_image_scans_as_nobody_on_a_read_only_root_and_ends_as_its_targets_do() {
    let (Some(built), Some(cluster)) = (Built::get(), Cluster::get()) else { return };
    let ground = Ground::new(cluster, built);
    for (target, status) in [("debian-good", 0), ("debian-bad", 3)] {
        let files = format!("{target}-files");
        let address = format!("k8s://{}/{target}/app", ground.shop);
        ground.start(&files, &["scan", &address, "--threshold", "moderate"]);
        let (ended, log) = (ground.ended(&files), ground.log(&files));
        let log = String::from_utf8_lossy(&log);
        assert_eq!(ended, status, "{log}");
        assert!(log.contains("results.json") && !log.contains("warning"), "{log}");
        let summary = ["exec", &files, "-c", "reader", "--", "cat", "/work/cincture-results/summary.json"];
        let summary: Value = serde_json::from_str(&ground.ci.kubectl(summary)).unwrap();
        assert_eq!((&summary["exit"]["status"], &summary["incomplete"]), (&status.into(), &json!([])), "{summary}");
    }
}
