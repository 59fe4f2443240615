//! What is checked, and by what.

use super::PLAIN;
use crate::config::kind::{Choice, Kind};
use crate::config::setting::{CommandLine, Group, InFile, Setting, Variable};
use CommandLine::Short;
use Variable::Same;

/// Why the file may not say what runs a profile, or without which guard.
const ENGINE: InFile = InFile::Never("it decides what runs on this machine, and with which guard");

/// What is checked. A path of a file must lead to what is tested: a profile is shown whole in the results.
pub static PROFILE: Setting = Setting {
    name: "profile",
    group: Group::Profile,
    kind: Kind::List,
    default: Some("container-baseline"),
    help: "Profile: a built-in name, a folder, a .tar.gz, or a single .rb; may be given several times",
    placeholder: "PROFILE",
    command_line: Short('p'),
    variables: &[Same("INSPEC_PROFILE"), Same("CINC_PROFILE"), Same("PROFILE_PATH")],
    in_file: InFile::Below,
    ..PLAIN
};

/// Values of inputs.
pub static INPUT: Setting = Setting {
    name: "input",
    group: Group::Profile,
    kind: Kind::Pairs,
    help: "Value of an input of the profile; JSON where it parses as such, else text; may be given several times",
    placeholder: "NAME=VALUE",
    command_line: Short('i'),
    adds_up: true,
    ..PLAIN
};

/// Values of inputs, in files. What such a file says is handed to the profile.
pub static INPUT_FILE: Setting = Setting {
    name: "input-file",
    group: Group::Profile,
    kind: Kind::Paths,
    help: "YAML or JSON file with values of inputs; may be given several times",
    placeholder: "FILE",
    in_file: InFile::Below,
    adds_up: true,
    ..PLAIN
};

/// Whether commands run.
pub static COMMANDS: Setting = Setting {
    name: "commands",
    group: Group::Profile,
    kind: Kind::Choice(&[
        Choice { name: "allow", help: "They run, and commands.jsonl lists them" },
        Choice { name: "deny", help: "None runs; files are read all the same" },
    ]),
    default: Some("allow"),
    help: "Whether profiles may run commands in the target; what needs them and may not is an error",
    placeholder: "COMMANDS",
    ..PLAIN
};

/// What runs profiles.
pub static ENGINE_CHOICE: Setting = Setting {
    name: "engine",
    group: Group::Profile,
    kind: Kind::Choice(&[
        Choice { name: "native", help: "Cincture's own, in a sandbox" },
        Choice {
            name: "cinc",
            help: "An installed cinc-auditor or inspec, without a sandbox, always with short-lived access",
        },
        Choice { name: "auto", help: "Native" },
    ]),
    default: Some("auto"),
    help: "What runs the profiles; auto is native",
    placeholder: "ENGINE",
    in_file: ENGINE,
    ..PLAIN
};

/// A program that is started.
pub static ENGINE_PROGRAM: Setting = Setting {
    name: "engine-program",
    group: Group::Profile,
    kind: Kind::Path,
    help: "With --engine cinc: the program, instead of the first cinc-auditor or inspec in $PATH",
    placeholder: "FILE",
    in_file: ENGINE,
    ..PLAIN
};

/// Runs a stranger's code without a guard.
pub static ALLOW_UNSANDBOXED_PROFILE: Setting = Setting {
    name: "allow-unsandboxed-profile",
    group: Group::Profile,
    kind: Kind::Bool,
    default: Some("false"),
    help: "Run a profile that is not built in even where the system offers no seccomp filter to hold it with",
    placeholder: "BOOL",
    in_file: ENGINE,
    ..PLAIN
};
