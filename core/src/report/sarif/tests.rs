//! What the readers of SARIF ask for, as their documents and parsers have it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::input::tests::run;
use super::super::{Format, Incomplete, Input, bytes};
use super::{Found, fitted};
use crate::problem::{Code, Problem};
use crate::results::SourceLocation;
use crate::results::fixture::{change, control, profile};

fn sarif(input: &Input) -> Value {
    serde_json::from_slice(&bytes(input, Format::Sarif).unwrap()).unwrap()
}

fn results(sarif: &Value) -> Vec<&Value> {
    sarif["runs"].as_array().unwrap().iter().flat_map(|run| run["results"].as_array().unwrap()).collect()
}

/// What makes a reader drop a result, or the file.
fn check(sarif: &Value) {
    let runs = sarif["runs"].as_array().unwrap();
    assert!((1..=20).contains(&runs.len()), "{}", runs.len());
    let mut ids: Vec<&str> = runs.iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), runs.len(), "runs of one id replace each other");
    for run in runs {
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        rules.iter().for_each(check_rule);
        let results = run["results"].as_array().unwrap();
        assert!(results.len() <= 5_000);
        results.iter().for_each(|result| check_result(result, rules));
    }
}

fn check_rule(rule: &Value) {
    for key in ["shortDescription", "fullDescription", "help"] {
        let text = rule[key]["text"].as_str().unwrap();
        assert!((1..=1_024).contains(&text.chars().count()), "{key}: {text}");
    }
    assert!((1..=255).contains(&rule["name"].as_str().unwrap().chars().count()));
    let severity: f64 = rule["properties"]["security-severity"].as_str().unwrap_or("1").parse().unwrap();
    assert!(severity > 0.0 && severity <= 10.0);
    let tags: Vec<&Value> = rule["properties"]["tags"].as_array().into_iter().flatten().collect();
    assert!(tags.len() <= 10 && tags.iter().enumerate().all(|(at, tag)| !tags[..at].contains(tag)), "{tags:?}");
}

fn check_result(result: &Value, rules: &[Value]) {
    assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
    let text = result["message"]["text"].as_str().unwrap();
    assert!((1..=1_024).contains(&text.chars().count()) && !text.contains("]("), "{text}");
    let place = &result["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(!uri.is_empty() && !uri.contains([':', '\\', ' ']) && !uri.starts_with('/'), "{uri}");
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(place["region"][key].as_u64().unwrap() >= 1);
    }
    let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
    let (hash, n) = hash.split_once(':').unwrap();
    assert!(hash.len() == 64 && n.parse::<usize>().unwrap() >= 1);
}

#[test]
fn failed_controls_errors_and_what_was_not_checked_are_results() {
    let mut failed = control("a", 0.9, "failed");
    failed.source_location = SourceLocation { line: Some(7), file: Some("controls/a.rb".to_owned()) };
    failed.descriptions = json!([{"label": "default", "data": "Why"}, {"label": "check", "data": "Look"}, {"label": "fix", "data": "Mend"}]);
    failed.tags.insert("nist".to_owned(), json!(["AC-6"]));
    let controls = vec![control("p", 0.5, "passed"), control("s", 0.5, "skipped"), failed, control("e", 0.5, "error")];
    let mut run = run(vec![controls], Some("failed.total.max: 0"));
    run.incomplete.push(Incomplete::new(Some(0), "cut off"));
    run.problems.push(Problem::new(Code::TargetLost, "what", "why", "help"));
    let sarif = sarif(&Input::of(run));
    check(&sarif);
    insta::assert_snapshot!(serde_json::to_string_pretty(&sarif).unwrap());
}

#[test]
fn a_rollout_the_order_and_other_targets_change_no_fingerprint_nor_place() {
    let identities = |targets: &[&str], ids: &[&str]| {
        let controls = || ids.iter().map(|id| control(id, 0.9, "failed")).collect();
        let mut run = run(targets.iter().map(|_| controls()).collect(), None);
        run.targets.iter_mut().zip(targets).for_each(|(target, name)| target.name = (*name).to_owned());
        let sarif = sarif(&Input::of(run));
        check(&sarif);
        let identity = |r: &&Value| r["ruleId"] == "baseline/a" && r.to_string().contains("shop/web");
        let found: Vec<String> = results(&sarif)
            .into_iter()
            .filter(identity)
            .map(|r| format!("{} {}", r["partialFingerprints"], r["locations"][0]["physicalLocation"]))
            .collect();
        assert_eq!(found.len(), 1);
        found
    };
    let first = identities(&["k8s://shop/web-5d4f8c7b9-x2x9z/app"], &["a", "b"]);
    assert_eq!(identities(&["k8s://other/x/y", "k8s://shop/web-6b8d9f5c4-bq7lm/app"], &["a", "c", "d"]), first);
    assert_ne!(identities(&["k8s://shop/web-5d4f8c7b9-x2x9z/sidecar"], &["a"]), first);
}

