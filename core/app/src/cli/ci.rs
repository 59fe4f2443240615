//! The command lines of `ci` and `ci detect`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;
use super::scan::ScanArgs;

const CI_EXAMPLES: &str = "Examples:
  In a step of a pipeline, with what the step was given:
    cincture ci
  With the target and the threshold on the command line:
    cincture ci k8s://shop/web-0/app --threshold threshold.yml
  Results of an earlier step, judged and told without another scan:
    cincture ci --results web.json --results db.json --threshold threshold.yml
  What of the pipeline is recognised:
    cincture ci detect
  What a pipeline would see, without one:
    cincture simulate github results.json
  Without any platform:
    cincture ci local:// --platform none

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked); the same as that of `cincture scan`.";

#[derive(Debug, Args)]
#[command(after_help = CI_EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct CiArgs {
    #[command(subcommand)]
    pub(crate) command: Option<CiCommand>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,

    /// Judge this results file instead of scanning; may be given several times, one file for each target
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Vec<PathBuf>,

    /// The CI platform, or none, instead of the one whose variables are there; CINCTURE_PLATFORM does the same
    #[arg(long, value_name = "ID")]
    pub(crate) platform: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CiCommand {
    /// Print what of the pipeline is recognised: platform, repository, branch, change, build
    Detect(DetectArgs),
}

const DETECT_EXAMPLES: &str = "Examples:
  What Cincture makes of the variables that are there:
    cincture ci detect
  For a program:
    cincture ci detect --format json

Exit status: 0 printed, also where there is no platform; 1 nobody reads it; 2 the platform is not known, or a file that it
names cannot be read.";

#[derive(Debug, Args)]
#[command(after_help = DETECT_EXAMPLES)]
pub(crate) struct DetectArgs {
    /// The CI platform instead of the one whose variables are there; CINCTURE_PLATFORM does the same
    #[arg(long, value_name = "ID")]
    pub(crate) platform: Option<String>,

    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
