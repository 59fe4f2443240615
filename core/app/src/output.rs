//! Files of a run, and problems on standard error.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Input};
use cincture_core::untrusted;

use crate::terminal;

/// The files that every run leaves, with the names that they have on every platform.
pub(crate) struct Files {
    files: Vec<(&'static str, Vec<u8>)>,
}

impl Files {
    /// Renders them all.
    pub(crate) fn of(input: &Input) -> Result<Self, Problem> {
        let files = vec![
            (RESULTS, report::results_json(input)?),
            (SUMMARY, report::summary_json(input)?),
            (JUNIT, report::junit_xml(input)?),
            (COMMANDS, input.run.commands.text().into_bytes()),
        ];
        Ok(Self { files })
    }

    /// summary.json as text.
    pub(crate) fn summary(&self) -> String {
        let summary = self.files.iter().find(|(name, _)| *name == SUMMARY);
        summary.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    /// Writes each beside its place and then puts it there, so that no reader meets half a file.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Problem> {
        fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            let mode = if *name == COMMANDS { 0o600 } else { 0o666 };
            put(&path, bytes, mode).map_err(|e| unwritable(&path, &e))?;
        }
        Ok(())
    }

    /// Where they are, as a line for people.
    pub(crate) fn place(&self, folder: &Path) -> String {
        let names: Vec<&str> = self.files.iter().map(|(name, _)| *name).collect();
        format!("Files in {}: {}\n", untrusted::one_line(&folder.display().to_string()), names.join(", "))
    }
}

const RESULTS: &str = "results.json";
const SUMMARY: &str = "summary.json";
const JUNIT: &str = "junit.xml";
/// What a profile runs may hold what it keeps out of its results.
const COMMANDS: &str = "commands.jsonl";

/// Tells before a long scan that its results could not be kept.
pub(crate) fn check_folder(folder: &Path) -> Result<(), Problem> {
    let probe = folder.join(".cincture");
    fs::create_dir_all(folder)
        .and_then(|()| fresh(&probe, 0o666))
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|e| unwritable(folder, &e))
}

fn put(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    let half = path.with_extension("part");
    let written = fresh(&half, mode).and_then(|mut file| file.write_all(bytes)).and_then(|()| fs::rename(&half, path));
    if written.is_err() {
        let _ = fs::remove_file(&half);
    }
    written
}

/// A new file, of `mode` without what the umask takes. Whatever has the name is taken away: in a folder that came with a stranger's repository it may be a link
/// to any file of ours.
fn fresh(path: &Path, mode: u32) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => (),
    }
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(Code::OutputUnwritable, "the results cannot be written", error.to_string(), "choose another --out")
        .at(path.display().to_string())
}

/// Says what is wrong on standard error, and gives the exit status that follows.
pub(crate) fn complain(problem: &Problem) -> Exit {
    terminal::complain(&problem.explained());
    problem.code.exit()
}
