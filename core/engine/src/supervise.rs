//! The parent's side of a profile's run: starts the child, answers its questions, ends it when it takes too long.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::io::BufReader;
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::time::timeout;

use crate::ledger::{Completion, Ledger, Outcome, short};
use crate::pipe;
use crate::protocol::{ChildLimits, Description, FromChild, MAX_FROM_CHILD, Reply, Source, Start};
use crate::results::Control;
use crate::target::{Answer, Failure, FailureKind, Limit, Question, Transport};
use crate::{clock, sandbox};

/// What a run needs besides the transport.
#[derive(Clone, Debug)]
pub struct Options {
    /// This very program: it is started again as the child.
    pub program: PathBuf,
    /// Name of the profile where it gives itself none.
    pub name: String,
    /// Values of inputs.
    pub inputs: Map<String, Value>,
    /// Limits of the child.
    pub limits: ChildLimits,
    /// Limit of each question to the target.
    pub question: Limit,
    /// The profile may run where the system call filter is not to be had: it is built in, or the user said so.
    pub trusted: bool,
}

/// Most that the children of one profile may send in all, as [`pipe::weight`] has it.
const MAX_REPORTED: usize = 256 << 20;
/// Children that one profile may cost. Real profiles cost one; each control that kills its child costs another.
const MAX_CHILDREN: usize = 1_000;

/// What happens while a profile runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Parsing found this many controls; more may come if the profile makes them as it runs.
    Found(usize),
    /// A control begins.
    Begin(&'a str),
    /// A control has ended.
    End(&'a Control),
}

/// Why a profile cannot run at all.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The child could not be started, or broke the protocol before it came to the profile.
    #[error("the engine's child process failed: {0}")]
    Child(String),
    /// The profile is not one.
    #[error("{0}")]
    Refused(String),
    /// Parsing the profile killed or hung the child.
    #[error("{0}")]
    Unparsable(String),
    /// No system call filter here, and the profile is a stranger's.
    #[error("this machine offers no system call filter (seccomp) to hold a profile with")]
    NoSandbox,
}

/// One run of one profile. [`drive`](Self::drive) may be dropped at any await; [`finish`](Self::finish) then gives what
/// was found until there, as incomplete.
pub struct ProfileRun {
    source: Source,
    options: Options,
    ledger: Ledger,
    skip_files: Vec<String>,
    /// Weight of what its children may still send: all that they report is kept in memory until the end.
    allowance: usize,
}

/// What the running child is busy with.
enum Busy {
    Starting,
    Loading(String),
    Control(String),
    Between,
}

/// How one child ended.
enum Ended {
    Complete,
    /// It died, hung, or broke the protocol; the text says which.
    Broken(String),
}

struct Session {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    busy: Busy,
    began: Timestamp,
    since: Instant,
    thought: Duration,
    limits: ChildLimits,
    /// Weight of what the child may still send.
    allowance: usize,
}

/// What parsing says of a profile; none of its code runs.
///
/// # Errors
/// Where the profile is none, or may not run here.
pub async fn describe(source: Source, options: Options) -> Result<Description, EngineError> {
    let mut session = Session::start(&options)?;
    session.admit(options.trusted).await?;
    let start = Start { describe_only: true, ..start(source, &options) };
    let described = match session.give(&start).await {
        Ok(()) => session.next().await,
        Err(why) => Err(why),
    };
    let ended = session.end(Ended::Broken(String::new())).await;
    match (described, ended) {
        (Ok(FromChild::Described(description)), _) => Ok(*description),
        (Ok(FromChild::Refused { message }), _) => Err(EngineError::Refused(message)),
        (Ok(other), _) => Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
        (Err(why), Ended::Broken(death)) => Err(EngineError::Unparsable(format!("{why}{death}"))),
        (Err(why), Ended::Complete) => Err(EngineError::Unparsable(why)),
    }
}

fn start(source: Source, options: &Options) -> Start {
    Start {
        source,
        name: options.name.clone(),
        inputs: options.inputs.clone(),
        done: Vec::new(),
        skip_files: Vec::new(),
        describe_only: false,
        instructions: options.limits.instructions,
    }
}

impl ProfileRun {
    /// A run that has not begun.
    pub fn new(source: Source, options: Options) -> Self {
        Self { source, options, ledger: Ledger::default(), skip_files: Vec::new(), allowance: MAX_REPORTED }
    }

