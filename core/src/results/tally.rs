//! The controls that count, with status and severity, over all targets of a run.

use serde_json::Value;

use super::overlay::{Overlays, Place};
use super::{Counts, Document, Outline, Severity, Status};

/// The status of a profile that ran. Whatever else a profile says of itself is no sign that it did.
const LOADED: &str = "loaded";

/// One control that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Index of the target, as given to [`Tally::of`].
    pub target: usize,
    /// Index of the profile that holds the deciding copy.
    pub profile: usize,
    /// Index of that copy in its profile.
    pub control: usize,
    /// The control's id.
    pub id: String,
    /// What it comes to.
    pub status: Status,
    /// How grave.
    pub severity: Severity,
}

/// What the results of a run come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The controls that count: targets in their order, controls in the order of their profile.
    pub controls: Vec<Counted>,
    /// How many of them have which status and severity.
    pub counts: Counts,
    /// What a reader should know about the counting: several profiles, duplicates.
    pub warnings: Vec<String>,
    /// What was asked for and gave nothing, so that the run is incomplete: `(target, why)`.
    pub unevaluated: Vec<(usize, String)>,
}

impl Tally {
    /// Counts the results of targets, each with the index of its target.
    pub fn of<'a>(results: impl IntoIterator<Item = (usize, &'a Document)>) -> Self {
        let mut tally = Self::default();
        for (target, results) in results {
            tally.add(target, results);
        }
        tally
    }

    /// The counts of one target alone.
    pub fn counts_of(&self, target: usize) -> Counts {
        let mut counts = Counts::default();
        self.controls.iter().filter(|c| c.target == target).for_each(|c| counts.add(c.status, c.severity));
        counts
    }

    /// True where no control passed or failed: of all that was asked, nothing got an answer.
    pub fn nothing_evaluated(&self) -> bool {
        [Status::Passed, Status::Failed].into_iter().all(|s| self.counts.total(s) == 0)
    }

    fn add(&mut self, target: usize, results: &Document) {
        let overlays = Overlays::of(results);
        let tops = overlays.tops();
        if tops.len() > 1 {
            let names: Vec<&str> = tops.iter().map(|&t| results.head().profiles[t].name.as_str()).collect();
            self.warnings.push(format!("{} independent profiles, all are counted: {}", tops.len(), names.join(", ")));
        }
        let before = self.controls.len();
        self.note_not_loaded(target, results, &tops);
        for &top in &tops {
            for id in overlays.ids(top) {
                let (deepest, above) = overlays.copies(top, id);
                self.count(target, results, id, &deepest, &above);
            }
        }
        if self.controls.len() == before {
            self.unevaluated.push((target, "no control was evaluated".to_owned()));
        }
    }

    /// What did not run although it was asked for. A profile that includes another for several platforms has it skipped where
    /// it does not apply, which is worth knowing and no fault; one that is asked for by itself is there to be checked.
    fn note_not_loaded(&mut self, target: usize, results: &Document, tops: &[usize]) {
        let profiles = &results.head().profiles;
        for (at, profile) in profiles.iter().enumerate() {
            let is_top = tops.contains(&at);
            if let Some(status) = profile.status.as_deref().filter(|status| *status != LOADED) {
                self.not_loaded(target, is_top, &profile.name, status, profile.status_message.as_deref());
            } else if is_top && tops.len() > 1 && results.outlines(at).is_empty() {
                self.unevaluated.push((target, format!("profile {} has no control", profile.name)));
            }
            let listed = profile.extra.get("depends").and_then(Value::as_array).into_iter().flatten();
            for other in listed {
                let text = |key: &str| other.get(key).and_then(Value::as_str);
                let name = text("name").unwrap_or_default();
                let is_there = profiles.iter().any(|p| p.name == name && p.status.as_deref() == text("status"));
                if let Some(status) = text("status").filter(|status| *status != LOADED && !is_there) {
                    self.not_loaded(
                        target,
                        false,
                        name,
                        status,
                        text("status_message").or_else(|| text("skip_message")),
                    );
                }
            }
        }
    }

    fn not_loaded(&mut self, target: usize, is_top: bool, name: &str, status: &str, why: Option<&str>) {
        let why = why.filter(|why| !why.is_empty()).map(|why| format!(": {why}")).unwrap_or_default();
        let told = format!("profile {name} was {status}{why}");
        match status {
            "skipped" if !is_top => self.warnings.push(told),
            _ => self.unevaluated.push((target, told)),
        }
    }

    fn count(&mut self, target: usize, results: &Document, id: &str, deepest: &[Place], above: &[Place]) {
        let Some(worst) = deepest.iter().map(|&p| Counted::new(target, results, p)).reduce(Counted::worse) else {
            return;
        };
        if deepest.len() > 1 {
            let status = worst.status.as_str();
            self.warnings
                .push(format!("control {id} occurs {} times: the worst status counts ({status})", deepest.len()));
        }
        let overruled = above.iter().map(|&p| Counted::new(target, results, p)).find(|a| {
            outline(results, (a.profile, a.control)).has_results && a.status.badness() > worst.status.badness()
        });
        if let Some(overruled) = overruled {
            self.warnings.push(format!(
                "control {id}: {} in the overlay {}, but {} in the profile below, which counts",
                overruled.status.as_str(),
                results.head().profiles[overruled.profile].name,
                worst.status.as_str()
            ));
        }
        self.counts.add(worst.status, worst.severity);
        self.controls.push(worst);
    }
}

