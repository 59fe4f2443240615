//! The command line of `gate`.

use std::path::PathBuf;

use cincture_core::config::{Given, Layer, Origin, Value, options};
use cincture_core::gate;
use cincture_core::report::Wanted;
use clap::Args;

use super::options::OptionArgs;
use super::{ColorChoice, Format};

const GATE_EXAMPLES: &str = "Examples:
  Results of InSpec, CINC Auditor or Cincture, against the built-in threshold moderate:
    cincture gate results.json
  Two targets and one verdict, with a JUnit report of it:
    cincture gate web.json db.json --threshold threshold.yml --report junit=gate.xml
  No grave failure, whatever else:
    cincture gate results.json --fail-on high
  An organisation's least, under whatever the repository asks for:
    cincture gate results.json --threshold threshold.yml --floor /etc/cincture/floor.yml
  Only what is worse than it was:
    cincture gate results.json --baseline accepted.json
  From a program that writes to its standard output:
    inspec exec ./my-profile --reporter json | cincture gate - --threshold strict

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked).";

#[derive(Debug, Args)]
#[command(after_help = GATE_EXAMPLES)]
pub(crate) struct GateArgs {
    /// Results in InSpec's JSON form, one file for each target; - reads standard input
    #[arg(required = true, value_name = "RESULTS")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) judging: JudgingArgs,

    /// Folder for the files that a scan leaves, but commands.jsonl; - writes them as a tar to standard output, and the table
    /// to standard error; without it nothing is written
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// A report, into a file or under its usual name beside the others; - for PATH is standard output, instead of the table;
    /// may be given several times
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub(crate) reports: Vec<Wanted>,

    /// Leave tokens, keys and password hashes in the texts of reports
    #[arg(long)]
    pub(crate) no_redact: bool,

    /// What is printed: a table, or summary.json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Print the verdict only, one line
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Whether the output is in colour; NO_COLOR in the environment means never, unless this says otherwise
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
}

/// What results are held against.
#[derive(Clone, Debug, Args)]
pub(crate) struct JudgingArgs {
    /// Threshold: a file, a built-in name (strict, moderate, permissive), an inline one such as
    /// 'compliance.min: 80', or 'none' to judge by --floor and --fail-on alone; moderate, unless --fail-on is given
    #[arg(short, long, value_name = "THRESHOLD")]
    pub(crate) threshold: Option<String>,

    /// A threshold that holds as well, whatever --threshold says; may be given several times
    #[arg(long = "floor", value_name = "THRESHOLD")]
    pub(crate) floors: Vec<String>,

    /// No control of this severity or a graver one may fail or end in an error
    #[arg(long, value_name = "SEVERITY", value_parser = gate::FAIL_ON.map(|severity| severity.as_str()))]
    pub(crate) fail_on: Option<String>,

    /// Results of a run that is accepted as it was: only what is new breaks the threshold, though any breaks a floor; may be
    /// given several times, one for each target
    #[arg(long = "baseline", value_name = "RESULTS")]
    pub(crate) baseline: Vec<String>,
}

impl JudgingArgs {
    /// Whether any of it was given.
    pub(crate) fn is_given(&self) -> bool {
        let Self { threshold, floors, fail_on, baseline } = self;
        threshold.is_some() || !floors.is_empty() || fail_on.is_some() || !baseline.is_empty()
    }

    /// As a layer of the configuration.
    pub(crate) fn flags(&self) -> OptionArgs {
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let list = |items: &[String]| (!items.is_empty()).then(|| Value::List(items.to_vec()));
        let mut flags = Layer::default();
        for (setting, value) in [
            (&options::THRESHOLD, text(&self.threshold)),
            (&options::FLOOR, list(&self.floors)),
            (&options::FAIL_ON, text(&self.fail_on)),
            (&options::BASELINE, list(&self.baseline)),
        ] {
            let given = value.map(|value| Given { setting, value, origin: Origin::Flag(setting.spelling()) });
            given.into_iter().for_each(|given| flags.push(given));
        }
        OptionArgs { flags }
    }
}
