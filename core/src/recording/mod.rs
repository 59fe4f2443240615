//! A recording: everything that a target answered in one scan, so that the scan can be had again without the target.
//!
//! A file of gzip (RFC 1952) with lines of JSON: the head, each exchange in its order, the end, and a SHA-256 of all lines
//! before. The sum finds damage; it proves nothing about who wrote the file, and whoever can write it can give any answer
//! in it. It holds what the target said, secrets included.

mod read;
mod told;
mod write;

use std::time::Duration;

use cincture_engine::target::{Answer, Question};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::read::read;
pub use self::told::ToldProblem;
pub use self::write::{Recorder, Sink};

/// The form of the file. Another number is refused.
const FORMAT: u32 = 1;
/// Most that a recording may come to once it is read, bytes, as [`cincture_engine::weight`] has it.
const LARGEST: usize = 512 << 20;

/// What a recording is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The form of the file.
    format: u32,
    /// Version of Cincture that wrote it.
    pub cincture: String,
    /// The target, as its scan named it.
    pub target: String,
    /// When the scan began.
    pub started: Timestamp,
    /// What asked.
    pub profiles: Vec<Asker>,
}

/// A profile that asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asker {
    /// Its name.
    pub name: String,
    /// SHA-256 over its files, as in its results.
    pub sha256: String,
}

impl Head {
    /// The head of a scan of `target` that began at `started`, by this version of Cincture.
    pub fn new(target: String, started: Timestamp, profiles: Vec<Asker>) -> Self {
        Self { format: FORMAT, cincture: env!("CARGO_PKG_VERSION").to_owned(), target, started, profiles }
    }
}

/// Questions that were put at once, and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What was asked; at least one.
    pub questions: Vec<Question>,
    /// As many answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// How long the target took for them all.
    pub took: Duration,
}

/// How the scan ended, beyond what its profiles say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The target was reached: its profiles ran.
    pub opened: bool,
    /// How long the scan took.
    pub duration: Duration,
    /// Round trips in exec sessions.
    pub round_trips: u32,
    /// What went wrong with the target, its container's identity, access to it, or by a signal.
    pub problems: Vec<ToldProblem>,
    /// What was not checked for another reason than a profile's, such as the time limit.
    pub unchecked: Vec<String>,
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Head(Head),
    Exchange(Exchange),
    End(End),
    Sha256(String),
}

/// A recording that was read and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What it is of.
    pub head: Head,
    /// What was asked and answered, in its order.
    pub exchanges: Vec<Exchange>,
    /// How the scan ended.
    pub end: End,
}
