//! Which control of one run is which of another.

use std::collections::HashMap;

use super::change::{Change, new_checks};
use super::snapshot::{Found, Ran, Snapshot};

/// Two runs, matched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Each control of either: those of the new run in their order, then those that are gone.
    pub pairs: Vec<Pair>,
    /// Names of targets that only the new run has.
    pub new_targets: Vec<String>,
    /// Names of targets that only the old run has.
    pub gone_targets: Vec<String>,
    /// Profiles of the new run, by index, whose content is another than in the old one.
    pub changed_profiles: Vec<usize>,
    /// The name of the old target and that of the new, where each run has one and they are different places: not only another
    /// pod of the same kind.
    pub other_target: Option<(String, String)>,
}

/// A control in both runs, or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Index in the old run.
    pub old: Option<usize>,
    /// Index in the new run.
    pub new: Option<usize>,
    /// What became of it.
    pub change: Change,
}

impl Comparison {
    /// How many controls changed in this way.
    pub fn count(&self, change: Change) -> usize {
        self.pairs.iter().filter(|pair| pair.change == change).count()
    }
}

impl Pair {
    /// What the checks of the new run that do not pass are, as far as they did or were not there before.
    pub fn new_checks<'a>(&self, old: &'a Snapshot, new: &'a Snapshot) -> Vec<&'a str> {
        let old = self.old.and_then(|at| old.controls.get(at));
        let Some(new) = self.new.and_then(|at| new.controls.get(at)) else { return Vec::new() };
        match old {
            Some(old) => new_checks(old, new).map(|check| check.what.as_str()).collect(),
            None => new.checks.keys().map(|check| check.what.as_str()).collect(),
        }
    }
}

/// Target in the words of the new run, profile, id.
type Key<'a> = (Option<&'a str>, &'a str, &'a str);

/// Matches the controls of `new` with those of `old`. Where several have one target, profile and id, they are matched in their
/// order if both runs have as many, and else not at all.
pub fn compare(old: &Snapshot, new: &Snapshot) -> Comparison {
    let single = old.targets.len() == 1 && new.targets.len() == 1;
    let before = keyed(old, single);
    let now = keyed(new, single);
    let mut comparison = Comparison::default();
    let mut taken = vec![false; old.controls.len()];
    let mut seen: HashMap<Key<'_>, usize> = HashMap::new();
    for (at, found) in new.controls.iter().enumerate() {
        let key = key(new, found, single);
        let (these, those) = (&now[&key], before.get(&key).map_or(&[][..], Vec::as_slice));
        let turn = seen.entry(key).or_default();
        let match_of = those.get(*turn).filter(|_| these.len() == those.len()).copied();
        *turn += 1;
        let change = match_of.map_or(Change::New, |old_at| Change::between(&old.controls[old_at], found));
        if let Some(old_at) = match_of {
            taken[old_at] = true;
        }
        comparison.pairs.push(Pair { old: match_of, new: Some(at), change });
    }
    let gone = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    comparison.pairs.extend(gone.map(|(at, _)| Pair { old: Some(at), new: None, change: Change::Gone }));
    if single {
        let (old, new) = (&old.targets[0], &new.targets[0]);
        comparison.other_target = (!same_place(old, new)).then(|| (old.clone(), new.clone()));
    } else {
        comparison.new_targets = without(&new.targets, &old.targets);
        comparison.gone_targets = without(&old.targets, &new.targets);
    }
    comparison.changed_profiles = changed_profiles(old, new, single);
    comparison
}

fn keyed(snapshot: &Snapshot, single: bool) -> HashMap<Key<'_>, Vec<usize>> {
    let mut keyed: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    for (at, found) in snapshot.controls.iter().enumerate() {
        keyed.entry(key(snapshot, found, single)).or_default().push(at);
    }
    keyed
}

fn key<'a>(snapshot: &'a Snapshot, found: &'a Found, single: bool) -> Key<'a> {
    let target = (!single).then(|| snapshot.target_of(found));
    (target, snapshot.ran(found).map_or("", |ran| &ran.name), &found.id)
}

fn without(all: &[String], others: &[String]) -> Vec<String> {
    all.iter().filter(|name| !others.contains(name)).cloned().collect()
}

fn changed_profiles(old: &Snapshot, new: &Snapshot, single: bool) -> Vec<usize> {
    let mut before: HashMap<(Option<&str>, &str), Vec<&str>> = HashMap::new();
    for ran in &old.profiles {
        before.entry(named(old, ran, single)).or_default().push(&ran.sha256);
    }
    let changed =
        |ran: &Ran| before.get(&named(new, ran, single)).is_some_and(|known| known.iter().all(|s| *s != ran.sha256));
    new.profiles.iter().enumerate().filter(|(_, ran)| changed(ran)).map(|(at, _)| at).collect()
}

