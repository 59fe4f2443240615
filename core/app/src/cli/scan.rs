//! The command line of `scan`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::access::ScanAccessArgs;
use super::{ColorChoice, duration};

const SCAN_EXAMPLES: &str = "Examples:
  This machine, with the built-in profile:
    cincture scan local:// --threshold moderate
  A container in a pod, with a profile of your own and a threshold file:
    cincture scan k8s://shop/web-0/app --profile ./my-profile --threshold threshold.yml
  A threshold on the command line:
    cincture scan k8s://shop/web-0 --threshold 'compliance.min: 80, failed.critical.max: 0'
  An unpacked root file system, without running anything of it:
    cincture scan rootfs:///mnt/image --profile ./my-profile
  Once with the container, then as often as you like without it:
    cincture scan k8s://shop/web-0 --record web-0.rec
    cincture scan replay://web-0.rec";

#[derive(Debug, Args)]
#[command(after_help = SCAN_EXAMPLES)]
pub(crate) struct ScanArgs {
    /// What to scan: k8s://NAMESPACE/POD[/CONTAINER], local://, rootfs:///PATH, replay://FILE
    pub(crate) target: Option<String>,

    /// Profile: a built-in name, a folder, a .tar.gz, or a single .rb; may be given several times
    #[arg(short, long = "profile", value_name = "PROFILE", default_value = "container-baseline")]
    pub(crate) profiles: Vec<String>,

    /// Threshold: a file, a built-in name (strict, moderate, permissive), an inline one such as
    /// 'compliance.min: 80', or 'none' to report without judging
    #[arg(short, long, value_name = "THRESHOLD", default_value = "moderate")]
    pub(crate) threshold: String,

    /// Folder for results.json, summary.json, junit.xml and commands.jsonl
    #[arg(short, long, value_name = "DIR", default_value = "cincture-results")]
    pub(crate) out: PathBuf,

    /// Keep everything that the target answers in this file, to be scanned again as replay://FILE without the target; it
    /// holds whatever secrets the target told
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,

    /// Whether profiles may run commands in the target; what needs them and may not is an error
    #[arg(long, value_enum, default_value_t = CommandsChoice::Allow)]
    pub(crate) commands: CommandsChoice,

    /// Wait so long for a pod that is not there yet, or whose container is not ready
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) wait_ready: Option<Duration>,

    /// What runs the profiles; auto is native
    #[arg(long, value_enum, default_value_t = EngineChoice::Auto)]
    pub(crate) engine: EngineChoice,

    /// With --engine cinc: the program, instead of the first cinc-auditor or inspec in $PATH
    #[arg(long, value_name = "FILE")]
    pub(crate) engine_program: Option<PathBuf>,

    /// Value of an input of the profile; JSON where it parses as such, else text; may be given several times
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub(crate) inputs: Vec<String>,

    /// YAML or JSON file with values of inputs
    #[arg(long = "input-file", value_name = "FILE")]
    pub(crate) input_files: Vec<PathBuf>,

    /// Kubeconfig to use instead of $KUBECONFIG, ~/.kube/config or the pod's own identity
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// Context of the kubeconfig
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,

    #[command(flatten)]
    pub(crate) access: ScanAccessArgs,

    /// Longest time for the whole scan
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = duration)]
    pub(crate) timeout: Duration,

    /// Longest time for one control, with the target's answers
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    pub(crate) control_timeout: Duration,

    /// Longest time for one command or file in the target
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(crate) command_timeout: Duration,

    /// Longest time that a control may compute without asking the target anything
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    pub(crate) compute_timeout: Duration,

    /// Memory of the engine's process, MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(128..=65536))]
    pub(crate) memory: u64,

    /// Run a profile that is not built in even where the system offers no seccomp filter to hold it with
    #[arg(long)]
    pub(crate) allow_unsandboxed_profile: bool,

    /// Print summary.json on standard output instead of the table
    #[arg(long)]
    pub(crate) json: bool,

    /// No progress on standard error, only the result
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Whether the output is in colour; NO_COLOR in the environment means never, unless this says otherwise
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

/// Commands of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CommandsChoice {
    /// They run, and commands.jsonl lists them
    Allow,
    /// None runs; files are read all the same
    Deny,
}

/// Engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineChoice {
    /// Cincture's own, in a sandbox
    Native,
    /// An installed cinc-auditor or inspec, without a sandbox, always with short-lived access
    Cinc,
    /// Native
    Auto,
}
