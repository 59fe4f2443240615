//! What is said in the log of a job: a folded list of the files, and where they can be seen.

use std::path::{Component, Path};

use cincture_core::number::number;
use cincture_core::platform::{CiContext, Finished};
use cincture_core::report::word;
use cincture_core::untrusted::one_line;

use crate::output::{address, folded};

/// Name of the section, which no other program's has.
const SECTION: &str = "cincture_reports";

/// The lines at the end. `stranger`: a fork's code has the variables of this project.
pub(crate) fn of(done: &Finished<'_>, stranger: bool) -> String {
    let mut text = String::new();
    if stranger {
        text.push_str(
            "warning: this pipeline has the variables of this project, and its merge request is a fork's: whatever of it \
             is checked out here (cincture.yaml, profile, threshold) is a stranger's.\n",
        );
    }
    if done.files.is_empty() {
        return text;
    }
    let lines: Vec<String> =
        done.files.iter().map(|(format, path)| line(done.context, format.as_str(), path)).collect();
    let title = format!("Cincture: {}, {}", word(done.exit), number(lines.len(), "report"));
    text.push_str(&folded(SECTION, done.input.run.started.as_second(), &title, &lines));
    text.push_str(&format!("{}\n", one_line(&place(done))));
    text
}

/// A file with its address, if GitLab can take it.
fn line(context: &CiContext, format: &str, path: &Path) -> String {
    match artifact(context, "file", path) {
        Some((path, address)) => format!("{format}: {} {address}", path.display()),
        None => format!("{format}: {}", path.display()),
    }
}

/// Where people see the files; the first of them stands for the others.
fn place(done: &Finished<'_>) -> String {
    let folder = done.files.first().and_then(|(_, path)| path.parent());
    match folder.and_then(|folder| artifact(done.context, "browse", folder)) {
        Some((_, address)) => format!("Reports, as far as this job keeps them as artifacts: {address}"),
        None => "Reports: not below CI_PROJECT_DIR, from where GitLab takes artifacts".to_owned(),
    }
}

/// A path relative to the project, and its page among the artifacts of the job.
fn artifact<'a>(context: &CiContext, page: &str, path: &'a Path) -> Option<(&'a Path, String)> {
    let relative = path.strip_prefix(context.workspace.as_deref()?).ok()?;
    let below = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let relative = Some(relative).filter(|_| below)?;
    let job = context.build.url.as_deref()?;
    Some((relative, format!("{job}/artifacts/{page}/{}", address(relative))))
}
