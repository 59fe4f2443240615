//! The command line of `explain`.

use std::path::PathBuf;

use clap::Args;

use super::Format;
use super::gate::JudgingArgs;

const EXPLAIN_EXAMPLES: &str = "Examples:
  Why did this control not pass, what ran for it, and what is to be done?
    cincture explain cb-01 --results cincture-results/results.json
  Which lines of our threshold does it break?
    cincture explain cb-01 --results results.json --threshold threshold.yml
  What did it find, where a password was taken out of it?
    cincture explain cb-01 --no-redact

Exit status: 0 explained, whatever its status, 2 usage, no such control, or a file that cannot be read.";

#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// Id of the control
    #[arg(value_name = "CONTROL")]
    pub(crate) control: String,

    /// Results in InSpec's JSON form; may be given several times, one file for each target
    #[arg(short, long, value_name = "RESULTS", default_value = "cincture-results/results.json")]
    pub(crate) results: Vec<PathBuf>,

    /// The commands that ran, instead of commands.jsonl beside the results, if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) commands: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    /// Show tokens, keys and password hashes that the texts hold
    #[arg(long)]
    pub(crate) no_redact: bool,

    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
