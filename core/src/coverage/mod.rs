//! How much of a profile this engine evaluates: each control of it against a target, and what stood in the way.
//!
//! A control counts as evaluated only if every describe block that it came to ran. What `only_if` or `only_applicable_if`
//! takes out is not applicable, as in InSpec, and is not counted as evaluated; a control that has no checks at all (manual
//! ones, which are metadata only) is not counted as one to evaluate. No condition is forced: a body runs into
//! faults of its own where its author had excluded it; and a condition that itself meets a gap is a gap. So that conditions
//! hold as often as a real machine would let them, the target is by default a [neutral machine](neutral) that has everything.

mod cause;
mod commands;
mod control;
mod files;
pub mod find;
pub mod neutral;
mod table;

use std::collections::BTreeMap;

use cincture_engine::target::Transport;
use cincture_engine::{Limits, Options, Outcome, ProfileRun, clock, describe};
use serde::Serialize;
use serde_json::Map;

pub use self::cause::{Cause, Kind};
use self::control::Fate;
use self::neutral::NeutralTransport;
use crate::problem::{Code, Problem};
use crate::scan::LocalOptions;
use crate::scan::profiles::ProfileSource;
use crate::target::Target;
use crate::transport;
use crate::untrusted::harmless_json;

/// What was found of some profiles.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// What they ran against.
    pub target: String,
    /// One entry for each profile.
    pub profiles: Vec<ProfileCoverage>,
    /// All of them together.
    pub sum: Counts,
    /// What stood in the way, the costliest first.
    pub gaps: Vec<Gap>,
}

/// What was found of one profile.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileCoverage {
    /// Its name, from `inspec.yml`.
    pub name: String,
    /// Its folder.
    pub path: String,
    /// Its controls.
    #[serde(flatten)]
    pub counts: Counts,
    /// What stood in the way, the costliest first.
    pub gaps: Vec<Gap>,
    /// Why nothing of it ran, if nothing did.
    pub problem: Option<String>,
}

/// Controls, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// All that there are.
    pub controls: usize,
    /// Those of which every describe block ran.
    pub evaluated: usize,
    /// Those that a condition of the profile took out.
    pub not_applicable: usize,
    /// Those in whose Ruby no check stands: there is nothing to evaluate.
    pub without_checks: usize,
    /// Evaluated ones in a hundred of those that have checks.
    pub percent: f64,
}

/// Something that stood in the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// What it is.
    #[serde(flatten)]
    pub cause: Cause,
    /// Controls that met it.
    pub controls: usize,
    /// The first of them.
    pub example: Option<String>,
}

impl Counts {
    fn of<'a>(fates: impl Iterator<Item = &'a Fate>) -> Self {
        let mut counts = Self::default();
        for fate in fates {
            counts.controls += 1;
            match fate {
                Fate::Evaluated => counts.evaluated += 1,
                Fate::NotApplicable => counts.not_applicable += 1,
                Fate::WithoutChecks => counts.without_checks += 1,
                Fate::NotEvaluated(_) => {}
            }
        }
        counts.in_a_hundred()
    }

    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for one in all {
            sum.controls += one.controls;
            sum.evaluated += one.evaluated;
            sum.not_applicable += one.not_applicable;
            sum.without_checks += one.without_checks;
        }
        sum.in_a_hundred()
    }

    fn in_a_hundred(self) -> Self {
        let with_checks = self.controls - self.without_checks;
        let percent = if with_checks == 0 { 0.0 } else { self.evaluated as f64 * 100.0 / with_checks as f64 };
        Self { percent, ..self }
    }
}

/// Runs each profile, by itself, against `target`; against the neutral machine where there is none.
///
/// # Errors
/// Where the target cannot be reached. A profile that cannot run is a finding.
pub async fn measure(
    profiles: &[ProfileSource],
    target: Option<&Target>,
    local: &LocalOptions,
    told: &mut dyn FnMut(&str),
) -> Result<Coverage, Problem> {
    let mut found = Vec::new();
    for profile in profiles {
        told(&profile.argument);
        let mut way = match target {
            Some(target) => Way::Real(Box::new(transport::open(target, &local.open).await?)),
            None => Way::Neutral,
        };
        found.push(one(profile, &mut way, local).await);
        if let Way::Real(opened) = way {
            opened.finish().await?;
        }
    }
    let name = target.map_or_else(|| "a neutral machine".to_owned(), ToString::to_string);
    let sum = Counts::sum(found.iter().map(|p| &p.counts));
    let gaps = together(found.iter().flat_map(|p| &p.gaps));
    Ok(Coverage { target: name, profiles: found, sum, gaps })
}

