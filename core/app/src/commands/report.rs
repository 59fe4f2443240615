//! `cincture report RESULTS...`.

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::{GateOptions, NONE};
use cincture_core::problem::Problem;
use cincture_core::report::{self, Format, Input, Wanted};

use super::reports::Reports;
use super::{files, gate};
use crate::cli::report::{ReportArgs, To};
use crate::{archive, output, terminal};

/// Reads and writes; every way out has said why.
pub(crate) fn run(args: &ReportArgs, env: &Env) -> Exit {
    match written(args, env) {
        Ok((input, reports)) => told(args, env, &input, &reports),
        Err(problem) => output::complain(&problem),
    }
}

fn written(args: &ReportArgs, env: &Env) -> Result<(Input, Reports), Problem> {
    // What a configuration judges by is for scans and gates.
    let nothing = || GateOptions { threshold: Some(NONE.to_owned()), ..GateOptions::default() };
    let options = if args.judging.is_given() { gate::options(&args.judging, env)? } else { nothing() };
    let reports = reports(args, &options)?;
    let mut input = gate::input(&args.files, &options, args.no_redact)?;
    input.run.aws = reports.account(env);
    reports.files.iter().filter_map(|(_, path)| path.parent()).try_for_each(output::make_folder)?;
    output::write(&input, &reports.files, reports.printed)?;
    if !reports.archived.is_empty() {
        archive::print(&input, &reports.archived)?;
    }
    Ok((input, reports))
}

/// What people read goes where no report does. Nothing is judged unless it is asked for.
fn told(args: &ReportArgs, env: &Env, input: &Input, reports: &Reports) -> Exit {
    let judged = input.run.gate.judges();
    let free = reports.printed.is_none() && reports.archived.is_empty();
    let colour = free && terminal::colour(args.color.into(), env.get("NO_COLOR").is_some());
    let mut text = if judged { report::render_verdict(input, colour) } else { String::new() };
    let exit = if judged { input.exit } else { Exit::Pass };
    if reports.printed.is_none() {
        text.push_str(&reports.listed());
    }
    if !free {
        terminal::complain(&text);
        return exit;
    }
    if terminal::print(&text) { exit } else { exit.and(Exit::Failed) }
}

/// Everything that is asked for; nothing is there unasked.
fn reports(args: &ReportArgs, options: &GateOptions) -> Result<Reports, Problem> {
    let is_all = args.to.contains(&To::All);
    let all: Vec<Format> = Format::ALL.into_iter().filter(|format| is_all && files::has(format)).collect();
    let one = |to: &To| match to {
        To::All => None,
        To::One(one) => Some(one.clone()),
    };
    let others: Vec<Wanted> = args.to.iter().filter_map(one).collect();
    Reports::checked(&args.out, &all, &others, false, &options.baseline)
}
