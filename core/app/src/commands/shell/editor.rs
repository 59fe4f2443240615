//! Lines at a terminal: editing, history, completion.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cincture_core::problem::{Code, Problem};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::reader::{Next, unreadable};

const FIRST: &str = "cincture> ";
const FURTHER: &str = "        > ";

/// A terminal that somebody types at.
pub(super) struct LineEditor {
    editor: Editor<Words, DefaultHistory>,
    history: Option<PathBuf>,
}

impl LineEditor {
    /// With what was typed before, where that was kept in `history`.
    ///
    /// # Errors
    /// Where the terminal or the history cannot be used.
    pub(super) fn new(history: Option<&Path>) -> Result<Self, Problem> {
        let config = Config::builder().completion_type(CompletionType::List).history_ignore_space(true).build();
        let mut editor = Editor::with_config(config).map_err(|e| unreadable(&e))?;
        if let Some(path) = history {
            match editor.load_history(path) {
                Err(ReadlineError::Io(e)) if e.kind() == ErrorKind::NotFound => {}
                other => other.map_err(|e| unkept(path, &e))?,
            }
        }
        Ok(Self { editor, history: history.map(Path::to_owned) })
    }

    pub(super) fn knows(&mut self, words: Vec<String>) {
        self.editor.set_helper(Some(Words { words }));
    }

    pub(super) fn next(&mut self, continued: bool) -> Result<Next, Problem> {
        match self.editor.readline(if continued { FURTHER } else { FIRST }) {
            Ok(line) => {
                self.editor.add_history_entry(line.as_str()).map_err(|e| unreadable(&e))?;
                Ok(Next::Text(line))
            }
            Err(ReadlineError::Interrupted) => Ok(Next::Dropped),
            Err(ReadlineError::Eof) if continued => Ok(Next::Dropped),
            Err(ReadlineError::Eof) => Ok(Next::End),
            Err(e) => Err(unreadable(&e)),
        }
    }

    /// # Errors
    /// Where the history was to be kept and cannot.
    pub(super) fn end(&mut self) -> Result<(), Problem> {
        match &self.history {
            Some(path) => self.editor.save_history(path).map_err(|e| unkept(path, &e)),
            None => Ok(()),
        }
    }
}

fn unkept(path: &Path, error: &ReadlineError) -> Problem {
    Problem::new(Code::OutputUnwritable, "the history cannot be kept", error.to_string(), "choose another --history")
        .at(path.display().to_string())
}

/// Words that are completed. They were checked to be names: nothing in them drives the terminal.
struct Words {
    words: Vec<String>,
}

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(completed(&self.words, line, at))
    }
}

/// Where the word before `at` begins, and what it may be the beginning of.
fn completed(words: &[String], line: &str, at: usize) -> (usize, Vec<String>) {
    let before = &line[..at];
    let begin = before
        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[begin..];
    let fitting = words.iter().filter(|known| !word.is_empty() && known.starts_with(word));
    (begin, fitting.cloned().collect())
}

impl Helper for Words {}
impl Highlighter for Words {}
impl Validator for Words {}
impl Hinter for Words {
    type Hint = String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_before_the_cursor_is_completed() {
        let words = ["file".to_owned(), "filesystem".to_owned(), "be".to_owned()];
        let found = |line: &str| completed(&words, line, line.len());
        assert_eq!(found("describe fil"), (9, vec!["file".to_owned(), "filesystem".to_owned()]));
        assert_eq!(found("ä(fil").0, 3);
        assert_eq!(found("describe "), (9, vec![]));
        assert_eq!(completed(&words, "fil('x')", 3).1.len(), 2);
    }
}
