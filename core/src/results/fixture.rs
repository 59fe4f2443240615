//! Results made by hand, for tests.

use super::{Control, ControlResult, Document, Platform, Profile, Results, Statistics};

/// A control with one check of this status; without a status, without a check.
pub(crate) fn control(id: &str, impact: f64, status: &str) -> Control {
    let check = ControlResult {
        status: Some(status.to_owned()),
        code_desc: format!("File /{id} is expected to exist"),
        start_time: Some("2026-01-01T00:00:00Z".to_owned()),
        message: (status == "failed").then(|| format!("expected /{id} to exist")),
        skip_message: (status == "skipped").then(|| format!("no /{id} here")),
        ..ControlResult::default()
    };
    let results = if status.is_empty() { Vec::new() } else { vec![check] };
    Control { id: id.to_owned(), title: Some(format!("Title of {id}")), impact, results, ..Control::default() }
}

/// A profile of these controls.
pub(crate) fn profile(name: &str, parent: Option<&str>, controls: Vec<Control>) -> Profile {
    let parent_profile = parent.map(str::to_owned);
    Profile { name: name.to_owned(), sha256: "00".to_owned(), parent_profile, controls, ..Profile::default() }
}

/// Results of these profiles, as they are read.
pub(crate) fn results(profiles: Vec<Profile>) -> Document {
    Document::of(&typed(profiles)).unwrap()
}

/// Results of these profiles, as they are made.
pub(crate) fn typed(profiles: Vec<Profile>) -> Results {
    Results {
        platform: Platform { name: Some("debian".to_owned()), release: Some("12".to_owned()), ..Platform::default() },
        profiles,
        statistics: Statistics { duration: Some(0.5), ..Statistics::default() },
        version: "0.1.0".to_owned(),
        extra: serde_json::Map::new(),
    }
}

/// Makes other results of `document`.
pub(crate) fn change(document: &mut Document, change: impl FnOnce(&mut Results)) {
    let mut results = document.head().clone();
    for (at, profile) in results.profiles.iter_mut().enumerate() {
        profile.controls = (0..document.outlines(at).len()).map(|c| document.control(at, c).unwrap()).collect();
    }
    change(&mut results);
    *document = Document::of(&results).unwrap();
}
