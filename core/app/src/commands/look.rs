//! `cincture summary` and `cincture diff`.

use std::path::PathBuf;

use cincture_core::compare::{Diff, Snapshot, compare};
use cincture_core::exit::Exit;
use cincture_core::gate::Gate;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Input, counts_json, render_counts};

use super::files;
use crate::cli::Format;
use crate::cli::look::{DiffArgs, SummaryArgs};
use crate::{output, terminal};

/// Counts; the exit status says only whether the files could be read.
pub(crate) fn summary(args: &SummaryArgs) -> Exit {
    let counted = input(&args.files).and_then(|input| match args.format {
        Format::Text => Ok(render_counts(&input)),
        Format::Json => counts_json(&input).map_err(|e| unwritten(&e.to_string())),
    });
    printed(counted.map(|text| (text, Exit::Pass)))
}

/// Compares; status 3 only where it is asked for.
pub(crate) fn diff(args: &DiffArgs) -> Exit {
    printed(compared(args))
}

fn compared(args: &DiffArgs) -> Result<(String, Exit), Problem> {
    let [old, new] = [&args.old, &args.new].map(|file| input(std::slice::from_ref(file)));
    let (old, new) = (Snapshot::of(&old?), Snapshot::of(&new?));
    let comparison = compare(&old, &new);
    let [old_name, new_name] = [&args.old, &args.new].map(|file| file.display().to_string());
    let diff = Diff { old_name: &old_name, old: &old, new_name: &new_name, new: &new, comparison: &comparison };
    let exit = if args.exit_code && diff.is_worse() { Exit::Breached } else { Exit::Pass };
    let text = match args.format {
        Format::Text => diff.text(),
        Format::Json => diff.json().map_err(|e| unwritten(&e.to_string()))?,
    };
    Ok((text, exit))
}

fn input(files: &[PathBuf]) -> Result<Input, Problem> {
    Ok(Input::of(files::run(files, Gate::default())?))
}

/// A value of ours that does not become JSON.
pub(super) fn unwritten(why: &str) -> Problem {
    Problem::new(Code::OutputUnwritable, "it cannot be written", why, "report this, it is a fault of Cincture")
}

/// Prints what there is to print, or says why there is nothing.
pub(super) fn printed(done: Result<(String, Exit), Problem>) -> Exit {
    match done {
        Ok((text, exit)) if terminal::print(&text) => exit,
        Ok((_, exit)) => exit.and(Exit::Failed),
        Err(problem) => output::complain(&problem),
    }
}