#[test]
fn replicas_of_a_workload_are_one_run_in_which_no_result_replaces_another() {
    let mut run = run(vec![vec![control("a", 0.9, "failed")]; 2], None);
    run.targets[0].name = "k8s://shop/web-5d4f8c7b9-x2x9z/app".to_owned();
    run.targets[1].name = "k8s://shop/web-5d4f8c7b9-bq7lm/app".to_owned();
    let sarif = sarif(&Input::of(run));
    check(&sarif);
    let ends = results(&sarif).into_iter().map(|r| r["partialFingerprints"].to_string().split_once(':').is_some());
    assert_eq!((sarif["runs"].as_array().unwrap().len(), ends.count()), (1, 2));
    let hashes: Vec<&str> = results(&sarif)
        .into_iter()
        .map(|r| r["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap())
        .collect();
    assert!(hashes[0] != hashes[1] && hashes[1].ends_with(":2"), "{hashes:?}");
}

#[test]
fn many_targets_share_a_run_and_a_target_without_results_is_a_result() {
    let mut run = run(vec![vec![control("a", 0.9, "failed")]; 25], None);
    run.targets[3].results = None;
    let sarif = sarif(&Input::of(run));
    check(&sarif);
    assert_eq!((sarif["runs"].as_array().unwrap().len(), results(&sarif).len()), (1, 25));
    assert!(results(&sarif).iter().any(|r| r["ruleId"] == "cincture/not-checked" && r["level"] == "error"));
    let nothing = Input::of(super::super::Run::default());
    check(&self::sarif(&nothing));
    assert_eq!(results(&self::sarif(&nothing)).len(), 1);
}

#[test]
fn what_the_readers_do_not_take_is_left_out_from_the_end_and_counted() {
    let mut controls: Vec<_> = (0..5_000).map(|n| control(&format!("c{n}"), 0.5, "failed")).collect();
    controls.push(control("grave", 0.9, "failed"));
    let input = Input::of(run(vec![controls], None));
    let sarif = sarif(&input);
    check(&sarif);
    let results = results(&sarif);
    assert_eq!((results.len(), &results[0]["ruleId"]), (4_901, &json!("baseline/grave")));
    assert_eq!(results[4_900]["ruleId"], "cincture/left-out");
    assert!(results[4_900]["message"]["text"].as_str().unwrap().starts_with("101 findings left out"));
}

#[test]
fn a_file_that_would_be_too_large_has_shorter_texts_and_then_fewer_results_and_says_so() {
    let mut long = control("a", 0.9, "failed");
    long.title = Some("\u{1f980}".repeat(1_100));
    long.results[0].message = Some("\u{1b}".repeat(1_100));
    let controls = (0..40).map(|n| crate::results::Control { id: n.to_string(), ..long.clone() }).collect();
    let input = Input::of(run(vec![controls], None));
    let mut found = Found::of(&input);
    input.tally.controls.iter().for_each(|c| found.add(&input, c, &input.control(c).unwrap()));
    let mut least_results = 40;
    for most in [1_000_000, 200_000, 100_000, 40_000, 10_000] {
        let bytes = fitted(&input, &found, most).unwrap();
        assert!(bytes.len() <= most, "{most}: {}", bytes.len());
        let sarif: Value = serde_json::from_slice(&bytes).unwrap();
        check(&sarif);
        let results = results(&sarif);
        assert!(results[0]["message"]["text"].as_str().unwrap().contains("characters cut]"));
        let left_out = results.iter().find(|r| r["ruleId"] == "cincture/left-out").map_or(0, |r| {
            let text = r["message"]["text"].as_str().unwrap();
            text.split(' ').next().unwrap().parse::<usize>().unwrap()
        });
        least_results = results.len() - usize::from(left_out > 0);
        assert_eq!(least_results + left_out, 40);
    }
    assert!(least_results < 40);
}

proptest! {
    #[test]
    fn a_hostile_text_stays_a_text(text in any::<String>(), at in "(\\]\\(https://x\\)|##vso\\[|\u{1b}|\u{202e}|:|/|\\.\\.)?") {
        let text = text + &at;
        let mut failed = control("a", 0.9, "failed");
        failed.id = text.clone();
        failed.title = Some(text.clone());
        failed.results[0].message = Some(text.clone());
        failed.tags.insert("nist".to_owned(), json!([text, text, "security"]));
        let mut run = run(vec![vec![failed]], None);
        run.targets[0].name = text.clone();
        change(run.targets[0].results.as_mut().unwrap(), |results| {
            results.profiles[0].name = text.clone();
            results.profiles.push(profile("other", None, vec![control("b", 0.5, "failed")]));
        });
        run.incomplete.push(Incomplete { control: Some(text.clone()), ..Incomplete::new(Some(0), text.clone()) });
        run.warnings.push(text.clone());
        let sarif = sarif(&Input::of(run));
        check(&sarif);
        prop_assert_eq!(results(&sarif).len(), 3);
        let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][0];
        let shown = crate::untrusted::printable(&super::super::text::words(&text)).replace("](", "]\\x28");
        if !shown.is_empty() && shown.len() < 1_000 {
            prop_assert_eq!(rule["shortDescription"]["text"].as_str(), Some(shown.as_str()));
        }
    }
}
