//! The platforms as their jobs meet them: what is recognised of an environment, and what is told.

mod azure;
mod azure_task;
mod bamboo;
mod circleci;
pub(crate) mod codebuild;
mod contexts;
mod documents;
pub(crate) mod gitlab;
mod orb;
mod script;
mod spinnaker;
mod table;
mod teamcity;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cincture_core::env::Env;
use cincture_core::gate::{Gate, Threshold};
use cincture_core::platform::{Artifact, Finished, Platform, ReadFile};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format, Incomplete, Input, Run, Target, render_table};
use cincture_core::results::{self, Control, ControlResult, Document, Profile, Results, Statistics};
use cincture_engine::clock;
use serde_json::Map;

pub(crate) const GUARD: &str = "00112233445566778899aabbccddeeff";

/// Everything that a platform is told.
pub(crate) struct Told {
    /// Standard output and standard error, as a log has them.
    pub(crate) printed: String,
    /// What is put at the end of files.
    pub(crate) written: Vec<(PathBuf, String)>,
}

struct NoFiles;

impl ReadFile for NoFiles {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// What `platform` is told of `input` in a job of `env`, with the table and the problems that stand between.
pub(crate) fn told(platform: &dyn Platform, env: &Env, input: &Input, files: &[(Format, PathBuf)]) -> Told {
    told_with(platform, env, &NoFiles, input, files)
}

/// The same where the job names files that are among `there`.
pub(crate) fn told_with(
    platform: &dyn Platform,
    env: &Env,
    there: &dyn ReadFile,
    input: &Input,
    files: &[(Format, PathBuf)],
) -> Told {
    let context = platform.context(env, there).unwrap();
    let done = Finished { input, exit: input.exit, context: &context, files, guard: GUARD };
    let mut told = Told { printed: String::new(), written: Vec::new() };
    told.take(platform.begin(env, GUARD));
    input.run.problems.iter().for_each(|problem| told.printed.push_str(&problem.explained()));
    told.printed.push_str(&render_table(input, 100, true));
    told.take(platform.outputs(env, &done));
    told
}

impl Told {
    fn take(&mut self, artifacts: Vec<Artifact>) {
        for artifact in artifacts {
            match artifact {
                Artifact::Print(text) => self.printed.push_str(&text),
                Artifact::Append { path, text } => self.written.push((path, text)),
                Artifact::Comment(_) => panic!("nobody gave a token"),
            }
        }
    }
}

/// Makes a repository of `folder`, with a commit of all that is there.
pub(crate) fn commit(folder: &Path, remote: &str) {
    for arguments in [
        vec!["init", "-q", "-b", "main"],
        vec!["remote", "add", "origin", remote],
        vec!["add", "-A"],
        vec!["-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-q", "-m", "x"],
    ] {
        let output = Command::new("git").args(&arguments).current_dir(folder).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Where programs are found.
#[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
pub(crate) fn path() -> OsString {
    std::env::var_os("PATH").expect("PATH")
}

/// A run in which everything that comes from outside is `text`.
pub(crate) fn hostile_run(text: &str) -> Input {
    let check = |status: &str| ControlResult {
        status: Some(status.to_owned()),
        code_desc: text.to_owned(),
        message: Some(text.to_owned()),
        skip_message: Some(text.to_owned()),
        start_time: Some(text.to_owned()),
        ..ControlResult::default()
    };
    let control = |at: usize, status: &str| Control {
        id: format!("{at}{text}"),
        title: Some(text.to_owned()),
        impact: [1.0, 0.7, 0.5, 0.1][at % 4],
        results: vec![check(status)],
        ..Control::default()
    };
    let controls = (0..90).map(|at| control(at, ["failed", "error", "skipped"][at % 3])).collect();
    let profile = Profile { name: text.to_owned(), controls, ..Profile::default() };
    let results = Results {
        platform: results::Platform { name: Some(text.to_owned()), ..results::Platform::default() },
        profiles: vec![profile],
        statistics: Statistics::default(),
        version: text.to_owned(),
        extra: Map::new(),
    };
    let results = Some(Document::of(&results).unwrap());
    let target = Target { name: text.to_owned(), results, duration: Duration::ZERO, round_trips: 0 };
    let threshold = Some(Threshold::parse("failed: {total: {max: 0}}", text).unwrap());
    Input::of(Run {
        version: text.to_owned(),
        started: clock::now(),
        targets: vec![target],
        gate: Gate { threshold, ..Gate::default() },
        incomplete: vec![Incomplete { target: Some(0), control: Some(text.to_owned()), why: text.to_owned() }],
        problems: vec![Problem::new(Code::TargetLost, text, text, text).at(text)],
        warnings: vec![text.to_owned()],
        ..Run::default()
    })
}
