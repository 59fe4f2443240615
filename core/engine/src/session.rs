//! One child of the engine: its pipes, its time, its end.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;
use tokio::io::BufReader;
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::time::timeout;

use crate::ledger::short;
use crate::protocol::{ChildLimits, FromChild, MAX_FROM_CHILD, MAX_QUESTIONS, Reply};
use crate::supervise::{EngineError, Limits, Options};
use crate::target::{Answer, Failure, FailureKind, Limit, Purpose, Question, Transport};
use crate::{pipe, sandbox};

/// What the running child is busy with.
pub(crate) enum Busy {
    Starting,
    Loading(String),
    Evaluating(String),
    Control(String),
    Between,
}

impl Busy {
    fn purpose(&self) -> Purpose<'_> {
        match self {
            Self::Starting | Self::Between => Purpose::Profile,
            Self::Loading(path) => Purpose::File(path),
            Self::Evaluating(id) | Self::Control(id) => Purpose::Control(id),
        }
    }
}

/// How one child ended.
pub(crate) enum Ended {
    Complete,
    /// It died, hung, or broke the protocol; the text says which.
    Broken(String),
}

/// One child, from its start to its end.
pub(crate) struct Session {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    pub(crate) busy: Busy,
    /// The run's time now: that of its beginning, and what the target has taken since.
    pub(crate) now: Timestamp,
    /// What the target has taken for what the child is busy with, by the run's clock.
    waited: Duration,
    thought: Duration,
    limits: ChildLimits,
    /// Weight of what the child may still send.
    pub(crate) allowance: usize,
}

impl Session {
    pub(crate) fn start(options: &Options, now: Timestamp, allowance: usize) -> Result<Self, EngineError> {
        if cfg!(not(target_os = "linux")) {
            return Err(EngineError::Elsewhere);
        }
        let limits = options.limits;
        let mut child = sandbox::command(&options.program)
            .args(limits.arguments())
            .spawn()
            .map_err(|e| EngineError::Child(format!("{} does not start: {e}", options.program.display())))?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(EngineError::Child("no pipes".into()));
        };
        Ok(Self {
            child,
            to,
            from: BufReader::new(from),
            busy: Busy::Starting,
            now,
            waited: Duration::ZERO,
            thought: Duration::ZERO,
            limits,
            allowance,
        })
    }

    /// The first frame says what holds the child; nothing of the profile is sent before it is known.
    pub(crate) async fn admit(&mut self, trusted: bool) -> Result<(), EngineError> {
        match self.next().await {
            Ok(FromChild::Sandboxed { seccomp, .. }) if seccomp || trusted => Ok(()),
            Ok(FromChild::Sandboxed { .. }) => Err(EngineError::NoSandbox),
            Ok(other) => Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
            Err(why) => Err(EngineError::Child(why)),
        }
    }

    pub(crate) async fn give(&mut self, work: &impl Serialize) -> Result<(), String> {
        match timeout(self.limits.thinking, pipe::write_async(&mut self.to, work)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("the engine's child process did not take its work".into()),
        }
    }

    /// Controls and files do not begin one in another, and nothing ends while they run.
    pub(crate) fn idle(&self) -> Result<(), String> {
        match &self.busy {
            Busy::Starting | Busy::Between => Ok(()),
            Busy::Loading(_) | Busy::Evaluating(_) | Busy::Control(_) => {
                Err("it began something before what it was busy with had ended".into())
            }
        }
    }

    pub(crate) fn turn_to(&mut self, busy: Busy) {
        self.busy = busy;
        self.waited = Duration::ZERO;
        self.thought = Duration::ZERO;
    }

    /// The next frame, within what is left of the time to think.
    pub(crate) async fn next(&mut self) -> Result<FromChild, String> {
        let left = self.limits.thinking.saturating_sub(self.thought);
        let begun = Instant::now();
        let frame = timeout(left, pipe::read_async(&mut self.from, MAX_FROM_CHILD)).await;
        self.thought += begun.elapsed();
        match frame {
            Ok(Ok(Some(frame))) => self.taken(&frame),
            Ok(Ok(None)) => Err("the engine's child process died".into()),
            Ok(Err(e)) => Err(nonsense(&e)),
            Err(_) => Err(format!("it ran longer than {} s without an end", self.limits.thinking.as_secs())),
        }
    }

    /// A frame's value, if there is room for it; it is weighed before it is parsed.
    fn taken(&mut self, frame: &[u8]) -> Result<FromChild, String> {
        match self.allowance.checked_sub(pipe::weight(frame)) {
            Some(left) => self.allowance = left,
            None => return Err("it reported more than can be kept".into()),
        }
        serde_json::from_slice(frame).map_err(|e| nonsense(&e))
    }

    /// Puts the child's questions to the target, within what is left of the time for what it is busy with.
    pub(crate) async fn answer(
        &mut self,
        questions: &[Question],
        limits: &Limits,
        transport: &mut dyn Transport,
    ) -> Result<(), String> {
        let left = self.limits.control.saturating_sub(self.thought).saturating_sub(self.waited);
        if left.is_zero() {
            return Err(format!("it took longer than {} s with the target's answers", self.limits.control.as_secs()));
        }
        transport.serve(self.busy.purpose());
        let begun = Instant::now();
        let answers = match questions {
            [question] => {
                let limit = within(limits.question, left);
                vec![bounded(transport.answer(question, limit).await, limit)]
            }
            many if many.len() <= MAX_QUESTIONS && many.iter().all(Question::only_reads) => {
                let limit = within(limits.batch, left);
                many_bounded(transport.answer_all(many, limit).await, many.len(), limit)
            }
            _ => return Err("it asked what may not be asked at once".into()),
        };
        let took = transport.took().unwrap_or_else(|| begun.elapsed());
        self.now = self.now.saturating_add(took).unwrap_or(self.now);
        self.waited = self.waited.saturating_add(took);
        self.reply(answers, took).await
    }

    /// Tells the child that its questions have no answer.
    pub(crate) async fn refuse(&mut self, questions: &[Question], why: &str) -> Result<(), String> {
        let failed = |_| Answer::Failed(Failure::new(FailureKind::TimedOut, why));
        self.reply(questions.iter().map(failed).collect(), Duration::ZERO).await
    }

    async fn reply(&mut self, answers: Vec<Answer>, took: Duration) -> Result<(), String> {
        let reply = Reply { answers, took };
        match timeout(self.limits.thinking, pipe::write_async(&mut self.to, &reply)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("the engine's child process did not take an answer".into()),
        }
    }

    /// Ends the child; where it broke, its own end says why.
    pub(crate) async fn end(&mut self, ended: Ended) -> Ended {
        if let Ended::Broken(_) = ended {
            let _ = timeout(Duration::from_millis(200), self.child.wait()).await;
        }
        let _ = self.child.start_kill();
        let status = self.child.wait().await;
        match (ended, status) {
            (Ended::Broken(why), Ok(status)) => Ended::Broken(format!("{why}: {}", sandbox::cause_of_death(status))),
            (ended, _) => ended,
        }
    }
}

