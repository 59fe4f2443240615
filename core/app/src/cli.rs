//! The command line.

pub(crate) mod access;
pub(crate) mod scan;
pub(crate) mod shell;

use std::path::PathBuf;

use crate::commands::profile;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::styling};

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

/// Compliance gates for running Kubernetes containers.
#[derive(Debug, Parser)]
#[command(name = "cincture", version, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input,\n\
    3 threshold breached, 4 incomplete (something that was asked for was not checked).")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a profile against a container and hold the result against a threshold
    Scan(Box<scan::ScanArgs>),
    /// Ask a target by hand: a prompt with the words and resources of profiles
    Shell(Box<shell::ShellArgs>),
    /// Short-lived access to pods: who may make it, making it for other tools, removing what is left of it
    Access(access::AccessArgs),
    /// Look at profiles
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// The profiles that are part of this program
    List(profile::ListArgs),
    /// What a profile says of itself: its inputs, its controls, for which platforms it is made
    Info(profile::InfoArgs),
    /// What is wrong with a profile, without running it
    Check(profile::CheckArgs),
    /// Make a new profile with an example that works
    Init(profile::InitArgs),
    /// How many controls of real profiles this engine evaluates, and what stands in the way of the others
    Coverage(CoverageArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture profile coverage ./profiles --min 95")]
pub(crate) struct CoverageArgs {
    /// Folders at or below which profiles stand (each a folder with an inspec.yml)
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,

    /// What to run them against: k8s://NAMESPACE/POD[/CONTAINER], local://, rootfs:///PATH; without it a neutral machine
    /// that has everything, so that conditions hold and checks run
    #[arg(short, long, value_name = "TARGET")]
    pub(crate) target: Option<String>,

    /// Exit with status 4 where less than this of the controls was evaluated
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) min: Option<f64>,

    /// How to print
    #[arg(long, value_enum, default_value_t = CoverageFormat::Table)]
    pub(crate) format: CoverageFormat,

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

/// How a coverage is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal
    Auto,
    /// Also in a file or a pipe
    Always,
    /// Nowhere
    Never,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture completions bash > /etc/bash_completion.d/cincture")]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// 0 to 100.
fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "a number from 0 to 100 is expected")?;
    if (0.0..=100.0).contains(&number) { Ok(number) } else { Err("a number from 0 to 100 is expected".into()) }
}

/// `90`, `90s`, `15m`, `2h`, `250ms`.
fn duration(text: &str) -> Result<std::time::Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| expected())?;
    let milliseconds = match &text[digits..] {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => None,
    };
    match milliseconds {
        Some(0) | None => Err(expected()),
        Some(ms) => Ok(std::time::Duration::from_millis(ms)),
    }
}

fn expected() -> String {
    "a time such as 90s, 15m or 2h is expected".into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn times_have_units_and_are_never_zero() {
        let ms = |text| duration(text).map(|d| d.as_millis()).ok();
        assert_eq!(ms("90"), Some(90_000));
        assert_eq!(ms("250ms"), Some(250));
        assert_eq!(ms("2h"), Some(7_200_000));
        for wrong in ["", "0", "0s", "5d", "-3s", "1.5s", "s", "99999999999999999999h", "18446744073709551615h"] {
            assert_eq!(ms(wrong), None, "{wrong:?}");
        }
    }
}
