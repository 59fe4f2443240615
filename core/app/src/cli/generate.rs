//! The command line of `generate`.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "Examples:
  A workflow for GitHub Actions, on the terminal:
    cincture generate github --set action=$ACTION
  A job for GitLab in the image of Cincture, written where it belongs:
    cincture generate gitlab --pattern container --set image=$IMAGE --out .
  What there is, and what can be set:
    cincture generate --list
  A script for cron:
    cincture generate script --kind crontab --set schedule='30 2 * * 1-5'
  With templates of your own, which take the place of ours where they have the same names:
    cincture generate jenkins --templates ./templates

Secrets are named, never written: a value is the name that the CI system has a secret under.

Exit status: 0 generated, 1 nobody reads it or a file cannot be written, 2 a value is missing or wrong, or a file is there that
has another content.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct GenerateArgs {
    /// The CI platform; script is for shells, cron and CronJobs
    #[arg(value_name = "PLATFORM", required_unless_present = "list")]
    pub(crate) platform: Option<String>,

    /// Run the program on the machine of the job, or its image
    #[arg(long, value_parser = ["script", "container"], default_value = "script")]
    pub(crate) pattern: String,

    /// Which of the platform's kinds, such as scripted for jenkins; the first of them if it is not said
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,

    /// Value of a variable; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,

    /// Folder to write to, usually the root of the repository; without it, standard output
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Write over files that are there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// Folder with templates of your own: PLATFORM/FILE.j2
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,

    /// Print platforms, kinds and variables instead
    #[arg(long)]
    pub(crate) list: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE is expected")?;
    Ok((name.to_owned(), value.to_owned()))
}
