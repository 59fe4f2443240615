//! `cincture show-config`: what a scan would be configured with, and by what. Nothing is scanned.

use cincture_core::config::{self, Layer, Shown, show};
use cincture_core::env::Env;
use cincture_core::exit::Exit;

use crate::cli::show_config::ShowConfigArgs;
use crate::{configuration, output, terminal};

/// Prints; every way out has said why.
pub(crate) fn run(args: ShowConfigArgs, env: &Env) -> Exit {
    if args.schema {
        return printed(&config::schema());
    }
    match configuration::resolved(Layer::default(), args.options, env) {
        Ok(resolved) if Shown::of(&resolved).json => printed(&show::json(&resolved)),
        Ok(resolved) => {
            configuration::warn(&resolved);
            printed(&show::text(&resolved))
        }
        Err(problem) => output::complain(&problem),
    }
}

fn printed(text: &str) -> Exit {
    if terminal::print(text) { Exit::Pass } else { Exit::Failed }
}
