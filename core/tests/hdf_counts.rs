//! Status, severity and compliance over published results files, against the figures of the reference tool.

mod common;

use std::fs;

use cincture_core::results::{self, Document, Results, Severity, Status, Tally};
use serde_json::{Value, json};

/// Files in which ours counts something else, and why.
const DIFFERENCES: [(&str, &str); 1] =
    [("nginx-baseline.json", "the first of two independent profiles is empty, and the reference counts no other")];

#[test]
fn every_figure_of_every_sample_is_that_of_the_reference() {
    let Some(folder) = common::shared("hdf-samples") else { return };
    let samples: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("counts.json")).unwrap()).unwrap();
    assert_eq!(samples.len(), 19);
    let mut different = Vec::new();
    for sample in &samples {
        let file = sample["file"].as_str().unwrap();
        let read = results::load(&folder.join(file));
        if sample.get("error").is_some() {
            assert!(read.is_err(), "{file}: the reference cannot read it");
            continue;
        }
        let results = read.unwrap_or_else(|p| panic!("{file}: {}", p.why));
        let tally = Tally::of([(0, &results)]);
        if figures(&tally) != expected(sample) {
            different.push(file);
        }
    }
    assert_eq!(different, DIFFERENCES.map(|(file, _)| file));
}

#[test]
fn the_second_profile_of_the_listed_difference_is_counted_and_told() {
    let Some(folder) = common::shared("hdf-samples") else { return };
    let tally = Tally::of([(0, &results::load(&folder.join("nginx-baseline.json")).unwrap())]);
    assert_eq!(tally.counts.all(), 42);
    assert!(tally.warnings[0].starts_with("2 independent profiles"), "{:?}", tally.warnings);
}

/// A file that passes through ours loses nothing but keys that say nothing (`null`).
#[test]
fn every_sample_survives_a_round_trip() {
    let Some(folder) = common::shared("hdf-samples") else { return };
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(results) = results::load(&path) else { continue };
        let before: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let after = serde_json::to_value(whole(&results)).unwrap();
        assert!(without_null(after) == without_null(before), "{}", path.display());
    }
}

fn whole(document: &Document) -> Results {
    let mut results = document.head().clone();
    for (at, profile) in results.profiles.iter_mut().enumerate() {
        profile.controls = (0..document.outlines(at).len()).filter_map(|c| document.control(at, c)).collect();
    }
    results
}

fn figures(tally: &Tally) -> Value {
    let mut all = json!({"compliance": tally.counts.compliance().rounded(), "total": {}});
    for status in Status::ALL {
        all["total"][status.as_str()] = json!(tally.counts.total(status));
        for severity in Severity::ALL {
            all[severity.as_str()][status.as_str()] = json!(tally.counts.cell(status, severity));
        }
    }
    all
}

fn expected(sample: &Value) -> Value {
    let keys = ["compliance", "total", "critical", "high", "medium", "low", "none"];
    Value::Object(keys.map(|k| (k.to_owned(), sample[k].clone())).into_iter().collect())
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_null(v)));
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_null).collect()),
        // 1 and 1.0 are the same number.
        Value::Number(n) => json!(n.as_f64()),
        other => other,
    }
}
