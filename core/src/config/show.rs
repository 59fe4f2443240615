//! All options with their values and origins, for people and for programs. Nothing of a secret is in either.

use serde_json::{Value as Json, json};

use super::layer::Given;
use super::resolved::Resolved;
use super::setting::{Group, Setting};
use crate::untrusted::{harmless_json, one_line};

/// Shown instead of a secret.
const HIDDEN: &str = "(hidden)";

/// Characters of a value that are shown to people.
const MOST: usize = 200;

/// A line for each option, below a heading for each group, and one for each value that it overrode.
pub fn text(resolved: &Resolved) -> String {
    let width = resolved.entries().iter().map(|(setting, _)| setting.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!("{}\n", group.title()));
        for (setting, given) in resolved.entries().iter().filter(|(setting, _)| setting.group == group) {
            lines(&mut text, setting, given, width);
        }
    }
    text
}

fn lines(text: &mut String, setting: &Setting, given: &[Given], width: usize) {
    if given.is_empty() {
        text.push_str(&format!("  {:width$}  -\n", setting.name));
    }
    for (at, given) in given.iter().enumerate() {
        let (name, word) = match (at, setting.adds_up) {
            (0, _) => (setting.name, ""),
            (_, true) => ("", "and "),
            (_, false) => ("", "instead of "),
        };
        let value: String = shown(given).chars().take(MOST).collect();
        let origin = one_line(&given.origin.to_string());
        text.push_str(&format!("  {name:width$}  {word}{}  ({origin})\n", one_line(&value)));
    }
}

fn shown(given: &Given) -> String {
    if given.setting.secret { HIDDEN.to_owned() } else { given.value.to_string() }
}

/// The same as JSON, version 1, with a line feed at the end. `value` is null where nothing was given; of an option whose
/// values add up it is the list of all.
pub fn json(resolved: &Resolved) -> String {
    let option = |(setting, given): &(&'static Setting, Vec<Given>)| {
        let told = |given: &Given| {
            let value = if setting.secret { json!(HIDDEN) } else { given.value.json() };
            json!({ "value": value, "origin": given.origin.to_string() })
        };
        let value = match (setting.adds_up && !given.is_empty(), given.first()) {
            (true, _) => json!(resolved.list(setting)),
            (false, Some(first)) => told(first)["value"].clone(),
            (false, None) => Json::Null,
        };
        let others: Vec<Json> = given.iter().skip(1).map(told).collect();
        let key = if setting.adds_up { "added" } else { "overridden" };
        json!({
            "name": setting.name,
            "value": value,
            "origin": given.first().map(|given| given.origin.to_string()),
            key: others,
        })
    };
    let options: Vec<Json> = resolved.entries().iter().map(option).collect();
    let all = json!({ "schema_version": 1, "options": options, "warnings": resolved.warnings() });
    harmless_json(&format!("{all:#}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layer, Origin, resolve};

    fn resolved() -> Resolved {
        let env = |name: &str| Origin::Environment(name.to_owned());
        let layer = Layer::of([
            ("kubeconfig-content", "s3cr3t", env("KUBECONFIG_CONTENT")),
            ("threshold", "compliance.min: 70", env("THRESHOLD_SCORE")),
            ("input", "a=1", env("CINCTURE_INPUT")),
            ("pod", "web\u{1b}[31m", Origin::Flag("--pod".into())),
            ("input", "a=2", Origin::Flag("--input".into())),
        ]);
        resolve(&[layer.unwrap()]).unwrap()
    }

    #[test]
    fn each_option_has_its_value_its_origin_and_what_it_overrode() {
        let text = text(&resolved());
        let has = |line: &str| text.lines().any(|l| l.split_whitespace().collect::<Vec<_>>().join(" ") == line);
        for line in [
            "threshold compliance.min: 70 ($THRESHOLD_SCORE)",
            "instead of moderate (default)",
            "input a=2 (--input)",
            "and a=1 ($CINCTURE_INPUT)",
            "kubeconfig-content (hidden) ($KUBECONFIG_CONTENT)",
            "target -",
        ] {
            assert!(has(line), "{line}\n{text}");
        }
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn programs_get_the_same_and_no_secret() {
        let text = json(&resolved());
        assert!(!text.contains("s3cr3t") && !text.contains('\u{1b}'), "{text}");
        let all: Json = serde_json::from_str(&text).unwrap();
        let option = |name: &str| {
            all["options"].as_array().unwrap().iter().find(|option| option["name"] == name).unwrap().clone()
        };
        assert_eq!(option("threshold")["overridden"], json!([{ "value": "moderate", "origin": "default" }]));
        assert_eq!(option("input")["value"], json!(["a=1", "a=2"]));
        assert_eq!(option("memory")["value"], 1024);
        assert_eq!(option("target")["value"], Json::Null);
    }
}
