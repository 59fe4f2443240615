//! The command line of `report`.

use std::path::PathBuf;
use std::str::FromStr;

use cincture_core::report::Wanted;
use clap::Args;

use super::ColorChoice;
use super::gate::JudgingArgs;

const REPORT_EXAMPLES: &str = "Examples:
  A JUnit report and the results of both targets as one file:
    cincture report web.json db.json --to junit=build/junit.xml --to results=build/all.json
  Every format, with its usual name, in a folder of your choice:
    cincture report results.json --to all --out build/reports
  Findings for AWS Security Hub, of the account in AWS_ACCOUNT_ID and AWS_REGION:
    cincture report results.json --to asff=findings.json
  Every format, from where nothing can be written to:
    cincture report results.json --to all --out - | tar -x -C build
  A summary for another program, with a verdict:
    cincture report results.json --to summary=- --threshold strict

Nothing is judged unless it is said by what: --threshold, --floor, --fail-on, --baseline.

Exit status: 0 the reports are written, 1 they cannot be, 2 usage or invalid input; where something is judged, that of
`cincture gate`.";

#[derive(Debug, Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub(crate) struct ReportArgs {
    /// Results in InSpec's JSON form, one file for each target; - reads standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) files: Vec<PathBuf>,

    /// What to write: a format, and its file (- is standard output) where it is not to have its usual name under --out; or
    /// all, every format with its usual name; may be given several times
    #[arg(long = "to", value_name = "FORMAT[=PATH]", required = true)]
    pub(crate) to: Vec<To>,

    /// Folder for reports without a path; - writes them as a tar to standard output
    #[arg(short, long, value_name = "DIR", default_value = "cincture-results")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    /// Leave tokens, keys and password hashes in the texts of reports
    #[arg(long)]
    pub(crate) no_redact: bool,

    /// Whether the output is in colour; NO_COLOR in the environment means never, unless this says otherwise
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

/// What `--to` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Every format that can be made of results files.
    All,
    /// This one.
    One(Wanted),
}

impl FromStr for To {
    type Err = String;

    /// `all`, or as [`Wanted`].
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "all" => Ok(Self::All),
            Some(("all", _)) => Err("`all` has no path of its own; --out names the folder".to_owned()),
            _ => text.parse().map(Self::One),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_every_format_and_has_no_path() {
        assert_eq!("all".parse(), Ok(To::All));
        assert!("all=x".parse::<To>().unwrap_err().contains("--out"));
        assert_eq!("junit=x".parse(), Ok(To::One("junit=x".parse().unwrap())));
        assert!("allx".parse::<To>().is_err());
    }
}
