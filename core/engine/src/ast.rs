//! What a control file says before any of its code runs: syntax errors, and the controls that must report.
//!
//! The reading is done by the Ruby compiler's own parser, so that it never sees another program than the one that will run.
//! That parser is C code which recurses with the depth of its input: a hostile file may end the process, so all of this
//! belongs in the sandboxed child. What comes out of it is read here without recursion and in linear time.

use std::collections::BTreeSet;

use sabiruby_compiler::{CompileError, Diagnostic, Options};

use crate::protocol::FoundControl;

mod controls;
mod dump;
mod said;
#[cfg(test)]
mod tests;

/// Largest control file. The tree's text is about fifty times as large.
pub(crate) const MAX_SOURCE: usize = 2 << 20;

/// Name under which files are parsed. The real one is an author's choice, and would stand in the tree's text.
const NAME: &str = "profile";

/// What parsing finds in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Controls with a literal id, in the order of their lines. An id may stand here more than once.
    pub(crate) controls: Vec<FoundControl>,
    /// More or fewer controls than these may report, or others: there is one whose id is not a literal, or that does not
    /// stand at file level; a describe outside of every control; controls of another profile; or code that can make
    /// controls in a way that parsing does not see (`send`, `eval`, `require`, ...).
    pub(crate) dynamic: bool,
    /// Ids that stand in [`Found::controls`] more than once, each once, in that order.
    pub(crate) duplicates: Vec<String>,
    /// Calls that may be resources, each once.
    pub(crate) calls: BTreeSet<Call>,
    /// Words that stand where a describe is given a resource, with their lines.
    pub(crate) asked: Vec<(u32, String)>,
    /// Words that the file defines: methods, and resources of its own.
    pub(crate) defined: Vec<String>,
}

/// A call without receiver: its name, and its first argument if that is a short text without anything computed in it.
pub(crate) type Call = (String, Option<String>);

/// One fault that the compiler found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub(crate) struct SyntaxError {
    /// Line, from 1; 0 where the compiler gives none.
    pub(crate) line: u32,
    /// What the compiler says.
    pub(crate) message: String,
}

/// The controls of a control file. Library files can be looked at in the same way: [`Found::dynamic`] says whether they may
/// make controls.
///
/// # Errors
/// If the file does not parse or is larger than [`MAX_SOURCE`]: its controls are not known then. The text names the line.
pub(crate) fn find(path: &str, source: &[u8]) -> Result<Found, String> {
    if source.len() > MAX_SOURCE {
        return Err(format!("the file has more than {} MiB", MAX_SOURCE >> 20));
    }
    if let Some(error) = syntax_errors(source).first() {
        return Err(error.to_string());
    }
    let text = sabiruby_compiler::ast(source, NAME).ok_or("the parser gives no tree")?;
    let mut found = controls::find(path, &dump::parse(&text)?)?;
    let lines = lines(source);
    for control in &mut found.controls {
        control.code = code(&lines, control.source_location.line.unwrap_or_default(), control.end_line);
    }
    Ok(found)
}

/// The faults for which a file does not compile, in the order of the compiler. None if it does.
pub(crate) fn syntax_errors(source: &[u8]) -> Vec<SyntaxError> {
    let options = Options { filename: NAME.to_owned(), ..Options::default() };
    match sabiruby_compiler::compile(source, &options) {
        Ok(_) => Vec::new(),
        Err(CompileError { diagnostics }) => {
            let errors = diagnostics.into_iter().filter(|diagnostic| diagnostic.kind.is_error());
            errors.map(|Diagnostic { line, message, .. }| SyntaxError { line, message }).collect()
        }
    }
}

/// The lines of a file with their ends.
pub(crate) fn lines(source: &[u8]) -> Vec<&[u8]> {
    source.split_inclusive(|&byte| byte == b'\n').collect()
}

/// The Ruby text of a control as InSpec gives it in `code`: its whole lines from `start_line` to `end_line`, counted from 1,
/// with their line ends. Empty if there are no such lines.
pub(crate) fn code(lines: &[&[u8]], start_line: u32, end_line: u32) -> String {
    let skipped = start_line.max(1) - 1;
    let taken = lines.iter().skip(skipped as usize).take(end_line.saturating_sub(skipped) as usize);
    String::from_utf8_lossy(&taken.copied().collect::<Vec<_>>().concat()).into_owned()
}
