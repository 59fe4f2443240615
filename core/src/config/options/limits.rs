//! How long, how much.

use super::PLAIN;
use crate::config::kind::Kind;
use crate::config::setting::{Group, InFile, Setting};

/// The whole scan.
pub static TIMEOUT: Setting = Setting {
    name: "timeout",
    group: Group::Limits,
    kind: Kind::Time,
    default: Some("30m"),
    help: "Longest time for the whole scan",
    placeholder: "TIME",
    ..PLAIN
};

/// One control.
pub static CONTROL_TIMEOUT: Setting = Setting {
    name: "control-timeout",
    default: Some("5m"),
    help: "Longest time for one control, with the target's answers",
    ..TIMEOUT_LIKE
};

/// One question.
pub static COMMAND_TIMEOUT: Setting = Setting {
    name: "command-timeout",
    default: Some("30s"),
    help: "Longest time for one command or file in the target",
    ..TIMEOUT_LIKE
};

/// Computing without a question.
pub static COMPUTE_TIMEOUT: Setting = Setting {
    name: "compute-timeout",
    default: Some("20s"),
    help: "Longest time that a control may compute without asking the target anything",
    ..TIMEOUT_LIKE
};

const TIMEOUT_LIKE: Setting = Setting { group: Group::Limits, kind: Kind::Time, placeholder: "TIME", ..PLAIN };

/// Memory of this machine.
pub static MEMORY: Setting = Setting {
    name: "memory",
    group: Group::Limits,
    kind: Kind::Number { least: 128, most: 65_536 },
    default: Some("1024"),
    help: "Memory of the engine's process, MiB",
    placeholder: "MIB",
    in_file: InFile::Never("how much memory there is depends on the machine"),
    ..PLAIN
};