impl Counted {
    fn new(target: usize, results: &Document, place: Place) -> Self {
        let outline = outline(results, place);
        Self {
            target,
            profile: place.0,
            control: place.1,
            id: outline.id.clone(),
            status: outline.status,
            severity: outline.severity,
        }
    }

    fn worse(self, other: Self) -> Self {
        let rank = |c: &Self| (c.status.badness(), c.severity);
        if rank(&other) > rank(&self) { other } else { self }
    }
}

fn outline(results: &Document, (profile, control): Place) -> &Outline {
    &results.outlines(profile)[control]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::results::Profile;
    use crate::results::fixture::{self, control, profile};

    fn tally(profiles: Vec<Profile>) -> Tally {
        Tally::of([(0, &fixture::results(profiles))])
    }

    fn statuses(tally: &Tally) -> Vec<(&str, Status)> {
        tally.controls.iter().map(|c| (c.id.as_str(), c.status)).collect()
    }

    #[test]
    fn a_second_profile_counts_and_a_warning_says_so() {
        let tally = tally(vec![
            profile("one", None, vec![control("a", 0.5, "passed")]),
            profile("two", None, vec![control("a", 0.9, "failed")]),
        ]);
        assert_eq!(statuses(&tally), [("a", Status::Passed), ("a", Status::Failed)]);
        assert!(tally.warnings[0].contains("2 independent profiles"), "{:?}", tally.warnings);
    }

    #[test]
    fn of_duplicates_the_worst_counts_once_and_a_warning_says_so() {
        let tally = tally(vec![profile(
            "one",
            None,
            vec![control("a", 0.5, "passed"), control("a", 0.9, "failed"), control("a", 0.9, "")],
        )]);
        assert_eq!(statuses(&tally), [("a", Status::Failed)]);
        assert_eq!(tally.counts.cell(Status::Failed, Severity::Critical), 1);
        assert_eq!(tally.warnings, ["control a occurs 3 times: the worst status counts (failed)"]);
    }

    #[test]
    fn an_overlay_copy_that_looks_worse_is_not_counted_but_is_told() {
        let tally = tally(vec![
            profile("over", None, vec![control("a", 0.5, "failed")]),
            profile("base", Some("over"), vec![control("a", 0.9, "passed")]),
        ]);
        assert_eq!(statuses(&tally), [("a", Status::Passed)]);
        assert_eq!(tally.controls[0].severity, Severity::Critical);
        assert!(tally.warnings[0].contains("failed in the overlay over"), "{:?}", tally.warnings);
    }

    #[test]
    fn a_file_without_controls_or_with_a_profile_that_did_not_load_is_incomplete() {
        assert_eq!(tally(vec![]).unevaluated, [(0, "no control was evaluated".to_owned())]);
        let mut skipped = profile("windows", None, vec![]);
        skipped.status = Some("skipped".to_owned());
        skipped.status_message = Some("unsupported platform".to_owned());
        let tally = tally(vec![skipped, profile("one", None, vec![control("a", 0.5, "passed")])]);
        assert_eq!(tally.unevaluated, [(0, "profile windows was skipped: unsupported platform".to_owned())]);
        assert!(!tally.nothing_evaluated());
    }

    #[test]
    fn a_profile_inside_of_another_that_failed_to_load_is_incomplete_and_one_that_was_skipped_is_told() {
        let inner = |status: &str, parent: Option<&str>| {
            let mut inner = profile("inner", parent, vec![]);
            inner.status = Some(status.to_owned());
            inner.status_message = Some("why".to_owned());
            tally(vec![profile("outer", None, vec![control("a", 0.5, "passed")]), inner])
        };
        for status in ["failed", "Failed", "anything"] {
            assert_eq!(inner(status, Some("outer")).unevaluated, [(0, format!("profile inner was {status}: why"))]);
            assert_eq!(inner(status, None).unevaluated, [(0, format!("profile inner was {status}: why"))]);
        }
        let skipped = inner("skipped", Some("outer"));
        assert_eq!(
            (skipped.unevaluated.len(), skipped.warnings),
            (0, vec!["profile inner was skipped: why".to_owned()])
        );
        let loaded = inner("loaded", Some("outer"));
        assert_eq!((loaded.unevaluated.len(), loaded.warnings.len()), (0, 0));
        assert_eq!(inner("loaded", None).unevaluated, [(0, "profile inner has no control".to_owned())]);
    }

    #[test]
    fn what_a_profile_lists_as_included_and_not_loaded_is_not_passed_over() {
        let listed = |status: &str| {
            let mut outer = profile("outer", None, vec![control("a", 0.5, "passed")]);
            let depends = json!([{"name": "inner", "status": status, "status_message": "why"}, {"name": "other"}]);
            outer.extra.insert("depends".to_owned(), depends);
            tally(vec![outer])
        };
        assert_eq!(listed("failed").unevaluated, [(0, "profile inner was failed: why".to_owned())]);
        let skipped = listed("skipped");
        assert_eq!(
            (skipped.unevaluated.len(), skipped.warnings),
            (0, vec!["profile inner was skipped: why".to_owned()])
        );
        assert_eq!(listed("loaded"), tally(vec![profile("outer", None, vec![control("a", 0.5, "passed")])]));
    }

    #[test]
    fn skipped_and_not_applicable_controls_and_errors_alone_are_no_evaluation() {
        let mut controls = vec![control("a", 0.5, "skipped"), control("b", 0.0, "passed"), control("c", 0.5, "error")];
        assert!(tally(vec![profile("one", None, controls.clone())]).nothing_evaluated());
        controls.push(control("d", 0.5, "failed"));
        assert!(!tally(vec![profile("one", None, controls)]).nothing_evaluated());
    }
}
