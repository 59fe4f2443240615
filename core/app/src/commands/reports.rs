//! Which reports of a run go where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cincture_core::config::Reporting;
use cincture_core::env::Env;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{AwsAccount, Format, Input, Wanted};

use crate::{archive, output, terminal};

/// What who writes findings without saying whose is told.
const NO_ACCOUNT: &str =
    "warning: the findings are for nobody's account, and no import takes them: set AWS_ACCOUNT_ID and AWS_REGION\n";

/// The reports of a run.
pub(super) struct Reports {
    /// Every file, once.
    pub(super) files: Vec<(Format, PathBuf)>,
    /// What is printed instead of the table.
    pub(super) printed: Option<Format>,
    /// What goes to standard output as a tar; then the table goes to standard error.
    pub(super) archived: Vec<Format>,
}

impl Reports {
    /// `usual` under their own names, and what is asked for besides.
    pub(super) fn of(reporting: &Reporting, usual: &[Format]) -> Self {
        Self::placed(&reporting.out, usual, &reporting.reports, reporting.shown.json)
    }

    fn placed(out: &Path, usual: &[Format], wanted: &[Wanted], json: bool) -> Self {
        let mut printed = json.then_some(Format::Summary);
        let (archived, filed) = if archive::is_meant(out) { (usual, &[][..]) } else { (&[][..], usual) };
        let mut archived = archived.to_vec();
        let mut files: Vec<(Format, PathBuf)> = filed.iter().map(|f| (*f, out.join(f.file_name()))).collect();
        for report in wanted {
            let (format, place) = report.place(out);
            if is_printed(report) {
                printed = Some(format);
            } else if archive::is_meant(out) && report.path.is_none() {
                archived.extend(Some(format).filter(|format| !archived.contains(format)));
            } else if !files.iter().any(|(other, path)| *other == format && is_same_place(path, &place)) {
                files.push((format, place));
            }
        }
        Self { files, printed, archived }
    }

    /// The same, without what contradicts itself.
    ///
    /// # Errors
    /// Two reports go to one place, there are no commands to report, or a report would take the place of a baseline, so that
    /// the next run knows what is new in this one.
    pub(super) fn checked(
        out: &Path,
        usual: &[Format],
        wanted: &[Wanted],
        json: bool,
        baseline: &[PathBuf],
    ) -> Result<Self, Problem> {
        let contradiction = |why: &str, help: &str| Problem::new(Code::Usage, "flags contradict each other", why, help);
        let printed = wanted.iter().filter(|report| is_printed(report)).count();
        if printed + usize::from(json) > 1 {
            return Err(contradiction("two reports go to standard output", "name a file for all but one of them"));
        }
        if archive::is_meant(out) {
            archive::check()?;
            if printed > 0 || json {
                return Err(contradiction(
                    "--out - has standard output for itself",
                    "name a file for the other report",
                ));
            }
        }
        if wanted.iter().any(|report| report.format == Format::Commands) && !usual.contains(&Format::Commands) {
            return Err(contradiction(
                "results files do not say which commands ran",
                "take the scan's own commands.jsonl",
            ));
        }
        let reports = Self::placed(out, usual, wanted, json);
        let files = &reports.files;
        let twice = |at: usize, path: &Path| files[..at].iter().any(|(_, other)| is_same_place(other, path));
        if let Some((_, (_, path))) = files.iter().enumerate().find(|(at, (_, path))| twice(*at, path)) {
            let problem = contradiction("two reports would be written to one file", "give each its own name");
            return Err(problem.at(path.display().to_string()));
        }
        if let Some((_, path)) = files.iter().find(|(_, path)| baseline.iter().any(|old| is_same(old, path))) {
            let why =
                "a report would be written over the baseline, and what is new in this run would be known to the next";
            return Err(contradiction(why, "keep the baseline elsewhere").at(path.display().to_string()));
        }
        Ok(reports)
    }

