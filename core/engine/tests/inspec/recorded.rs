//! A target that is a list of files and of commands with their output.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use cincture_engine::target::{
    Answer, CommandOutput, Failure, FailureKind, FileKind, FileStat, Limit, Question, Transport,
};
use serde::Deserialize;

/// The target. A command that is not in the list has no answer; without a list, commands cannot be run there.
#[derive(Deserialize)]
pub(crate) struct Recorded {
    files: BTreeMap<String, File>,
    commands: Option<BTreeMap<String, (String, String, i32)>>,
}

#[derive(Deserialize)]
struct File {
    kind: FileKind,
    content: Option<String>,
    mode: String,
    uid: u32,
    owner: Option<String>,
    gid: u32,
    group: Option<String>,
    link: Option<String>,
}

impl Recorded {
    pub(crate) fn new(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap()
    }

    /// Links lead to a file beside them.
    fn find(&self, path: &str, follow: bool) -> Option<&File> {
        let file = self.files.get(path)?;
        match &file.link {
            Some(link) if follow => {
                let (folder, _) = path.rsplit_once('/')?;
                self.find(&format!("{folder}/{link}"), true)
            }
            _ => Some(file),
        }
    }

    fn stat(&self, path: &str, follow: bool) -> Option<FileStat> {
        let file = self.find(path, follow).or_else(|| self.folder(path))?;
        Some(FileStat {
            kind: file.kind,
            mode: u32::from_str_radix(&file.mode, 8).unwrap(),
            uid: file.uid,
            owner: file.owner.clone(),
            gid: file.gid,
            group: file.group.clone(),
            size: file.content.as_ref().map_or(0, |c| c.len() as u64),
            mtime: 1_700_000_000,
            selinux: None,
            link_target: file.link.clone(),
        })
    }

    fn names(&self, path: &str) -> Option<Vec<String>> {
        let below = format!("{path}/");
        let parts = self.files.keys().filter_map(|p| p.strip_prefix(&below)?.split('/').next());
        let names: BTreeSet<&str> = parts.collect();
        (!names.is_empty()).then(|| names.into_iter().map(str::to_owned).collect())
    }

    /// Folders above the files are like any folder in the list.
    fn folder(&self, path: &str) -> Option<&File> {
        let below = format!("{}/", path.trim_end_matches('/'));
        self.files.keys().find(|p| p.starts_with(&below))?;
        self.files.values().find(|f| f.kind == FileKind::Directory)
    }
}

#[async_trait]
impl Transport for Recorded {
    async fn answer(&mut self, question: &Question, _limit: Limit) -> Answer {
        match question {
            Question::Run { command } => match self.commands.as_ref().map(|known| known.get(command)) {
                Some(Some((stdout, stderr, exit_status))) => Answer::Ran(CommandOutput {
                    stdout: stdout.clone().into_bytes(),
                    stderr: stderr.clone().into_bytes(),
                    exit_status: *exit_status,
                }),
                Some(None) => Answer::Failed(Failure::new(FailureKind::Malformed, "not recorded")),
                None => Answer::Failed(Failure::new(FailureKind::Unsupported, "no commands here")),
            },
            Question::Read { path } => {
                let content = self.find(path, true).and_then(|f| f.content.clone());
                Answer::Content(content.map(String::into_bytes))
            }
            Question::Stat { path, follow } => Answer::Stat(self.stat(path, *follow)),
            Question::List { path } => Answer::Names(self.names(path)),
        }
    }
}
