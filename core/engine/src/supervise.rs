//! The parent's side of a profile's run: starts the child, answers its questions, ends it when it takes too long.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::ledger::{Completion, Ledger, Outcome};
use crate::protocol::{ChildLimits, Description, FromChild, Mode, Source, Start};
use crate::results::Control;
use crate::sandbox::Entered;
use crate::session::{Busy, Ended, Session, name_of};
use crate::target::{Limit, Transport};

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
    /// Limits of questions to the target.
    pub asking: Limits,
    /// The time at which the run begins, as its results tell it.
    pub now: Timestamp,
    /// The profile may run where the system call filter is not to be had: it is built in, or the user said so.
    pub trusted: bool,
}

/// What questions to the target may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One question.
    pub question: Limit,
    /// Questions that are asked at once, together.
    pub batch: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self { question: Limit::default(), batch: Limit { time: Duration::from_secs(60), bytes: 32 << 20 } }
    }
}

/// Most that the children of one profile may send in all, as [`pipe::weight`] has it.
pub(crate) const MAX_REPORTED: usize = 256 << 20;
/// Children that one profile may cost. Real profiles cost one; each control that kills its child costs another.
const MAX_CHILDREN: usize = 1_000;

/// What happens while a profile runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// Parsing found this many controls; more may come if the profile makes them as it runs.
    Found(usize),
    /// The checks of a control begin.
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
    /// This system has nothing that any profile could be shut in with.
    #[error("profiles run on Linux only")]
    Elsewhere,
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
    /// The run's time: it goes on while the target is waited for.
    now: Timestamp,
}

/// What parsing says of a profile; none of its code runs.
///
/// # Errors
/// Where the profile is none, or may not run here.
pub async fn describe(source: Source, options: Options) -> Result<Description, EngineError> {
    let mut session = Session::start(&options, options.now, MAX_REPORTED)?;
    session.admit(options.trusted).await?;
    let start = Start { mode: Mode::Describe, ..start(source, &options) };
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

/// What holds a child on this machine, without giving it anything to do.
///
/// # Errors
/// [`EngineError::Child`]: it does not start, or cannot shut itself in.
pub async fn sandbox_here(options: &Options) -> Result<Entered, EngineError> {
    let mut session = Session::start(options, options.now, MAX_REPORTED)?;
    let begun = session.next().await;
    session.end(Ended::Complete).await;
    match begun {
        Ok(FromChild::Sandboxed { seccomp, landlock }) => Ok(Entered { seccomp, landlock }),
        Ok(other) => Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
        Err(why) => Err(EngineError::Child(why)),
    }
}

pub(crate) fn start(source: Source, options: &Options) -> Start {
    Start {
        source,
        further: Vec::new(),
        name: options.name.clone(),
        inputs: options.inputs.clone(),
        done: Vec::new(),
        skip_files: Vec::new(),
        mode: Mode::Run,
        instructions: options.limits.instructions,
        now: options.now,
    }
}

impl ProfileRun {
    /// A run that has not begun.
    pub fn new(source: Source, options: Options) -> Self {
        let now = options.now;
        Self { source, options, ledger: Ledger::default(), skip_files: Vec::new(), allowance: MAX_REPORTED, now }
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
            let (ended, busy) = self.one_child(transport, events).await?;
            let Ended::Broken(why) = ended else { return Ok(()) };
            match busy {
                Busy::Control(id) | Busy::Evaluating(id) if self.ledger.has(&id) => {
                    self.ledger.incomplete(why);
                    return Ok(());
                }
                Busy::Loading(path) if self.skip_files.contains(&path) => {
                    self.ledger.incomplete(why);
                    return Ok(());
                }
                Busy::Control(id) | Busy::Evaluating(id) => self.ledger.lose(&id, &why, self.now),
                Busy::Loading(path) => {
                    self.ledger.lose_file(&path, &why, self.now);
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

    /// The run's time: that of its beginning, and what the target has taken to answer since.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What was found, and what is missing.
    pub fn finish(self) -> Outcome {
        self.ledger.close(self.now)
    }

    async fn one_child(
        &mut self,
        transport: &mut dyn Transport,
        events: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<(Ended, Busy), EngineError> {
        let mut session = Session::start(&self.options, self.now, self.allowance)?;
        session.admit(self.options.trusted).await?;
        let start = Start {
            done: self.ledger.done(),
            skip_files: self.skip_files.clone(),
            now: self.now,
            ..start(self.source.clone(), &self.options)
        };
        let ended = match session.give(&start).await {
            Ok(()) => self.serve(&mut session, transport, events).await?,
            Err(why) => Ended::Broken(why),
        };
        self.allowance = session.allowance;
        self.now = session.now;
        let why = session.end(ended).await;
        Ok((why, session.busy))
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
                FromChild::Ask { questions } => {
                    let limits = self.options.asking;
                    if let Err(why) = session.answer(&questions, &limits, transport).await {
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
            FromChild::Evaluating { id } => {
                session.idle()?;
                session.turn_to(Busy::Evaluating(id));
            }
            FromChild::Evaluated => match session.busy {
                Busy::Evaluating(_) => session.turn_to(Busy::Between),
                _ => return Err("it ended a block that it had not begun".into()),
            },
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
            FromChild::FileFailed { path, message } => {
                self.ledger.incomplete(format!("file {path:?} did not load: {message}"));
                session.turn_to(Busy::Between);
            }
            FromChild::Warning { message } => self.ledger.warn(message),
            FromChild::Sensitive { name, value } => self.ledger.sensitive.add(name, value),
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
        if let Some(control) = self.ledger.report(control, gaps, session.now) {
            events(Event::End(control));
        }
        session.turn_to(Busy::Between);
        Ok(())
    }
}
