//! The summary on the page of the run.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Artifact, Finished};
use cincture_core::report::{sentence, word};
use cincture_core::untrusted::one_line;

/// Bytes that a step may have; of more, none is shown.
const MOST: usize = 1 << 20;

/// What is written to the file that `GITHUB_STEP_SUMMARY` names, if it names one.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> Option<Artifact> {
    let path = PathBuf::from(env.get("GITHUB_STEP_SUMMARY")?);
    Some(Artifact::Append { path, text: markdown(done, MOST) })
}

/// The run in Markdown, cut at a line so that it has at most `most` bytes.
pub(crate) fn markdown(done: &Finished<'_>, most: usize) -> String {
    let text = text(done);
    if text.len() <= most {
        return text;
    }
    /// Room for the line that tells of the cut.
    const WORDS: usize = 100;
    let mut kept = 0;
    let room = most.saturating_sub(WORDS);
    let head: String = text
        .split_inclusive('\n')
        .take_while(|line| {
            kept += line.len();
            kept <= room
        })
        .collect();
    let left = text.lines().count() - head.lines().count();
    format!("{head}\n{left} more lines are left out here; the report's files have them.\n")
}

fn text(done: &Finished<'_>) -> String {
    // In a block of code nothing is Markdown, and a fence of tildes that stands in no line of the text ends it.
    let sentence = one_line(&sentence(done.input)).replace('~', "\\x7e");
    format!("## Cincture: {}\n\n~~~text\n{sentence}\n~~~\n", word(done.exit))
}
