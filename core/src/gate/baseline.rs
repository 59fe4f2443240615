//! `--baseline OLD.json`: what is known already does not break the gate again.
//!
//! A control is known if the baseline has it with the same status (failed, error or skipped), not less grave, and with every
//! check that does not pass now. A broken line is excused if each control that breaks it is known, and its figure is no worse
//! than the baseline's own: what passed before and is not there any more is no excuse. Lines of a floor are never excused,
//! because a baseline is as much the repository's own as its threshold is.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::evaluate::{ControlRef, Line};
use super::key::{Cell, Subject};
use super::parts::Source;
use super::threshold::Bound;
use crate::compare::{Change, Comparison, Ran, Snapshot, compare};
use crate::number::number;
use crate::problem::{Code, Problem};
use crate::report::{Incomplete, Input, Run, targets};
use crate::results::{self, Counts, Status, Tally};

/// Controls that are named in one sentence.
const MOST_NAMED: usize = 5;
/// How the ids begin that InSpec makes up, other ones in each run.
const MADE_UP: &str = "(generated from ";

/// An earlier run that is accepted as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The files that it was read from.
    pub origin: String,
    /// What was found then.
    pub snapshot: Snapshot,
}

/// What a baseline knows of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Name of the baseline.
    pub origin: String,
    /// The controls that are known, in the order of the tally.
    pub controls: Vec<ControlRef>,
}

/// The same with what the judging needs, and what the comparison has to say.
#[derive(Default)]
pub(crate) struct Compared {
    known: HashSet<usize>,
    counts: Counts,
    pub(crate) warnings: Vec<String>,
    pub(crate) incomplete: Vec<Incomplete>,
}

impl Baseline {
    /// Reads `files`, one target each.
    ///
    /// # Errors
    ///
    /// As [`results::load`]; [`Code::ResultsInvalid`] where they hold no control.
    pub fn load(files: &[PathBuf]) -> Result<Self, Problem> {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let read = files.iter().zip(&names).map(|(file, name)| Ok((name.clone(), results::load(file)?)));
        let old = Input::of(Run { targets: targets(read.collect::<Result<_, Problem>>()?), ..Run::default() });
        let origin = names.join(", ");
        if old.tally.controls.is_empty() {
            let help = "give the results of a run that you accept";
            let why = "no control was evaluated in it";
            return Err(Problem::new(Code::ResultsInvalid, "the baseline says nothing", why, help).at(origin));
        }
        Ok(Self { origin, snapshot: Snapshot::of(&old) })
    }

    /// What of `input` is known.
    pub(crate) fn compare(&self, input: &Input) -> Compared {
        let new = Snapshot::of(input);
        let comparison = compare(&self.snapshot, &new);
        let known = comparison.pairs.iter().filter_map(|pair| {
            let (old, at) = (self.snapshot.controls.get(pair.old?)?, pair.new?);
            let status = new.controls.get(at)?.status;
            let open = matches!(status, Status::Failed | Status::Error | Status::Skipped);
            (open && old.status == status && pair.change != Change::Worse).then_some(at)
        });
        let mut compared =
            Compared { known: known.collect(), counts: self.snapshot.counts.clone(), ..Compared::default() };
        self.note(&comparison, &new, &mut compared);
        compared
    }

