//! `--baseline`: what is known breaks nothing, and nothing else is let through.

use serde_json::{Value, json};

use super::{Files, control, failed, passed, results};

const OLD: &str = "old.json";
const GATE: [&str; 4] = ["gate", "new.json", "--baseline", OLD];

/// Gates `new` with `old` as the baseline, and asserts what comes of it.
fn gated(old: &[Value], new: &[Value], more: &[&str], status: i32, words: &[&str]) {
    let files = Files::new();
    files.results(OLD, None, old).results("new.json", None, new);
    files.run(&[&GATE, more].concat()).ended(status, words);
}

#[test]
fn what_is_known_breaks_neither_a_count_nor_the_compliance() {
    let old = [passed("a"), failed("b", 0.9), failed("c", 0.5)];
    gated(
        &old,
        &old,
        &[],
        0,
        &[
            "known failed.critical.max: actual 1",
            "known compliance.min",
            "Baseline old.json knows 2 controls of these results",
        ],
    );
    gated(&old, &old, &["-t", "strict"], 0, &[]);
    gated(&old, &old, &["--fail-on", "low"], 0, &[]);
    gated(&old, &[passed("a"), passed("b"), failed("c", 0.5)], &["-t", "strict"], 0, &[]);
}

#[test]
fn what_is_new_breaks_and_is_named_without_what_is_known() {
    let old = [passed("a"), failed("b", 0.9), failed("c", 0.5)];
    let two = |desc: &str| control("b", 0.9, &[("failed", "it is good"), ("failed", desc)]);
    for (b, what) in [
        (control("b", 0.9, &[("failed", "another check")]), "the same control fails in another way"),
        (two("it is good"), "the same check fails more often"),
        (two("another check"), "one more check fails"),
        (control("b", 0.9, &[("error", "it is good")]), "what failed could not be checked"),
        (control("b", 0.9, &[]), "no check ran"),
    ] {
        let files = Files::new();
        files.results(OLD, None, &old).results("new.json", None, &[passed("a"), b, failed("c", 0.5)]);
        let ran =
            files.run(&[&GATE[..], &["-t", "failed.total.max: 0, error.total.max: 0", "--format", "json"]].concat());
        assert_eq!(ran.0.status.code(), Some(3), "{what}: {}", ran.said());
        let lines = ran.json()["threshold"]["lines"].clone();
        let broke: Vec<Value> =
            lines.as_array().unwrap().iter().flat_map(|l| l["controls"].as_array().unwrap().clone()).collect();
        assert_eq!(broke, [json!({"target": "new.json", "id": "b"})], "{what}");
    }
    gated(&old, &[passed("a"), failed("b", 0.9), failed("c", 0.8)], &[], 3, &["failed.high.max: actual 1"]);
    gated(
        &old,
        &[failed("a", 0.5), failed("b", 0.9), failed("c", 0.5)],
        &["-t", "failed.total.max: 2"],
        3,
        &["known from the baseline: b, c"],
    );
    gated(
        &[passed("a"), control("b", 0.5, &[("skipped", "x")])],
        &[passed("a"), failed("b", 0.5)],
        &["-t", "strict"],
        3,
        &[],
    );
}

#[test]
fn a_figure_that_is_worse_than_it_was_is_no_ones_known_debt() {
    // Nothing new fails, but what passed is not there any more, and the profile is another one.
    let files = Files::new();
    files.results(OLD, None, &[passed("a"), passed("b"), passed("c"), failed("d", 0.5)]);
    let mut new = results(None, &[passed("a"), failed("d", 0.5)]);
    new["profiles"][0]["sha256"] = json!("01");
    files.file("new.json", new.to_string());
    let words =
        ["broken compliance.min: actual 50", "the profile baseline is another", "2 controls of the profile baseline"];
    files.run(&GATE).ended(3, &words);
    files
        .run(&[&GATE[..], &["-t", "failed.total.max: 0"]].concat())
        .ended(0, &["warning: these results lack 2 controls", "b, c"]);
}

#[test]
fn controls_that_vanish_from_the_same_profile_were_not_checked() {
    let old = [passed("a"), failed("b", 0.9)];
    gated(
        &old,
        &[passed("a")],
        &[],
        4,
        &["these results lack 1 control of the profile baseline that the baseline old.json has: b"],
    );
    let made_up = failed("(generated from a.rb:1 0a1b)", 0.5);
    let again = failed("(generated from a.rb:1 2c3d)", 0.5);
    gated(
        &[passed("a"), made_up],
        &[passed("a"), again],
        &["--fail-on", "medium"],
        3,
        &["warning: these results lack 1 control"],
    );
}

#[test]
fn a_baseline_excuses_no_line_of_a_floor() {
    let old = [passed("a"), failed("b", 0.9)];
    gated(&old, &old, &["-t", "none", "--floor", "failed.critical.max: 0"], 3, &["Floor inline: 0 of 1 lines hold"]);
}

#[test]
fn a_baseline_that_says_nothing_is_refused_and_one_of_another_target_is_told() {
    let files = Files::new();
    files.results("new.json", Some("k8s://shop/web-2/app"), &[passed("a"), failed("b", 0.9)]);
    files.file("cut.json", "{").file("empty.json", results(None, &[]).to_string());
    for (old, word) in
        [("gone.json", "results-not-found"), ("cut.json", "results-invalid"), ("empty.json", "says nothing")]
    {
        files.run(&["gate", "new.json", "--baseline", old]).ended(2, &[word, old]);
    }
    let old = [passed("a"), failed("b", 0.9)];
    files.results(OLD, Some("k8s://shop/web-1/app"), &old).results("db.json", Some("k8s://shop/db-0/db"), &old);
    let same = files.run(&GATE);
    assert!(!same.ended(0, &[]).said().contains("and these results are of"));
    files
        .run(&["gate", "new.json", "--baseline", "db.json"])
        .ended(0, &["is of k8s://shop/db-0/db, and these results are of"]);
    files.results("more.json", Some("k8s://shop/db-0/db"), &old);
    let both = ["gate", "new.json", "more.json", "--baseline", "db.json"];
    files
        .run(&both)
        .ended(3, &["has no target k8s://shop/web-2/app", "known from the baseline: b (k8s://shop/db-0/db)"]);
}
