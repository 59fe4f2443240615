//! What a platform wants done.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

/// One thing to print, write or send. They are carried out in order.
#[derive(Clone, Debug)]
pub enum Artifact {
    /// Text for standard output, whole lines: commands of the platform, escaped by its grammar.
    Print(String),
    /// Text at the end of a file that the platform reads after the step.
    Append {
        /// The file, from the platform's environment.
        path: PathBuf,
        /// Whole lines.
        text: String,
    },
    /// A comment at the change. Where it cannot be made, that is a warning and changes nothing.
    Comment(Comment),
}

/// A comment that each run writes over, so that there is one of it.
#[derive(Clone)]
pub struct Comment {
    /// Address of the list of comments, from the platform's environment: GET has it in pages, POST adds to it.
    pub list: String,
    /// Address of comments: with `/` and the id of one behind it, PATCH changes that one.
    pub item: String,
    /// Address of what the server knows of the token's owner, with a `login`: a comment of a person is ours if it is theirs.
    pub owner: String,
    /// What authorises it, as a bearer's token.
    pub token: SecretString,
    /// First line of the text, by which the one of an earlier run is found.
    pub marker: String,
    /// The text, with the marker.
    pub body: String,
}

impl fmt::Debug for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Comment").field("list", &self.list).field("marker", &self.marker).finish_non_exhaustive()
    }
}
