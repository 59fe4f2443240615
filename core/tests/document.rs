//! A results file as it is read, by outlines, against the same file decoded whole: what one of the two takes, the other takes,
//! and both say the same of each control.

mod common;

use std::fs;

use cincture_core::results::{Control, Document, Results, Severity, Status, Tally, read};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// Everything decoded at once, and the checks that types cannot express.
fn typed(text: &str) -> Result<Results, String> {
    let results: Results = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let controls = results.profiles.iter().flat_map(|profile| &profile.controls);
    for control in controls {
        let statuses = control.results.iter().filter_map(|result| result.status.as_deref());
        if let Some(status) = statuses.into_iter().find(|s| !["passed", "failed", "skipped", "error"].contains(s)) {
            return Err(format!("{status} is no status"));
        }
        let attested = control.extra.get("attestation_data").and_then(|a| a.get("status"));
        if attested.is_some_and(|s| *s != "passed" && *s != "failed") {
            return Err("no status is attested".to_owned());
        }
    }
    Ok(results)
}

/// The rules of status, written as the reference tool has them: one after the other.
fn status(control: &Control) -> Status {
    let any = |status: &str| control.results.iter().any(|r| r.status.as_deref() == Some(status));
    let raised = control.results.iter().any(|r| matches!(&r.backtrace, Some(b) if !b.is_null()));
    let waived = control.waiver_data.as_ref().is_some_and(|w| w["skipped_due_to_waiver"] == true);
    match () {
        () if any("error") || raised => Status::Error,
        () if waived || control.impact == 0.0 => Status::NoImpact,
        () if control.results.is_empty() => Status::Error,
        () if any("failed") => Status::Failed,
        () if any("passed") => Status::Passed,
        () if any("skipped") => Status::Skipped,
        () => Status::Error,
    }
}

fn severity(control: &Control) -> Severity {
    let tag = |name: &str| {
        let text = control.tags.get(name)?.as_str()?.trim().to_lowercase();
        Severity::ALL.into_iter().find(|s| s.as_str() == text)
    };
    let bands = [(0.1, Severity::None), (0.4, Severity::Low), (0.7, Severity::Medium), (0.9, Severity::High)];
    let band = bands.into_iter().find(|(below, _)| control.impact < *below).map_or(Severity::Critical, |(_, s)| s);
    tag("severityoverride").or(tag("severity")).unwrap_or(band)
}

/// Whether the two agree, as an assertion; gives whether they took the text.
fn compare(text: &str) -> bool {
    let (whole, document) = match (typed(text), read(text.as_bytes(), "r.json").map(Document::unredacted)) {
        (Ok(whole), Ok(document)) => (whole, document),
        (Err(_), Err(_)) => return false,
        // A control is decoded by itself, and so may be four levels deeper.
        (Err(why), Ok(_)) if why.contains("recursion limit") => return false,
        (whole, document) => panic!("{whole:?}\n{document:?}\n{text}"),
    };
    let mut head = whole.clone();
    head.profiles.iter_mut().for_each(|profile| profile.controls.clear());
    assert_eq!(*document.head(), head);
    for (p, profile) in whole.profiles.iter().enumerate() {
        assert_eq!(document.outlines(p).len(), profile.controls.len());
        for (c, (outline, control)) in document.outlines(p).iter().zip(&profile.controls).enumerate() {
            let found = (&outline.id, outline.status, outline.severity, outline.has_results);
            assert_eq!(found, (&control.id, status(control), severity(control), !control.results.is_empty()));
            assert_eq!(document.control(p, c).as_ref(), Some(control));
        }
    }
    // Nothing that is counted is not there.
    for counted in Tally::of([(0, &document)]).controls {
        assert_eq!(whole.profiles[counted.profile].controls[counted.control].id, counted.id);
    }
    true
}

#[test]
fn every_sample_and_every_input_of_a_case_is_read_as_it_is_decoded() {
    let mut taken = 0;
    for folder in ["hdf-samples", "threshold-cases/inputs"] {
        let Some(folder) = common::shared(folder) else { return };
        for entry in fs::read_dir(folder).expect("a folder") {
            let text = fs::read_to_string(entry.expect("a file").path()).expect("text");
            let text = text.trim_start_matches('\u{feff}');
            taken += usize::from(compare(text));
            // The same, laid out otherwise.
            if let Ok(value) = serde_json::from_str::<Value>(text) {
                compare(&serde_json::to_string_pretty(&value).expect("JSON"));
            }
        }
    }
    assert!(taken > 45, "{taken}");
}

