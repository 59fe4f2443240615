//! The one table of options. See [`Setting`] for what each part means; [`super`] says how to add one.

use super::kind::{Choice, Kind};
use super::setting::{CommandLine, Group, InFile, Setting, Variable};
use CommandLine::{Argument, Flag, Never, Short};
use Variable::{Same, Score};

/// Why the file may not say as whom the cluster is reached.
const IDENTITY: InFile =
    InFile::Never("as whom a cluster is reached, and which one, is for whoever runs the scan to say");
/// Why the file may not say what runs a profile, or without which guard.
const ENGINE: InFile = InFile::Never("it decides what runs on this machine, and with which guard");

/// What most options are.
const PLAIN: Setting = Setting {
    name: "",
    group: Group::Target,
    kind: Kind::Text,
    default: None,
    help: "",
    placeholder: "TEXT",
    command_line: Flag,
    variables: &[],
    in_file: InFile::Yes,
    secret: false,
    adds_up: false,
};

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

/// How it is judged.
pub static THRESHOLD: Setting = Setting {
    name: "threshold",
    group: Group::Verdict,
    default: Some("moderate"),
    help: "Threshold: a file, a built-in name (strict, moderate, permissive), an inline one such as 'compliance.min: 80', \
           or 'none' to judge by --floor and --fail-on alone",
    placeholder: "THRESHOLD",
    command_line: Short('t'),
    variables: &[Same("THRESHOLD_FILE"), Score("THRESHOLD_SCORE"), Score("THRESHOLD_VALUE")],
    in_file: InFile::Below,
    ..PLAIN
};

/// What no other layer can take away: the values of all add up. A file may add to it, as any other may.
pub static FLOOR: Setting = Setting {
    name: "floor",
    group: Group::Verdict,
    kind: Kind::List,
    help: "A threshold that holds as well, whatever --threshold says; may be given several times",
    placeholder: "THRESHOLD",
    in_file: InFile::Below,
    adds_up: true,
    ..PLAIN
};

/// A shorthand.
pub static FAIL_ON: Setting = Setting {
    name: "fail-on",
    group: Group::Verdict,
    kind: Kind::Choice(&[
        Choice { name: "critical", help: "Critical controls" },
        Choice { name: "high", help: "And high ones" },
        Choice { name: "medium", help: "And medium ones" },
        Choice { name: "low", help: "And low ones" },
    ]),
    help: "No control of this severity or a graver one may fail or end in an error; takes the place of the default threshold",
    placeholder: "SEVERITY",
    ..PLAIN
};

/// As much the repository's own as its threshold.
pub static BASELINE: Setting = Setting {
    name: "baseline",
    group: Group::Verdict,
    kind: Kind::List,
    help: "Results of a run that is accepted as it was: only what is new breaks the threshold, though any breaks a floor; \
           may be given several times, one for each target",
    placeholder: "RESULTS",
    in_file: InFile::Below,
    ..PLAIN
};

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

/// Where the files go. Files that have the names of ours are replaced there.
pub static OUT: Setting = Setting {
    name: "out",
    group: Group::Output,
    kind: Kind::Path,
    default: Some("cincture-results"),
    help: "Folder for results.json, summary.json and the other reports",
    placeholder: "DIR",
    command_line: Short('o'),
    variables: &[Same("RESULTS_DIR")],
    in_file: InFile::Below,
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
    &RECORD,
    &FORMAT,
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
        let declared = include_str!("options.rs").lines().filter(|line| line.starts_with("pub static ")).count();
        assert_eq!(declared, ALL.len() + 1, "each static but the table itself is in the table");
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
            assert!(!setting.secret || setting.command_line == Never, "{} can be seen in a list", setting.name);
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
                Short(letter) => Some(letter.to_string()),
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
