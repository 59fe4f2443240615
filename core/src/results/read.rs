//! Reading a results file.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::Results;
use crate::problem::{Code, Problem};

const BOM: &[u8] = b"\xef\xbb\xbf";
const HELP: &str = "give a file that `--reporter json` of InSpec, CINC Auditor or Cincture wrote";
const STATUSES: [&str; 4] = ["passed", "failed", "skipped", "error"];

/// Reads `bytes` as InSpec JSON (HDF). `origin` is the file's name, for the problem.
///
/// # Errors
///
/// [`Code::ResultsInvalid`] with the JSON path, what was expected and what was found, where a needed key is missing, a
/// value has the wrong type, a status is unknown, or the file has another form. A byte-order mark is accepted.
pub fn read(bytes: &[u8], origin: &str) -> Result<Results, Problem> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let results: Results =
        serde_path_to_error::deserialize(&mut from).map_err(|e| invalid(origin, &why_not_read(bytes, &e)))?;
    from.end().map_err(|e| invalid(origin, &format!("text follows the JSON object: {e}")))?;
    check_statuses(&results).map_err(|why| invalid(origin, &why))?;
    Ok(results)
}

/// Reads the file at `path`.
///
/// # Errors
///
/// [`Code::ResultsNotFound`] where it cannot be read, or as [`read`].
pub fn load(path: &Path) -> Result<Results, Problem> {
    let origin = path.display().to_string();
    let bytes = fs::read(path).map_err(|e| {
        Problem::new(Code::ResultsNotFound, "the results cannot be read", e.to_string(), HELP).at(&origin)
    })?;
    read(&bytes, &origin)
}

fn invalid(origin: &str, why: &str) -> Problem {
    Problem::new(Code::ResultsInvalid, "the results cannot be read", why, HELP).at(origin)
}

fn why_not_read(bytes: &[u8], error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let inner = error.inner();
    if inner.classify() != Category::Data {
        return format!("not JSON: {inner}");
    }
    if let Some(form) = other_form(bytes) {
        return form.to_owned();
    }
    let path = error.path().to_string();
    let path = if path == "." { "$".to_owned() } else { format!("$.{path}") };
    format!("{path}: {} (line {}, column {})", in_words(&inner.to_string()), inner.line(), inner.column())
}

/// Forms that are often taken for a results file.
fn other_form(bytes: &[u8]) -> Option<&'static str> {
    #[derive(Deserialize)]
    struct Shape {
        profiles: Option<IgnoredAny>,
        controls: Option<IgnoredAny>,
        groups: Option<IgnoredAny>,
    }
    match serde_json::from_slice(bytes).ok()? {
        Shape { profiles: None, controls: Some(_), groups: Some(_) } => {
            Some("this is a profile (`inspec json`), not the results of a run: it has `controls` but no `profiles`")
        }
        Shape { profiles: None, controls: Some(_), .. } => {
            Some("this is the `json-min` form, which lacks impact and tags: it has `controls` but no `profiles`")
        }
        _ => None,
    }
}

/// serde's message with expected and found in the reader's words.
fn in_words(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let key = message.strip_prefix("missing field ").map(|key| format!("expected the key {key}, found none"));
    let typed = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    let typed = typed.and_then(|rest| rest.rsplit_once(", expected ")).map(|(found, expected)| {
        let expected = match expected {
            "f64" | "f32" => "a number",
            "u32" => "a whole number",
            "a sequence" => "a list",
            "a map" => "an object",
            other if other.starts_with("struct ") => "an object",
            other => other,
        };
        format!("expected {expected}, found {}", shortened(found))
    });
    key.or(typed).unwrap_or_else(|| message.to_owned())
}

fn shortened(found: &str) -> String {
    const MOST: usize = 80;
    match found.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &found[..at]),
        None => found.to_owned(),
    }
}

fn check_statuses(results: &Results) -> Result<(), String> {
    for (p, profile) in results.profiles.iter().enumerate() {
        for (c, control) in profile.controls.iter().enumerate() {
            let at = format!("$.profiles[{p}].controls[{c}]");
            for (r, result) in control.results.iter().enumerate() {
                if let Some(status) = result.status.as_deref().filter(|s| !STATUSES.contains(s)) {
                    return Err(unknown_status(&format!("{at}.results[{r}].status"), &STATUSES, status));
                }
            }
            let attested = control.extra.get("attestation_data").and_then(|a| a.get("status"));
            match attested.map(|s| s.as_str().unwrap_or("no text")) {
                None | Some("passed" | "failed") => {}
                Some(other) => {
                    return Err(unknown_status(&format!("{at}.attestation_data.status"), &["passed", "failed"], other));
                }
            }
        }
    }
    Ok(())
}

