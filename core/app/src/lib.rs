//! The commands of Cincture. [`doorstep`] is what every program's `main` calls.

mod archive;
mod cli;
mod commands;
mod configuration;
mod doorstep;
mod output;
mod publish;
mod secret_file;
mod system;
mod terminal;

pub use doorstep::doorstep;

use std::process::ExitCode;

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::Platform;
use cincture_core::problem::Problem;
use clap::Parser as _;

use crate::cli::ci::CiCommand;
use crate::cli::profile::ProfileCommand;
use crate::cli::threshold::ThresholdCommand;
use crate::cli::{Cli, Command};

/// Runs the command that `arguments` (with the program's name first) asks for. `platforms` are those that `ci` knows, in the
/// order in which they are asked.
fn run(platforms: &[&dyn Platform], arguments: &[String], env: &Env) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let exit = match cli.command {
        Command::Exec(args) => return in_own_words(commands::dropin::exec(&args), platforms, arguments, env),
        Command::Validate(args) => return in_own_words(commands::dropin::validate(&args), platforms, arguments, env),
        Command::ScanContainer(args) => {
            return in_own_words(Ok(commands::dropin::scan_container(&args)), platforms, arguments, env);
        }
        Command::Scan(args) => commands::scan::run(*args, env),
        Command::Gate(args) => commands::gate::run(&args, env),
        Command::Report(args) => commands::report::run(&args, env),
        Command::Ci(args) => match args.command {
            Some(CiCommand::Detect(args)) => commands::detect::run(&args, platforms, env),
            None => commands::ci::run(*args, platforms, env),
        },
        Command::Simulate(args) => commands::simulate::run(&args, platforms, env),
        Command::Explain(args) => commands::explain::run(&args, env),
        Command::Summary(args) => commands::look::summary(&args),
        Command::Diff(args) => commands::look::diff(&args),
        Command::Threshold(ThresholdCommand::Generate(args)) => commands::threshold::generate(&args),
        Command::Threshold(ThresholdCommand::Check(args)) => commands::threshold::check(&args),
        Command::Shell(args) => commands::shell::run(&args, env),
        Command::Access(args) => commands::access::run(args, env),
        Command::Profile(ProfileCommand::List(args)) => commands::profile::list(&args),
        Command::Profile(ProfileCommand::Info(args)) => commands::profile::info(&args),
        Command::Profile(ProfileCommand::Check(args)) => commands::profile::check(&args),
        Command::Profile(ProfileCommand::Init(args)) => commands::profile::init(&args),
        Command::Profile(ProfileCommand::Coverage(args)) => commands::coverage::run(&args, env),
        Command::Generate(args) => commands::generate::run(&args),
        Command::Migrate(args) => commands::migrate::run(&args),
        Command::ShowConfig(args) => commands::show_config::run(*args, env),
        Command::Doctor(args) => commands::doctor::run(*args, platforms, env),
        Command::Man(args) => commands::man::run(&args),
        Command::Completions(args) => commands::completions::run(args),
    };
    ExitCode::from(exit.code())
}

/// Runs what another tool's command line is in our own `words`. They never are such a line again.
fn in_own_words(
    words: Result<Vec<String>, Problem>,
    platforms: &[&dyn Platform],
    arguments: &[String],
    env: &Env,
) -> ExitCode {
    match words {
        Ok(words) => {
            commands::dropin::tell(&words);
            run(platforms, &arguments.iter().take(1).cloned().chain(words).collect::<Vec<_>>(), env)
        }
        Err(problem) => ExitCode::from(output::complain(&problem).code()),
    }
}

/// Help and version go to standard output with status 0, everything else to standard error with status 2.
fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    match (error.exit_code(), printed) {
        (0, Ok(())) => ExitCode::SUCCESS,
        (0, Err(_)) => ExitCode::from(Exit::Failed.code()),
        _ => ExitCode::from(Exit::Invalid.code()),
    }
}
