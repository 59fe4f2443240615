//! `cincture gate RESULTS...`.

use std::path::{Path, PathBuf};

use cincture_core::config::{Layer, gate_options};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::GateOptions;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input};

use super::files;
use super::reports::{Reports, is_same};
use crate::cli::gate::{GateArgs, JudgingArgs};
use crate::{cli, configuration, output, terminal};

/// Judges and reports; every way out has said why.
pub(crate) fn run(args: &GateArgs, env: &Env) -> Exit {
    match judged(args, env) {
        Ok((input, reports)) => told(args, env, &input, &reports),
        Err(problem) => output::complain(&problem),
    }
}

fn judged(args: &GateArgs, env: &Env) -> Result<(Input, Reports), Problem> {
    let options = options(&args.judging, env)?;
    let reports = reports(args, &options)?;
    let mut input = input(&args.files, &options, args.no_redact)?;
    input.run.aws = reports.account(env);
    if input.run.gate.judges() { Ok((input, reports)) } else { Err(nothing_to_judge_by()) }
}

/// What is asked for, by flags, environment and `cincture.yaml`.
pub(super) fn options(args: &JudgingArgs, env: &Env) -> Result<GateOptions, Problem> {
    let resolved = configuration::resolved(Layer::default(), args.flags(), env)?;
    configuration::warn(&resolved);
    Ok(gate_options(&resolved))
}

/// Every file that is asked for, or the report that is printed.
fn reports(args: &GateArgs, options: &GateOptions) -> Result<Reports, Problem> {
    let usual: Vec<Format> = args.out.iter().flat_map(|_| output::usual().into_iter().filter(files::has)).collect();
    let folder = args.out.as_deref().unwrap_or(Path::new("."));
    Reports::checked(folder, &usual, &args.reports, args.format == cli::Format::Json, &options.baseline)
}

/// `files` as a run, held against the gate of `options`, with the secrets in their texts if `unredacted`.
pub(super) fn input(files: &[PathBuf], options: &GateOptions, unredacted: bool) -> Result<Input, Problem> {
    let is_baseline = |file: &&PathBuf| options.baseline.iter().any(|old| is_same(old, file));
    if let Some(file) = files.iter().find(is_baseline) {
        let why = "these results are their own baseline, in which nothing can be new";
        let help = "keep the results of the accepted run in a file of their own";
        return Err(Problem::new(Code::Usage, "there is nothing to compare", why, help).at(file.display().to_string()));
    }
    let run = files::run(files, options.load()?)?;
    Ok(Input::of(if unredacted { run.unredacted() } else { run }))
}

fn nothing_to_judge_by() -> Problem {
    let help = "give a threshold, --fail-on or --floor; `cincture summary` counts without judging";
    Problem::new(Code::Usage, "there is nothing to judge by", "the threshold is `none`", help)
}

/// The files first, then what people read: a broken pipe must not cost the files.
fn told(args: &GateArgs, env: &Env, input: &Input, reports: &Reports) -> Exit {
    let mut exit = input.exit;
    let mut text = match shown(args, env, input, reports.printed) {
        Ok(text) => text,
        Err(problem) => return exit.and(output::complain(&problem)),
    };
    match reports.write(input, args.out.as_deref().unwrap_or(Path::new("."))) {
        Ok(()) if reports.printed.is_some() || args.quiet => {}
        Ok(()) => text.push_str(&reports.listed()),
        Err(problem) => exit = exit.and(output::complain(&problem)),
    }
    if reports.show(&text) { exit } else { exit.and(Exit::Failed) }
}

fn shown(args: &GateArgs, env: &Env, input: &Input, printed: Option<Format>) -> Result<String, Problem> {
    let colour = terminal::colour(args.color.into(), env.get("NO_COLOR").is_some());
    match printed {
        Some(format) => output::text(input, format),
        None if args.quiet => Ok(report::render_verdict(input, colour)),
        None => Ok(report::render_table(input, terminal::width(), colour)),
    }
}
