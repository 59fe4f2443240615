//! What the parent knows of a profile's run: which controls must report, which did, and what is missing.
//!
//! The child runs a stranger's code, so nothing it says is taken back or changed later: the first report of a control
//! counts, and a control that was found by parsing and never reports makes the run incomplete.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::protocol::{Description, FoundControl};
use crate::results::{Control, ControlResult, Group, Platform, Profile, SourceLocation};
use crate::sensitive::{SensitiveInput, SensitiveInputs};

/// How a profile's run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The profile with its controls, those that never reported as errors.
    pub profile: Profile,
    /// The system under test, as far as it is known.
    pub platform: Platform,
    /// What was asked for and not checked. Empty: the run is complete.
    pub incomplete: Vec<Unchecked>,
    /// What a reader should know, and no verdict depends on.
    pub warnings: Vec<String>,
    /// Values of inputs that the profile calls sensitive, with the inputs' names.
    pub sensitive: Vec<SensitiveInput>,
    /// Describe blocks that did not run, since their resource is not to be had in this target. They have results, as in
    /// InSpec, so the run is no less complete for them.
    pub unrun: Vec<Unchecked>,
}

/// Something that was asked for and not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The control that it concerns; `None`: a file, or the whole profile.
    pub control: Option<String>,
    /// Why, as a sentence that may hold what a profile or a target said.
    pub why: String,
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.control {
            Some(id) => write!(f, "control {id:?}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// The record of one run.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) description: Option<Description>,
    pub(crate) platform: Platform,
    pub(crate) incomplete: Vec<Unchecked>,
    pub(crate) warnings: Vec<String>,
    unrun: Vec<Unchecked>,
    pub(crate) sensitive: SensitiveInputs,
    pub(crate) complete: Option<Completion>,
    /// The profile is not made for this platform: which it is.
    pub(crate) unsupported: Option<String>,
    controls: Vec<Control>,
    ids: HashSet<String>,
    dropped_warnings: usize,
    dropped_reasons: usize,
    /// Where in the description an id stands; made when it is first asked for.
    places: OnceLock<HashMap<String, Vec<usize>>>,
}

/// What the child said at its end.
#[derive(Debug)]
pub(crate) struct Completion {
    pub(crate) controls: Vec<String>,
    pub(crate) titles: BTreeMap<String, String>,
    pub(crate) attributes: Vec<Value>,
}

const MAX_WARNINGS: usize = 200;
const MAX_REASONS: usize = 1_000;
/// Characters of one warning or reason.
const MAX_TEXT: usize = 4_000;

impl Ledger {
    /// Ids that have reported.
    pub(crate) fn done(&self) -> Vec<String> {
        self.controls.iter().map(|c| c.id.clone()).collect()
    }

    /// Whether `id` has reported, or been lost.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Takes the report of a control that began at `began`. A second report of the same id is not believed.
    pub(crate) fn report(&mut self, mut control: Control, gaps: Vec<String>, began: Timestamp) -> Option<&Control> {
        if !self.ids.insert(control.id.clone()) {
            self.incomplete_control(&control.id, "it reported twice; the first report is kept");
            return None;
        }
        if let Some(found) = self.found(&control) {
            control.code = Some(found.code.clone());
            control.source_location = found.source_location.clone();
        }
        for result in &mut control.results {
            result.start_time = Some(began.to_string());
        }
        for gap in gaps {
            self.incomplete_control(&control.id, &gap);
        }
        self.controls.push(control);
        self.controls.last()
    }

    /// Makes an error of a control that cannot report any more.
    pub(crate) fn lose(&mut self, id: &str, why: &str, at: Timestamp) {
        let control = lost(id, why, self.described(id));
        self.incomplete_control(id, why);
        self.report(control, Vec::new(), at);
    }

    /// Makes errors of all controls of a file that have not reported.
    pub(crate) fn lose_file(&mut self, path: &str, why: &str, at: Timestamp) {
        self.incomplete(format!("file {path:?}: {why}"));
        let in_file = |c: &&FoundControl| c.source_location.file.as_deref() == Some(path);
        let ids: Vec<String> = self.all_found().iter().filter(in_file).map(|c| c.id.clone()).collect();
        for id in ids.iter().filter(|id| !self.ids.contains(*id)).cloned().collect::<HashSet<_>>() {
            self.lose(&id, why, at);
        }
    }

    /// Notes which describe blocks of a control did not run; as many as of the reasons why it is incomplete.
    pub(crate) fn unrun(&mut self, id: &str, reasons: Vec<String>) {
        let room = MAX_REASONS.saturating_sub(self.unrun.len());
        let reasons = reasons.into_iter().take(room);
        self.unrun.extend(reasons.map(|why| Unchecked { control: Some(id.to_owned()), why: short(why, MAX_TEXT) }));
    }

    /// Notes that something of the profile, but no control alone, was not checked.
    pub(crate) fn incomplete(&mut self, why: String) {
        self.note(Unchecked { control: None, why });
    }

    fn incomplete_control(&mut self, id: &str, why: &str) {
        self.note(Unchecked { control: Some(id.to_owned()), why: why.to_owned() });
    }

    fn note(&mut self, mut reason: Unchecked) {
        reason.why = short(reason.why, MAX_TEXT);
        if self.incomplete.len() >= MAX_REASONS {
            self.dropped_reasons += 1;
        } else if !self.incomplete.contains(&reason) {
            self.incomplete.push(reason);
        }
    }

    pub(crate) fn warn(&mut self, message: String) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(short(message, MAX_TEXT));
        } else {
            self.dropped_warnings += 1;
        }
    }

    fn all_found(&self) -> &[FoundControl] {
        self.description.as_ref().map_or(&[], |d| &d.controls)
    }

    /// Where parsing found `control`: by id and line, since an id may stand twice.
    fn found(&self, control: &Control) -> Option<&FoundControl> {
        let same_line = |c: &&FoundControl| c.source_location == control.source_location;
        self.all_of(&control.id).find(same_line).or_else(|| self.described(&control.id))
    }

    fn described(&self, id: &str) -> Option<&FoundControl> {
        self.all_of(id).next()
    }

    /// All places of an id, in order. A profile may have a hundred thousand controls, so they are looked up.
    fn all_of(&self, id: &str) -> impl Iterator<Item = &FoundControl> {
        let all = self.all_found();
        // Not before there is a description: the index is made once.
        let places = (!all.is_empty()).then(|| self.places.get_or_init(|| index(all)));
        places.and_then(|places| places.get(id)).into_iter().flatten().filter_map(move |at| all.get(*at))
    }

    /// Closes the record: what never reported becomes an error.
    pub(crate) fn close(mut self, at: Timestamp) -> Outcome {
        self.missing(at);
        if self.dropped_warnings > 0 {
            self.warnings.push(format!("{} more warnings were dropped", self.dropped_warnings));
        }
        if self.dropped_reasons > 0 {
            let why = format!("{} more reasons are left out", self.dropped_reasons);
            self.incomplete.push(Unchecked { control: None, why });
        }
        let description = self.description.unwrap_or_default();
        let sensitive = self.sensitive.with_those_of(&description.metadata);
        let completion = self.complete;
        let titles = completion.as_ref().map(|c| c.titles.clone()).unwrap_or_default();
        let mut controls = self.controls;
        sort_as_in_profile(&mut controls, &description.controls);
        let profile = Profile {
            name: text(&description.metadata, "name").unwrap_or_default(),
            sha256: description.sha256,
            groups: groups(&controls, &titles),
            controls,
            attributes: completion.map(|c| c.attributes).unwrap_or_default(),
            supports: description.metadata.get("supports").and_then(Value::as_array).cloned().unwrap_or_default(),
            status: Some(if self.unsupported.is_some() { "skipped" } else { "loaded" }.into()),
            status_message: self.unsupported,
            parent_profile: None,
            extra: metadata(&description.metadata),
        };
        Outcome {
            profile,
            platform: self.platform,
            incomplete: self.incomplete,
            warnings: self.warnings,
            sensitive,
            unrun: self.unrun,
        }
    }

    fn missing(&mut self, at: Timestamp) {
        let Some(description) = self.description.clone() else { return };
        if let Some(message) = self.unsupported.clone() {
            self.incomplete(message);
            self.controls.extend(description.controls.iter().map(|found| bare(&found.id, Some(found))));
            return;
        }
        for gap in description.gaps {
            self.incomplete(gap);
        }
        for (path, message) in &description.unreadable {
            self.incomplete(format!("file {path:?} does not parse: {message}"));
        }
        let complete = self.complete.is_some();
        for found in description.controls.iter().filter(|c| c.required || !complete) {
            if !self.ids.contains(&found.id) {
                self.lose(&found.id, "the control never reported", at);
            }
        }
        let made = self.complete.as_ref().map(|c| c.controls.clone()).unwrap_or_default();
        for id in made {
            if !self.ids.contains(&id) {
                self.lose(&id, "the control never reported", at);
            }
        }
        if !complete && self.incomplete.is_empty() {
            self.incomplete("the profile did not run to its end".into());
        }
    }
}

