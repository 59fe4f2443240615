//! Which texts of results are gone through, and how.

use std::borrow::Cow;

use serde_json::Value;

use super::{Redactor, each_text};
use crate::results::{Control, ControlResult, Profile, Results};

/// Takes secrets out of `control`. Its id stays: thresholds, waivers and earlier results name it.
pub fn redact_control(redactor: &mut Redactor, control: &mut Control) {
    control.results.iter_mut().for_each(|result| redact_result(redactor, result));
    control.waiver_data.iter_mut().for_each(|waiver| redactor.clean_value(waiver));
    for text in [&mut control.desc, &mut control.code].into_iter().flatten() {
        replace(text, |text| redactor.authored(text));
    }
    if let Some(title) = &mut control.title {
        replace(title, |text| redactor.titled(text));
    }
    // The severity is judged by.
    let tags = control.tags.iter_mut().filter(|(name, _)| !name.starts_with("severity")).map(|(_, value)| value);
    // What other programs add to a control is of a guide or of a person.
    let written = std::iter::once(&mut control.descriptions).chain(&mut control.refs).chain(tags);
    let written = written.chain(control.extra.values_mut());
    written.for_each(|value| authored(redactor, value));
}

/// What a check said, and all that it was given.
fn redact_result(redactor: &mut Redactor, result: &mut ControlResult) {
    redactor.clean(&mut result.code_desc);
    for text in [&mut result.message, &mut result.skip_message, &mut result.exception].into_iter().flatten() {
        redactor.clean(text);
    }
    let mut none = String::new();
    redactor.clean_property(&mut result.code_desc, result.message.as_mut().unwrap_or(&mut none));
    result.backtrace.iter_mut().for_each(|backtrace| redactor.clean_value(backtrace));
    result.extra.values_mut().for_each(|value| redactor.clean_value(value));
}

/// Takes secrets out of `results`: its controls, and what is said of its profiles.
pub fn redact_results(redactor: &mut Redactor, results: &mut Results) {
    results.profiles.iter_mut().for_each(|profile| redact_profile(redactor, profile));
    results.extra.values_mut().for_each(|value| authored(redactor, value));
}

/// Takes secrets out of `profile`: its controls, and what it says of itself.
pub fn redact_profile(redactor: &mut Redactor, profile: &mut Profile) {
    profile.controls.iter_mut().for_each(|control| redact_control(redactor, control));
    profile.status_message.iter_mut().for_each(|text| redactor.clean(text));
    profile.attributes.iter_mut().for_each(|value| redactor.clean_value(value));
    profile.extra.values_mut().for_each(|value| authored(redactor, value));
    for title in profile.groups.iter_mut().flat_map(|group| &mut group.title) {
        replace(title, |text| redactor.titled(text));
    }
}

fn authored(redactor: &mut Redactor, value: &mut Value) {
    each_text(value, &mut |text| replace(text, |text| redactor.authored(text)));
}

fn replace(text: &mut String, clean: impl for<'t> FnOnce(&'t str) -> Cow<'t, str>) {
    if let Cow::Owned(clean) = clean(text) {
        *text = clean;
    }
}