    /// Runs to the end, through as many children as it takes: a control that kills or hangs its child costs itself only.
    ///
    /// # Errors
    /// Where nothing of the profile can run. A profile that began and broke is an [`Outcome`] with reasons.
    pub async fn drive(
        &mut self,
        transport: &mut dyn Transport,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), EngineError> {
        for _ in 0..MAX_CHILDREN {
            let (ended, busy, began) = self.one_child(transport, events).await?;
            let Ended::Broken(why) = ended else { return Ok(()) };
            match busy {
                Busy::Control(id) if self.ledger.has(&id) => {
                    self.ledger.incomplete(why);
                    return Ok(());
                }
                Busy::Loading(path) if self.skip_files.contains(&path) => {
                    self.ledger.incomplete(why);
                    return Ok(());
                }
                Busy::Control(id) => self.ledger.lose(&id, &why, began),
                Busy::Loading(path) => {
                    self.ledger.lose_file(&path, &why, began);
                    self.skip_files.push(path);
                }
                Busy::Starting if self.ledger.description.is_none() => return Err(EngineError::Child(why)),
                Busy::Starting | Busy::Between => {
                    self.ledger.incomplete(why);
                    return Ok(());
                }
            }
        }
        self.ledger.incomplete(format!("the profile broke {MAX_CHILDREN} of the engine's processes"));
        Ok(())
    }

    /// What was found, and what is missing.
    pub fn finish(self) -> Outcome {
        self.ledger.close(clock::now())
    }

