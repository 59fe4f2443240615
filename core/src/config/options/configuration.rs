//! Where options come from.

use super::PLAIN;
use crate::config::kind::Kind;
use crate::config::setting::{Group, InFile, Setting};

/// The file itself.
pub static CONFIG: Setting = Setting {
    name: "config",
    group: Group::Configuration,
    kind: Kind::Path,
    help: "File with options, instead of cincture.yaml in the working directory",
    placeholder: "FILE",
    in_file: InFile::Never("a file does not name another"),
    ..PLAIN
};

/// No file.
pub static NO_CONFIG: Setting = Setting {
    name: "no-config",
    group: Group::Configuration,
    kind: Kind::Bool,
    default: Some("false"),
    help: "Read no cincture.yaml",
    placeholder: "BOOL",
    in_file: InFile::Never("it is read by then"),
    ..PLAIN
};
