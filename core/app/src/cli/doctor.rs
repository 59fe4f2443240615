//! The command line of `doctor`.

use clap::Args;

use super::options::OptionArgs;

const EXAMPLES: &str = "Examples:
  This machine, its configuration, and the cluster:
    cincture doctor
  What stands in the way of this scan:
    cincture doctor k8s://shop/web-0/app --profile ./my-profile --threshold threshold.yml
  Whether the caller may make short-lived access, for a program:
    cincture doctor k8s://shop/web-0 --access ephemeral --format json

Nothing is created, neither in the cluster nor on this machine.

Exit status: 0 nothing stands in the way; otherwise that which the scan would end with: 1 no API server was reached or it
refused the login, 2 usage or invalid input, 4 the target is missing or forbidden.";

/// Takes all the options of `scan`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) options: OptionArgs,
}