    async fn one_child(
        &mut self,
        transport: &mut dyn Transport,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(Ended, Busy, Timestamp), EngineError> {
        let mut session = Session::start(&self.options)?;
        session.allowance = self.allowance;
        session.admit(self.options.trusted).await?;
        let start = Start {
            done: self.ledger.done(),
            skip_files: self.skip_files.clone(),
            ..start(self.source.clone(), &self.options)
        };
        let ended = match session.give(&start).await {
            Ok(()) => self.serve(&mut session, transport, events).await?,
            Err(why) => Ended::Broken(why),
        };
        self.allowance = session.allowance;
        let why = session.end(ended).await;
        Ok((why, session.busy, session.began))
    }

    async fn serve(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Ended, EngineError> {
        loop {
            let frame = match session.next().await {
                Ok(frame) => frame,
                Err(why) => return Ok(Ended::Broken(why)),
            };
            match frame {
                FromChild::Ask { question } => {
                    if let Err(why) = session.answer(&question, self.options.question, transport).await {
                        return Ok(Ended::Broken(why));
                    }
                }
                FromChild::Refused { message } => return Err(EngineError::Refused(message)),
                FromChild::Complete { .. } | FromChild::Unsupported { .. } if session.idle().is_err() => {
                    return Ok(Ended::Broken("it said that it was done before it was".into()));
                }
                FromChild::Unsupported { message } => {
                    self.ledger.unsupported = Some(message);
                    return Ok(Ended::Complete);
                }
                FromChild::Exhausted => return Ok(Ended::Broken("it spent its instruction budget".into())),
                FromChild::Complete { controls, titles, attributes, gaps } => {
                    gaps.into_iter().for_each(|gap| self.ledger.incomplete(gap));
                    self.ledger.complete = Some(Completion { controls, titles, attributes });
                    return Ok(Ended::Complete);
                }
                other => {
                    if let Err(why) = self.note(other, session, events) {
                        return Ok(Ended::Broken(why));
                    }
                }
            }
        }
    }

    fn note(
        &mut self,
        frame: FromChild,
        session: &mut Session,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), String> {
        match frame {
            FromChild::Described(description) => {
                if self.ledger.description.is_none() {
                    events(Event::Found(description.controls.len()));
                    self.ledger.description = Some(*description);
                }
            }
            FromChild::Platform { name, release } => {
                self.ledger.platform.name = name;
                self.ledger.platform.release = release;
            }
            FromChild::Loading { path } => {
                session.idle()?;
                session.turn_to(Busy::Loading(path));
            }
            FromChild::Loaded { gaps } => self.end_file(gaps, session)?,
            FromChild::Begin { id } => {
                session.idle()?;
                events(Event::Begin(&id));
                session.turn_to(Busy::Control(id));
            }
            FromChild::End { control, gaps, unrun } => {
                let id = control.id.clone();
                self.end_control(*control, gaps, session, events)?;
                self.ledger.unrun(&id, unrun);
            }
            FromChild::FileFailed { path, message, .. } => {
                self.ledger.incomplete(format!("file {path:?} did not load: {message}"));
                session.turn_to(Busy::Between);
            }
            FromChild::Warning { message } => self.ledger.warn(message),
            other => return Err(format!("it broke the protocol with {}", name_of(&other))),
        }
        Ok(())
    }

    fn end_file(&mut self, gaps: Vec<String>, session: &mut Session) -> Result<(), String> {
        let Busy::Loading(path) = &session.busy else {
            return Err("it ended a file that it had not begun".into());
        };
        for gap in gaps {
            self.ledger.incomplete(format!("file {path:?}: {gap}"));
        }
        session.turn_to(Busy::Between);
        Ok(())
    }

    fn end_control(
        &mut self,
        control: Control,
        gaps: Vec<String>,
        session: &mut Session,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(), String> {
        match &session.busy {
            Busy::Control(id) if *id == control.id => {}
            _ => return Err(format!("it reported control {:?}, which it had not begun", control.id)),
        }
        if let Some(control) = self.ledger.report(control, gaps, session.began) {
            events(Event::End(control));
        }
        session.turn_to(Busy::Between);
        Ok(())
    }
}

impl Session {
    fn start(options: &Options) -> Result<Self, EngineError> {
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
            began: clock::now(),
            since: Instant::now(),
            thought: Duration::ZERO,
            limits,
            allowance: MAX_REPORTED,
        })
    }

    /// The first frame says what holds the child; nothing of the profile is sent before it is known.
    async fn admit(&mut self, trusted: bool) -> Result<(), EngineError> {
        match self.next().await {
            Ok(FromChild::Sandboxed { seccomp, .. }) if seccomp || trusted => Ok(()),
            Ok(FromChild::Sandboxed { .. }) => Err(EngineError::NoSandbox),
            Ok(other) => Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
            Err(why) => Err(EngineError::Child(why)),
        }
    }

    async fn give(&mut self, start: &Start) -> Result<(), String> {
        match timeout(self.limits.thinking, pipe::write_async(&mut self.to, start)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("the engine's child did not take the profile".into()),
        }
    }

    /// Controls and files do not begin one in another, and nothing ends while they run.
    fn idle(&self) -> Result<(), String> {
        match &self.busy {
            Busy::Starting | Busy::Between => Ok(()),
            Busy::Loading(_) | Busy::Control(_) => {
                Err("it began something before what it was busy with had ended".into())
            }
        }
    }

    fn turn_to(&mut self, busy: Busy) {
        self.busy = busy;
        self.began = clock::now();
        self.since = Instant::now();
        self.thought = Duration::ZERO;
    }

    /// The next frame, within what is left of the time to think.
    async fn next(&mut self) -> Result<FromChild, String> {
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

    async fn answer(&mut self, question: &Question, limit: Limit, transport: &mut dyn Transport) -> Result<(), String> {
        let left = self.limits.control.saturating_sub(self.since.elapsed());
        if left.is_zero() {
            return Err(format!("it took longer than {} s with the target's answers", self.limits.control.as_secs()));
        }
        let limit = Limit { time: limit.time.min(left), ..limit };
        let answer = transport.answer(question, limit).await;
        let reply = Reply { answer: bounded(answer, limit) };
        match timeout(self.limits.thinking, pipe::write_async(&mut self.to, &reply)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err("the engine's child process did not take an answer".into()),
        }
    }

    /// Ends the child; where it broke, its own end says why.
    async fn end(&mut self, ended: Ended) -> Ended {
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
    let size = match &answer {
        Answer::Ran(output) => output.stdout.len() + output.stderr.len(),
        Answer::Content(Some(content)) => content.len(),
        _ => 0,
    };
    if size as u64 > limit.bytes {
        return Answer::Failed(Failure::new(FailureKind::TooLarge, format!("more than {} bytes", limit.bytes)));
    }
    answer
}

fn nonsense(error: &dyn std::error::Error) -> String {
    format!("the engine's child process sent nonsense: {error}")
}

fn name_of(frame: &FromChild) -> &'static str {
    match frame {
        FromChild::Sandboxed { .. } => "a second word on its sandbox",
        FromChild::Described(_) => "a description",
        FromChild::Ask { .. } => "a question",
        FromChild::End { .. } => "a control's end",
        _ => "a frame out of order",
    }
}
