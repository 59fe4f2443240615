//! How the cluster is reached, and as whom.

use super::PLAIN;
use crate::config::kind::{Choice, Kind};
use crate::config::setting::{CommandLine, Group, InFile, Setting, Variable};
use CommandLine::Never;
use Variable::Same;

/// Why the file may not say as whom the cluster is reached.
const IDENTITY: InFile =
    InFile::Never("as whom a cluster is reached, and which one, is for whoever runs the scan to say");

/// A file of credentials; it can name a program to run.
pub static KUBECONFIG: Setting = Setting {
    name: "kubeconfig",
    group: Group::Cluster,
    kind: Kind::Path,
    help: "Kubeconfig to use instead of $KUBECONFIG_CONTENT, $KUBECONFIG, ~/.kube/config or the pod's own identity",
    placeholder: "FILE",
    in_file: IDENTITY,
    ..PLAIN
};

/// Credentials themselves. Read in memory; no flag, as arguments of a program can be seen by others.
pub static KUBECONFIG_CONTENT: Setting = Setting {
    name: "kubeconfig-content",
    group: Group::Cluster,
    help: "The kubeconfig itself, as text or in base64, as CI systems hold it in a secret; never written to a file",
    placeholder: "YAML",
    command_line: Never,
    variables: &[Same("KUBECONFIG_CONTENT"), Same("KUBE_CONFIG_SECRET")],
    in_file: IDENTITY,
    secret: true,
    ..PLAIN
};

/// Which cluster.
pub static CONTEXT: Setting = Setting {
    name: "context",
    group: Group::Cluster,
    help: "Context of the kubeconfig",
    placeholder: "NAME",
    variables: &[Same("KUBE_CONTEXT")],
    in_file: IDENTITY,
    ..PLAIN
};

/// Whose access.
pub static ACCESS: Setting = Setting {
    name: "access",
    group: Group::Cluster,
    kind: Kind::Choice(&[
        Choice { name: "own", help: "The caller's, which the profile never sees" },
        Choice {
            name: "ephemeral",
            help: "A ServiceAccount for this scan only, which may look at and exec into this one pod, and is removed \
                   afterwards",
        },
    ]),
    default: Some("own"),
    help: "Whose access to the cluster the scan uses",
    placeholder: "ACCESS",
    in_file: IDENTITY,
    ..PLAIN
};

/// Whoever may create pods there can act as the ServiceAccount.
pub static ACCESS_NAMESPACE: Setting = Setting {
    name: "access-namespace",
    group: Group::Cluster,
    help: "With --access ephemeral: where the ServiceAccount is put; the namespace of the kubeconfig's context if not given",
    placeholder: "NAMESPACE",
    in_file: IDENTITY,
    ..PLAIN
};

/// How long what is left may stay.
pub static ACCESS_TTL: Setting = Setting {
    name: "access-ttl",
    group: Group::Cluster,
    kind: Kind::Time,
    help: "With --access ephemeral: after this time anybody may remove what a killed scan left; --timeout and 10m if not \
           given",
    placeholder: "TIME",
    in_file: IDENTITY,
    ..PLAIN
};
