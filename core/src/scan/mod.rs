//! A scan: target, profiles and threshold in; facts for reports out.
//!
//! What can be decided without the target is decided first ([`prepare`]): a wrong threshold or profile is told before
//! anything is touched. [`Scan::run`] then never fails: an unreachable target is a finding with reports.

mod caught;
mod identity;
pub mod inputs;
pub mod profiles;

use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cincture_engine::protocol::ChildLimits;
use cincture_engine::target::Limit;
use cincture_engine::{EngineError, Event, Limits, Options, Outcome, ProfileRun, Unchecked, clock, describe};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::access::Lease;
use crate::gate::Threshold;
use crate::problem::{Code, Problem};
use crate::report::{self, Incomplete, Run};
use crate::results::{Platform, Results, Statistics};
use crate::target::Target;
use crate::transport::{OpenOptions, Opened};
pub use identity::Identity;
use profiles::ProfileSource;

/// What to scan and how to judge it.
#[derive(Clone, Debug)]
pub struct ScanSpec {
    /// The target.
    pub target: Target,
    /// Profiles, each in a child of its own.
    pub profiles: Vec<ProfileSource>,
    /// The threshold; `None` reports without judging.
    pub threshold: Option<Threshold>,
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
}

/// Looks at everything that can be judged without the target: each profile is parsed, in its sandbox.
///
/// # Errors
///
/// A profile that is none, or that may not run here; access that this target cannot have.
pub async fn prepare<'a>(spec: &'a ScanSpec, local: &'a LocalOptions) -> Result<Scan<'a>, Problem> {
    local.identity.check(spec)?;
    for profile in &spec.profiles {
        describe(profile.source.clone(), options(spec, local, profile, clock::now()))
            .await
            .map_err(|e| engine_problem(profile, &e))?;
    }
    Ok(Scan { spec, local })
}

/// What was found so far; kept outside of the futures that may be dropped.
#[derive(Default)]
struct Found {
    outcomes: Vec<Outcome>,
    problems: Vec<Problem>,
    round_trips: u32,
}

impl Scan<'_> {
    /// Scans, until the end, the time limit, or `stop` resolves; whatever was found until then is in the facts. Access
    /// that was made for it is removed in every case, also after a panic; that takes half a minute at most, and is not
    /// stopped by `stop`.
    pub async fn run(&self, observer: &mut dyn Observer, stop: impl Future<Output = ()>) -> Run {
        let started = clock::now();
        let begun = Instant::now();
        let (mut found, mut lease) = (Found::default(), None);
        tokio::select! {
            ended = caught::caught(self.scan(started, observer, &mut found, &mut lease)) => {
                found.problems.extend(ended.err());
            }
            () = stop => found.problems.push(interrupted()),
            () = tokio::time::sleep(self.spec.timeout) => found.outcomes.push(out_of_time(self.spec.timeout)),
        }
        if let Some(lease) = lease {
            observer.step("removing the short-lived access");
            found.problems.extend(lease.release().await.problem());
        }
        self.facts(started, begun.elapsed(), found)
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
        let mut opened = match self.local.identity.open(self.spec, &self.local.open, lease).await {
            Ok(opened) => opened,
            Err(problem) => return found.problems.push(problem),
        };
        for profile in &self.spec.profiles {
            now = self.run_profile(profile, &mut opened, now, observer, found).await;
        }
        found.round_trips = opened.round_trips();
        observer.step("closing");
        if let Err(problem) = opened.finish().await {
            found.problems.push(problem);
        }
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
        let mut guard = Unfinished { run: Some(run), found };
        if let Some(run) = guard.run.as_mut() {
            let driven = run.drive(opened.transport(), &mut |event| observer.event(&event)).await;
            if let Err(error) = driven {
                guard.found.problems.push(engine_problem(profile, &error));
            }
        }
        guard.run.as_ref().map_or(now, ProfileRun::now)
    }

    fn facts(&self, started: Timestamp, duration: Duration, found: Found) -> Run {
        let mut incomplete = Vec::new();
        let mut warnings = Vec::new();
        for outcome in &found.outcomes {
            incomplete.extend(outcome.incomplete.iter().map(|u| Incomplete {
                target: Some(0),
                control: u.control.clone(),
                why: u.why.clone(),
            }));
            warnings.extend(outcome.warnings.iter().cloned());
        }
        let round_trips = found.round_trips;
        let target = report::Target {
            name: self.spec.target.to_string(),
            results: results(&self.spec.target, found.outcomes, duration),
            duration,
            round_trips,
        };
        Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started,
            duration,
            targets: vec![target],
            threshold: self.spec.threshold.clone(),
            incomplete,
            problems: found.problems,
            warnings,
        }
    }
}

/// Keeps what a run has found when the future that drives it is dropped.
struct Unfinished<'a> {
    run: Option<ProfileRun>,
    found: &'a mut Found,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(run) = self.run.take() {
            self.found.outcomes.push(run.finish());
        }
    }
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

fn results(target: &Target, outcomes: Vec<Outcome>, duration: Duration) -> Option<Results> {
    let mut platform = outcomes.iter().map(|o| o.platform.clone()).find(|p| p.name.is_some()).unwrap_or_default();
    let profiles: Vec<_> = outcomes.into_iter().map(|o| o.profile).filter(|p| !p.sha256.is_empty()).collect();
    if profiles.is_empty() {
        return None;
    }
    platform = Platform { target_id: Some(target.to_string()), ..platform };
    platform.name.get_or_insert_with(|| "unknown".to_owned());
    platform.release.get_or_insert_with(|| "unknown".to_owned());
    let statistics = Statistics { duration: Some(duration.as_secs_f64()), ..Statistics::default() };
    Some(Results { platform, profiles, statistics, version: env!("CARGO_PKG_VERSION").to_owned(), extra: Map::new() })
}

/// What a scan that a signal ended is told by.
pub fn interrupted() -> Problem {
    Problem::new(Code::Interrupted, "the scan was ended", "a signal asked for it", "run it again")
}

fn out_of_time(limit: Duration) -> Outcome {
    let why = format!("the scan took longer than {limit:?} (--timeout)");
    Outcome {
        profile: Default::default(),
        platform: Platform::default(),
        incomplete: vec![Unchecked { control: None, why }],
        warnings: Vec::new(),
        unrun: Vec::new(),
    }
}

fn engine_problem(profile: &ProfileSource, error: &EngineError) -> Problem {
    let problem = match error {
        EngineError::Refused(why) => {
            Problem::new(Code::ProfileInvalid, "the profile cannot be used", why.clone(), "mend the profile")
        }
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
    problem.at(profile.argument.clone())
}
