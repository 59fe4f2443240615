//! The neutral machine: a target of our own that has everything, so that a profile's conditions hold and its checks run.
//!
//! It is a plain Linux host, not a container, of the distribution that the profile says it is made for. Every program is
//! there and succeeds, every package is installed, every service runs, every file below the usual folders exists; contents
//! are the least that parsers take. What its checks find is without meaning; that they run is what is measured.

use async_trait::async_trait;
use cincture_engine::target::{Answer, CommandOutput, FileKind, FileStat, Limit, Question, Transport};
use serde_json::{Map, Value};

use super::commands;
use super::files::{self, Distribution};

/// Answers as the neutral machine.
#[derive(Clone, Debug)]
pub struct NeutralTransport {
    distribution: &'static Distribution,
}

impl NeutralTransport {
    /// A machine that fits the `supports` of a profile's metadata.
    pub fn made_for(metadata: &Map<String, Value>) -> Self {
        let wanted = metadata.get("supports").and_then(Value::as_array).cloned().unwrap_or_default();
        Self { distribution: files::fitting(&wanted) }
    }

    fn stat(&self, path: &str) -> Option<FileStat> {
        let kind = if files::is_folder(path) {
            FileKind::Directory
        } else if self.content(path).is_some() {
            FileKind::File
        } else {
            return None;
        };
        let mode = if kind == FileKind::Directory { 0o755 } else { 0o644 };
        Some(FileStat {
            kind,
            mode,
            uid: 0,
            owner: Some("root".into()),
            gid: 0,
            group: Some("root".into()),
            size: self.content(path).map_or(4096, |content| content.len() as u64),
            mtime: 1_700_000_000,
            selinux: None,
            link_target: None,
        })
    }

    fn content(&self, path: &str) -> Option<&'static str> {
        if files::is_folder(path) {
            return None;
        }
        self.distribution.file(path).or_else(|| files::content(path))
    }

    fn run(&self, command: &str) -> CommandOutput {
        CommandOutput { stdout: commands::output(command).into_bytes(), stderr: Vec::new(), exit_status: 0 }
    }
}

#[async_trait]
impl Transport for NeutralTransport {
    async fn answer(&mut self, question: &Question, _: Limit) -> Answer {
        match question {
            Question::Run { command } => Answer::Ran(self.run(command)),
            Question::Read { path } => Answer::Content(self.content(path).map(|text| text.as_bytes().to_vec())),
            Question::Stat { path, .. } => Answer::Stat(self.stat(path)),
            Question::List { path } => Answer::Names(files::is_folder(path).then(|| files::names(path))),
        }
    }
}
