//! Kubeconfig files that tests hand to programs.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::{Cluster, SERVER};

/// A kubeconfig file, deleted when dropped.
#[derive(Debug)]
pub(crate) struct Kubeconfig {
    content: Value,
    file: NamedTempFile,
}

impl Kubeconfig {
    fn new(content: Value) -> Self {
        let mut file = NamedTempFile::with_prefix("cincture-kubeconfig-").expect("a temporary file");
        file.write_all(content.to_string().as_bytes()).expect("written"); // JSON is YAML
        Self { content, file }
    }

    fn for_user(cluster: &Cluster, namespace: &str, user: Value) -> Self {
        let authority = cluster.run().join("pki/ca.crt");
        Self::new(json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": {"server": format!("https://{SERVER}"), "certificate-authority": authority}}],
            "users": [{"name": "u", "user": user}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u", "namespace": namespace}}],
            "current-context": "x",
        }))
    }

    /// An administrator, with a client certificate.
    pub(crate) fn admin(cluster: &Cluster) -> Self {
        let file = |name| cluster.run().join("pki").join(name);
        let user = json!({"client-certificate": file("admin.crt"), "client-key": file("admin.key")});
        Self::for_user(cluster, "default", user)
    }

    /// Whoever the token says.
    pub(crate) fn token(cluster: &Cluster, namespace: &str, token: &str) -> Self {
        Self::for_user(cluster, namespace, json!({"token": token}))
    }

    /// The same user at another address, such as that of a proxy.
    pub(crate) fn at(&self, address: &str) -> Self {
        let mut content = self.content.clone();
        content["clusters"][0]["cluster"]["server"] = json!(format!("https://{address}"));
        Self::new(content)
    }

    /// The file, for `KUBECONFIG` or `--kubeconfig`.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }
}
