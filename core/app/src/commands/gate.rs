//! `cincture gate RESULTS...`.

use std::path::{Path, PathBuf};

use cincture_core::config::{Layer, gate_options};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::Gate;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input};

use super::files;
use crate::cli::gate::{GateArgs, JudgingArgs};
use crate::{cli, configuration, output, terminal};

/// Judges and reports; every way out has said why.
pub(crate) fn run(args: &GateArgs, env: &Env) -> Exit {
    match judged(args, env) {
        Ok(input) => told(args, env, &input),
        Err(problem) => output::complain(&problem),
    }
}

fn judged(args: &GateArgs, env: &Env) -> Result<Input, Problem> {
    let gate = gate(&args.judging, env)?;
    if !gate.judges() {
        return Err(nothing_to_judge_by());
    }
    if !args.reports.iter().all(|report| files::has(&report.format)) {
        return Err(files::has_not());
    }
    input_with_secrets(&args.files, gate, args.no_redact)
}

/// What is asked for, by flags, environment and `cincture.yaml`.
pub(super) fn gate(args: &JudgingArgs, env: &Env) -> Result<Gate, Problem> {
    let resolved = configuration::resolved(Layer::default(), args.flags(), env)?;
    configuration::warn(&resolved);
    gate_options(&resolved).load()
}

/// `files` as a run, held against `gate`.
pub(super) fn input(files: &[PathBuf], gate: Gate) -> Result<Input, Problem> {
    Ok(Input::of(files::run(files, gate)?))
}

/// The same, with the secrets in their texts if `unredacted`.
pub(super) fn input_with_secrets(files: &[PathBuf], gate: Gate, unredacted: bool) -> Result<Input, Problem> {
    if !unredacted {
        return input(files, gate);
    }
    Ok(Input::of(files::run(files, gate)?.unredacted()))
}

fn nothing_to_judge_by() -> Problem {
    let help = "give a threshold, --fail-on or --floor; `cincture summary` counts without judging";
    Problem::new(Code::Usage, "there is nothing to judge by", "the threshold is `none`", help)
}

/// The files first, then what people read: a broken pipe must not cost the files.
fn told(args: &GateArgs, env: &Env, input: &Input) -> Exit {
    let mut exit = input.exit;
    let mut text = match shown(args, env, input) {
        Ok(text) => text,
        Err(problem) => return exit.and(output::complain(&problem)),
    };
    let files = places(args);
    let folder = args.out.as_deref().map_or(Ok(()), output::make_folder);
    match folder.and_then(|()| output::write_files(input, &files)) {
        Ok(()) if args.format == cli::Format::Json || args.quiet || files.is_empty() => {}
        Ok(()) => text.push_str(&output::listed(&files)),
        Err(problem) => exit = exit.and(output::complain(&problem)),
    }
    if terminal::print(&text) { exit } else { exit.and(Exit::Failed) }
}

/// Every file that is asked for, once.
fn places(args: &GateArgs) -> Vec<(Format, PathBuf)> {
    let usual = args.out.iter().flat_map(|folder| {
        let formats = output::usual().into_iter().filter(files::has);
        formats.map(|format| (format, folder.join(format.file_name())))
    });
    let folder = args.out.as_deref().unwrap_or(Path::new("."));
    let mut places: Vec<(Format, PathBuf)> = Vec::new();
    for place in usual.chain(args.reports.iter().map(|report| report.place(folder))) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn shown(args: &GateArgs, env: &Env, input: &Input) -> Result<String, Problem> {
    let colour = terminal::colour(args.color.into(), env.get("NO_COLOR").is_some());
    match args.format {
        cli::Format::Json => output::text(input, Format::Summary),
        cli::Format::Text if args.quiet => Ok(report::render_verdict(input, colour)),
        cli::Format::Text => Ok(report::render_table(input, terminal::width(), colour)),
    }
}
