//! The command line of `ci`.

use std::path::PathBuf;

use clap::Args;

use super::scan::ScanArgs;

const CI_EXAMPLES: &str = "Examples:
  In a step of a pipeline, with what the step was given:
    cincture ci
  With the target and the threshold on the command line:
    cincture ci k8s://shop/web-0/app --threshold threshold.yml
  Results of an earlier step, judged and told without another scan:
    cincture ci --results web.json --results db.json --threshold threshold.yml
  What a pipeline would see, without one:
    GITHUB_ACTIONS=true cincture ci local:// --threshold none
  Without any platform:
    cincture ci local:// --platform none

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked); the same as that of `cincture scan`.";

#[derive(Debug, Args)]
#[command(after_help = CI_EXAMPLES)]
pub(crate) struct CiArgs {
    #[command(flatten)]
    pub(crate) scan: ScanArgs,

    /// Judge this results file instead of scanning; may be given several times, one file for each target
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Vec<PathBuf>,

    /// The CI platform, or none, instead of the one whose variables are there; CINCTURE_PLATFORM does the same
    #[arg(long, value_name = "ID")]
    pub(crate) platform: Option<String>,
}
