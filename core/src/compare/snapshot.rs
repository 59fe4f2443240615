//! A run, reduced to what a comparison needs.

use std::collections::{BTreeMap, HashMap};

use crate::redact::{Redactor, Sensitive, redact_control};
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
        let mut targets: HashMap<&str, usize> = HashMap::new();
        let mut profiles: HashMap<(usize, usize), usize> = HashMap::new();
        for counted in &input.tally.controls {
            let profile = *profiles.entry((counted.target, counted.profile)).or_insert_with(|| {
                let (target, name, sha256) = place(input, counted).unwrap_or_default();
                let target = *targets.entry(target).or_insert_with(|| {
                    snapshot.targets.push(target.to_owned());
                    snapshot.targets.len() - 1
                });
                snapshot.profiles.push(Ran { target, name: name.to_owned(), sha256: sha256.to_owned() });
                snapshot.profiles.len() - 1
            });
            snapshot.controls.push(Found {
                profile,
                id: counted.id.clone(),
                status: counted.status,
                severity: counted.severity,
                checks: checks_of(input, counted),
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

/// Only of a control that has some: to decode all of a large file would take as long as to read it.
fn checks_of(input: &Input, counted: &Counted) -> BTreeMap<Check, u32> {
    match counted.status {
        Status::Passed | Status::NoImpact => BTreeMap::new(),
        of => input.control(counted).map(|control| checks(control.into_owned(), of)).unwrap_or_default(),
    }
}

/// Without secrets, also where the run keeps them: what was new of a check would else be that its secret is shown.
fn checks(mut control: Control, of: Status) -> BTreeMap<Check, u32> {
    redact_control(&mut Redactor::new(&Sensitive::default()), &mut control);
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::{Run, Target};
    use crate::results::fixture::{control, profile, results};

    #[test]
    fn a_check_is_the_same_whether_its_secret_was_taken_out_or_not() {
        let snapshot = |redacted: bool| {
            let mut leaks = control("a", 0.9, "failed");
            leaks.results[0].code_desc = "Command: `login --password hunter22-of-prod`".to_owned();
            let read = results(vec![profile("p", None, vec![leaks])]);
            let read = if redacted { read.redacted(&Sensitive::default()) } else { read };
            let target = Target { name: "t".to_owned(), results: Some(read), duration: Duration::ZERO, round_trips: 0 };
            Snapshot::of(&Input::of(Run { targets: vec![target], ..Run::default() }))
        };
        assert_eq!(snapshot(true), snapshot(false));
    }
}
