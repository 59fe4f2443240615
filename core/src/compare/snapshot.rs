//! A run, reduced to what a comparison needs.

use std::collections::BTreeMap;

use crate::report::Input;
use crate::results::{Control, Counted, Counts, Results, Severity, Status};

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Names of the targets. A results file that we wrote of several targets is several here, too.
    pub targets: Vec<String>,
    /// The profiles that hold controls that count.
    pub profiles: Vec<Ran>,
    /// The controls that count: each has the index that it has in the tally.
    pub controls: Vec<Found>,
    /// How many of them have which status and severity.
    pub counts: Counts,
}

/// A profile that ran on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Index of the target.
    pub target: usize,
    /// Its name.
    pub name: String,
    /// Digest of its content; may be empty.
    pub sha256: String,
}

/// A control and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Index of the profile in [`Snapshot::profiles`].
    pub profile: usize,
    /// Its id.
    pub id: String,
    /// What it comes to.
    pub status: Status,
    /// How grave.
    pub severity: Severity,
    /// The checks that did not pass, and how often; of a skipped control the skipped ones, of one that passed or is not
    /// applicable none.
    pub checks: BTreeMap<Check, u32>,
}

/// A check that did not pass.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Check {
    /// `failed`, `error` or `skipped`.
    pub status: &'static str,
    /// What was checked.
    pub what: String,
}

/// What stands for the checks of a control without any.
const NO_CHECK: &str = "no check ran";

impl Snapshot {
    /// The controls of `input` that count.
    pub fn of(input: &Input) -> Self {
        let mut snapshot = Self { counts: input.tally.counts.clone(), ..Self::default() };
        for counted in &input.tally.controls {
            let (target, name, sha256) = place(input, counted).unwrap_or_default();
            let profile = snapshot.profile(target, name, sha256);
            let checks = input.control(counted).map(|control| checks(&control, counted.status));
            snapshot.controls.push(Found {
                profile,
                id: counted.id.clone(),
                status: counted.status,
                severity: counted.severity,
                checks: checks.unwrap_or_default(),
            });
        }
        snapshot
    }

    /// The profile of a control; `None` only for one of another snapshot.
    pub fn ran(&self, found: &Found) -> Option<&Ran> {
        self.profiles.get(found.profile)
    }

    /// Name of the target of a control; empty only for one of another snapshot.
    pub fn target_of(&self, found: &Found) -> &str {
        self.ran(found).and_then(|ran| self.targets.get(ran.target)).map_or("", String::as_str)
    }

    /// The index of a profile, which is entered where it is new. Controls of one profile follow each other, so it is
    /// looked for from the end.
    fn profile(&mut self, target: &str, name: &str, sha256: &str) -> usize {
        let target = self.targets.iter().rposition(|t| t == target).unwrap_or_else(|| {
            self.targets.push(target.to_owned());
            self.targets.len() - 1
        });
        let known = self.profiles.iter().rposition(|p| p.target == target && p.name == name && p.sha256 == sha256);
        known.unwrap_or_else(|| {
            self.profiles.push(Ran { target, name: name.to_owned(), sha256: sha256.to_owned() });
            self.profiles.len() - 1
        })
    }
}

/// Target, profile and digest of a control. In a file of several targets the name of the profile has the target's behind it.
fn place<'a>(input: &'a Input, counted: &Counted) -> Option<(&'a str, &'a str, &'a str)> {
    let profile = input.profile(counted)?;
    let target = input.target_name(counted.target);
    let joined = input.head(counted.target).is_some_and(is_joined);
    let split = profile.name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")).filter(|_| joined);
    let (name, target) = split.unwrap_or((&profile.name, target));
    Some((target, name, &profile.sha256))
}

/// Whether `results` are what we write of several targets in one file.
fn is_joined(results: &Results) -> bool {
    let id = results.platform.target_id.as_deref().unwrap_or_default();
    let number = id.strip_suffix(" targets").is_some_and(|n| n.parse::<u32>().is_ok());
    number && results.platform.name.as_deref() == Some("cincture")
}

fn checks(control: &Control, of: Status) -> BTreeMap<Check, u32> {
    let mut checks: BTreeMap<Check, u32> = BTreeMap::new();
    for result in &control.results {
        let status = match result.status.as_deref() {
            _ if result.backtrace.as_ref().is_some_and(|b| !b.is_null()) => "error",
            Some("passed") => continue,
            Some("failed") => "failed",
            Some("skipped") => "skipped",
            _ => "error",
        };
        let decides = match of {
            Status::Failed | Status::Error => status != "skipped",
            Status::Skipped => status == "skipped",
            Status::Passed | Status::NoImpact => false,
        };
        if decides {
            *checks.entry(Check { status, what: result.code_desc.clone() }).or_default() += 1;
        }
    }
    if checks.is_empty() && of == Status::Error {
        checks.insert(Check { status: "error", what: NO_CHECK.to_owned() }, 1);
    }
    checks
}