fn index(all: &[FoundControl]) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        places.entry(found.id.clone()).or_default().push(at);
    }
    places
}

/// `text` as a reader can take it in; a cut says how much is missing.
pub(crate) fn short(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{} [{} characters cut]", &text[..at], text[at..].chars().count()),
        None => text,
    }
}

/// A control as an error: `backtrace` is what tells SAF and ours that it is none of passed, failed, skipped.
fn lost(id: &str, why: &str, found: Option<&FoundControl>) -> Control {
    let result = ControlResult {
        status: Some("failed".into()),
        code_desc: format!("Control {id} is evaluated"),
        message: Some(why.to_owned()),
        exception: Some("Cincture::ControlNotEvaluated".into()),
        backtrace: Some(json!([])),
        run_time: Some(0.0),
        ..ControlResult::default()
    };
    Control { results: vec![result], ..bare(id, found) }
}

/// A control of which nothing but its place is known.
fn bare(id: &str, found: Option<&FoundControl>) -> Control {
    Control {
        id: id.to_owned(),
        impact: 0.5,
        descriptions: json!([]),
        code: found.map(|f| f.code.clone()),
        source_location: found.map_or_else(SourceLocation::default, |f| f.source_location.clone()),
        ..Control::default()
    }
}

fn sort_as_in_profile(controls: &mut [Control], found: &[FoundControl]) {
    let place: BTreeMap<&str, usize> = found.iter().enumerate().rev().map(|(i, c)| (c.id.as_str(), i)).collect();
    controls.sort_by_key(|c| place.get(c.id.as_str()).copied().unwrap_or(usize::MAX));
}

