//! The command line of `shell`.

use std::path::PathBuf;

use clap::Args;

use super::{ColorChoice, Format, duration};

const EXAMPLES: &str = "Examples:
  A prompt in a pod, with the resources of a profile's libraries:
    cincture shell k8s://shop/web-0/app --profile ./my-profile
  One answer:
    cincture shell local:// -c \"file('/etc/passwd').mode\"
  A file of checks, results for programs:
    cincture shell rootfs:///mnt/image --format json < checks.rb

Exit status: 0 everything was evaluated, whatever the checks found (also after an interactive prompt),
4 something raised an error, was not answered, or was interrupted; 1 and 2 as everywhere.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShellArgs {
    /// What to ask: k8s://NAMESPACE/POD[/CONTAINER], local://, rootfs:///PATH, replay://FILE
    pub(crate) target: String,

    /// Profile whose libraries, files and inputs are there, and whose controls are not run; may be given several times
    #[arg(short, long = "profile", value_name = "PROFILE")]
    pub(crate) profiles: Vec<String>,

    /// Evaluate this instead of what stands on standard input; may be given several times
    #[arg(short, long = "command", value_name = "EXPRESSION")]
    pub(crate) commands: Vec<String>,

    /// Value of an input of the profile; JSON where it parses as such, else text; may be given several times
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub(crate) inputs: Vec<String>,

    /// YAML or JSON file with values of inputs
    #[arg(long = "input-file", value_name = "FILE")]
    pub(crate) input_files: Vec<PathBuf>,

    /// Keep the lines that were typed in this file; without it they are forgotten
    #[arg(long, value_name = "FILE")]
    pub(crate) history: Option<PathBuf>,

    /// How answers are printed; json is an object for each input, on a line of its own
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Kubeconfig to use instead of $KUBECONFIG_CONTENT, $KUBECONFIG, ~/.kube/config or the pod's own identity
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// Context of the kubeconfig
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,

    /// Longest time for one input, with the target's answers
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    pub(crate) timeout: std::time::Duration,

    /// Longest time for one command or file in the target
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(crate) command_timeout: std::time::Duration,

    /// Longest time that an input may compute without asking the target anything
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    pub(crate) compute_timeout: std::time::Duration,

    /// Memory of the engine's process, MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(128..=65536))]
    pub(crate) memory: u64,

    /// Load a profile that is not built in even where the system offers no seccomp filter to hold it with
    #[arg(long)]
    pub(crate) allow_unsandboxed_profile: bool,

    /// Whether the output is in colour; NO_COLOR in the environment means never, unless this says otherwise
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

impl ShellArgs {
    /// Whether programs read the answers.
    pub(crate) fn json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}
