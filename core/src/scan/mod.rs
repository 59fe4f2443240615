//! A scan: target, profiles and threshold in; facts for reports out.
//!
//! What can be decided without the target is decided first ([`prepare`]): a wrong threshold or profile is told before
//! anything is touched. [`Scan::run`] then never fails: an unreachable target is a finding with reports.

mod caught;
mod foreign;
mod found;
mod identity;
pub mod inputs;
pub mod profiles;
mod secrets;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cincture_engine::protocol::ChildLimits;
use cincture_engine::target::{Limit, Transport};
use cincture_engine::{EngineError, Event, Limits, Options, ProfileRun, clock, describe};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::access::Lease;
use crate::cluster::{connect, until_ready};
use crate::gate::Gate;
use crate::problem::{Code, Problem};
use crate::recording::{self, Asker, Head, Recorder, Recording, Sink};
use crate::report::{CommandLog, Run};
use crate::target::Target;
use crate::transport::{Commands, OpenOptions, Opened, Recorded, Watched, with_server};
pub use foreign::Engine;
use found::{Found, Unfinished};
pub use identity::Identity;
use profiles::ProfileSource;

/// What to scan and how to judge it.
#[derive(Clone, Debug)]
pub struct ScanSpec {
    /// The target.
    pub target: Target,
    /// Profiles, each in a child of its own.
    pub profiles: Vec<ProfileSource>,
    /// What it is held against; an empty gate reports without judging.
    pub gate: Gate,
    /// Whether profiles may run commands in the target.
    pub commands: Commands,
    /// How long to wait for a pod that is not there or not ready; `None` scans it as it is.
    pub wait_ready: Option<Duration>,
    /// Values of inputs.
    pub inputs: Map<String, Value>,
    /// Longest time for the whole scan.
    pub timeout: Duration,
    /// Limits of the engine's child.
    pub limits: ChildLimits,
    /// Limit of each question to the target.
    pub question: Limit,
    /// Run strangers' profiles even without the system call filter.
    pub allow_unsandboxed: bool,
    /// Secrets stay in the texts of results and reports.
    pub unredacted: bool,
}

/// What belongs to this machine, and no caller from outside may say.
#[derive(Clone, Debug)]
pub struct LocalOptions {
    /// This very program, to be started as the engine's child.
    pub program: PathBuf,
    /// How targets are reached.
    pub open: OpenOptions,
    /// With whose access.
    pub identity: Identity,
    /// What runs the profiles.
    pub engine: Engine,
}

/// What happens while a scan runs.
pub trait Observer: Send {
    /// A step that is no control.
    fn step(&mut self, text: &str);
    /// What the engine reports.
    fn event(&mut self, event: &Event<'_>);
}

/// A scan whose profiles are known to be profiles.
pub struct Scan<'a> {
    spec: &'a ScanSpec,
    local: &'a LocalOptions,
    /// Name and SHA-256 of each profile.
    profiles: Vec<(String, String)>,
    /// Where the target is one.
    recording: Option<Arc<Recording>>,
    /// Where to keep what the target answers.
    sink: Option<Box<dyn Sink>>,
}

/// Looks at what can be judged without reading anything: whether parts of what is asked for contradict each other. Profiles
/// and threshold are not looked at.
///
/// # Errors
/// [`Code::Usage`]: access that this target cannot have, a wait for what cannot be waited for, what the engine cannot do.
pub fn check(spec: &ScanSpec, local: &LocalOptions) -> Result<(), Problem> {
    local.identity.check(spec)?;
    check_wait(spec)?;
    local.engine.check(spec)
}

/// Whether what this target answers can be kept in a file.
///
/// # Errors
/// [`Code::Usage`]: the target is a recording, or its answers do not pass through our hands.
pub fn check_recording(target: &Target, engine: &Engine) -> Result<(), Problem> {
    if let Target::Replay(_) = target {
        let help = "copy the file instead";
        return Err(Problem::new(Code::Usage, "nothing can be recorded", "the target is a recording", help));
    }
    engine.check_recording()
}

