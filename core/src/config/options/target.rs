//! What is scanned.

use super::PLAIN;
use crate::config::kind::Kind;
use crate::config::setting::{CommandLine, InFile, Setting, Variable};
use CommandLine::{Argument, Short};
use Variable::Same;

/// What is scanned, in one word. A repository's file can name what runs in a cluster, where the caller's rights end;
/// not this machine, a folder or a recording on it.
pub static TARGET: Setting = Setting {
    name: "target",
    help: "What to scan: k8s://NAMESPACE/POD[/CONTAINER], local://, rootfs:///PATH, replay://FILE",
    placeholder: "TARGET",
    command_line: Argument,
    in_file: InFile::InCluster,
    ..PLAIN
};

/// With [`POD`], another way to name a target.
pub static NAMESPACE: Setting = Setting {
    name: "namespace",
    help: "Namespace of the pod, where --pod names it instead of a TARGET",
    placeholder: "NAMESPACE",
    command_line: Short('n'),
    variables: &[Same("TARGET_NAMESPACE"), Same("SCAN_NAMESPACE"), Same("KUBE_NAMESPACE")],
    ..PLAIN
};

/// See [`super::target`].
pub static POD: Setting = Setting {
    name: "pod",
    help: "Pod to scan, instead of a TARGET; needs --namespace",
    placeholder: "POD",
    variables: &[Same("TARGET_POD"), Same("KUBE_POD_NAME")],
    ..PLAIN
};

/// See [`super::target`].
pub static CONTAINER: Setting = Setting {
    name: "container",
    help: "Container of that pod; its default one if it is not said",
    placeholder: "CONTAINER",
    variables: &[Same("TARGET_CONTAINER"), Same("KUBE_CONTAINER_NAME"), Same("TARGET_CONTAINER_NAME")],
    ..PLAIN
};

/// Longest wait for a pod.
pub static WAIT_READY: Setting = Setting {
    name: "wait-ready",
    kind: Kind::Time,
    help: "Wait so long for a pod that is not there yet, or whose container is not ready",
    placeholder: "TIME",
    ..PLAIN
};