const BASE: &str = r#"{"platform":{"name":"x"},"profiles":[{"name":"over","sha256":"0","controls":[{"id":"a","title":"t","desc":null,"descriptions":
[{"label":"default","data":"d"}],"impact":0.5,"refs":[{}],"tags":{"severity":"high","nist":["a",1]},"code":"c\n","source_location":
{"line":1,"ref":"f"},"waiver_data":{"skipped_due_to_waiver":true},"results":[{"status":"passed","code_desc":"é","run_time":0.1,
"start_time":"s","message":"m\"","backtrace":null},{"code_desc":"","start_time":"","exception":"e","skip_message":"m"}]},{"id":"b",
"impact":1,"refs":[],"tags":{},"source_location":{},"attestation_data":{"status":"failed"},"results":[],"own":{"x":[true,false]}}],
"groups":[{"id":"g","controls":["a"]}],"attributes":[{}],"supports":[],"parent_profile":"p","title":"t"},{"name":"p","sha256":"1",
"controls":[{"id":"a","impact":0.0,"refs":[],"tags":{"severityoverride":"LOW"},"source_location":{},"results":[{"status":"failed",
"code_desc":"d","start_time":"s"}]}],"groups":[],"attributes":[],"supports":[]}],"statistics":{"duration":1.5},"version":"1"}"#;

/// What takes the place of a word of the file: keys of all levels, and values of all kinds and of none.
const WORDS: [&str; 53] = [
    "\"id\"",
    "\"title\"",
    "\"impact\"",
    "\"refs\"",
    "\"tags\"",
    "\"code\"",
    "\"desc\"",
    "\"descriptions\"",
    "\"source_location\"",
    "\"waiver_data\"",
    "\"results\"",
    "\"attestation_data\"",
    "\"status\"",
    "\"code_desc\"",
    "\"start_time\"",
    "\"run_time\"",
    "\"message\"",
    "\"backtrace\"",
    "\"severity\"",
    "\"severityoverride\"",
    "\"controls\"",
    "\"profiles\"",
    "\"parent_profile\"",
    "\"name\"",
    "\"contr\\u006fls\"",
    "\"pro\\u0066iles\"",
    "\"\\u0069d\"",
    "\"passed\"",
    "\"failed\"",
    "\"error\"",
    "\"skipped\"",
    "\"weird\"",
    "\"HIGH\"",
    "\"over\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\x\"",
    "\"\u{1}\"",
    "\"a\\\"b\"",
    "null",
    "true",
    "0",
    "-0.0",
    "1e400",
    "0.1e1",
    "01",
    "-",
    "[]",
    "{}",
    "[{}]",
    "{\"a\":[[[]]]}",
    "",
    ",",
];

/// The words of JSON text: strings, numbers and names, and each bracket, comma and colon.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let mut word = c.to_string();
        if c == '"' {
            while let Some(c) = characters.next() {
                word.push(c);
                match c {
                    '\\' => word.extend(characters.next()),
                    '"' => break,
                    _ => {}
                }
            }
        } else if !"{}[]:,".contains(c) && !c.is_whitespace() {
            while let Some(c) = characters.next_if(|c| !"{}[]:,\"".contains(*c) && !c.is_whitespace()) {
                word.push(c);
            }
        }
        if !word.trim().is_empty() {
            words.push(word);
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn a_file_with_other_words_is_taken_or_refused_by_both(changes in proptest::collection::vec((any::<Index>(), select(&WORDS[..])), 0..4)) {
        let mut all = words(BASE);
        for (at, word) in changes {
            // Brackets stay: without them little is left to look at.
            let open: Vec<usize> = (0..all.len()).filter(|w| !"{}[]".contains(all[*w].as_str())).collect();
            if let Some(at) = open.get(at.index(open.len().max(1))) {
                all[*at] = word.to_owned();
            }
        }
        compare(&all.join(" "));
    }

    #[test]
    fn a_file_with_any_word_lost_or_doubled_is_taken_or_refused_by_both(at in any::<Index>(), from in any::<Index>()) {
        let mut all = words(BASE);
        let (at, from) = (at.index(all.len()), from.index(all.len()));
        let word = all[from].clone();
        all.insert(at, word);
        compare(&all.concat());
        all.remove(at);
        all.remove(from);
        compare(&all.concat());
    }
}

#[test]
fn the_file_that_is_changed_is_one_that_is_taken() {
    assert!(compare(BASE) && compare(&words(BASE).concat()));
    assert!(compare(&BASE.replace("\"controls\"", "\"contr\\u006fls\"").replace("\"profiles\"", "\"\\u0070rofiles\"")));
}
