//! Ports of GitLab's readers of reports, and what they make of ours: `lib/gitlab/ci/parsers/codequality/code_climate.rb`,
//! `app/services/ci/parse_dotenv_artifact_service.rb`, `lib/gitlab/ci/parsers/test/junit.rb`, and the documented limits of SARIF.

use std::collections::{BTreeMap, BTreeSet};

use cincture_core::report::{Format, Input, bytes};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use serde_json::Value;

use super::hostile;
use crate::platforms::hostile_run;

/// Bytes that a dotenv report stays below, and variables that the lowest tier takes.
const DOTENV: (usize, usize) = (5_120, 20);

fn written(input: &Input, format: Format) -> String {
    String::from_utf8(bytes(input, format).unwrap()).unwrap()
}

/// The findings by their fingerprints; at the first that its schema refuses, GitLab stops reading.
fn codequality(text: &str) -> BTreeMap<String, Value> {
    let all: Vec<Value> = serde_json::from_str(text).unwrap();
    let good = all.into_iter().take_while(|finding| {
        let texts = ["/description", "/fingerprint", "/severity", "/location/path"];
        let texts = texts.into_iter().all(|at| finding.pointer(at).is_some_and(Value::is_string));
        texts && finding.pointer("/location/lines/begin").is_some_and(Value::is_u64)
    });
    good.map(|finding| (finding["fingerprint"].as_str().unwrap().to_owned(), finding)).collect()
}

fn dotenv(text: &str) -> Result<Vec<(String, String)>, String> {
    if text.len() >= DOTENV.0 {
        return Err("too big".to_owned());
    }
    let pair = |line: &str| {
        let (key, value) = line.split_once('=').ok_or("invalid format")?;
        let (key, value) = (key.trim(), value.trim());
        let good = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        // It expands what follows a `$`.
        if good && !value.contains('$') { Ok((key.to_owned(), value.to_owned())) } else { Err(line.to_owned()) }
    };
    let pairs: Vec<(String, String)> = text.lines().map(pair).collect::<Result<_, String>>()?;
    if pairs.len() > DOTENV.1 { Err("too many".to_owned()) } else { Ok(pairs) }
}

/// What of a case is kept.
#[derive(Debug, Default)]
struct Case {
    status: &'static str,
    /// The text of a failure, an error or a skip: the attribute `message` is not read beside one.
    output: String,
}

/// Values of the attribute `type` by which `Hash.from_xml` makes something else of a text.
const TYPES: [&str; 13] = [
    "symbol",
    "date",
    "datetime",
    "duration",
    "integer",
    "float",
    "decimal",
    "double",
    "boolean",
    "yaml",
    "base64Binary",
    "file",
    "hexBinary",
];

/// The cases by suite, class and name; of two that share them the first is kept.
fn junit(xml: &str) -> (usize, BTreeMap<[String; 3], Case>) {
    let mut reader = Reader::from_str(xml);
    let (mut all, mut cases) = (0, BTreeMap::new());
    let (mut suite, mut key, mut case) = (String::new(), [const { String::new() }; 3], Case::default());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let attribute = |name: &str| {
                    let found = tag.try_get_attribute(name).unwrap()?;
                    Some(unescape(std::str::from_utf8(&found.value).unwrap()).unwrap().into_owned())
                };
                match tag.name().as_ref() {
                    b"testsuite" => suite = attribute("name").unwrap(),
                    b"testcase" => {
                        all += 1;
                        key = [suite.clone(), attribute("classname").unwrap(), attribute("name").unwrap()];
                        case = Case { status: "success", ..Case::default() };
                    }
                    kind @ (b"failure" | b"error" | b"skipped") => {
                        case.status = match kind {
                            b"failure" => "failed",
                            b"error" => "error",
                            _ => "skipped",
                        };
                        assert!(!attribute("type").is_some_and(|kind| TYPES.contains(&kind.as_str())));
                    }
                    _ => {}
                }
            }
            Event::Text(text) => case.output.push_str(&text.decode().unwrap()),
            Event::GeneralRef(r) => case.output.push_str(&unescape(&format!("&{};", r.decode().unwrap())).unwrap()),
            Event::End(tag) if tag.name().as_ref() == b"testcase" => {
                cases.entry(key.clone()).or_insert(std::mem::take(&mut case));
            }
            Event::Eof => return (all, cases),
            _ => {}
        }
    }
}

