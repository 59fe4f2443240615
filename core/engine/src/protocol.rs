//! What goes over the two pipes between the parent and the engine's child, and how.
//!
//! A frame is a little-endian `u32` length and that many bytes of JSON. Either side checks the length before it allocates.
//! The child is not trusted by the parent: it runs a stranger's code. Only [`FromChild::Ask`] waits for an answer.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::results::{Control, SourceLocation};
use crate::target::{Answer, Question};

/// Longest frame that the parent takes from a child.
pub const MAX_FROM_CHILD: u32 = 16 << 20;
/// Longest frame that a child takes: a profile, or an answer of the target.
pub const MAX_FROM_PARENT: u32 = 192 << 20;

/// Longest text of a value at the prompt, bytes.
pub const MAX_VALUE: usize = 64 << 10;

/// Most questions in one frame.
pub const MAX_QUESTIONS: usize = 4_096;

/// One file of a profile, unparsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFile {
    /// Path in the profile, with `/` between its parts.
    pub path: String,
    /// Its bytes.
    #[serde(with = "crate::bytes")]
    pub content: Vec<u8>,
}

/// A profile as it was found, unparsed: its author is not trusted, so it is looked into by the child only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The files of a folder, or a single `.rb`.
    Files(Vec<ProfileFile>),
    /// A `.tar.gz`.
    Archive(#[serde(with = "crate::bytes")] Vec<u8>),
}

/// What the child is to do. The first frame, and the only one of its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The profile.
    pub source: Source,
    /// At a prompt: further profiles, whose libraries, files and inputs are there as well.
    #[serde(default)]
    pub further: Vec<Source>,
    /// A name where the profile does not give itself one.
    pub name: String,
    /// Values of inputs, over the defaults of the profile.
    pub inputs: Map<String, Value>,
    /// Ids of controls that have reported already, in an earlier child: they are not run again.
    pub done: Vec<String>,
    /// Files whose top level killed or hung an earlier child: they are not loaded again.
    pub skip_files: Vec<String>,
    /// How far to go.
    pub mode: Mode,
    /// Instructions of the VM for one control, for loading one file, or for one input at the prompt.
    pub instructions: u64,
    /// The time at which the run began. The child's clock starts there and goes on by the time that the target takes to
    /// answer, so that the same answers give the same results.
    pub now: Timestamp,
}

/// How far a child goes with its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It stops after [`FromChild::Described`], before any code of the profile runs.
    Describe,
    /// It runs the profile's controls.
    Run,
    /// It loads the libraries, and then evaluates each [`Line`] that it is given.
    Prompt,
}

/// An input at the prompt: a frame of the parent, after [`FromChild::Ready`] or [`FromChild::Came`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Ruby text, of one line or more.
    pub text: String,
}

/// What came of a [`Line`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Came {
    /// The text ends in the middle of something; nothing of it ran.
    pub incomplete: bool,
    /// Its value as `inspect` shows it, cut at [`MAX_VALUE`]. None where it has none that is worth showing.
    pub value: Option<String>,
    /// The controls that it made, with their results.
    pub controls: Vec<Control>,
    /// What it raised.
    pub error: Option<Raised>,
    /// What the engine could not do, or the target did not answer.
    pub gaps: Vec<String>,
}

/// An exception at the prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Raised {
    /// Its class.
    pub class: String,
    /// Its message, cut at [`MAX_VALUE`].
    pub message: String,
    /// Where it was raised, outside of the engine's own Ruby; the innermost first.
    pub backtrace: Vec<String>,
}

/// A control as found by parsing, before any code ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundControl {
    /// Its literal id.
    pub id: String,
    /// Where the word `control` stands.
    pub source_location: SourceLocation,
    /// Last line of its block.
    pub end_line: u32,
    /// It stands at file level, outside of every condition, loop, method and block: it must report. The others make the
    /// profile dynamic, as they may run never or many times.
    pub required: bool,
    /// Its Ruby text.
    pub code: String,
    /// What it says of itself.
    pub said: Said,
}

/// What a control says of itself, as far as it can be read without running it. Each list has an entry for each time that it is
/// said; what is computed is `None` (a tag's value: null), for it is there, but known only when it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its title.
    pub title: Vec<Option<String>>,
    /// Its impact: a number, or the name of one.
    pub impact: Vec<Option<Value>>,
    /// Its descriptions by their labels; the one without has `default`.
    pub descriptions: BTreeMap<String, Option<String>>,
    /// Its tags by their names.
    pub tags: BTreeMap<String, Value>,
}

/// What the engine lacks for a file, as far as it can be known without running it. It may lie behind a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// Path in the profile.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// What is lacking.
    pub what: String,
}

