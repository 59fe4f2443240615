//! The command lines of `summary` and `diff`: results looked at without judging them.

use std::path::PathBuf;

use clap::Args;

use super::Format;

const SUMMARY_EXAMPLES: &str = "Examples:
  How many controls of each file have which status and severity, and of all together:
    cincture summary web.json db.json
  For a program:
    cincture summary results.json --format json

Exit status: 0 counted, whatever was found, 2 usage, or a file that cannot be read.";

#[derive(Debug, Args)]
#[command(after_help = SUMMARY_EXAMPLES)]
pub(crate) struct SummaryArgs {
    /// Results in InSpec's JSON form, one file for each target; - reads standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) files: Vec<PathBuf>,

    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

const DIFF_EXAMPLES: &str = "Examples:
  What became worse, better, new or gone:
    cincture diff yesterday.json today.json
  The same, with exit status 3 where anything is worse:
    cincture diff yesterday.json today.json --exit-code

Exit status: 0 compared, whatever was found, 2 usage, or a file that cannot be read, 3 with --exit-code: something is worse.";

#[derive(Debug, Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub(crate) struct DiffArgs {
    /// Results of the earlier run
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// Results of the later run
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// End with status 3 where a control is worse or gone, or a new one does not pass
    #[arg(long)]
    pub(crate) exit_code: bool,
}
