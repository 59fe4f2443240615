//! Where inputs come from: the command line, a terminal, or whatever stands on standard input.

use std::collections::VecDeque;
use std::io::{IsTerminal as _, stdin, stdout};

use cincture_core::problem::{Code, Problem};
use tokio::runtime::Runtime;

use super::editor::LineEditor;
use crate::cli::shell::ShellArgs;
use crate::system::stop_signal;

/// What was read.
pub(super) enum Next {
    /// A line, or a whole expression of the command line.
    Text(String),
    /// What was typed until now is not to be evaluated.
    Dropped,
    /// A signal asks for the end.
    Stopped,
    /// There is nothing more.
    End,
}

/// One of the three.
pub(super) enum Reader {
    Given(VecDeque<String>),
    Terminal(Box<LineEditor>),
    Piped,
}

impl Reader {
    pub(super) fn new(args: &ShellArgs) -> Result<Self, Problem> {
        if !args.commands.is_empty() {
            return Ok(Self::Given(args.commands.iter().cloned().collect()));
        }
        if args.json() || !stdin().is_terminal() || !stdout().is_terminal() {
            return Ok(Self::Piped);
        }
        LineEditor::new(args.history.as_deref()).map(|editor| Self::Terminal(Box::new(editor)))
    }

    /// Somebody sits before it.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }

    /// An expression may go on in the next text.
    pub(super) fn goes_on(&self) -> bool {
        !matches!(self, Self::Given(_))
    }

    /// Words to complete.
    pub(super) fn knows(&mut self, words: Vec<String>) {
        if let Self::Terminal(editor) = self {
            editor.knows(words);
        }
    }

    /// Waits for the next text; `continued` says that it is the rest of one.
    pub(super) fn next(&mut self, continued: bool, runtime: &Runtime) -> Result<Next, Problem> {
        match self {
            Self::Given(texts) => Ok(texts.pop_front().map_or(Next::End, Next::Text)),
            Self::Terminal(editor) => editor.next(continued),
            Self::Piped => runtime.block_on(piped()),
        }
    }

    /// Keeps the history, where that is wanted.
    pub(super) fn end(&mut self) -> Result<(), Problem> {
        match self {
            Self::Terminal(editor) => editor.end(),
            _ => Ok(()),
        }
    }
}

async fn piped() -> Result<Next, Problem> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        stdin().read_line(&mut line).map(|bytes| (bytes > 0).then_some(line))
    });
    let stop = stop_signal().map_err(|e| unreadable(&e))?;
    let read = tokio::select! {
        read = read => read,
        () = stop => return Ok(Next::Stopped),
    };
    match read {
        Ok(Ok(Some(line))) => Ok(Next::Text(line.trim_end_matches(['\r', '\n']).to_owned())),
        Ok(Ok(None)) => Ok(Next::End),
        Ok(Err(e)) => Err(unreadable(&e)),
        Err(e) => Err(unreadable(&e)),
    }
}

pub(super) fn unreadable(error: &dyn std::error::Error) -> Problem {
    Problem::new(Code::Usage, "the input cannot be read", error.to_string(), "give Ruby as UTF-8 text")
}
