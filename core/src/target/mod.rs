//! What is to be scanned, as a user names it: `k8s://NAMESPACE/POD[/CONTAINER]`, `local://`, `rootfs:///PATH`,
//! `replay://FILE`.
//!
//! Pure text: whether the pod is there is [`crate::cluster`]'s question, how it is reached [`crate::transport`]'s.

mod names;
mod parse;

use std::fmt;
use std::path::PathBuf;

pub use names::{AccountName, ContainerName, InvalidName, Namespace, PodName};

/// One thing to scan.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A container of a running pod.
    Container(ContainerTarget),
    /// The machine that Cincture runs on.
    Local,
    /// A root file system in a folder: files only, nothing runs there.
    Rootfs(PathBuf),
    /// What another target answered in an earlier scan, in a file.
    Replay(PathBuf),
}

/// A container, named as in `k8s://NAMESPACE/POD[/CONTAINER]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerTarget {
    /// Where the pod lives.
    pub namespace: Namespace,
    /// The pod.
    pub pod: PodName,
    /// Which of its containers; the pod's default one if it is not said.
    pub container: Option<ContainerName>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container(target) => target.fmt(f),
            Self::Local => f.write_str("local://"),
            Self::Rootfs(path) => write!(f, "rootfs://{}", path.display()),
            Self::Replay(path) => write!(f, "replay://{}", path.display()),
        }
    }
}

impl fmt::Display for ContainerTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "k8s://{}/{}", self.namespace, self.pod)?;
        match &self.container {
            Some(container) => write!(f, "/{container}"),
            None => Ok(()),
        }
    }
}
