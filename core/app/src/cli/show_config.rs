//! The command line of `show-config`.

use clap::Args;

use super::options::OptionArgs;

const EXAMPLES: &str = "Examples:
  What a scan in this folder, with this environment, would work with, and where each value comes from:
    cincture show-config
  The same with flags, for a program:
    cincture show-config k8s://shop/web-0 --threshold strict --format json
  The JSON Schema of cincture.yaml, for an editor:
    cincture show-config --schema > cincture.schema.json

Exit status: 0 everything was understood, 2 a layer says something that cannot be understood.";

/// Takes all the options of `scan`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowConfigArgs {
    /// Print the JSON Schema of cincture.yaml instead
    #[arg(long)]
    pub(crate) schema: bool,

    #[command(flatten)]
    pub(crate) options: OptionArgs,
}
