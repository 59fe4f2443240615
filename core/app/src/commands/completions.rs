//! `cincture completions SHELL`.

use std::io::Write as _;

use cincture_core::exit::Exit;
use clap::CommandFactory as _;

use crate::cli::{Cli, CompletionsArgs};

pub(crate) fn run(args: CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cincture", &mut script);
    match std::io::stdout().write_all(&script) {
        Ok(()) => Exit::Pass,
        Err(_) => Exit::Failed,
    }
}