fn groups(controls: &[Control], titles: &BTreeMap<String, String>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for control in controls {
        let file = control.source_location.file.clone().unwrap_or_default();
        let next = groups.len();
        match groups.get_mut(*places.entry(file.clone()).or_insert(next)) {
            Some(group) => group.controls.push(control.id.clone()),
            None => groups.push(Group {
                title: titles.get(&file).cloned(),
                id: file,
                controls: vec![control.id.clone()],
                extra: Map::new(),
            }),
        }
    }
    groups
}

fn text(metadata: &Map<String, Value>, key: &str) -> Option<String> {
    metadata.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// What InSpec's report repeats of the metadata.
fn metadata(metadata: &Map<String, Value>) -> Map<String, Value> {
    let keys = ["version", "title", "maintainer", "summary", "license", "copyright", "copyright_email", "depends"];
    keys.iter().filter_map(|k| Some(((*k).to_owned(), metadata.get(*k)?.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn found(id: &str, required: bool) -> FoundControl {
        FoundControl {
            id: id.into(),
            source_location: SourceLocation { line: Some(1), file: Some("controls/a.rb".into()) },
            end_line: 2,
            required,
            code: format!("control '{id}'"),
            said: Default::default(),
        }
    }

    fn ledger(controls: Vec<FoundControl>) -> Ledger {
        let metadata = [("name".to_owned(), json!("p"))].into_iter().collect();
        let description = Description { metadata, sha256: "0".into(), controls, ..Description::default() };
        Ledger { description: Some(description), ..Ledger::default() }
    }

    fn control(id: &str, status: &str) -> Control {
        let result = ControlResult { status: Some(status.into()), ..ControlResult::default() };
        Control { id: id.into(), results: vec![result], ..Control::default() }
    }

    fn complete(ledger: &mut Ledger, ids: &[&str]) {
        let controls = ids.iter().map(|id| (*id).to_owned()).collect();
        ledger.complete = Some(Completion { controls, titles: BTreeMap::new(), attributes: Vec::new() });
    }

    fn errors(outcome: &Outcome) -> Vec<&str> {
        let lost = |c: &&Control| c.results.iter().any(|r| r.backtrace.is_some());
        outcome.profile.controls.iter().filter(lost).map(|c| c.id.as_str()).collect()
    }

    #[test]
    fn a_run_in_which_all_reported_is_complete_and_its_places_are_those_that_parsing_found() {
        let mut ledger = ledger(vec![found("a", true), found("b", true)]);
        ledger.report(control("b", "passed"), vec![], AT);
        ledger.report(control("a", "failed"), vec![], AT);
        complete(&mut ledger, &["a", "b"]);
        let outcome = ledger.close(AT);
        assert_eq!(outcome.incomplete, []);
        let ids: Vec<&str> = outcome.profile.controls.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(outcome.profile.controls[0].code.as_deref(), Some("control 'a'"));
        assert_eq!(outcome.profile.controls[0].results[0].start_time.as_deref(), Some("1970-01-01T00:00:00Z"));
    }

    #[test]
    fn the_first_report_of_a_control_counts_and_a_second_makes_the_run_incomplete() {
        let mut ledger = ledger(vec![found("a", true)]);
        ledger.report(control("a", "failed"), vec![], AT);
        assert!(ledger.report(control("a", "passed"), vec![], AT).is_none());
        complete(&mut ledger, &["a"]);
        let outcome = ledger.close(AT);
        assert_eq!(outcome.profile.controls[0].results[0].status.as_deref(), Some("failed"));
        assert_eq!((outcome.profile.controls.len(), outcome.incomplete.len()), (1, 1));
    }

    #[test]
    fn a_control_at_file_level_must_report_though_the_profile_says_it_is_complete() {
        let mut ledger = ledger(vec![found("a", true), found("maybe", false)]);
        complete(&mut ledger, &[]);
        let outcome = ledger.close(AT);
        assert_eq!(errors(&outcome), ["a"]);
        assert!(outcome.incomplete[0].why.contains("never reported"), "{:?}", outcome.incomplete);
    }

    #[test]
    fn without_the_last_frame_every_control_that_parsing_found_is_an_error() {
        let mut ledger = ledger(vec![found("a", true), found("maybe", false), found("c", true)]);
        ledger.report(control("a", "passed"), vec![], AT);
        assert_eq!(errors(&ledger.close(AT)), ["maybe", "c"]);
        // Nothing was found by parsing and nothing came: that is not a pass either.
        assert_eq!(
            super::Ledger { description: Some(Description::default()), ..Ledger::default() }.close(AT).incomplete.len(),
            1
        );
    }

    #[test]
    fn a_control_made_while_running_must_report_too() {
        let mut ledger = ledger(vec![]);
        complete(&mut ledger, &["made"]);
        assert_eq!(errors(&ledger.close(AT)), ["made"]);
    }

    #[test]
    fn gaps_and_files_that_do_not_parse_make_the_run_incomplete() {
        let mut ledger = ledger(vec![found("a", true)]);
        if let Some(description) = &mut ledger.description {
            description.unreadable.insert("controls/b.rb".into(), "line 1".into());
            description.gaps.push("depends".into());
        }
        ledger.report(control("a", "passed"), vec!["resource `x`".into()], AT);
        complete(&mut ledger, &["a"]);
        assert_eq!(ledger.close(AT).incomplete.len(), 3);
    }

    #[test]
    fn a_file_that_is_lost_takes_its_unreported_controls_with_it() {
        let mut ledger = ledger(vec![found("a", true), found("b", true)]);
        ledger.report(control("a", "passed"), vec![], AT);
        ledger.lose_file("controls/a.rb", "it hung", AT);
        complete(&mut ledger, &["a"]);
        assert_eq!(errors(&ledger.close(AT)), ["b"]);
    }

    #[test]
    fn a_profile_for_another_platform_is_skipped_and_the_run_incomplete() {
        let mut ledger = ledger(vec![found("a", true)]);
        ledger.unsupported = Some("not for debian".into());
        let outcome = ledger.close(AT);
        assert_eq!(outcome.profile.status.as_deref(), Some("skipped"));
        assert_eq!((outcome.profile.controls[0].results.len(), outcome.incomplete.len()), (0, 1));
    }

    #[test]
    fn a_reason_and_a_warning_are_kept_at_a_length_that_can_be_read() {
        let mut ledger = ledger(vec![]);
        ledger.incomplete("ä".repeat(1 << 20));
        ledger.warn("ä".repeat(1 << 20));
        complete(&mut ledger, &[]);
        let outcome = ledger.close(AT);
        for text in [&outcome.incomplete[0].why, &outcome.warnings[0]] {
            assert!(text.len() < 10_000 && text.ends_with("characters cut]"), "{} bytes", text.len());
        }
    }

    #[test]
    fn reasons_and_warnings_without_end_are_counted_not_kept() {
        let mut ledger = ledger(vec![]);
        (0..5_000).for_each(|i| ledger.incomplete(i.to_string()));
        (0..5_000).for_each(|i| ledger.warn(i.to_string()));
        complete(&mut ledger, &[]);
        let outcome = ledger.close(AT);
        assert_eq!((outcome.incomplete.len(), outcome.warnings.len()), (MAX_REASONS + 1, MAX_WARNINGS + 1));
        assert!(outcome.incomplete[MAX_REASONS].why.contains("4000"), "{}", outcome.incomplete[MAX_REASONS]);
    }
}
