//! What a control is filed under, and what it refers to.

use serde_json::Value;

use super::control::{LONG_TAGS, more};
use super::markup::Html;
use crate::report::stig::Stig;
use crate::results::Control;

/// Tags, values of one tag, and references that are shown of one control.
const MOST_TAGS: usize = 60;
const MOST_VALUES: usize = 60;
const MOST_REFERENCES: usize = 30;
/// Characters of a tag's name, of a value, and of a reference.
const MOST_IN_NAME: usize = 200;
const MOST_IN_VALUE: usize = 2_000;
const MOST_IN_ADDRESS: usize = 2_000;
/// How deep lists of references may stand in each other.
const MOST_DEPTH: usize = 8;

/// Names of tags that have a usual spelling; they come first.
const KNOWN: [(&str, &str); 12] = [
    ("nist", "NIST SP 800-53"),
    ("cci", "CCI"),
    ("stig_id", "STIG id"),
    ("gid", "Group id"),
    ("rid", "Rule id"),
    ("gtitle", "Group title"),
    ("fix_id", "Fix id"),
    ("cis", "CIS"),
    ("cis_rid", "CIS recommendation"),
    ("cis_level", "CIS level"),
    ("severity", "Severity"),
    ("severityoverride", "Severity override"),
];

/// The tag `nist` in its parts, for the filter.
pub(super) fn nist(control: &Control) -> Vec<&str> {
    Stig(control).tags("nist").into_iter().take(MOST_VALUES).collect()
}

/// The tags as a list of names and values.
pub(super) fn tags(html: &mut Html, control: &Control) {
    let known = KNOWN.iter().filter_map(|(key, name)| Some((*name, control.tags.get(*key)?)));
    let is_other = |key: &str| !KNOWN.iter().any(|(known, _)| *known == key) && !LONG_TAGS.contains(&key);
    let others = control.tags.iter().filter(|(key, _)| is_other(key)).map(|(key, value)| (key.as_str(), value));
    let all: Vec<(&str, &Value)> = known.chain(others).collect();
    if all.is_empty() {
        return;
    }
    html.raw("<h4>Tags</h4><dl>");
    for (name, value) in all.iter().take(MOST_TAGS) {
        html.raw("<dt class=\"x\">").cut_line(name, MOST_IN_NAME).raw("</dt><dd class=\"x\">");
        match value {
            Value::Array(values) => several(html, values),
            Value::Null => drop(html.raw("set")),
            value => drop(html.cut_text(&value_text(value), MOST_IN_VALUE)),
        }
        html.raw("</dd>");
    }
    html.raw("</dl>");
    more(html, all.len(), MOST_TAGS);
}

fn several(html: &mut Html, values: &[Value]) {
    for value in values.iter().take(MOST_VALUES) {
        html.raw("<span class=\"tag\">").cut_line(&value_text(value), MOST_IN_VALUE).raw("</span> ");
    }
    more(html, values.len(), MOST_VALUES);
}

/// The references, of which only addresses on the web are links. Each address is to be read in full: a reader sees where a
/// link leads before it is followed.
pub(super) fn references(html: &mut Html, control: &Control) {
    let mut all = Vec::new();
    collect(&control.refs, MOST_DEPTH, &mut all);
    if all.is_empty() {
        return;
    }
    html.raw("<h4>References</h4><ul class=\"references\">");
    for (text, address) in all.iter().take(MOST_REFERENCES) {
        html.raw("<li><span class=\"x\">").cut_line(text, MOST_IN_VALUE).raw("</span> ");
        if is_on_the_web(address) {
            html.raw("<a class=\"x\" rel=\"noreferrer noopener nofollow\" href=\"").line(address).raw("\">");
            html.line(address).raw("</a>");
        } else {
            html.raw("<span class=\"x\">").cut_line(address, MOST_IN_ADDRESS).raw("</span>");
        }
        html.raw("</li>");
    }
    html.raw("</ul>");
    more(html, all.len(), MOST_REFERENCES);
}

/// InSpec writes `{"ref": text}`, `{"url": …}`, `{"uri": …}`, and lists of those under `ref`.
fn collect(values: &[Value], depth: usize, into: &mut Vec<(String, String)>) {
    for value in values {
        let part = |key| value.get(key).map(value_text).unwrap_or_default();
        match value.get("ref") {
            Some(Value::Array(inner)) if depth > 0 => collect(inner, depth - 1, into),
            _ => {
                let address = Some(part("url")).filter(|url| !url.is_empty()).unwrap_or_else(|| part("uri"));
                let text = if value.is_object() { part("ref") } else { value_text(value) };
                if !text.is_empty() || !address.is_empty() {
                    into.push((text, address));
                }
            }
        }
    }
}

/// Printable ASCII without what ends an address; anything else is shown and leads nowhere.
fn is_on_the_web(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or_default().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`');
    (lower.starts_with("http://") || lower == "https://")
        && address.len() <= MOST_IN_ADDRESS
        && address.chars().all(plain)
}

/// A value as a reader expects it: a text without quotes, a list with commas, anything else as JSON.
pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) if !values.iter().any(|v| v.is_array() || v.is_object()) => {
            values.iter().map(value_text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_the_web_are_links() {
        for good in ["https://ia.cr/2017/1189", "HTTP://host:1/a?b=c&d#e"] {
            assert!(is_on_the_web(good), "{good}");
        }
        let long = format!("https://{}", "a".repeat(MOST_IN_ADDRESS));
        let bad = ["javascript:alert(1)", "data:text/html,x", "//host", "https:", "file:///etc/passwd", "", &long];
        for bad in
            bad.into_iter().chain(["https://a b", "https://a\u{202e}b", " https://a", "https://a\"b", "java\nscript:x"])
        {
            assert!(!is_on_the_web(bad), "{bad}");
        }
    }

    #[test]
    fn references_in_references_are_all_found_and_nested_for_ever_they_end() {
        let mut found = Vec::new();
        let nested = serde_json::json!([{"ref": [{"ref": "a", "url": "b"}, {"uri": "c"}]}, "d", {"ref": []}]);
        collect(nested.as_array().unwrap(), MOST_DEPTH, &mut found);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, [("a", "b"), ("", "c"), ("d", "")]);
    }
}
