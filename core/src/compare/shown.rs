//! A comparison, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Change, Comparison, Found, Pair, Snapshot};
use crate::untrusted::{cut, harmless_json, one_line};

/// Controls of one kind of change that people are shown.
const MOST_SHOWN: usize = 100;
/// New checks of one control that people are shown.
const MOST_CHECKS: usize = 4;
/// Characters of an id or of a check that people are shown.
const MOST_IN_TEXT: usize = 200;
/// The version of the form for programs.
const SCHEMA_VERSION: u32 = 1;

/// Two runs with their names, compared.
#[derive(Clone, Copy, Debug)]
pub struct Diff<'a> {
    /// What the old one is called.
    pub old_name: &'a str,
    /// The old one.
    pub old: &'a Snapshot,
    /// What the new one is called.
    pub new_name: &'a str,
    /// The new one.
    pub new: &'a Snapshot,
    /// How they differ.
    pub comparison: &'a Comparison,
}

impl Diff<'_> {
    /// Whether anything is worse: a control that is, a new one that does not pass, or one that is gone.
    pub fn is_worse(&self) -> bool {
        let passes = |pair: &Pair| self.of_new(pair).is_none_or(|found| found.checks.is_empty());
        self.comparison.pairs.iter().any(|pair| match pair.change {
            Change::Worse | Change::Gone => true,
            Change::New => !passes(pair),
            Change::Changed | Change::Better | Change::Same => false,
        })
    }

    /// For people. Controls that are unchanged are counted only.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for change in Change::ALL.into_iter().filter(|change| *change != Change::Same) {
            let pairs = self.comparison.pairs.iter().filter(|pair| pair.change == change);
            pairs.clone().take(MOST_SHOWN).for_each(|pair| self.line(&mut text, pair));
            let all = pairs.count();
            if all > MOST_SHOWN {
                let _ = writeln!(text, "… and {} more {}: see --format json", all - MOST_SHOWN, change.as_str());
            }
        }
        self.notes(&mut text);
        let counts = Change::ALL.map(|change| format!("{} {}", self.comparison.count(change), change.as_str()));
        let _ = writeln!(text, "Controls: {}", counts.join(", "));
        let percent = |snapshot: &Snapshot| snapshot.counts.compliance().exact();
        let _ = writeln!(text, "Compliance: {} % before, {} % now", percent(self.old), percent(self.new));
        text
    }

    fn line(&self, text: &mut String, pair: &Pair) {
        let state = |found: &Found| format!("{} ({})", found.status.as_str(), found.severity.as_str());
        let (old, new) = (self.of_old(pair), self.of_new(pair));
        let what = match (old, new) {
            (Some(old), Some(new)) if state(old) == state(new) => state(new),
            (Some(old), Some(new)) => format!("{} -> {}", state(old), state(new)),
            (Some(found), None) | (None, Some(found)) => state(found),
            (None, None) => return,
        };
        let (id, target, profile) = self.named(pair);
        let several = self.old.targets.len() > 1 || self.new.targets.len() > 1;
        let place = if several { format!("{target} {profile}") } else { profile.to_owned() };
        let shown = |part: &str| cut(&one_line(part), MOST_IN_TEXT);
        let _ = writeln!(text, "{:<8} {}  {what}  {}", pair.change.as_str(), shown(id), shown(&place));
        let checks = pair.new_checks(self.old, self.new);
        if pair.change == Change::Worse || pair.change == Change::New {
            for check in checks.iter().take(MOST_CHECKS) {
                let _ = writeln!(text, "           {}", shown(check));
            }
            if checks.len() > MOST_CHECKS {
                let _ = writeln!(text, "           … and {} more", checks.len() - MOST_CHECKS);
            }
        }
    }

    fn notes(&self, text: &mut String) {
        for note in self.all_notes() {
            let _ = writeln!(text, "note: {}", one_line(&note));
        }
    }

    fn all_notes(&self) -> Vec<String> {
        let comparison = self.comparison;
        let mut notes = Vec::new();
        notes.extend(comparison.other_target.iter().map(|(old, new)| format!("the targets are {old} and {new}")));
        notes.extend(comparison.new_targets.iter().map(|name| format!("only {} has the target {name}", self.new_name)));
        notes
            .extend(comparison.gone_targets.iter().map(|name| format!("only {} has the target {name}", self.old_name)));
        let changed = comparison.changed_profiles.iter().filter_map(|at| self.new.profiles.get(*at));
        notes.extend(changed.map(|ran| format!("the profile {} is another version", ran.name)));
        notes
    }

    /// For programs: every control that is not unchanged.
    ///
    /// # Errors
    /// None that a value of these types can cause.
    pub fn json(&self) -> serde_json::Result<String> {
        let of = |name, snapshot: &Snapshot| Side { name, compliance: snapshot.counts.compliance().exact() };
        let pairs = self.comparison.pairs.iter().filter(|pair| pair.change != Change::Same);
        let document = Document {
            schema_version: SCHEMA_VERSION,
            worse: self.is_worse(),
            old: of(self.old_name.to_owned(), self.old),
            new: of(self.new_name.to_owned(), self.new),
            counts: Change::ALL.map(|change| (change.as_str(), self.comparison.count(change))).into(),
            controls: pairs.map(|pair| self.control(pair)).collect(),
            notes: self.all_notes(),
        };
        Ok(harmless_json(&serde_json::to_string_pretty(&document)?) + "\n")
    }

    fn control<'a>(&'a self, pair: &Pair) -> Control<'a> {
        let state = |found: &Found| State { status: found.status.as_str(), severity: found.severity.as_str() };
        let (id, target, profile) = self.named(pair);
        Control {
            target,
            profile,
            id,
            change: pair.change.as_str(),
            old: self.of_old(pair).map(state),
            new: self.of_new(pair).map(state),
            new_checks: pair.new_checks(self.old, self.new),
        }
    }

    /// Id, target and profile; the new run's names where it has the control.
    fn named(&self, pair: &Pair) -> (&str, &str, &str) {
        let of = |snapshot, found| (snapshot, found);
        let new = self.of_new(pair).map(|found| of(self.new, found));
        let found = new.or_else(|| self.of_old(pair).map(|found| of(self.old, found)));
        found.map_or(("", "", ""), |(snapshot, found)| {
            (found.id.as_str(), snapshot.target_of(found), snapshot.ran(found).map_or("", |ran| &ran.name))
        })
    }

    fn of_old(&self, pair: &Pair) -> Option<&Found> {
        self.old.controls.get(pair.old?)
    }

    fn of_new(&self, pair: &Pair) -> Option<&Found> {
        self.new.controls.get(pair.new?)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    /// What `--exit-code` goes by.
    worse: bool,
    old: Side,
    new: Side,
    counts: BTreeMap<&'static str, usize>,
    controls: Vec<Control<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Side {
    name: String,
    compliance: String,
}

#[derive(Serialize)]
struct Control<'a> {
    target: &'a str,
    profile: &'a str,
    id: &'a str,
    change: &'static str,
    old: Option<State>,
    new: Option<State>,
    new_checks: Vec<&'a str>,
}

#[derive(Serialize)]
struct State {
    status: &'static str,
    severity: &'static str,
}
