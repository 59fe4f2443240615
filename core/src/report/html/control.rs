//! One control: its line in the list, and what opens below it.

use serde_json::Value;

use super::super::reason::first_reason;
use super::checks::checks;
use super::markup::Html;
use super::tags::{nist, references, tags, value_text};
use super::words;
use crate::report::Input;
use crate::results::{Control, Counted, Status};

/// Characters of an id, of a title, and of the reason in the list.
const MOST_IN_ID: usize = 300;
const MOST_IN_TITLE: usize = 600;
const MOST_IN_REASON: usize = 400;
/// Characters of a description, of its label, and of the Ruby text.
const MOST_IN_TEXT: usize = 12_000;
const MOST_IN_LABEL: usize = 200;
const MOST_IN_CODE: usize = 24_000;
/// Descriptions besides the first, and keys of a waiver.
const MOST_TEXTS: usize = 20;
const MOST_KEYS: usize = 30;

/// The item's beginning and its line; `(profile, position)` are where its profile and itself are in the run. `details` is left open.
pub(super) fn head(html: &mut Html, input: &Input, counted: &Counted, control: &Control, place: (usize, usize)) {
    let (status, severity) = (counted.status.as_str(), counted.severity.as_str());
    html.raw("<li data-status=\"").value(status).raw("\" data-severity=\"").value(severity);
    html.raw("\" data-target=\"").value(counted.target).raw("\" data-profile=\"").value(place.0);
    html.raw("\" data-position=\"").value(place.1).raw("\" data-nist=\"");
    for (at, tag) in nist(control).iter().enumerate() {
        html.raw(if at == 0 { "" } else { "\n" }).line(tag);
    }
    html.raw("\"><details><summary><span class=\"status ").value(status).raw("\">").raw(words::status(counted.status));
    html.raw("</span> <span class=\"severity ").value(severity).raw("\">").value(severity);
    html.raw("</span> <span class=\"id x\">").cut_line(&counted.id, MOST_IN_ID).raw("</span> <span class=\"what\">");
    // Titles are wrapped in profiles, and each is one line here.
    let title = control.title.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if !title.is_empty() {
        html.raw("<span class=\"title x\">").cut_line(&title, MOST_IN_TITLE).raw("</span>");
    }
    let reason = first_reason(control, counted.status);
    if !reason.is_empty() {
        html.raw(" <span class=\"reason x\">").cut_line(&reason, MOST_IN_REASON).raw("</span>");
    }
    if input.run.targets.len() > 1 {
        html.raw(" <span class=\"at x\">").cut_line(input.target_name(counted.target), MOST_IN_TITLE).raw("</span>");
    }
    html.raw("</span></summary>");
}

/// What opens: why, what to do, and where it comes from.
pub(super) fn body(input: &Input, counted: &Counted, control: &Control, anchor: &str) -> Html {
    let mut html = Html::default();
    waiver(&mut html, control, counted.status);
    object(&mut html, "Attestation", control.extra.get("attestation_data"));
    checks(&mut html, control, counted.status);
    texts(&mut html, control);
    tags(&mut html, control);
    references(&mut html, control);
    origin(&mut html, input, counted, control, anchor);
    code(&mut html, control);
    html
}

fn waiver(html: &mut Html, control: &Control, status: Status) {
    let Some(waiver) = control.waiver_data.as_ref().and_then(Value::as_object).filter(|w| !w.is_empty()) else {
        return;
    };
    let skipped = waiver.get("skipped_due_to_waiver") == Some(&Value::Bool(true));
    html.raw("<div class=\"waiver\"><h4>Waiver</h4><p>");
    html.raw(match (skipped, status) {
        (true, Status::NoImpact) => "A waiver takes this control out of the count.",
        (true, _) => "A waiver took this control out, but it did not end as one that was taken out.",
        (false, _) => "A waiver names this control; it was checked all the same.",
    });
    html.raw("</p>");
    pairs(html, waiver);
    html.raw("</div>");
}

fn object(html: &mut Html, title: &'static str, value: Option<&Value>) {
    let Some(value) = value.and_then(Value::as_object).filter(|object| !object.is_empty()) else { return };
    html.raw("<h4>").raw(title).raw("</h4>");
    pairs(html, value);
}