/// Looks at everything that can be judged without the target: each profile is parsed, in its sandbox; a recording is read.
///
/// # Errors
///
/// A profile that is none, or that may not run here; access that this target cannot have; a recording that is none.
pub async fn prepare<'a>(spec: &'a ScanSpec, local: &'a LocalOptions) -> Result<Scan<'a>, Problem> {
    check(spec, local)?;
    let recording = match &spec.target {
        Target::Replay(path) => Some(Arc::new(recording::read(path)?)),
        _ => None,
    };
    let mut profiles = Vec::new();
    let parsed = if local.engine == Engine::Native { spec.profiles.as_slice() } else { &[] };
    for profile in parsed {
        let described = describe(profile.source.clone(), options(spec, local, profile, clock::now()))
            .await
            .map_err(|e| engine_problem(&profile.argument, &e))?;
        let name = described.metadata.get("name").and_then(Value::as_str).unwrap_or(&profile.name);
        profiles.push((name.to_owned(), described.sha256));
    }
    Ok(Scan { spec, local, profiles, recording, sink: None })
}

impl Scan<'_> {
    /// What the target answers is kept in `sink`, too.
    ///
    /// # Errors
    /// [`Code::Usage`]: the target is a recording.
    pub fn record_to(&mut self, sink: Box<dyn Sink>) -> Result<(), Problem> {
        check_recording(&self.spec.target, &self.local.engine)?;
        self.sink = Some(sink);
        Ok(())
    }

    /// Scans, until the end, the time limit, or `stop` resolves; whatever was found until then is in the facts. Access
    /// that was made for it is removed in every case, also after a panic; that takes half a minute at most, and is not
    /// stopped by `stop`.
    ///
    /// A recording is scanned at the time at which it was made, and takes as long as that took.
    pub async fn run(mut self, observer: &mut dyn Observer, stop: impl Future<Output = ()>) -> Run {
        let started = self.recording.as_ref().map_or_else(clock::now, |recording| recording.head.started);
        let begun = Instant::now();
        let (mut found, mut lease) = (self.nothing_yet(started), None);
        tokio::select! {
            ended = caught::caught(self.scan(started, observer, &mut found, &mut lease)) => {
                found.problems.extend(ended.err());
            }
            () = stop => found.problems.push(interrupted()),
            () = tokio::time::sleep(self.spec.timeout) => found.unchecked.push(out_of_time(self.spec.timeout)),
        }
        if let Some(lease) = lease {
            observer.step("removing the short-lived access");
            found.problems.extend(lease.release().await.problem());
        }
        let duration = self.recording.as_ref().map_or_else(|| begun.elapsed(), |recording| recording.end.duration);
        found.commands.give_up();
        found.keep_recording(duration);
        let name = self.name();
        found.facts(self.spec, &name, started, duration)
    }

    /// The target's name; that of a recording is the name of what was recorded.
    fn name(&self) -> String {
        self.recording.as_ref().map_or_else(|| self.spec.target.to_string(), |recording| recording.head.target.clone())
    }

    fn nothing_yet(&mut self, started: Timestamp) -> Found {
        let asker = |(name, sha256): &(String, String)| Asker { name: name.clone(), sha256: sha256.clone() };
        let askers = self.profiles.iter().map(asker).collect();
        let name = self.name();
        let recorder = self.sink.take().map(|sink| Recorder::new(sink, Head::new(name.clone(), started, askers)));
        let other = self.recording.as_ref().and_then(|recording| found::other_profiles(recording, &self.profiles));
        let commands = CommandLog::new(name);
        Found { recorder, commands, warnings: other.into_iter().collect(), ..Found::default() }
    }

    async fn scan(
        &self,
        started: Timestamp,
        observer: &mut dyn Observer,
        found: &mut Found,
        lease: &mut Option<Lease>,
    ) {
        let mut now = started;
        observer.step(&format!("reaching {}", self.spec.target));
        if let (Engine::Cinc(program), Target::Container(target)) = (&self.local.engine, &self.spec.target) {
            let ended = match self.waited(observer).await {
                Ok(()) => self.foreign(program, target, observer, found, lease).await,
                Err(problem) => Err(problem),
            };
            return found.problems.extend(ended.err());
        }
        let opened = match &self.recording {
            Some(recording) if !recording.end.opened => return found.as_recorded(&recording.end),
            Some(recording) => Ok(Opened::replayed(&self.spec.target, recording)),
            None => self.reach(observer, lease).await,
        };
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(problem) => return found.problems.push(problem),
        };
        found.opened = true;
        for profile in &self.spec.profiles {
            now = self.run_profile(profile, &mut opened, now, observer, found).await;
            found.round_trips = opened.round_trips();
        }
        observer.step("closing");
        if let Err(problem) = opened.finish().await {
            found.problems.push(problem);
        }
        if let Some(recording) = &self.recording {
            found.as_recorded(&recording.end);
        }
    }

    async fn reach(&self, observer: &mut dyn Observer, lease: &mut Option<Lease>) -> Result<Opened, Problem> {
        self.waited(observer).await?;
        self.local.identity.open(self.spec, &self.local.open, lease).await
    }

    async fn waited(&self, observer: &mut dyn Observer) -> Result<(), Problem> {
        if let (Some(patience), Target::Container(target)) = (self.spec.wait_ready, &self.spec.target) {
            let caller = connect(&self.local.open.access()).await?;
            let mut told = |why: &str| observer.step(&format!("waiting for {target}: {why}"));
            until_ready(&caller.client, target, patience, &mut told)
                .await
                .map_err(|problem| with_server(problem, &caller.server))?;
        }
        Ok(())
    }

    async fn run_profile(
        &self,
        profile: &ProfileSource,
        opened: &mut Opened,
        now: Timestamp,
        observer: &mut dyn Observer,
        found: &mut Found,
    ) -> Timestamp {
        observer.step(&format!("profile {}", profile.name));
        let run = ProfileRun::new(profile.source.clone(), options(self.spec, self.local, profile, now));
        let mut guard = Unfinished { run: Some(run), outcomes: &mut found.outcomes };
        if let Some(run) = guard.run.as_mut() {
            let mut events = |event: Event<'_>| observer.event(&event);
            let mut recorded;
            let inner: &mut dyn Transport = match found.recorder.as_mut() {
                Some(recorder) => {
                    recorded = Recorded::new(opened.transport(), recorder);
                    &mut recorded
                }
                None => opened.transport(),
            };
            let mut watched = Watched::new(inner, self.spec.commands, &profile.name, &mut found.commands);
            let driven = run.drive(&mut watched, &mut events).await;
            if let Err(error) = driven {
                found.faults.push(engine_problem(&profile.argument, &error));
            }
        }
        guard.run.as_ref().map_or(now, ProfileRun::now)
    }
}

