//! The one table of options. See [`Setting`] for what each part means; [`super`] says how to add one.

mod cluster;
mod configuration;
mod limits;
mod output;
mod profile;
mod target;
mod verdict;

pub use cluster::{ACCESS, ACCESS_NAMESPACE, ACCESS_TTL, CONTEXT, KUBECONFIG, KUBECONFIG_CONTENT};
pub use configuration::{CONFIG, NO_CONFIG};
pub use limits::{COMMAND_TIMEOUT, COMPUTE_TIMEOUT, CONTROL_TIMEOUT, MEMORY, TIMEOUT};
pub use output::{COLOR, FORMAT, NO_REDACT, OUT, QUIET, RECORD, REPORT};

pub use profile::{ALLOW_UNSANDBOXED_PROFILE, COMMANDS, ENGINE_CHOICE, ENGINE_PROGRAM, INPUT, INPUT_FILE, PROFILE};
pub use target::{CONTAINER, NAMESPACE, POD, TARGET, WAIT_READY};
pub use verdict::{BASELINE, FAIL_ON, FLOOR, THRESHOLD};

use super::kind::Kind;
use super::setting::{CommandLine, Group, InFile, Setting};

/// What most options are.
const PLAIN: Setting = Setting {
    name: "",
    group: Group::Target,
    kind: Kind::Text,
    default: None,
    help: "",
    placeholder: "TEXT",
    command_line: CommandLine::Flag,
    variables: &[],
    in_file: InFile::Yes,
    secret: false,
    adds_up: false,
};

/// All options, in the order in which they are shown.
pub static ALL: &[&Setting] = &[
    &TARGET,
    &NAMESPACE,
    &POD,
    &CONTAINER,
    &WAIT_READY,
    &PROFILE,
    &INPUT,
    &INPUT_FILE,
    &COMMANDS,
    &ENGINE_CHOICE,
    &ENGINE_PROGRAM,
    &ALLOW_UNSANDBOXED_PROFILE,
    &THRESHOLD,
    &FLOOR,
    &FAIL_ON,
    &BASELINE,
    &KUBECONFIG,
    &KUBECONFIG_CONTENT,
    &CONTEXT,
    &ACCESS,
    &ACCESS_NAMESPACE,
    &ACCESS_TTL,
    &TIMEOUT,
    &CONTROL_TIMEOUT,
    &COMMAND_TIMEOUT,
    &COMPUTE_TIMEOUT,
    &MEMORY,
    &OUT,
    &REPORT,
    &RECORD,
    &FORMAT,
    &NO_REDACT,
    &QUIET,
    &COLOR,
    &CONFIG,
    &NO_CONFIG,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_option_is_in_the_table_once_and_complete() {
        let files = [
            include_str!("cluster.rs"),
            include_str!("configuration.rs"),
            include_str!("limits.rs"),
            include_str!("output.rs"),
            include_str!("profile.rs"),
            include_str!("target.rs"),
            include_str!("verdict.rs"),
        ];
        let declared =
            files.iter().flat_map(|file| file.lines()).filter(|line| line.starts_with("pub static ")).count();
        assert_eq!(declared, ALL.len(), "each static is in the table");
        let names: BTreeSet<&str> = ALL.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), ALL.len());
        for setting in ALL {
            let kebab = setting.name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(kebab && !setting.name.is_empty(), "{setting:?}");
            assert!(!setting.help.is_empty() && !setting.help.ends_with('.'), "{}", setting.name);
            if let Some(default) = setting.default {
                assert!(setting.kind.parse(default).is_ok(), "{}", setting.name);
            }
            assert!(!setting.adds_up || setting.kind.several(), "{}", setting.name);
            assert!(
                !setting.secret || setting.command_line == CommandLine::Never,
                "{} can be seen in a list",
                setting.name
            );
        }
    }

    #[test]
    fn the_severities_are_those_of_the_gate() {
        let Kind::Choice(choices) = FAIL_ON.kind else { panic!() };
        let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
        assert_eq!(names, crate::gate::FAIL_ON.map(|severity| severity.as_str()));
        assert_eq!(THRESHOLD.default, Some(crate::gate::DEFAULT));
    }

    #[test]
    fn no_variable_and_no_letter_means_two_options() {
        let mut seen = BTreeSet::new();
        for setting in ALL {
            let foreign = setting.variables.iter().map(|variable| variable.name().to_owned());
            let letter = match setting.command_line {
                CommandLine::Short(letter) => Some(letter.to_string()),
                _ => None,
            };
            for name in foreign.chain([setting.variable()]).chain(letter) {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
    }

    #[test]
    fn a_file_may_not_set_what_belongs_to_the_machine() {
        let never = |name: &str| matches!(super::super::find(name).unwrap().in_file, InFile::Never(_));
        for name in ["kubeconfig", "kubeconfig-content", "context", "access", "access-namespace", "engine"] {
            assert!(never(name), "{name}");
        }
        for name in ["engine-program", "allow-unsandboxed-profile", "record", "memory", "config"] {
            assert!(never(name), "{name}");
        }
        for setting in ALL.iter().filter(|s| matches!(s.kind, Kind::Path | Kind::Paths)) {
            assert_ne!(setting.in_file, InFile::Yes, "{}: a path of a file leads anywhere", setting.name);
        }
    }
}
