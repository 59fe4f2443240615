//! What a scan has found so far, and what it comes to.

use std::time::Duration;

use cincture_engine::{Outcome, ProfileRun, Unchecked};
use jiff::Timestamp;
use serde_json::Map;

use super::ScanSpec;
use crate::problem::Problem;
use crate::recording::{End, Recorder, Recording, ToldProblem};
use crate::report::{self, CommandLog, Incomplete, Run};
use crate::results::{Document, Platform, Results, Statistics};

/// Kept outside of the futures that may be dropped.
#[derive(Default)]
pub(super) struct Found {
    pub(super) outcomes: Vec<Outcome>,
    /// Results of another engine.
    pub(super) foreign: Option<Document>,
    /// What went wrong with a profile; the same answers of the target lead to the same.
    pub(super) faults: Vec<Problem>,
    /// What went wrong with all else.
    pub(super) problems: Vec<Problem>,
    /// What was not checked for another reason than a profile's.
    pub(super) unchecked: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) round_trips: u32,
    /// The target was reached.
    pub(super) opened: bool,
    /// The commands that ran there.
    pub(super) commands: CommandLog,
    /// Keeps what the target answers.
    pub(super) recorder: Option<Recorder>,
}

impl Found {
    /// Adds how the scan of a recording ended.
    pub(super) fn as_recorded(&mut self, end: &End) {
        self.problems.extend(end.problems.iter().map(ToldProblem::problem));
        self.unchecked.extend(end.unchecked.iter().cloned());
    }

    /// Ends the recording, if there is one.
    pub(super) fn keep_recording(&mut self, duration: Duration) {
        let Some(recorder) = self.recorder.take() else { return };
        let end = End {
            opened: self.opened,
            duration,
            round_trips: self.round_trips,
            problems: self.problems.iter().map(ToldProblem::from).collect(),
            unchecked: self.unchecked.clone(),
        };
        self.problems.extend(recorder.finish(end).err());
    }

    /// The facts of the run.
    pub(super) fn facts(mut self, spec: &ScanSpec, name: &str, started: Timestamp, duration: Duration) -> Run {
        let redacted = if spec.unredacted { self.stay() } else { self.redact(&spec.inputs) };
        let mut warnings = self.warnings;
        let unchecked = self.unchecked.into_iter().map(|why| Unchecked { control: None, why });
        let of_profiles = self.outcomes.iter().flat_map(|outcome| outcome.incomplete.iter().cloned());
        let told = |u: Unchecked| Incomplete { target: Some(0), control: u.control, why: u.why };
        let incomplete = of_profiles.chain(unchecked).map(told).collect();
        warnings.extend(self.outcomes.iter().flat_map(|outcome| outcome.warnings.iter().cloned()));
        let mut problems: Vec<Problem> = self.faults.into_iter().chain(self.problems).collect();
        let own = results(name, self.outcomes, duration).map(|results| Document::of(&results)).transpose();
        let own = own.unwrap_or_else(|problem| {
            problems.push(problem.at(name));
            None
        });
        let target = report::Target {
            name: name.to_owned(),
            results: self.foreign.or(own),
            duration,
            round_trips: self.round_trips,
        };
        Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started,
            duration,
            targets: vec![target],
            gate: spec.gate.clone(),
            incomplete,
            problems,
            warnings,
            commands: self.commands,
            redacted,
            ..Run::default()
        }
    }
}

/// Whoever replays with what did not ask then will find questions that were not recorded.
pub(super) fn other_profiles(recording: &Recording, asking: &[(String, String)]) -> Option<String> {
    let known = |sha256: &String| recording.head.profiles.iter().any(|asker| asker.sha256 == *sha256);
    let others: Vec<&str> = asking.iter().filter(|(_, sha256)| !known(sha256)).map(|(name, _)| name.as_str()).collect();
    (!others.is_empty())
        .then(|| format!("the recording was not made with {}: what it asks beyond that is an error", others.join(", ")))
}

/// Keeps what a run has found when the future that drives it is dropped.
pub(super) struct Unfinished<'a> {
    pub(super) run: Option<ProfileRun>,
    pub(super) outcomes: &'a mut Vec<Outcome>,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(run) = self.run.take() {
            self.outcomes.push(run.finish());
        }
    }
}

fn results(name: &str, outcomes: Vec<Outcome>, duration: Duration) -> Option<Results> {
    let mut platform = outcomes.iter().map(|o| o.platform.clone()).find(|p| p.name.is_some()).unwrap_or_default();
    let profiles: Vec<_> = outcomes.into_iter().map(|o| o.profile).filter(|p| !p.sha256.is_empty()).collect();
    if profiles.is_empty() {
        return None;
    }
    platform = Platform { target_id: Some(name.to_owned()), ..platform };
    platform.name.get_or_insert_with(|| "unknown".to_owned());
    platform.release.get_or_insert_with(|| "unknown".to_owned());
    let statistics = Statistics { duration: Some(duration.as_secs_f64()), ..Statistics::default() };
    Some(Results { platform, profiles, statistics, version: env!("CARGO_PKG_VERSION").to_owned(), extra: Map::new() })
}