/// What parsing says of a profile, before any code runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// `inspec.yml`, as JSON; with `name` at least.
    pub metadata: Map<String, Value>,
    /// SHA-256 over the profile's files, hexadecimal.
    pub sha256: String,
    /// Controls with a literal id, in the order of files and lines.
    pub controls: Vec<FoundControl>,
    /// Controls whose id is not a literal, and describes outside of a control: what they are called is known only when the
    /// profile has run to its end.
    pub dynamic: bool,
    /// Files that do not parse: path and message. Their controls are unknown, so the scan is incomplete.
    pub unreadable: BTreeMap<String, String>,
    /// What the metadata asks for and this engine does not do: each makes the scan incomplete.
    pub gaps: Vec<String>,
    /// Library files that do not parse: path and message. Only where the profile is not run.
    pub broken_libraries: BTreeMap<String, String>,
    /// What its files ask for and this engine lacks. Only where the profile is not run.
    pub foreseen: Vec<Foreseen>,
}

/// Frames of the child.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum FromChild {
    /// The sandbox is in place; nothing of the profile was looked at before.
    Sandboxed {
        /// System call filter.
        seccomp: bool,
        /// File system and network rules.
        landlock: bool,
    },
    /// What parsing found.
    Described(Box<Description>),
    /// The profile cannot be used at all.
    Refused {
        /// Why, for people.
        message: String,
    },
    /// Questions to the target; a [`Reply`] follows. Several at once, [`MAX_QUESTIONS`] at most, only read.
    Ask {
        /// The questions; at least one.
        questions: Vec<Question>,
    },
    /// The system under test, as the `os` resource sees it.
    Platform {
        /// Such as `debian`.
        name: Option<String>,
        /// Such as `12.5`.
        release: Option<String>,
    },
    /// The profile says that it is not made for this platform: nothing of it runs. The last frame.
    Unsupported {
        /// Which platform.
        message: String,
    },
    /// A file's top level begins.
    Loading {
        /// Path in the profile.
        path: String,
    },
    /// It has ended.
    Loaded {
        /// Gaps of the engine that it ran into: each makes the scan incomplete.
        gaps: Vec<String>,
    },
    /// The block of a control begins, in which it says what it checks.
    Evaluating {
        /// Its id.
        id: String,
    },
    /// It has ended.
    Evaluated,
    /// The checks of a control begin.
    Begin {
        /// Its id.
        id: String,
    },
    /// A control has ended.
    End {
        /// With its results.
        control: Box<Control>,
        /// Gaps of the engine that it ran into: each makes the scan incomplete.
        gaps: Vec<String>,
        /// Why describe blocks of it did not run although the control did: their resource is not to be had in this target.
        #[serde(default)]
        unrun: Vec<String>,
    },
    /// A file could not be loaded to its end: its later controls are not known.
    FileFailed {
        /// Path in the profile.
        path: String,
        /// What was raised.
        message: String,
    },
    /// The instruction budget is spent; the child ends.
    Exhausted,
    /// Something worth a warning.
    Warning {
        /// For people.
        message: String,
    },
    /// An input is sensitive, and this is a value of it: nobody else is to read it.
    Sensitive {
        /// The input.
        name: String,
        /// As text; of a list or a mapping, a text in it.
        value: String,
    },
    /// The prompt waits for its first [`Line`].
    Ready {
        /// Words that it knows: resources, matchers, and its own.
        words: Vec<String>,
    },
    /// What came of a [`Line`]; the prompt waits for the next.
    Came(Box<Came>),
    /// Everything ran. The last frame.
    Complete {
        /// Ids of all controls that the profile made, those of `done` included.
        controls: Vec<String>,
        /// Titles of the files, by path.
        titles: BTreeMap<String, String>,
        /// Inputs that the profile declared, as InSpec's `attributes`.
        attributes: Vec<Value>,
        /// Gaps that belong to no file and no control.
        gaps: Vec<String>,
    },
}

/// What the parent answers to [`FromChild::Ask`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// To the open questions, in their order.
    pub answers: Vec<Answer>,
    /// How long the target took for them.
    pub took: Duration,
}

/// Limits that hold for the child as a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildLimits {
    /// Address space and data, bytes.
    pub memory: u64,
    /// Processor time of the whole child, seconds.
    pub cpu_seconds: u64,
    /// Wall clock in which the child may think about one control, or load one file; time in which it waits for the target
    /// does not count.
    pub thinking: Duration,
    /// Wall clock of one control, with the target's answers.
    pub control: Duration,
    /// Instructions of the VM for one control, or for loading one file.
    pub instructions: u64,
}

impl Default for ChildLimits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            cpu_seconds: 600,
            thinking: Duration::from_secs(20),
            control: Duration::from_secs(300),
            instructions: 2_000_000_000,
        }
    }
}

impl ChildLimits {
    /// The limits that the child puts on itself, as arguments of its command line: it must know them before it reads
    /// anything.
    pub fn arguments(&self) -> [String; 2] {
        [self.memory.to_string(), self.cpu_seconds.to_string()]
    }

    /// The other way round; what is not among the arguments is at its default.
    pub fn from_arguments(arguments: &[String]) -> Option<Self> {
        let [memory, cpu_seconds] = arguments else { return None };
        Some(Self { memory: memory.parse().ok()?, cpu_seconds: cpu_seconds.parse().ok()?, ..Self::default() })
    }
}
