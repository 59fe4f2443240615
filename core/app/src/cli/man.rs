//! The command line of `man`.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "Examples:
  The page of one command:
    cincture man access install | man -l -
  All of them, where man looks:
    cincture man --out ~/.local/share/man/man1

Exit status: 0 printed or written, 1 it cannot be written, 2 there is no such command.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ManArgs {
    /// The command whose page is printed, such as `access install`; the program's own if it is not said
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub(crate) command: Vec<String>,

    /// Write the pages of all commands into this folder
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
