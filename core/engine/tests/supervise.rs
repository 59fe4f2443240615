//! The parent against a child that has become its enemy: the program that it starts is a script which sends whatever frames
//! the case wants.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use cincture_engine::protocol::{ChildLimits, Description, FoundControl, FromChild, ProfileFile, Source};
use cincture_engine::results::{Control, ControlResult, SourceLocation};
use cincture_engine::target::{Answer, CommandOutput, Limit, Question, Transport};
use cincture_engine::{EngineError, Limits, Options, Outcome, ProfileRun, describe};
use tempfile::TempDir;

struct Echo;

#[async_trait]
impl Transport for Echo {
    async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
        Answer::Ran(CommandOutput::default())
    }
}

/// A child that sends `bytes` and then does what the shell text `after` says.
struct Fake {
    folder: TempDir,
}

impl Fake {
    fn new(bytes: &[u8], after: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bytes"), bytes).unwrap();
        fs::write(folder.path().join("after"), after).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/supervised/child");
        symlink(script, folder.path().join("child")).unwrap();
        Self { folder }
    }

    fn options(&self, trusted: bool) -> Options {
        let limits = ChildLimits {
            thinking: Duration::from_millis(700),
            control: Duration::from_secs(2),
            ..ChildLimits::default()
        };
        let program: PathBuf = self.folder.path().join("child");
        Options {
            program,
            name: "p".into(),
            inputs: serde_json::Map::new(),
            limits,
            asking: Limits::default(),
            now: jiff::Timestamp::UNIX_EPOCH,
            trusted,
        }
    }

    async fn run(&self) -> Result<Outcome, EngineError> {
        let mut run = ProfileRun::new(source(), self.options(false));
        let begun = Instant::now();
        let driven = run.drive(&mut Echo, &mut |_| {}).await;
        assert!(begun.elapsed() < Duration::from_secs(60));
        driven.map(|()| run.finish())
    }
}

fn source() -> Source {
    Source::Files(vec![ProfileFile { path: "controls/a.rb".into(), content: b"control 'a'".to_vec() }])
}

fn frames(frames: &[FromChild]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for frame in frames {
        let body = serde_json::to_vec(frame).unwrap();
        bytes.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend(body);
    }
    bytes
}

fn sandboxed() -> FromChild {
    FromChild::Sandboxed { seccomp: true, landlock: true }
}

fn described() -> FromChild {
    let found = |id: &str| FoundControl {
        id: id.into(),
        source_location: SourceLocation { line: Some(1), file: Some("controls/a.rb".into()) },
        end_line: 1,
        required: true,
        code: String::new(),
        said: Default::default(),
    };
    let metadata = [("name".to_owned(), "p".into())].into_iter().collect();
    let description =
        Description { metadata, sha256: "0".into(), controls: vec![found("a"), found("b")], ..Description::default() };
    FromChild::Described(Box::new(description))
}

fn begin(id: &str) -> FromChild {
    FromChild::Begin { id: id.into() }
}

fn end(id: &str) -> FromChild {
    let result =
        ControlResult { status: Some("passed".into()), start_time: Some(String::new()), ..ControlResult::default() };
    let control = Control { id: id.into(), results: vec![result], ..Control::default() };
    FromChild::End { control: Box::new(control), gaps: Vec::new(), unrun: Vec::new() }
}

fn complete(ids: &[&str]) -> FromChild {
    FromChild::Complete {
        controls: ids.iter().map(|id| (*id).to_owned()).collect(),
        titles: Default::default(),
        attributes: Vec::new(),
        gaps: Vec::new(),
    }
}

/// Ids with what they came to: passed, or error for one that was lost.
fn statuses(outcome: &Outcome) -> Vec<(&str, &str)> {
    let of = |c: &'_ Control| if c.results[0].backtrace.is_some() { "error" } else { "passed" };
    outcome.profile.controls.iter().map(|c| (c.id.as_str(), of(c))).collect()
}

#[tokio::test]
async fn an_honest_child_is_believed() {
    let bytes = frames(&[sandboxed(), described(), begin("a"), end("a"), begin("b"), end("b"), complete(&["a", "b"])]);
    let outcome = Fake::new(&bytes, "").run().await.unwrap();
    assert_eq!(statuses(&outcome), [("a", "passed"), ("b", "passed")]);
    assert_eq!(outcome.incomplete, []);
}

