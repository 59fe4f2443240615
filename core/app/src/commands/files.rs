//! Results files of the command line as the facts of a run.

use std::path::{Path, PathBuf};

use cincture_core::gate::Gate;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Run};
use cincture_core::results::{self, Document};
use cincture_engine::clock;

use super::reports::is_same;

/// The word for standard input.
const STANDARD_INPUT: &str = "-";

/// Reads `files`, one target each, to be held against `gate`.
///
/// # Errors
/// One of them is no results file, or stands there twice and would be counted twice.
pub(super) fn run(files: &[PathBuf], gate: Gate) -> Result<Run, Problem> {
    let started = clock::now();
    let twice = |at: usize, file: &Path| files[..at].iter().any(|other| is_same(other, file));
    if let Some(file) = files.iter().enumerate().find(|(at, file)| twice(*at, file)).map(|(_, file)| file) {
        let help = "name each file once";
        let problem = Problem::new(Code::Usage, "a file is named twice", "it would be counted twice", help);
        return Err(problem.at(file.display().to_string()));
    }
    let read = files.iter().map(|file| load(file)).collect::<Result<Vec<_>, _>>()?;
    Ok(Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        duration: clock::now().duration_since(started).try_into().unwrap_or_default(),
        targets: report::targets(read),
        gate,
        ..Run::default()
    })
}

/// Whether results files have what `format` tells.
pub(super) fn has(format: &Format) -> bool {
    *format != Format::Commands
}

/// One file with its name.
fn load(path: &Path) -> Result<(String, Document), Problem> {
    if path.as_os_str() != STANDARD_INPUT {
        return Ok((path.display().to_string(), results::load(path)?));
    }
    let origin = "standard input";
    Ok((origin.to_owned(), results::read_from(std::io::stdin().lock(), origin)?))
}