/// Characters of a failure's message, which may hold what the target said.
const MAX_MESSAGE: usize = 2_000;

/// A transport that keeps no limit must not overrun the child.
fn bounded(answer: Answer, limit: Limit) -> Answer {
    if let Answer::Failed(mut failure) = answer {
        failure.message = short(failure.message, MAX_MESSAGE);
        return Answer::Failed(failure);
    }
    if size(&answer) > limit.bytes {
        return Answer::Failed(Failure::new(FailureKind::TooLarge, format!("more than {} bytes", limit.bytes)));
    }
    answer
}

/// Bytes that the target decided on.
fn size(answer: &Answer) -> u64 {
    let size = match answer {
        Answer::Ran(output) => output.stdout.len() + output.stderr.len(),
        Answer::Content(Some(content)) => content.len(),
        Answer::Names(Some(names)) => names.iter().map(String::len).sum(),
        _ => 0,
    };
    size as u64
}

fn within(limit: Limit, left: Duration) -> Limit {
    Limit { time: limit.time.min(left), ..limit }
}

/// As many answers as questions, of no more bytes together than allowed.
fn many_bounded(mut answers: Vec<Answer>, count: usize, limit: Limit) -> Vec<Answer> {
    let missing = || Answer::Failed(Failure::new(FailureKind::Malformed, "it was not answered"));
    answers.resize_with(count, missing);
    let mut left = limit.bytes;
    let mut keep = |answer| {
        let answer = bounded(answer, Limit { bytes: left, ..limit });
        left = left.saturating_sub(size(&answer));
        answer
    };
    answers.into_iter().map(&mut keep).collect()
}

fn nonsense(error: &dyn std::error::Error) -> String {
    format!("the engine's child process sent nonsense: {error}")
}

pub(crate) fn name_of(frame: &FromChild) -> &'static str {
    match frame {
        FromChild::Sandboxed { .. } => "a second word on its sandbox",
        FromChild::Described(_) => "a description",
        FromChild::Ask { .. } => "a question",
        FromChild::End { .. } => "a control's end",
        _ => "a frame out of order",
    }
}
