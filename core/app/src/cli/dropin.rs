//! The command lines of the tools that Cincture takes the place of, as far as it understands them. Hidden from the main help.

use clap::Args;

const EXEC: &str = "Examples:
  As cinc-auditor and inspec have it:
    cincture exec ./base -t k8s-container://shop/web-0/app --reporter json:results.json
  With the profile as an input:
    cincture exec -t k8s-container://shop/web-0/app --input ./base --reporter json:results.json

Without --threshold a control breaches it that failed or was skipped, where InSpec ends with 100 or 101; with
--no-distinct-exit, only one that failed.

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked).";

const VALIDATE: &str = "Examples:
  As SAF has it:
    cincture validate threshold -i results.json -T threshold.yml
    cincture validate threshold -i results.json -F 'compliance.min: 80, failed.critical.max: 0'
  With the file first:
    cincture validate results.json -c threshold.yml --reporter cli

What SAF lets pass unchecked, as a file that is missing or no threshold at all, is invalid input.

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked).";

const SCAN_CONTAINER: &str = "Example:
  cincture scan-container shop web-0 app ./my-profile threshold.yml

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked).";

/// `cinc-auditor exec`
#[derive(Debug, Args)]
#[command(after_help = EXEC)]
pub(crate) struct ExecArgs {
    /// Profile: a folder, an archive, a single .rb or a built-in name
    #[arg(value_name = "PROFILE")]
    pub(crate) profiles: Vec<String>,

    /// k8s-container://NAMESPACE/POD/CONTAINER; this machine if it is not given
    #[arg(short, long, value_name = "TARGET")]
    pub(crate) target: Option<String>,

    /// Where the result goes: cli, json, json:FILE, junit2:FILE, html2:FILE; several
    #[arg(long, value_name = "NAME[:FILE]", num_args = 1..)]
    pub(crate) reporter: Vec<String>,

    /// Values of inputs; without a PROFILE, the profile
    #[arg(long = "input", value_name = "NAME=VALUE", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Files with values of inputs
    #[arg(long = "input-file", visible_alias = "attrs", value_name = "FILE", num_args = 1..)]
    pub(crate) input_files: Vec<String>,

    /// Ours: what the result is held against, instead of "no control failed or was skipped"
    #[arg(long, value_name = "THRESHOLD")]
    pub(crate) threshold: Option<String>,

    /// Ours: the folder of the reports that are not named
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<String>,

    /// Longest time for one command in the target
    #[arg(long, value_name = "SECONDS")]
    pub(crate) command_timeout: Option<u32>,

    /// Skipped controls do not count against the result
    #[arg(long, overrides_with = "distinct_exit")]
    pub(crate) no_distinct_exit: bool,

    /// They do
    #[arg(long)]
    pub(crate) distinct_exit: bool,

    #[command(flatten)]
    pub(crate) refused: Refused,

    #[command(flatten)]
    pub(crate) needless: Needless,
}

/// What is known and cannot be had: to leave it away in silence would check something else than was asked for.
#[derive(Debug, Args)]
pub(crate) struct Refused {
    /// Refused: a scan runs all controls
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub(crate) controls: Vec<String>,

    /// Refused: a scan runs all controls
    #[arg(long, value_name = "TAG", num_args = 1..)]
    pub(crate) tags: Vec<String>,

    /// Refused: waivers are not read
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) waiver_file: Vec<String>,
}

/// What changes neither what is checked nor how it is judged.
#[derive(Debug, Args)]
pub(crate) struct Needless {
    #[arg(long, hide = true)]
    create_lockfile: bool,
    #[arg(long, hide = true)]
    no_create_lockfile: bool,
    #[arg(long, hide = true)]
    color: bool,
    #[arg(long, hide = true)]
    no_color: bool,
    #[arg(long, hide = true)]
    show_progress: bool,
    #[arg(long, hide = true)]
    no_show_progress: bool,
    #[arg(long, hide = true)]
    enhanced_outcomes: bool,
    #[arg(long, hide = true)]
    backend_cache: bool,
    #[arg(long, hide = true)]
    no_backend_cache: bool,
    #[arg(long, hide = true)]
    chef_license: Option<String>,
    #[arg(short, long, hide = true)]
    log_level: Option<String>,
    #[arg(long, hide = true)]
    sort_results_by: Option<String>,
}

/// `saf validate`
#[derive(Debug, Args)]
#[command(after_help = VALIDATE)]
pub(crate) struct ValidateArgs {
    /// `threshold`, or a results file
    #[arg(value_name = "threshold|RESULTS", required = true)]
    pub(crate) words: Vec<String>,

    /// Results in InSpec's JSON form
    #[arg(short, long, value_name = "RESULTS")]
    pub(crate) input: Option<String>,

    /// A threshold file
    #[arg(short = 'T', short_alias = 'c', long = "templateFile", value_name = "FILE")]
    pub(crate) template_file: Option<String>,

    /// A threshold such as 'compliance.min: 80'
    #[arg(short = 'F', long = "templateInline", value_name = "THRESHOLD")]
    pub(crate) template_inline: Option<String>,

    /// Where the result goes: cli
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub(crate) reporter: Vec<String>,
}

/// `scan-container.sh`
#[derive(Debug, Args)]
#[command(after_help = SCAN_CONTAINER)]
pub(crate) struct ScanContainerArgs {
    /// Namespace of the pod
    pub(crate) namespace: String,
    /// The pod
    pub(crate) pod: String,
    /// Its container
    pub(crate) container: String,
    /// Profile: a folder, an archive, a single .rb or a built-in name
    pub(crate) profile: String,
    /// A threshold; 70 percent and no errors if it is not given
    pub(crate) threshold: Option<String>,
    /// Folder of the reports
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub(crate) out: String,
}
