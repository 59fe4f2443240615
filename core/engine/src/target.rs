//! What the engine may ask of the thing under test, and what comes back.
//!
//! A profile never touches a container, a file system or a network by itself. It puts a [`Question`] on its pipe, and the
//! parent process answers with a [`Transport`]. Everything in an [`Answer`] is hostile data: it came out of the target.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::secrets::without_secrets;

/// Most that one question may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Wall clock, from the question's dispatch to its complete answer.
    pub time: Duration,
    /// Bytes of standard output and standard error together, or of a file's content.
    pub bytes: u64,
}

impl Default for Limit {
    fn default() -> Self {
        Self { time: Duration::from_secs(30), bytes: 4 << 20 }
    }
}

/// A question to the target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Question {
    /// Run a shell command (`sh -c`), standard input empty.
    Run {
        /// The command, as the profile wrote it.
        command: String,
    },
    /// The whole content of a regular file, links followed.
    Read {
        /// Absolute path in the target.
        path: String,
    },
    /// Metadata of a path.
    Stat {
        /// Absolute path in the target.
        path: String,
        /// Follow symbolic links, as `stat -L` does.
        follow: bool,
    },
    /// Names in a directory, without `.` and `..`, in the order of their bytes.
    List {
        /// Absolute path in the target.
        path: String,
    },
}

/// Characters of a command that a message shows.
const LONG_COMMAND: usize = 80;
/// Characters of a command in which passwords are looked for, for a message.
const LOOKED_AT: usize = 4_096;

impl Question {
    /// Whether it only reads, and so may be asked before it is known that a control needs it.
    pub fn only_reads(&self) -> bool {
        !matches!(self, Self::Run { .. })
    }

    /// A short form for messages and logs: what is asked of what; a long command is cut.
    pub fn summary(&self) -> String {
        match self {
            Self::Run { command } => shown(command),
            Self::Read { path } => format!("content of {path:?}"),
            Self::Stat { path, .. } => format!("metadata of {path:?}"),
            Self::List { path } => format!("listing of {path:?}"),
        }
    }
}

/// The beginning of a command, without passwords. What is far behind is not looked at.
fn shown(command: &str) -> String {
    let beginning: String = command.chars().take(LOOKED_AT).collect();
    let safe = without_secrets(&beginning);
    let text: String = safe.chars().take(LONG_COMMAND).collect();
    let dots = if text.len() < safe.len() || beginning.len() < command.len() { "..." } else { "" };
    format!("command {text:?}{dots}")
}

/// What a command in the target did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandOutput {
    /// Standard output, byte for byte.
    #[serde(with = "crate::bytes")]
    pub stdout: Vec<u8>,
    /// Standard error, byte for byte.
    #[serde(with = "crate::bytes")]
    pub stderr: Vec<u8>,
    /// Exit status as the target's shell gives it: 127 command not found, 128+N ended by signal N.
    pub exit_status: i32,
}

/// Kind of a file, as `stat` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Regular file.
    File,
    /// Directory.
    Directory,
    /// Symbolic link (only where links are not followed).
    Symlink,
    /// Named pipe.
    Pipe,
    /// Socket.
    Socket,
    /// Block device.
    BlockDevice,
    /// Character device.
    CharacterDevice,
    /// None of those.
    Unknown,
}

/// Metadata of one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStat {
    /// What it is.
    pub kind: FileKind,
    /// Permission bits with setuid, setgid, sticky: `st_mode & 0o7777`.
    pub mode: u32,
    /// Owner's number.
    pub uid: u32,
    /// Owner's name in the target's own user database, if it has one.
    pub owner: Option<String>,
    /// Group's number.
    pub gid: u32,
    /// Group's name in the target's own group database, if it has one.
    pub group: Option<String>,
    /// Size in bytes.
    pub size: u64,
    /// Time of last modification, seconds since 1970.
    pub mtime: i64,
    /// SELinux context, where there is one.
    pub selinux: Option<String>,
    /// Where a symbolic link points, as written (only where links are not followed).
    pub link_target: Option<String>,
}

/// Why a question has no answer. Never taken for "absent": a control that meets one is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The time limit passed.
    TimedOut,
    /// More bytes than allowed.
    TooLarge,
    /// The target refused: no permission.
    Denied,
    /// This kind of target cannot do this (a command in a `rootfs://`).
    Unsupported,
    /// The connection to the target broke, or its answer was cut off; the scan cannot go on there.
    Disconnected,
    /// The target answered something that cannot be understood.
    Malformed,
    /// The target is a recording, and this was not asked when it was made.
    NotRecorded,
}

/// A question that was not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// One sentence for people; may hold text of the target.
    pub message: String,
}

impl Failure {
    /// A failure of `kind`, said in `message`.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// What came back. `None` means that the path is not there, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", content = "value", rename_all = "snake_case")]
pub enum Answer {
    /// To [`Question::Run`].
    Ran(CommandOutput),
    /// To [`Question::Read`].
    Content(#[serde(with = "crate::bytes::option")] Option<Vec<u8>>),
    /// To [`Question::Stat`].
    Stat(Option<FileStat>),
    /// To [`Question::List`].
    Names(Option<Vec<String>>),
    /// To any question.
    Failed(Failure),
}

/// For what a profile asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// The profile as a whole: the platform, what many controls will read.
    Profile,
    /// The top level of this file of the profile.
    File(&'a str),
    /// The control with this id.
    Control(&'a str),
}

/// The parent's side: reaches into one target. Implemented for Kubernetes, this machine, a root file system.
#[async_trait]
pub trait Transport: Send {
    /// Answers one question within its limit. Never panics on anything that the target sends; a target that is gone
    /// answers every further question with [`FailureKind::Disconnected`].
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer;

    /// Answers many questions about files, in their order, in fewer round trips where the transport can. `limit` holds for
    /// all of them together. One that fails here may be asked again alone.
    async fn answer_all(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let begun = Instant::now();
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            let left = Limit { time: limit.time.saturating_sub(begun.elapsed()), ..limit };
            answers.push(self.answer(question, left).await);
        }
        answers
    }

    /// What the next questions are for, as the profile's process says. Nothing that reaches the target depends on it.
    fn serve(&mut self, _purpose: Purpose<'_>) {}

    /// How long the last answer took, where that is known better than by waiting for it: a recording knows it.
    fn took(&self) -> Option<Duration> {
        None
    }
}
