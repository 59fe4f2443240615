//! The prompt's parent against a child that has become its enemy: a script that sends whatever frames the case wants.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use cincture_engine::prompt::{Evaluation, Prompt, Surroundings};
use cincture_engine::protocol::{Came, ChildLimits, Description, FromChild};
use cincture_engine::target::{Answer, CommandOutput, Failure, FailureKind, Limit, Question, Transport};
use cincture_engine::{EngineError, Limits, Options};
use tempfile::TempDir;
use tokio::sync::Notify;

/// A target whose connection is gone.
struct Gone;

#[async_trait]
impl Transport for Gone {
    async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
        Answer::Failed(Failure::new(FailureKind::Disconnected, "gone"))
    }
}

/// A target in which every command was killed by the key that is to end the question, and which says when.
struct Killed(Arc<Notify>);

#[async_trait]
impl Transport for Killed {
    async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
        self.0.notify_one();
        Answer::Ran(CommandOutput { stdout: Vec::new(), stderr: Vec::new(), exit_status: 130 })
    }
}

/// A child that sends these frames and then sleeps.
fn child(frames: &[FromChild]) -> TempDir {
    let mut bytes = Vec::new();
    for frame in frames {
        let body = serde_json::to_vec(frame).unwrap();
        bytes.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend(body);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bytes"), bytes).unwrap();
    fs::write(folder.path().join("after"), "exec sleep 30").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/supervised/child");
    symlink(script, folder.path().join("child")).unwrap();
    folder
}

fn options(folder: &TempDir) -> Options {
    let limits = ChildLimits { thinking: Duration::from_millis(700), ..ChildLimits::default() };
    Options {
        program: folder.path().join("child"),
        name: "p".into(),
        inputs: serde_json::Map::new(),
        limits,
        asking: Limits::default(),
        now: jiff::Timestamp::UNIX_EPOCH,
        trusted: false,
    }
}

/// What one input comes to, what was printed, and whether the target has to be opened again.
async fn evaluated(frames: &[FromChild]) -> (Result<Evaluation, EngineError>, Vec<String>, bool) {
    evaluated_with(frames, &mut Gone, std::future::pending()).await
}

/// The same, with this target, and with a key that is pressed when `stop` says so.
async fn evaluated_with(
    frames: &[FromChild],
    transport: &mut dyn Transport,
    stop: impl Future<Output = ()> + Send,
) -> (Result<Evaluation, EngineError>, Vec<String>, bool) {
    let folder = child(frames);
    let mut printed = Vec::new();
    let mut prompt = match Prompt::open(Vec::new(), options(&folder)).await {
        Ok(prompt) => prompt,
        Err(error) => return (Err(error), printed, false),
    };
    let mut told = |text: &str| printed.push(text.to_owned());
    let mut stop = std::pin::pin!(stop);
    let mut around = Surroundings { transport, stop: stop.as_mut(), told: &mut told, stopped: false };
    let evaluation = prompt.evaluate("1", &mut around).await;
    let abandoned = prompt.abandoned();
    (evaluation, printed, abandoned)
}

fn begun() -> Vec<FromChild> {
    vec![
        FromChild::Sandboxed { seccomp: true, landlock: true },
        FromChild::Described(Box::<Description>::default()),
        FromChild::Ready { words: Vec::new() },
    ]
}

fn lost(evaluation: &Result<Evaluation, EngineError>) -> &str {
    match evaluation {
        Ok(Evaluation::Lost(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn silence_or_a_frame_out_of_order_or_too_much_costs_the_child() {
    let with = |frame: FromChild, times: usize| [begun(), vec![frame; times]].concat();
    let (silent, _, _) = evaluated(&begun()).await;
    assert!(lost(&silent).contains("without an end"), "{silent:?}");
    let (out_of_order, _, _) = evaluated(&with(FromChild::Described(Box::default()), 1)).await;
    assert!(lost(&out_of_order).contains("broke the protocol"), "{out_of_order:?}");
    let huge = FromChild::Warning { message: "x".repeat(8 << 20) };
    let (chatter, printed, _) = evaluated(&with(huge, 9)).await;
    assert!(lost(&chatter).contains("more than can be kept"), "{chatter:?}");
    assert!(printed.len() < 9);
}

#[tokio::test]
async fn without_a_system_call_filter_no_line_is_handed_over() {
    let frames = [vec![FromChild::Sandboxed { seccomp: false, landlock: false }], begun()].concat();
    assert!(matches!(evaluated(&frames).await.0, Err(EngineError::NoSandbox)));
}

#[tokio::test]
async fn a_connection_that_is_gone_is_told_so_that_it_can_be_opened_again() {
    let ask = FromChild::Ask { questions: vec![Question::Run { command: "id".into() }] };
    let frames =
        [begun(), vec![ask, FromChild::Came(Box::new(Came { value: Some("1".into()), ..Came::default() }))]].concat();
    let (evaluation, _, abandoned) = evaluated(&frames).await;
    assert!(matches!(evaluation, Ok(Evaluation::Came(came)) if came.value.as_deref() == Some("1")));
    assert!(abandoned);
    let (evaluation, _, abandoned) = evaluated(&[begun(), vec![FromChild::Came(Box::default())]].concat()).await;
    assert!(matches!(evaluation, Ok(Evaluation::Came(_))) && !abandoned);
}

#[tokio::test]
async fn what_a_command_said_that_the_key_itself_has_killed_is_no_answer() {
    let ask = FromChild::Ask { questions: vec![Question::Run { command: "sleep 1000".into() }] };
    let frames = [begun(), vec![ask, FromChild::Came(Box::default())]].concat();
    let killed = Arc::new(Notify::new());
    // The signal gets to the command before it gets to us.
    let pressed = async {
        killed.notified().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let (_, _, abandoned) = evaluated_with(&frames, &mut Killed(Arc::clone(&killed)), pressed).await;
    assert!(abandoned, "the question was answered");
    // Without a key, such a status is a command's own.
    let (evaluation, _, abandoned) = evaluated_with(&frames, &mut Killed(killed), std::future::pending()).await;
    assert!(matches!(evaluation, Ok(Evaluation::Came(_))) && !abandoned);
}
