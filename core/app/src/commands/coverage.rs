//! `cincture profile coverage DIR...`.

use cincture_core::coverage::{self, Coverage, find};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::Problem;
use cincture_core::scan::{Engine, Identity, LocalOptions, profiles};
use cincture_core::target::Target;

use super::scan::{runtime, this_program, to_its_end};
use crate::cli::Format;
use crate::cli::profile::CoverageArgs;
use crate::configuration;
use crate::output;
use crate::terminal::{self, Progress};

/// Measures and prints; 4 where less than asked for was evaluated.
pub(crate) fn run(args: &CoverageArgs, env: &Env) -> Exit {
    match measured(args, env) {
        Ok(coverage) => report(args, &coverage),
        Err(problem) => output::complain(&problem),
    }
}

fn measured(args: &CoverageArgs, env: &Env) -> Result<Coverage, Problem> {
    let target: Option<Target> = args.target.as_deref().map(str::parse).transpose()?;
    let mut found = Vec::new();
    for folder in &args.folders {
        for path in find::profiles(folder)? {
            found.push(profiles::load(&path.join("").display().to_string())?);
        }
    }
    let open = configuration::open_options(args.kubeconfig.as_deref(), args.context.as_deref(), env)?;
    let local = LocalOptions { program: this_program()?, open, identity: Identity::Own, engine: Engine::Native };
    let progress = Progress::new(args.quiet);
    let measuring = async { coverage::measure(&found, target.as_ref(), &local, &mut |at| progress.step(at)).await };
    let coverage = to_its_end(runtime()?, measuring);
    progress.end();
    coverage
}

fn report(args: &CoverageArgs, coverage: &Coverage) -> Exit {
    let text = match args.format {
        Format::Text => coverage.table(),
        Format::Json => match coverage.json() {
            Ok(text) => text,
            Err(problem) => return output::complain(&problem),
        },
    };
    let enough = args.min.is_none_or(|min| coverage.sum.percent >= min);
    match terminal::print(&text) {
        false => Exit::Failed,
        true if enough => Exit::Pass,
        true => Exit::Incomplete,
    }
}
