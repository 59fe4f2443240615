//! What the prelude may ask of the target, and what it was told: every question is asked once in a scan.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use sabiruby::error::VmResult;
use sabiruby::{Value, Vm, VmError};
use serde_json::{Value as Json, json};

use super::convert::{from_json, to_json};
use super::natives::{Gap, raise, state, text};
use crate::protocol::MAX_QUESTIONS;
use crate::target::{Answer, Failure, FailureKind, FileKind, Question};

/// Longest file that is fetched before a control asks for it, bytes.
const LONGEST: u64 = 256 << 10;
/// Most that is fetched in one batch, bytes: well below what the parent takes.
const BATCH: u64 = 8 << 20;

/// The answers so far.
#[derive(Default)]
pub(super) struct Answers {
    known: HashMap<Question, Answer>,
    /// How long the target took for them all.
    took: Duration,
}

impl Answers {
    /// The target may have changed: everything is asked again.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}

/// One answer, from those that are known or from the target. Failures are asked again.
fn answer(vm: &mut Vm, question: Question) -> VmResult<Answer> {
    if let Some(answer) = state(vm)?.answers.known.get(&question) {
        return Ok(answer.clone());
    }
    if nowhere(vm, &question)? {
        return Ok(Answer::Content(None));
    }
    let answer = put(vm, vec![question.clone()])?.pop();
    let answer = answer.unwrap_or_else(|| Answer::Failed(Failure::new(FailureKind::Malformed, "no answer")));
    if !matches!(answer, Answer::Failed(_)) {
        state(vm)?.answers.known.insert(question, answer.clone());
    }
    Ok(answer)
}

/// Whether it asks for the content of a path of which it is known that nothing is there.
fn nowhere(vm: &mut Vm, question: &Question) -> VmResult<bool> {
    let Question::Read { path } = question else { return Ok(false) };
    let known = state(vm)?.answers.known.get(&Question::Stat { path: path.clone(), follow: true });
    Ok(matches!(known, Some(Answer::Stat(None))))
}

fn put(vm: &mut Vm, questions: Vec<Question>) -> VmResult<Vec<Answer>> {
    let state = state(vm)?;
    let reply = state.port.ask(questions).ok_or_else(|| VmError::Internal("the parent is gone".into()))?;
    state.answers.took = state.answers.took.saturating_add(reply.took);
    Ok(reply.answers)
}

/// The answer, or a failure as an exception of the prelude and a gap of the scan.
fn ask(vm: &mut Vm, question: Question) -> VmResult<Answer> {
    match answer(vm, question)? {
        Answer::Failed(failure) => Err(failed(vm, failure)),
        answer => Ok(answer),
    }
}

fn failed(vm: &mut Vm, failure: Failure) -> VmError {
    let class = if failure.kind == FailureKind::Unsupported { "TargetUnsupported" } else { "TargetError" };
    let error = raise(vm, class, &failure.message);
    match state(vm) {
        Ok(state) => state.gaps.push(Gap { ours: false, text: failure.message }),
        Err(e) => return e,
    }
    error
}

fn unexpected(vm: &mut Vm) -> VmError {
    raise(vm, "TargetError", "an answer of another kind than asked for")
}

pub(super) fn run(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let command = text(vm, args, 0)?;
    match ask(vm, Question::Run { command })? {
        Answer::Ran(output) => {
            let stdout = vm.str_new(&output.stdout);
            let stderr = vm.str_new(&output.stderr);
            Ok(vm.ary_new(vec![stdout, stderr, Value::Int(output.exit_status.into())]))
        }
        _ => Err(unexpected(vm)),
    }
}

pub(super) fn read(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let path = text(vm, args, 0)?;
    match ask(vm, Question::Read { path })? {
        Answer::Content(content) => Ok(content.map_or(Value::Nil, |bytes| vm.str_new(&bytes))),
        _ => Err(unexpected(vm)),
    }
}

pub(super) fn stat(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let path = text(vm, args, 0)?;
    let follow = args.get(1).is_some_and(|v| v.truthy());
    match ask(vm, Question::Stat { path, follow })? {
        Answer::Stat(None) => Ok(Value::Nil),
        Answer::Stat(Some(stat)) => {
            let json = serde_json::to_value(stat).unwrap_or(Json::Null);
            from_json(vm, &json)
        }
        _ => Err(unexpected(vm)),
    }
}

pub(super) fn list(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let path = text(vm, args, 0)?;
    match ask(vm, Question::List { path })? {
        Answer::Names(names) => from_json(vm, &json!(names)),
        _ => Err(unexpected(vm)),
    }
}

/// Whether commands can be run there at all: asked by trying the cheapest one.
pub(super) fn can_run(vm: &mut Vm, _: Value, _: &[Value], _: Value) -> VmResult<Value> {
    let question = Question::Run { command: ":".into() };
    match answer(vm, question.clone())? {
        Answer::Ran(_) => Ok(Value::True),
        Answer::Failed(failure) if failure.kind == FailureKind::Unsupported => {
            state(vm)?.answers.known.insert(question, Answer::Failed(failure));
            Ok(Value::False)
        }
        Answer::Failed(failure) => Err(failed(vm, failure)),
        _ => Err(unexpected(vm)),
    }
}

/// Fetches metadata of the paths in the first argument, then content of those in the second that are small regular files.
/// What fails here is asked again when it is needed, and tells then.
pub(super) fn prefetch(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let stats = paths(vm, args, 0)?.into_iter().map(|path| (Question::Stat { path, follow: true }, 0)).collect();
    fetch(vm, stats)?;
    let mut reads = Vec::new();
    for path in paths(vm, args, 1)? {
        if let Some(size) = small(vm, &path)? {
            reads.push((Question::Read { path }, size));
        }
    }
    fetch(vm, reads)?;
    Ok(Value::Nil)
}

fn paths(vm: &mut Vm, args: &[Value], at: usize) -> VmResult<Vec<String>> {
    let list = to_json(vm, args.get(at).copied().unwrap_or(Value::Nil))?;
    let texts = list.as_array().into_iter().flatten().filter_map(Json::as_str);
    Ok(texts.map(str::to_owned).collect())
}

/// Size of a regular file that is worth fetching. What stands in /proc has no size, and some of it never ends; what is
/// set in /proc/sys is short.
fn small(vm: &mut Vm, path: &str) -> VmResult<Option<u64>> {
    let known = state(vm)?.answers.known.get(&Question::Stat { path: path.to_owned(), follow: true });
    let Some(Answer::Stat(Some(stat))) = known else { return Ok(None) };
    let worth = stat.kind == FileKind::File && stat.size <= LONGEST;
    let endless = stat.size == 0 && path.starts_with("/proc/") && !path.starts_with("/proc/sys/");
    Ok((worth && !endless && !path.starts_with("/dev/")).then_some(stat.size))
}

/// Asks those of the questions that are not answered yet, a batch at a time; with the size of each answer.
fn fetch(vm: &mut Vm, questions: Vec<(Question, u64)>) -> VmResult<()> {
    let known = &state(vm)?.answers.known;
    let mut new: Vec<(Question, u64)> = questions.into_iter().filter(|(q, _)| !known.contains_key(q)).collect();
    new.sort_by(|a, b| a.0.cmp(&b.0));
    new.dedup();
    let mut rest = new.as_slice();
    while !rest.is_empty() {
        let (batch, others) = rest.split_at(fitting(rest));
        rest = others;
        let batch: Vec<Question> = batch.iter().map(|(question, _)| question.clone()).collect();
        let answers = put(vm, batch.clone())?;
        let told = batch.into_iter().zip(answers).filter(|(_, answer)| !matches!(answer, Answer::Failed(_)));
        state(vm)?.answers.known.extend(told);
    }
    Ok(())
}

/// How many of these questions fit into one batch; one at least.
fn fitting(questions: &[(Question, u64)]) -> usize {
    let mut bytes = 0_u64;
    let fit = questions.iter().take(MAX_QUESTIONS).take_while(|(_, size)| {
        bytes = bytes.saturating_add(*size);
        bytes <= BATCH
    });
    fit.count().max(1)
}

/// Seconds that the target took to answer, since the run began. The same answers give the same times.
pub(super) fn clock(vm: &mut Vm, _: Value, _: &[Value], _: Value) -> VmResult<Value> {
    Ok(Value::Float(state(vm)?.answers.took.as_secs_f64()))
}

/// Seconds since 1970, on the same clock.
pub(super) fn now(vm: &mut Vm, _: Value, _: &[Value], _: Value) -> VmResult<Value> {
    let state = state(vm)?;
    let now: Timestamp = state.job.now.saturating_add(state.answers.took).unwrap_or(state.job.now);
    Ok(Value::Float(now.as_duration().as_secs_f64()))
}
