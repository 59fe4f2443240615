//! The command line of `threshold`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum ThresholdCommand {
    /// Make a threshold that results just meet
    Generate(GenerateArgs),
    /// Say what is wrong with thresholds, and what they ask for in words
    Check(CheckArgs),
}

const GENERATE_EXAMPLES: &str = "Examples:
  It must not become worse than this:
    cincture threshold generate results.json -o threshold.yml
  It must stay exactly like this, control by control:
    cincture threshold generate results.json --controls > threshold.yml

Exit status: 0 made, 1 it cannot be written, 2 usage, or results that cannot be read or of which nothing was checked.";

#[derive(Debug, Args)]
#[command(after_help = GENERATE_EXAMPLES)]
pub(crate) struct GenerateArgs {
    /// Results in InSpec's JSON form, one file for each target; - reads standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) files: Vec<PathBuf>,

    /// Exactly these numbers, so that better results break it as well
    #[arg(long)]
    pub(crate) exact: bool,

    /// Exactly these controls in each status and severity
    #[arg(long, conflicts_with = "exact")]
    pub(crate) controls: bool,

    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const CHECK_EXAMPLES: &str = "Examples:
  Is it valid, and what does it ask for?
    cincture threshold check threshold.yml
  A built-in one, and one from the command line:
    cincture threshold check strict 'failed.critical.max: 0'

Exit status: 0 all of them can be used, 2 one cannot.";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Files, built-in names or inline thresholds
    #[arg(required = true, value_name = "THRESHOLD")]
    pub(crate) thresholds: Vec<String>,

    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
