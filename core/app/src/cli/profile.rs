//! The command line of `profile`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// The profiles that are part of this program
    List(ListArgs),
    /// What a profile says of itself: its inputs, its controls, for which platforms it is made
    Info(InfoArgs),
    /// What is wrong with a profile, without running it
    Check(CheckArgs),
    /// Make a new profile with an example that works
    Init(InitArgs),
    /// How many controls of real profiles this engine evaluates, and what stands in the way of the others
    Coverage(CoverageArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture profile list --format json\n\nExit status: 0 printed, 1 nobody reads it.")]
pub(crate) struct ListArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cincture profile info container-baseline\n  cincture profile info ./my-profile --format json\n\n\
    Exit status: 0 printed, 2 there is no such profile, or it cannot be used."
)]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    pub(crate) of: Of,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing of the profile is run. Errors are what no scan can be complete with: files that cannot be parsed, \
    ids that are there twice, dependencies. Warnings are what is missing: titles, descriptions, impacts, fields \
    of inspec.yml; and resources that the engine has not.\n\n\
    Exit status: 0 no errors (warnings or not), 2 errors.\n\n\
    Examples:\n  cincture profile check ./my-profile\n  cincture profile check ./my-profile.tar.gz --format json"
)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) of: Of,
}

/// Which profile, and how to print it.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// Profile: a built-in name, a folder, a .tar.gz, or a single .rb
    #[arg(value_name = "PROFILE")]
    pub(crate) profile: String,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Look at a profile that is not built in even where the system offers no seccomp filter to hold its parser with
    #[arg(long)]
    pub(crate) allow_unsandboxed_profile: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cincture profile init my-profile\n  cincture profile check my-profile\n  cincture scan local:// --profile ./my-profile\n\n\
    Exit status: 0 made, 1 it cannot be written, 2 usage."
)]
pub(crate) struct InitArgs {
    /// A folder that is not there yet, or is empty
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture profile coverage ./profiles --min 95\n\n\
    Exit status: 0 counted, 2 a folder or profile cannot be read, 4 less than --min.")]
pub(crate) struct CoverageArgs {
    /// Folders at or below which profiles stand (each a folder with an inspec.yml)
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,

    /// What to run them against: k8s://NAMESPACE/POD[/CONTAINER], local://, rootfs:///PATH, replay://FILE; without it a neutral machine
    /// that has everything, so that conditions hold and checks run
    #[arg(long, value_name = "TARGET")]
    pub(crate) target: Option<String>,

    /// Exit with status 4 where less than this of the controls was evaluated
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) min: Option<f64>,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Kubeconfig to use instead of $KUBECONFIG, ~/.kube/config or the pod's own identity
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// Context of the kubeconfig
    #[arg(long, value_name = "NAME")]
    pub(crate) context: Option<String>,

    /// No progress on standard error, only the result
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// 0 to 100.
fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "a number from 0 to 100 is expected")?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("a number from 0 to 100 is expected".into()) }
}