    /// Whose Security Hub findings are written for; who writes them without saying whose is told so.
    pub(super) fn account(&self, env: &Env) -> AwsAccount {
        let account = AwsAccount::of(env);
        if account.is_none() && self.has(Format::Asff) {
            terminal::complain(NO_ACCOUNT);
        }
        account.unwrap_or_default()
    }

    /// Whether a report in `format` is among them.
    fn has(&self, format: Format) -> bool {
        let is_file = self.files.iter().any(|(of_file, _)| *of_file == format);
        self.printed == Some(format) || self.archived.contains(&format) || is_file
    }

    /// Writes all of them but the one that is printed. The tar is the last: a broken pipe must not cost the files.
    pub(super) fn write(&self, input: &Input, out: &Path) -> Result<(), Problem> {
        if self.archived.is_empty() {
            output::make_folder(out)?;
            return output::write_files(input, &self.files);
        }
        output::write_files(input, &self.files)?;
        archive::print(input, &self.archived)
    }

    /// Shows `text` where it stands in nothing's way. False: standard output takes nothing.
    pub(super) fn show(&self, text: &str) -> bool {
        if self.archived.is_empty() {
            return terminal::print(text);
        }
        terminal::complain(text);
        true
    }

    /// Each with its place, for people.
    pub(super) fn listed(&self) -> String {
        let archived = if self.archived.is_empty() { String::new() } else { output::archived(&self.archived) };
        let files = if self.files.is_empty() { String::new() } else { output::listed(&self.files) };
        archived + &files
    }

    /// The usual ones by their folder, for people.
    pub(super) fn told(&self, out: &Path) -> String {
        let usual = |(format, path): &(Format, PathBuf)| *path == out.join(format.file_name());
        let (usual, others): (Vec<_>, Vec<_>) = self.files.iter().cloned().partition(usual);
        let formats: Vec<Format> = usual.into_iter().map(|(format, _)| format).collect();
        let others = if others.is_empty() { String::new() } else { output::listed(&others) };
        let usual =
            if self.archived.is_empty() { output::places(out, &formats) } else { output::archived(&self.archived) };
        usual + &others
    }
}

/// What contradicts itself, and reports that could not be kept, are told before a long scan.
pub(super) fn check(reporting: &Reporting, usual: &[Format]) -> Result<Reports, Problem> {
    let (out, wanted, json) = (&reporting.out, &reporting.reports, reporting.shown.json);
    let reports = Reports::checked(out, usual, wanted, json, &reporting.gate.baseline)?;
    let folders: BTreeSet<&Path> = reports.files.iter().map(|(_, file)| folder(file)).collect();
    folders.into_iter().try_for_each(output::check_folder)?;
    reports.files.iter().try_for_each(|(_, file)| output::check_file(file))?;
    Ok(reports)
}

/// Reports are text for their readers, and a CI system reads what is printed: only the table and summary.json are harmless there.
pub(super) fn check_none_printed(reporting: &Reporting) -> Result<(), Problem> {
    let report = reporting.reports.iter().find(|report| is_printed(report)).map(|report| report.format.to_string());
    let archive = archive::is_meant(&reporting.out).then(|| "--out -".to_owned());
    let Some(what) = report.or(archive) else { return Ok(()) };
    let why = "this output would be read for commands by the CI system";
    let help = "name a file for it, or print summary.json with --format json";
    Err(Problem::new(Code::Usage, "the report cannot go to standard output", why, help).at(what))
}

/// Whether it goes to standard output.
fn is_printed(report: &Wanted) -> bool {
    report.path.as_deref() == Some(Path::new("-"))
}

/// Whether two names are one file's: `./a` and `a`, or those of one file that is there.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    absolute(one) == absolute(other) || real(one) == real(other)
}

/// The same for names that are written to: a link of such a name is replaced and not followed, only its folder is.
fn is_same_place(one: &Path, other: &Path) -> bool {
    one.file_name() == other.file_name() && is_same(folder(one), folder(other))
}

/// Where a file is.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
