//! Which reports of a run go where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cincture_core::config::Reporting;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Wanted};

use crate::output;

/// The reports of a run.
pub(super) struct Reports {
    /// Every file, once.
    pub(super) files: Vec<(Format, PathBuf)>,
    /// What is printed instead of the table.
    pub(super) printed: Option<Format>,
}

impl Reports {
    /// `usual` under their own names, and what is asked for besides.
    pub(super) fn of(reporting: &Reporting, usual: &[Format]) -> Self {
        let out = &reporting.out;
        let mut printed = reporting.shown.json.then_some(Format::Summary);
        let mut files: Vec<(Format, PathBuf)> = usual.iter().map(|f| (*f, out.join(f.file_name()))).collect();
        for report in &reporting.reports {
            let (format, place) = report.place(out);
            if is_printed(report) {
                printed = Some(format);
            } else if !files.iter().any(|(other, path)| *other == format && is_same(path, &place)) {
                files.push((format, place));
            }
        }
        Self { files, printed }
    }

    /// Where they are, for people.
    pub(super) fn told(&self, out: &Path) -> String {
        let usual = |(format, path): &(Format, PathBuf)| *path == out.join(format.file_name());
        let (usual, others): (Vec<_>, Vec<_>) = self.files.iter().cloned().partition(usual);
        let formats: Vec<Format> = usual.into_iter().map(|(format, _)| format).collect();
        let others = if others.is_empty() { String::new() } else { output::listed(&others) };
        output::places(out, &formats) + &others
    }
}

/// What contradicts itself, and reports that could not be kept, are told before a long scan.
pub(super) fn check(reporting: &Reporting, usual: &[Format]) -> Result<(), Problem> {
    let contradiction = |why: &str, help: &str| Problem::new(Code::Usage, "flags contradict each other", why, help);
    let printed = reporting.reports.iter().filter(|report| is_printed(report)).count();
    if printed + usize::from(reporting.shown.json) > 1 {
        return Err(contradiction("two reports go to standard output", "name a file for all but one of them"));
    }
    if reporting.reports.iter().any(|report| report.format == Format::Commands) && !usual.contains(&Format::Commands) {
        return Err(contradiction("results files do not say which commands ran", "take the scan's own commands.jsonl"));
    }
    let files = Reports::of(reporting, usual).files;
    let twice = |at: usize, path: &Path| files[..at].iter().any(|(_, other)| is_same(other, path));
    if let Some((_, (_, path))) = files.iter().enumerate().find(|(at, (_, path))| twice(*at, path)) {
        let problem = contradiction("two reports would be written to one file", "give each its own name");
        return Err(problem.at(path.display().to_string()));
    }
    let folders: BTreeSet<&Path> = files.iter().map(|(_, file)| folder(file)).collect();
    folders.into_iter().try_for_each(output::check_folder)
}

/// Reports are text for their readers, and a CI system reads what is printed: only the table and summary.json are harmless there.
pub(super) fn check_none_printed(reporting: &Reporting) -> Result<(), Problem> {
    let Some(report) = reporting.reports.iter().find(|report| is_printed(report)) else { return Ok(()) };
    let why = "this output would be read for commands by the CI system";
    let help = "name a file for it, or print summary.json with --format json";
    Err(Problem::new(Code::Usage, "the report cannot go to standard output", why, help).at(report.format.to_string()))
}

/// Whether it goes to standard output.
fn is_printed(report: &Wanted) -> bool {
    report.path.as_deref() == Some(Path::new("-"))
}

/// Whether two names are one file's, `./a` and `a`.
fn is_same(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// Where a file is.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
