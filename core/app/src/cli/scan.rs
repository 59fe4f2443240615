//! The command line of `scan`. Its flags are the table of options in core.

use clap::Args;

use super::options::OptionArgs;

const SCAN_EXAMPLES: &str = "Examples:
  This machine, with the built-in profile:
    cincture scan local:// --threshold moderate
  A container in a pod, with a profile of your own and a threshold file:
    cincture scan k8s://shop/web-0/app --profile ./my-profile --threshold threshold.yml
  A threshold on the command line:
    cincture scan k8s://shop/web-0 --threshold 'compliance.min: 80, failed.critical.max: 0'
  The results under a name of your own as well:
    cincture scan k8s://shop/web-0 --report results=web-0.json
  The results as a tar, from where nothing can be written to:
    cincture scan k8s://shop/web-0 --out - | tar -x -C results
  What cincture.yaml and the environment say, and which of them says what:
    cincture scan
    cincture show-config
  An unpacked root file system, without running anything of it:
    cincture scan rootfs:///mnt/image --profile ./my-profile
  Once with the container, then as often as you like without it:
    cincture scan k8s://shop/web-0 --record web-0.rec
    cincture scan replay://web-0.rec

Each option may also stand in cincture.yaml (`timeout: 10m`) or in the environment (CINCTURE_TIMEOUT=10m); a flag
overrides both.

Exit status: 0 pass, 1 Cincture or its surroundings failed, 2 usage or invalid input, 3 threshold breached,
4 incomplete (something that was asked for was not checked).";

#[derive(Debug, Args)]
#[command(after_help = SCAN_EXAMPLES)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) options: OptionArgs,
}