impl Coverage {
    /// As JSON for programs.
    ///
    /// # Errors
    /// [`Code::EngineFailed`] if it cannot be written down, which cannot be.
    pub fn json(&self) -> Result<String, Problem> {
        let text = serde_json::to_string_pretty(self).map_err(|e| {
            Problem::new(Code::EngineFailed, "the coverage cannot be written", e.to_string(), "report it")
        })?;
        Ok(harmless_json(&text) + "\n")
    }
}

enum Way {
    Real(Box<transport::Opened>),
    Neutral,
}

async fn one(profile: &ProfileSource, way: &mut Way, local: &LocalOptions) -> ProfileCoverage {
    match run(profile, way, local).await {
        Ok(outcome) => judged(profile, &outcome),
        Err(why) => ProfileCoverage {
            name: profile.name.clone(),
            path: profile.argument.clone(),
            counts: Counts::default(),
            gaps: Vec::new(),
            problem: Some(why),
        },
    }
}

async fn run(profile: &ProfileSource, way: &mut Way, local: &LocalOptions) -> Result<Outcome, String> {
    let options = Options {
        program: local.program.clone(),
        name: profile.name.clone(),
        inputs: Map::new(),
        limits: Default::default(),
        asking: Limits::default(),
        now: clock::now(),
        trusted: profile.built_in,
    };
    let mut machine;
    let transport: &mut dyn Transport = match way {
        Way::Real(opened) => opened.transport(),
        Way::Neutral => {
            let found = describe(profile.source.clone(), options.clone()).await.map_err(|e| e.to_string())?;
            machine = NeutralTransport::made_for(&found.metadata);
            &mut machine
        }
    };
    let mut run = ProfileRun::new(profile.source.clone(), options);
    run.drive(transport, &mut |_| {}).await.map_err(|e| e.to_string())?;
    Ok(run.finish())
}

fn judged(profile: &ProfileSource, outcome: &Outcome) -> ProfileCoverage {
    let fates: Vec<(&str, Fate)> =
        outcome.profile.controls.iter().map(|c| (c.id.as_str(), control::fate(c, outcome))).collect();
    let mut gaps: Vec<Gap> = Vec::new();
    for (id, fate) in &fates {
        let Fate::NotEvaluated(causes) = fate else { continue };
        gaps.extend(causes.iter().map(|cause| Gap {
            cause: cause.clone(),
            controls: 1,
            example: Some(format!("{} {id}", outcome.profile.name)),
        }));
    }
    gaps.extend(whole_profile(outcome));
    ProfileCoverage {
        name: outcome.profile.name.clone(),
        path: profile.argument.clone(),
        counts: Counts::of(fates.iter().map(|(_, fate)| fate)),
        gaps: together(gaps.iter()),
        problem: outcome.profile.status_message.clone(),
    }
}

/// What concerns no control alone, such as a profile that this one depends on.
fn whole_profile(outcome: &Outcome) -> Vec<Gap> {
    let reasons = outcome.incomplete.iter().filter(|reason| reason.control.is_none());
    reasons.map(|reason| Gap { cause: Cause::of(&reason.why), controls: 0, example: None }).collect()
}

/// Equal causes as one; the costliest first.
fn together<'a>(gaps: impl Iterator<Item = &'a Gap>) -> Vec<Gap> {
    let mut sums: BTreeMap<Cause, (usize, Option<String>)> = BTreeMap::new();
    for gap in gaps {
        let sum = sums.entry(gap.cause.clone()).or_default();
        sum.0 += gap.controls;
        sum.1 = sum.1.take().or_else(|| gap.example.clone());
    }
    let mut gaps: Vec<Gap> =
        sums.into_iter().map(|(cause, (controls, example))| Gap { cause, controls, example }).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.controls));
    gaps
}