/// A profile, by the name of its target where that matters, and its own.
fn named<'a>(snapshot: &'a Snapshot, ran: &'a Ran, single: bool) -> (Option<&'a str>, &'a str) {
    let target = snapshot.targets.get(ran.target).map(String::as_str);
    (target.filter(|_| !single), &ran.name)
}

/// Whether two names mean the same place: equal, or containers of one name in pods of one namespace. The name of a file is
/// no place.
fn same_place(old: &str, new: &str) -> bool {
    let parts = |name: &str| {
        let (namespace, rest) = name.split_once("://")?.1.split_once('/')?;
        let container = rest.split_once('/').map(|(_, container)| container.to_owned());
        name.starts_with("k8s").then(|| (namespace.to_owned(), container))
    };
    let are_places = old.contains("://") && new.contains("://");
    old == new || !are_places || parts(old).is_some_and(|old| parts(new) == Some(old))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Input, Run, bytes, targets};
    use crate::results::fixture::{change, control, profile, results};
    use crate::results::{Control, Status};

    fn input(of: Vec<(&str, Vec<Control>)>) -> Input {
        let file = |(name, controls): (&str, Vec<Control>)| {
            let mut results = results(vec![profile("p", None, controls)]);
            change(&mut results, |results| results.platform.target_id = Some(name.to_owned()));
            (name.to_owned(), results)
        };
        Input::of(Run { targets: targets(of.into_iter().map(file).collect()), ..Run::default() })
    }

    fn snapshot(of: Vec<(&str, Vec<Control>)>) -> Snapshot {
        Snapshot::of(&input(of))
    }

    fn changes(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
        compare(old, new).pairs.iter().map(|pair| pair.change).collect()
    }

    #[test]
    fn of_single_targets_the_pod_does_not_matter_and_another_place_is_told() {
        let old =
            snapshot(vec![("k8s://shop/web-1/app", vec![control("a", 0.5, "failed"), control("b", 0.5, "passed")])]);
        let new = |name| snapshot(vec![(name, vec![control("a", 0.5, "failed"), control("c", 0.5, "passed")])]);
        let same = new("k8s://shop/web-2/app");
        assert_eq!(changes(&old, &same), [Change::Same, Change::New, Change::Gone]);
        assert_eq!(compare(&old, &same).other_target, None);
        assert_eq!(compare(&old, &new("results.json")).other_target, None, "a file is no place");
        for other in ["k8s://shop/web-2/db", "k8s://bank/web-1/app", "local://"] {
            assert!(compare(&old, &new(other)).other_target.is_some(), "{other}");
        }
    }

    #[test]
    fn of_several_targets_each_has_its_own_past_also_in_one_file() {
        let failed = || vec![control("a", 0.5, "failed")];
        let of = vec![("web", failed()), ("db", vec![control("a", 0.5, "passed")])];
        let several = input(of);
        let joined = bytes(&several, crate::report::Format::Results).unwrap();
        let joined = crate::results::read(joined, "joined.json").unwrap();
        let joined = Input::of(Run { targets: targets(vec![("joined.json".into(), joined)]), ..Run::default() });
        let new = snapshot(vec![("db", failed()), ("web", failed()), ("new", failed())]);
        for old in [Snapshot::of(&several), Snapshot::of(&joined)] {
            assert_eq!(changes(&old, &new), [Change::Worse, Change::Same, Change::New]);
            assert_eq!(compare(&old, &new).new_targets, ["new"]);
            assert_eq!(compare(&new, &old).gone_targets, ["new"]);
        }
    }

    #[test]
    fn what_cannot_be_told_apart_is_matched_in_order_or_not_at_all() {
        let two = |second: &str| {
            let one = |status| profile("p", None, vec![control("a", 0.5, status)]);
            let results = results(vec![one("failed"), one(second)]);
            Snapshot::of(&Input::of(Run { targets: targets(vec![("r".into(), results)]), ..Run::default() }))
        };
        assert_eq!(changes(&two("passed"), &two("failed")), [Change::Same, Change::Worse]);
        let one = snapshot(vec![("r", vec![control("a", 0.5, "failed")])]);
        assert_eq!(changes(&one, &two("passed")), [Change::New, Change::New, Change::Gone]);
    }

    #[test]
    fn an_error_without_a_check_is_not_the_error_of_a_check() {
        let broken = snapshot(vec![("r", vec![control("a", 0.5, "error")])]);
        let empty = snapshot(vec![("r", vec![control("a", 0.5, "")])]);
        assert_eq!(empty.controls[0].status, Status::Error);
        assert_eq!(changes(&broken, &empty), [Change::Worse]);
        assert_eq!(changes(&empty, &empty), [Change::Same]);
    }
}