/// What makes GitLab leave out a result, or the whole file.
fn sarif_faults(text: &str) -> Vec<String> {
    let log: Value = serde_json::from_str(text).unwrap();
    let mut faults = Vec::new();
    let mut fault = |wrong: bool, what: &str| faults.extend(wrong.then(|| what.to_owned()));
    let longer = |value: &Value, most: usize| value.as_str().is_some_and(|text| text.chars().count() > most);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    fault(text.len() > 10_000_000, "bytes");
    fault(list(&log["runs"]).len() > 20, "runs");
    for run in list(&log["runs"]) {
        let rules = list(&run["tool"]["driver"]["rules"]);
        fault(rules.len() > 25_000, "rules");
        for rule in &rules {
            fault(longer(&rule["name"], 255), "rule.name");
            fault(longer(&rule["shortDescription"]["text"], 1_024), "rule.shortDescription");
            fault(longer(&rule["fullDescription"]["text"], 1_024), "rule.fullDescription");
            fault(longer(&rule["helpUri"], 2_048), "rule.helpUri");
            fault(list(&rule["properties"]["tags"]).len() > 10, "rule.tags");
        }
        let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
        let (results, mut known) = (list(&run["results"]), BTreeSet::new());
        fault(results.len() > 5_000, "results");
        for result in &results {
            let place = &result["locations"][0]["physicalLocation"];
            fault(longer(&result["message"]["text"], 1_024), "message");
            fault(!result["ruleId"].as_str().is_some_and(|id| ids.contains(id)), "ruleId");
            fault(!place["artifactLocation"]["uri"].is_string(), "physicalLocation");
            fault(!known.insert(format!("{} {place}", result["ruleId"])), "identity");
        }
    }
    faults
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// 90 controls, of which 30 failed, 30 ended in an error and 30 were skipped; and one thing that was not checked.
    #[test]
    fn gitlab_loses_nothing_of_a_hostile_run(text in hostile()) {
        let input = hostile_run(&text);
        let findings = codequality(&written(&input, Format::Codequality));
        prop_assert_eq!(findings.len(), 60 + input.run.incomplete.len());
        for finding in findings.values() {
            let path = finding["location"]["path"].as_str().unwrap();
            prop_assert!(path.bytes().all(|b| b.is_ascii_graphic()) && !path.starts_with('/'), "{}", path);
            prop_assert!(!path.split('/').any(|part| part == ".."), "{}", path);
            let severity = finding["severity"].as_str().unwrap();
            prop_assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
            prop_assert!(finding["description"].as_str().unwrap().chars().count() <= 540);
        }
        let variables = dotenv(&written(&input, Format::Dotenv)).unwrap();
        prop_assert_eq!(&variables[0], &("CINCTURE_VERDICT".to_owned(), "breached".to_owned()));
        let (all, cases) = junit(&written(&input, Format::Junit));
        prop_assert_eq!(all, cases.len());
        for status in ["failed", "error", "skipped"] {
            let texts: Vec<&str> = cases.values().filter(|c| c.status == status).map(|c| c.output.trim()).collect();
            prop_assert!(texts.len() >= 30 && !texts.contains(&""), "{} {:?}", status, texts);
        }
        prop_assert_eq!(sarif_faults(&written(&input, Format::Sarif)), Vec::<String>::new());
    }
}

#[test]
fn the_readers_see_what_is_wrong() {
    assert_eq!(
        codequality(r#"[{"description": "a", "fingerprint": "1", "severity": "info", "location": {}}]"#).len(),
        0
    );
    assert!(dotenv("A B=1\n").is_err() && dotenv("A\n").is_err() && dotenv("A=$B\n").is_err());
    let case = r#"<testsuites><testsuite name="s"><testcase classname="c" name="n"><failure message="m"/></testcase></testsuite></testsuites>"#;
    let (all, cases) = junit(case);
    let case = cases.values().next().unwrap();
    assert_eq!((all, case.status, case.output.as_str()), (1, "failed", ""));
    let long =
        serde_json::json!({ "runs": [{ "results": [{ "ruleId": "a", "message": { "text": "x".repeat(1_025) } }] }] });
    assert_eq!(sarif_faults(&long.to_string()), ["message", "ruleId", "physicalLocation"]);
}
