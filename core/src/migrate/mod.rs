//! Pipelines that use cinc-auditor, SAF and jq, rewritten for Cincture.
//!
//! Text in, text and notes out: nothing is run and nothing is looked up. [`migrate`] finds the shell of a pipeline in whatever
//! holds it (a script, YAML, a Jenkinsfile), replaces commands that it understands as a whole, and leaves every other byte
//! as it is. A command with one word that it does not understand stays as a whole, with a note: an option that is dropped
//! in silence may be the one that made a pipeline fail.

mod container_script;
mod diff;
mod exec;
mod jq;
mod lex;
mod mention;
mod options;
mod place;
mod rewrite;
mod saf;
mod script;
mod shell;
mod variables;
mod yaml;

pub use diff::{Edit, unified};

/// What a pipeline becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The whole file after it.
    pub text: String,
    /// What of it is new, in order and apart.
    pub edits: Vec<Edit>,
    /// What was done, what was not and why, in the order of lines.
    pub notes: Vec<Note>,
}

/// Something to say of a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Line of the file before, from 1.
    pub line: usize,
    /// What kind of news it is.
    pub kind: Kind,
    /// A sentence. Holds text of the file: hostile.
    pub text: String,
}

/// What a note means for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It was translated, and this is what became of it.
    Changed,
    /// It stays as it is and has to be looked at: it could not be translated.
    Untranslated,
    /// It stays as it is, and is no longer needed.
    Needless,
}

impl Kind {
    /// The word before a note.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Untranslated => "not translated",
            Self::Needless => "no longer needed",
        }
    }
}

impl Migration {
    /// Whether everything of the old tools that was found was translated, or is merely no longer needed.
    pub fn is_complete(&self) -> bool {
        self.notes.iter().all(|note| note.kind != Kind::Untranslated)
    }
}

/// Rewrites `text`, which is the file `name`: its ending says what it is where its contents do not.
pub fn migrate(name: &str, text: &str) -> Migration {
    rewrite::rewritten(text, script::scripts(name, text))
}

#[cfg(test)]
mod tests;