fn check_wait(spec: &ScanSpec) -> Result<(), Problem> {
    if spec.wait_ready.is_none() || matches!(spec.target, Target::Container(_)) {
        return Ok(());
    }
    let why = format!("{} is no container in a pod", spec.target);
    Err(Problem::new(Code::Usage, "this target cannot be waited for", why, "leave --wait-ready away"))
}

fn options(spec: &ScanSpec, local: &LocalOptions, profile: &ProfileSource, now: Timestamp) -> Options {
    Options {
        program: local.program.clone(),
        name: profile.name.clone(),
        inputs: spec.inputs.clone(),
        limits: spec.limits,
        asking: Limits { question: spec.question, ..Limits::default() },
        now,
        trusted: profile.built_in || spec.allow_unsandboxed,
    }
}

/// What a scan that a signal ended is told by.
pub fn interrupted() -> Problem {
    Problem::new(Code::Interrupted, "the scan was ended", "a signal asked for it", "run it again")
}

fn out_of_time(limit: Duration) -> String {
    format!("the scan took longer than {limit:?} (--timeout)")
}

/// Why nothing of the profile at `place` runs, for people.
pub fn engine_problem(place: &str, error: &EngineError) -> Problem {
    let problem = match error {
        EngineError::Refused(why) => {
            Problem::new(Code::ProfileInvalid, "the profile cannot be used", why.clone(), "mend the profile")
        }
        EngineError::Elsewhere => Problem::new(
            Code::SandboxUnavailable,
            "profiles run on Linux only",
            "this system has nothing that a stranger's code could be shut in with",
            "scan from Linux, and judge and report its results here: `cincture gate`, `report`, `explain`, `diff`",
        ),
        EngineError::NoSandbox => Problem::new(
            Code::SandboxUnavailable,
            "the profile was not run",
            error.to_string(),
            "run it where seccomp is allowed, or take the risk with --allow-unsandboxed-profile",
        ),
        EngineError::Unparsable(why) => Problem::new(
            Code::ProfileInvalid,
            "the profile cannot be looked into",
            why.clone(),
            "a profile may not need more memory or stack to parse than its limits allow",
        ),
        EngineError::Child(why) => Problem::new(
            Code::EngineFailed,
            "the engine does not run",
            why.clone(),
            "check that the program may start itself and has enough memory",
        ),
    };
    problem.at(place)
}
