//! `cincture explain CONTROL`.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::redact::UNREDACTED;
use cincture_core::report::{Format as Report, explain};
use serde_json::Value;

use super::gate;
use super::look::{printed, unwritten};
use crate::cli::Format;
use crate::cli::explain::ExplainArgs;
use crate::terminal;

/// Most bytes of a file of commands: twice what a scan writes.
const LARGEST: u64 = 32 << 20;

/// Explains; every way out has said why.
pub(crate) fn run(args: &ExplainArgs, env: &Env) -> Exit {
    printed(explained(args, env).map(|text| (text, Exit::Pass)))
}

fn explained(args: &ExplainArgs, env: &Env) -> Result<String, Problem> {
    let input = gate::input(&args.results, &gate::options(&args.judging, env)?, args.no_redact)?;
    if args.no_redact {
        terminal::complain(&format!("warning: {UNREDACTED}\n"));
    }
    let explained = explain(&input, &args.control, &commands(args)?)?;
    match args.format {
        Format::Text => Ok(explained.text()),
        Format::Json => explained.json().map_err(|e| unwritten(&e.to_string())),
    }
}

/// The commands that ran, from the file that was named, or from those beside the results.
fn commands(args: &ExplainArgs) -> Result<Vec<Value>, Problem> {
    if let Some(path) = &args.commands {
        return lines(path, &read(path).map_err(|e| unreadable(path, &e))?);
    }
    let mut all = Vec::new();
    let mut beside: Vec<PathBuf> =
        args.results.iter().map(|file| file.with_file_name(Report::Commands.file_name())).collect();
    beside.dedup();
    for path in beside {
        match read(&path) {
            Ok(text) => all.extend(lines(&path, &text)?),
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) => return Err(unreadable(&path, &e)),
        }
    }
    Ok(all)
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn lines(path: &Path, text: &str) -> Result<Vec<Value>, Problem> {
    let parsed = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(at, line)| {
        serde_json::from_str(line).map_err(|e| {
            let help = "give the commands.jsonl that a scan wrote";
            let place = format!("{}:{}", path.display(), at + 1);
            Problem::new(Code::ResultsInvalid, "the commands cannot be read", e.to_string(), help).at(place)
        })
    });
    parsed.collect()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let help = "give the commands.jsonl that a scan wrote, or leave --commands away";
    Problem::new(Code::ResultsNotFound, "the commands cannot be read", error.to_string(), help)
        .at(path.display().to_string())
}