#[tokio::test]
async fn without_a_system_call_filter_only_a_trusted_profile_gets_to_the_child() {
    let bytes = frames(&[FromChild::Sandboxed { seccomp: false, landlock: true }, described()]);
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    let fake = Fake::new(&bytes, &format!("/bin/cat >'{}'", seen.display()));
    assert!(matches!(describe(source(), fake.options(false)).await, Err(EngineError::NoSandbox)));
    assert!(fs::read(&seen).unwrap_or_default().is_empty(), "the profile was sent to an open child");
    assert!(describe(source(), fake.options(true)).await.is_ok());
}

#[tokio::test]
async fn what_is_no_greeting_ends_the_run_before_the_profile_is_sent() {
    for bytes in
        [&b""[..], b"\xff\xff\xff\xffx", b"\x04\0\0\0null", &frames(&[described()]), &frames(&[complete(&["a"])])]
    {
        let ended = Fake::new(bytes, "/bin/sleep 30").run().await;
        assert!(matches!(ended, Err(EngineError::Child(_))), "{bytes:?}: {ended:?}");
    }
}

#[tokio::test]
async fn a_control_that_was_not_begun_twice_begun_or_another_than_begun_is_not_believed() {
    for bad in [
        vec![end("a")],
        vec![begin("a"), end("b")],
        vec![begin("a"), begin("b"), end("b")],
        vec![begin("a"), end("a"), end("a")],
        vec![begin("a"), complete(&["a", "b"])],
        vec![sandboxed()],
        vec![begin("a"), FromChild::Loaded { gaps: Vec::new() }, end("a")],
    ] {
        let mut all = vec![sandboxed(), described()];
        all.extend(bad.clone());
        all.extend([begin("b"), end("b"), complete(&["a", "b"])]);
        let outcome = Fake::new(&frames(&all), "").run().await.unwrap();
        assert!(!outcome.incomplete.is_empty(), "{bad:?}");
        assert!(statuses(&outcome).iter().any(|(_, status)| *status == "error"), "{bad:?}: {:?}", statuses(&outcome));
    }
}

#[tokio::test]
async fn a_second_description_cannot_take_a_control_away() {
    let none = FromChild::Described(Box::default());
    let bytes = frames(&[sandboxed(), described(), none, begin("a"), end("a"), complete(&["a"])]);
    let outcome = Fake::new(&bytes, "").run().await.unwrap();
    assert_eq!(statuses(&outcome), [("a", "passed"), ("b", "error")]);
}

#[tokio::test]
async fn frames_that_are_cut_or_nonsense_or_too_long_are_no_end() {
    let good = frames(&[sandboxed(), described(), begin("a"), end("a")]);
    for tail in [&b""[..], b"\x10", b"\x10\0\0\0{", b"\xff\xff\xff\x7f{}", b"\x02\0\0\0{}", b"\x03\0\0\0[[["] {
        let outcome = Fake::new(&[&good, tail].concat(), "").run().await.unwrap();
        assert_eq!(statuses(&outcome), [("a", "passed"), ("b", "error")], "{tail:?}");
        assert!(!outcome.incomplete.is_empty());
    }
}

#[tokio::test]
async fn silence_deafness_and_endless_chatter_end_within_the_limits() {
    let good = frames(&[sandboxed(), described(), begin("a")]);
    let ask = frames(&[FromChild::Ask { questions: vec![Question::Run { command: "true".into() }] }]);
    let chatter: Vec<u8> = ask.iter().copied().cycle().take(ask.len() * 20_000).collect();
    for (bytes, after) in [
        (good.clone(), "/bin/sleep 30"),
        ([good.clone(), chatter].concat(), "/bin/sleep 30"),
        (good, "while :; do :; done"),
    ] {
        let outcome = Fake::new(&bytes, after).run().await.unwrap();
        assert!(statuses(&outcome).iter().all(|(_, status)| *status == "error"), "{:?}", statuses(&outcome));
        assert!(!outcome.incomplete.is_empty());
    }
}
