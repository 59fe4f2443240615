//! What is written and shown.

use super::PLAIN;
use crate::config::kind::{Choice, Kind};
use crate::config::setting::{CommandLine, Group, InFile, Setting, Variable};
use CommandLine::Short;
use Variable::Same;

/// Where the files go. Files that have the names of ours are replaced there.
pub static OUT: Setting = Setting {
    name: "out",
    group: Group::Output,
    kind: Kind::Path,
    default: Some("cincture-results"),
    help: "Folder for results.json, summary.json and the other reports; - writes them as a tar to standard output, and the \
           table to standard error",
    placeholder: "DIR",
    command_line: Short('o'),
    variables: &[Same("RESULTS_DIR")],
    in_file: InFile::Below,
    ..PLAIN
};

/// Reports besides those that every scan writes.
pub static REPORT: Setting = Setting {
    name: "report",
    group: Group::Output,
    kind: Kind::List,
    help: "A report besides, into a file or under its usual name beside the others; - for FILE is standard output, instead \
           of the table; may be given several times",
    placeholder: "FORMAT[=FILE]",
    in_file: InFile::Never("which files are written is said where the scan is started"),
    adds_up: true,
    ..PLAIN
};

/// A file with whatever secrets the target told.
pub static RECORD: Setting = Setting {
    name: "record",
    group: Group::Output,
    kind: Kind::Path,
    help: "Keep everything that the target answers in this file, to be scanned again as replay://FILE without the target; \
           it holds whatever secrets the target told",
    placeholder: "FILE",
    in_file: InFile::Never("what the target tells is kept only where whoever runs the scan asked for it"),
    ..PLAIN
};

/// The form of standard output.
pub static FORMAT: Setting = Setting {
    name: "format",
    group: Group::Output,
    kind: Kind::Choice(&[
        Choice { name: "text", help: "For people" },
        Choice { name: "json", help: "For programs; of a scan, summary.json" },
    ]),
    default: Some("text"),
    help: "How the result is printed on standard output",
    placeholder: "FORMAT",
    ..PLAIN
};

/// Secrets stay in the reports.
pub static NO_REDACT: Setting = Setting {
    name: "no-redact",
    group: Group::Output,
    kind: Kind::Bool,
    default: Some("false"),
    help: "Leave tokens, keys, password hashes and values of sensitive inputs in the texts of results and reports",
    placeholder: "BOOL",
    in_file: InFile::Never("whether secrets are shown is for whoever runs the scan to say"),
    ..PLAIN
};

/// No progress.
pub static QUIET: Setting = Setting {
    name: "quiet",
    group: Group::Output,
    kind: Kind::Bool,
    default: Some("false"),
    help: "No progress on standard error, only the result",
    placeholder: "BOOL",
    command_line: Short('q'),
    ..PLAIN
};

/// Colour.
pub static COLOR: Setting = Setting {
    name: "color",
    group: Group::Output,
    kind: Kind::Choice(&[
        Choice { name: "auto", help: "On a terminal" },
        Choice { name: "always", help: "Also in a file or a pipe" },
        Choice { name: "never", help: "Nowhere" },
    ]),
    default: Some("auto"),
    help: "Whether the output is in colour; NO_COLOR in the environment means never, unless this says otherwise",
    placeholder: "WHEN",
    ..PLAIN
};
