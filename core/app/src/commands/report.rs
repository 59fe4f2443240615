//! `cincture report RESULTS...`.

use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::gate::{GateOptions, NONE};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, AwsAccount, Format, Input};

use super::{files, gate};
use crate::cli::report::{ReportArgs, To};
use crate::output::{self, Places};
use crate::terminal;

/// What who writes findings without saying whose is told.
const NO_ACCOUNT: &str =
    "warning: the findings are for nobody's account, and no import takes them: set AWS_ACCOUNT_ID and AWS_REGION\n";

/// Reads and writes; every way out has said why.
pub(crate) fn run(args: &ReportArgs, env: &Env) -> Exit {
    match written(args, env) {
        Ok((input, places)) => told(args, env, &input, &places),
        Err(problem) => output::complain(&problem),
    }
}

fn written(args: &ReportArgs, env: &Env) -> Result<(Input, Places), Problem> {
    let places = places(args)?;
    // What a configuration judges by is for scans and gates.
    let nothing = || GateOptions { threshold: Some(NONE.to_owned()), ..GateOptions::default() };
    let options = if args.judging.is_given() { gate::options(&args.judging, env)? } else { nothing() };
    let mut input = gate::input(&args.files, &options, args.no_redact)?;
    match AwsAccount::of(env) {
        Some(account) => input.run.aws = account,
        None if places.has(Format::Asff) => terminal::complain(NO_ACCOUNT),
        None => {}
    }
    places.files.iter().filter_map(|(_, path)| path.parent()).try_for_each(output::make_folder)?;
    output::write_places(&input, &places)?;
    Ok((input, places))
}

/// What people read goes where no report does. Nothing is judged unless it is asked for.
fn told(args: &ReportArgs, env: &Env, input: &Input, places: &Places) -> Exit {
    let judged = input.run.gate.judges();
    let colour = places.printed.is_none() && terminal::colour(args.color.into(), env.get("NO_COLOR").is_some());
    let mut text = if judged { report::render_verdict(input, colour) } else { String::new() };
    let exit = if judged { input.exit } else { Exit::Pass };
    if places.printed.is_some() {
        terminal::complain(&text);
        return exit;
    }
    text.push_str(&output::listed(&places.files));
    if terminal::print(&text) { exit } else { exit.and(Exit::Failed) }
}

fn places(args: &ReportArgs) -> Result<Places, Problem> {
    let mut places = Places::default();
    for to in &args.to {
        match to {
            To::All => {
                let formats = Format::ALL.into_iter().filter(files::has);
                places.files.extend(formats.map(|format| (format, args.out.join(format.file_name()))));
            }
            To::One(one) if !files::has(&one.format) => return Err(files::has_not()),
            To::One(one) if one.path.as_deref() == Some(Path::new("-")) => {
                if places.printed.replace(one.format).is_some() {
                    return Err(wrong("two reports go to standard output", "one of them would be read as the other's"));
                }
            }
            To::One(one) => places.files.push(one.place(&args.out)),
        }
    }
    match twice(&places.files) {
        Some(path) => Err(wrong("two reports go to one file", "one would take the other's place").at(path)),
        None => Ok(places),
    }
}

fn twice(files: &[(Format, PathBuf)]) -> Option<String> {
    let again = files.iter().enumerate().find(|(at, (_, path))| files[..*at].iter().any(|(_, other)| other == path));
    again.map(|(_, (_, path))| path.display().to_string())
}

fn wrong(what: &str, why: &str) -> Problem {
    Problem::new(Code::Usage, what, why, "give each a path of its own, as in --to junit=junit.xml")
}