fn unknown_status(path: &str, known: &[&str], found: &str) -> String {
    format!("{path}: expected one of {}, found {:?}", known.join(", "), shortened(found))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn whole() -> Value {
        json!({
            "platform": {"name": "debian", "release": "12"}, "statistics": {"duration": 0.1}, "version": "5.24.24",
            "profiles": [{"name": "p", "sha256": "00", "groups": [], "supports": [], "attributes": [], "title": "kept",
                "controls": [{"id": "a", "impact": 0.5, "refs": [], "tags": {}, "source_location": {}, "own": [1],
                    "results": [{"status": "passed", "code_desc": "x", "start_time": "2026-01-01T00:00:00Z"}]}]}]
        })
    }

    fn why(value: &Value) -> String {
        read(value.to_string().as_bytes(), "r.json").unwrap_err().why
    }

    #[test]
    fn each_needed_key_is_needed_and_the_problem_names_where() {
        let needed = [
            ("", "platform profiles statistics version"),
            ("/profiles/0", "name sha256 controls groups supports attributes"),
            ("/profiles/0/controls/0", "id impact refs results tags source_location"),
            ("/profiles/0/controls/0/results/0", "code_desc start_time"),
        ];
        for (at, keys) in needed {
            for key in keys.split(' ') {
                let mut value = whole();
                value.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(key);
                let problem = read(value.to_string().as_bytes(), "r.json").unwrap_err();
                assert_eq!((problem.code, problem.place.as_str()), (Code::ResultsInvalid, "r.json"));
                assert!(
                    problem.why.contains(&format!("expected the key `{key}`, found none")),
                    "{key}: {}",
                    problem.why
                );
                let path = at.replace("/0", "[0]").replace('/', ".");
                assert!(problem.why.starts_with(&format!("${path}: ")), "{key}: {}", problem.why);
            }
        }
    }

    #[test]
    fn a_wrong_type_is_told_with_path_expected_and_found() {
        let mut value = whole();
        value["profiles"][0]["controls"][0]["impact"] = json!("0.5");
        assert!(why(&value).starts_with("$.profiles[0].controls[0].impact: expected a number, found string \"0.5\""));
        let mut value = whole();
        value["profiles"][0]["controls"][0]["results"] = json!({});
        assert!(
            why(&value).starts_with("$.profiles[0].controls[0].results: expected a list, found map"),
            "{}",
            why(&value)
        );
    }

    #[test]
    fn an_unknown_status_is_refused() {
        let mut value = whole();
        value["profiles"][0]["controls"][0]["results"][0]["status"] = json!("weird");
        let expected = "$.profiles[0].controls[0].results[0].status: expected one of passed, failed, skipped, error, found \"weird\"";
        assert_eq!(why(&value), expected);
        let mut value = whole();
        value["profiles"][0]["controls"][0]["attestation_data"] = json!({"status": "weird"});
        assert!(why(&value).contains("attestation_data.status: expected one of passed, failed"));
    }

    #[test]
    fn other_forms_are_named() {
        assert!(why(&json!({"controls": [], "statistics": {}, "version": "5"})).contains("json-min"));
        assert!(why(&json!({"name": "p", "controls": [], "groups": []})).contains("inspec json"));
        assert!(why(&json!([])).contains("expected an object, found sequence"), "{}", why(&json!([])));
    }

    #[test]
    fn text_that_is_no_json_is_refused() {
        let deep = "[".repeat(100_000);
        for text in ["", "{\"a\":", "{} {}", "\u{feff}", deep.as_str()] {
            assert!(read(text.as_bytes(), "r.json").is_err());
        }
        let mut bytes = whole().to_string().into_bytes();
        bytes.extend(b" {}");
        assert!(read(&bytes, "r.json").unwrap_err().why.contains("text follows"));
        assert!(read(b"{\"version\": \"\xff\"}", "r.json").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_accepted_and_unknown_keys_are_kept() {
        let text = format!("\u{feff}{}", whole());
        let results = read(text.as_bytes(), "r.json").unwrap();
        let again = serde_json::to_value(&results).unwrap();
        assert_eq!(again["profiles"][0]["title"], "kept");
        assert_eq!(again["profiles"][0]["controls"][0]["own"], json!([1]));
    }
}
