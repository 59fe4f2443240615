//! The file: a run for each target and profile, with the rules and results of that profile there.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::Found;
use super::finding::Finding;
use super::parts::{FINGERPRINT, Maker};
use crate::report::Input;
use crate::report::alias::{alias, path};
use crate::report::sentence::word;
use crate::results::{Counts, Status};

/// GitHub and GitLab refuse a file with more.
const MOST_RUNS: usize = 20;
/// Results for what was not checked; with the one for what is left out, these fill up to 5,000.
const MOST_NOT_CHECKED: usize = 99;
/// Rules that are no control's.
pub(super) const NOT_CHECKED: &str = "cincture/not-checked";
pub(super) const LEFT_OUT: &str = "cincture/left-out";
/// The identifier of the form, as its standard gives it.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The first `shown` findings, each text of at most `most_in_text` characters.
pub(super) fn log(input: &Input, found: &Found, shown: usize, most_in_text: usize) -> Value {
    let maker = Maker { input, found, most_in_text };
    let mut runs = Runs::of(input);
    for finding in found.findings.iter().take(shown) {
        runs.find(finding.counted.target, Some(input.profile_name(&finding.counted))).finding(&maker, finding);
    }
    for (at, incomplete) in input.run.incomplete.iter().take(MOST_NOT_CHECKED).enumerate() {
        let run = runs.find(incomplete.target.unwrap_or_default(), None);
        run.other(&maker, NOT_CHECKED, maker.not_checked(at, incomplete));
    }
    let not_shown = [
        (found.ranked.all - shown, "finding"),
        (input.run.incomplete.len().saturating_sub(MOST_NOT_CHECKED), "thing that was not checked"),
    ];
    for (n, what) in not_shown.into_iter().filter(|(n, _)| *n > 0) {
        runs.find(0, None).other(&maker, LEFT_OUT, maker.left_out(n, what));
    }
    let runs: Vec<Value> = runs.all.into_iter().map(|run| run.value(&maker)).collect();
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs })
}

/// The runs, and which is for which profile on which target.
struct Runs<'a> {
    all: Vec<Run>,
    places: HashMap<Key<'a>, usize>,
}

/// Index of a target, and a profile; without one, all that concerns the target as a whole.
type Key<'a> = (usize, Option<&'a str>);

struct Run {
    /// What a service keeps apart: results replace those of an earlier run with the same id.
    id: String,
    counts: Counts,
    rules: Vec<Value>,
    /// Index in `rules` by index in [`Found`]'s, or by id.
    places: HashMap<Result<usize, &'static str>, usize>,
    results: Vec<Value>,
    /// How many results have the same fingerprint: replicas of a workload have one alias.
    same: HashMap<String, usize>,
}

impl<'a> Runs<'a> {
    /// One for each id, also where nothing was found; beyond the limit, one for all.
    fn of(input: &'a Input) -> Self {
        let keys = keys(input);
        let mut runs = Self { all: Vec::new(), places: HashMap::new() };
        let mut by_id = HashMap::new();
        for key in &keys {
            let id = id(input, *key);
            let at = *by_id.entry(id.clone()).or_insert_with(|| {
                runs.all.push(Run::new(id));
                runs.all.len() - 1
            });
            runs.places.insert(*key, at);
            runs.places.entry((key.0, None)).or_insert(at);
        }
        if runs.all.is_empty() || runs.all.len() > MOST_RUNS {
            let id = if keys.is_empty() { "cincture/" } else { "cincture/all-targets/" };
            runs = Self { all: vec![Run::new(id.to_owned())], places: HashMap::new() };
        }
        for counted in &input.tally.controls {
            let run = runs.find(counted.target, Some(input.profile_name(counted)));
            run.counts.add(counted.status, counted.severity);
        }
        runs
    }

    /// The run of a profile on a target, or the first of a target; of one that is not known, the first of all.
    fn find(&mut self, target: usize, profile: Option<&'a str>) -> &mut Run {
        let at = self.places.get(&(target, profile)).copied().unwrap_or(0);
        &mut self.all[at]
    }
}

/// Each profile on each target, and each target without one, in the order of the targets.
fn keys(input: &Input) -> Vec<Key<'_>> {
    let mut keys: Vec<Key<'_>> = Vec::new();
    let mut seen = HashSet::new();
    for counted in &input.tally.controls {
        let key = (counted.target, Some(input.profile_name(counted)));
        if seen.insert(key) {
            keys.push(key);
        }
        seen.insert((counted.target, None));
    }
    keys.extend((0..input.run.targets.len()).map(|target| (target, None)).filter(|key| !seen.contains(key)));
    keys.sort_by_key(|(target, _)| *target);
    keys
}

fn id(input: &Input, (target, profile): (usize, Option<&str>)) -> String {
    let alias = alias(input.target_name(target));
    let parts = alias.iter().map(String::as_str).chain(profile);
    format!("cincture/{}/", path(parts))
}

impl Run {
    fn new(id: String) -> Self {
        Self {
            id,
            counts: Counts::default(),
            rules: Vec::new(),
            places: HashMap::new(),
            results: Vec::new(),
            same: HashMap::new(),
        }
    }

    fn finding(&mut self, maker: &Maker<'_>, finding: &Finding) {
        let rule = &maker.found.rules[finding.rule];
        let at = *self.places.entry(Ok(finding.rule)).or_insert_with(|| {
            self.rules.push(maker.rule(rule));
            self.rules.len() - 1
        });
        self.push(maker.result(finding, rule, at));
    }

    /// A result that is no control's; its rule's index is put in here.
    fn other(&mut self, maker: &Maker<'_>, rule: &'static str, mut result: Value) {
        let at = *self.places.entry(Err(rule)).or_insert_with(|| {
            self.rules.push(maker.other_rule(rule));
            self.rules.len() - 1
        });
        result["ruleIndex"] = json!(at);
        self.push(result);
    }

    /// A fingerprint ends with its number among those of the same hash, as in GitHub's own.
    fn push(&mut self, mut result: Value) {
        let hash = &mut result["partialFingerprints"][FINGERPRINT];
        let text = hash.as_str().unwrap_or_default().to_owned();
        let same = self.same.entry(text.clone()).or_default();
        *same += 1;
        *hash = json!(format!("{text}:{same}"));
        self.results.push(result);
    }

    fn value(self, maker: &Maker<'_>) -> Value {
        let version = &maker.input.run.version;
        json!({
            "tool": { "driver": { "name": "Cincture", "version": version, "semanticVersion": version, "rules": self.rules } },
            "automationDetails": { "id": self.id },
            "invocations": [maker.invocation()],
            "columnKind": "unicodeCodePoints",
            "results": self.results,
            "properties": { "cincture": { "verdict": word(maker.input.exit), "counts": counts(&self.counts) } },
        })
    }
}

/// Of each status, how many controls have it.
fn counts(counts: &Counts) -> Value {
    let of = |status: Status| (status.as_str().to_owned(), json!(counts.total(status)));
    Value::Object(Status::ALL.into_iter().map(of).collect::<Map<_, _>>())
}
