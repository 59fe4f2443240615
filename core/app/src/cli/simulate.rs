//! The command line of `simulate`.

use std::path::PathBuf;

use clap::Args;

use super::Format;
use super::gate::JudgingArgs;

const EXAMPLES: &str = "Examples:
  What Azure Pipelines would be told of a stored result:
    cincture simulate azure results.json
  With a threshold, and for a job of your own whose variables are in a file, NAME=value in each line:
    cincture simulate teamcity results.json --threshold strict --environment job.env
  For a program: what would be printed, written and sent, in order:
    cincture simulate github results.json --format json

Nothing is written or sent. Without --environment the job is one that Cincture brings along.
In a step of a pipeline the platform would carry out what this prints: send it to a file there.

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete; the same as that of `cincture gate`.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimulateArgs {
    /// The CI platform
    #[arg(value_name = "PLATFORM")]
    pub(crate) platform: String,

    /// Results in InSpec's JSON form, one file for each target; - reads standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    /// Variables of the job, NAME=value in each line
    #[arg(long, value_name = "FILE")]
    pub(crate) environment: Option<PathBuf>,

    /// The log with what is written and sent below it, or each of it as JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