fn pairs(html: &mut Html, object: &serde_json::Map<String, Value>) {
    html.raw("<dl>");
    for (key, value) in object.iter().take(MOST_KEYS) {
        let text = value_text(value);
        if !text.is_empty() {
            html.raw("<dt class=\"x\">").cut_line(&key.replace('_', " "), MOST_IN_LABEL).raw("</dt><dd class=\"x\">");
            html.cut_text(&text, MOST_IN_TEXT).raw("</dd>");
        }
    }
    html.raw("</dl>");
    more(html, object.len(), MOST_KEYS);
}

/// Says how many of `all` are not among the `most` that are shown.
pub(super) fn more(html: &mut Html, all: usize, most: usize) {
    if all > most {
        html.raw("<p class=\"cut\">").value(all - most).raw(" more: see results.json</p>");
    }
}

fn texts(html: &mut Html, control: &Control) {
    let desc = control.desc.as_deref().unwrap_or_default();
    text(html, "Description", desc);
    let labelled = labelled(control);
    let others = labelled.iter().filter(|(label, data)| !(label == "default" && data == desc));
    let count = others.clone().count();
    for (label, data) in others.take(MOST_TEXTS) {
        text(html, &heading(label), data);
    }
    more(html, count, MOST_TEXTS);
    // Profiles made from older STIGs and CIS benchmarks have these texts in tags.
    for label in LONG_TAGS {
        let known = labelled.iter().any(|(known, _)| known == label);
        if let Some(data) = control.tags.get(label).and_then(Value::as_str).filter(|_| !known) {
            text(html, &heading(label), data);
        }
    }
}

/// Tags that are texts to read, not names.
pub(super) const LONG_TAGS: [&str; 3] = ["rationale", "check", "fix"];

fn text(html: &mut Html, heading: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        html.raw("<h4 class=\"x\">").cut_line(heading, MOST_IN_LABEL).raw("</h4><p class=\"prose x\">");
        html.cut_text(text, MOST_IN_TEXT).raw("</p>");
    }
}

/// `fix` as `Fix`.
fn heading(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// InSpec writes a list of `{label, data}`, and older versions an object.
fn labelled(control: &Control) -> Vec<(String, String)> {
    match &control.descriptions {
        Value::Array(list) => {
            let part = |item: &Value, key| value_text(item.get(key).unwrap_or(&Value::Null));
            list.iter().map(|item| (part(item, "label"), part(item, "data"))).collect()
        }
        Value::Object(map) => map.iter().map(|(label, data)| (label.clone(), value_text(data))).collect(),
        _ => Vec::new(),
    }
}

fn origin(html: &mut Html, input: &Input, counted: &Counted, control: &Control, anchor: &str) {
    html.raw("<h4>Origin</h4><dl><dt>Target</dt><dd class=\"x\">");
    html.cut_line(input.target_name(counted.target), MOST_IN_TITLE);
    html.raw("</dd><dt>Profile</dt><dd class=\"x\">").cut_line(input.profile_name(counted), MOST_IN_TITLE);
    html.raw("</dd>");
    if let Some(file) = control.source_location.file.as_deref().filter(|file| !file.is_empty()) {
        html.raw("<dt>Source</dt><dd><code class=\"x\">").cut_line(file, MOST_IN_TITLE);
        if let Some(line) = control.source_location.line {
            html.raw(":").value(line);
        }
        html.raw("</code></dd>");
    }
    html.raw("<dt>Impact</dt><dd>").value(control.impact).raw("</dd><dt>Link</dt><dd><a href=\"#").line(anchor);
    html.raw("\">#").line(anchor).raw("</a></dd></dl>");
}

fn code(html: &mut Html, control: &Control) {
    if let Some(code) = control.code.as_deref().filter(|code| !code.trim().is_empty()) {
        html.raw("<details class=\"more\"><summary>Ruby code</summary><pre class=\"code x\">\n");
        html.cut_text(code.trim_end(), MOST_IN_CODE).raw("</pre></details>");
    }
}