    /// What a reader should know of the comparison. Controls that are gone although the profile is the same were not checked.
    fn note(&self, comparison: &Comparison, new: &Snapshot, compared: &mut Compared) {
        let origin = &self.origin;
        let warnings = &mut compared.warnings;
        if let Some((old, new)) = &comparison.other_target {
            warnings.push(format!("the baseline {origin} is of {old}, and these results are of {new}"));
        }
        let unknown = comparison.new_targets.iter();
        warnings
            .extend(unknown.map(|name| format!("the baseline {origin} has no target {name}: everything in it counts")));
        let gone = comparison.gone_targets.iter();
        warnings.extend(gone.map(|name| format!("the target {name} of the baseline {origin} is not in these results")));
        for ran in comparison.changed_profiles.iter().filter_map(|at| new.profiles.get(*at)) {
            warnings.push(format!("the profile {} is another than in the baseline {origin}", ran.name));
        }
        let gone = comparison.pairs.iter().filter(|pair| pair.change == Change::Gone);
        let mut by_profile: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for found in gone.filter_map(|pair| self.snapshot.controls.get(pair.old?)) {
            by_profile.entry(found.profile).or_default().push(&found.id);
        }
        for (profile, ids) in by_profile {
            let Some(profile) = self.snapshot.profiles.get(profile) else { continue };
            let target = self.snapshot.targets.get(profile.target);
            if target.is_some_and(|target| !comparison.gone_targets.contains(target)) {
                self.note_gone(profile, &ids, new, compared);
            }
        }
    }

    fn note_gone(&self, profile: &Ran, ids: &[&str], new: &Snapshot, compared: &mut Compared) {
        let is_there = |p: &Ran| p.name == profile.name && p.sha256 == profile.sha256;
        let same = !profile.sha256.is_empty() && new.profiles.iter().any(is_there);
        let (made_up, ids): (Vec<&str>, Vec<&str>) = ids.iter().partition(|id| id.starts_with(MADE_UP));
        let told = |ids: &[&str]| {
            let controls = number(ids.len(), "control");
            let of = format!("the profile {} that the baseline {} has", profile.name, self.origin);
            format!("these results lack {controls} of {of}: {}", named(ids))
        };
        match (ids.is_empty(), same) {
            (true, _) => {}
            (false, true) => compared.incomplete.push(Incomplete::new(None, told(&ids))),
            (false, false) => compared.warnings.push(told(&ids)),
        }
        if !made_up.is_empty() {
            compared.warnings.push(told(&made_up));
        }
    }
}

fn named(ids: &[&str]) -> String {
    let more = ids.len().saturating_sub(MOST_NAMED);
    let names = ids.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{names} and {more} more") } else { names }
}

impl Compared {
    /// The known controls, for people and programs.
    pub(super) fn controls(&self, tally: &Tally) -> Vec<ControlRef> {
        let known = tally.controls.iter().enumerate().filter(|(at, _)| self.known.contains(at));
        known.map(|(_, c)| ControlRef { target: c.target, id: c.id.clone() }).collect()
    }

    /// Takes what is known out of what broke `line`, and excuses it where nothing is left.
    pub(super) fn excuse(&self, line: &mut Line, subject: Subject, tally: &Tally) {
        if line.holds || line.source == Source::Floor {
            return;
        }
        let news = tally.controls.iter().enumerate().filter(|(at, _)| !self.known.contains(at));
        let news: HashSet<(usize, &str)> = news.map(|(_, c)| (c.target, c.id.as_str())).collect();
        let is_known = |c: &ControlRef| !news.contains(&(c.target, c.id.as_str()));
        let (known, new): (Vec<_>, Vec<_>) = std::mem::take(&mut line.controls).into_iter().partition(is_known);
        line.holds = !known.is_empty() && new.is_empty() && line.missing.is_empty() && !self.is_worse(line, subject);
        line.controls = new;
        line.known = known;
    }

    /// Whether the figure of `line` is further from its bound than it was.
    fn is_worse(&self, line: &Line, subject: Subject) -> bool {
        let before = match subject {
            Subject::Compliance => self.counts.compliance().rounded(),
            Subject::Count(status, Cell::Total) => self.counts.total(status),
            Subject::Count(status, Cell::Of(severity)) => self.counts.cell(status, severity),
        };
        match line.bound {
            Bound::Min(_) => line.actual < before,
            Bound::Max(_) | Bound::Controls(_) => line.actual > before,
            Bound::Equal(n) => distance(line.actual, n) > distance(before, n),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn distance(actual: u64, bound: f64) -> f64 {
    (actual as f64 - bound).abs()
}
