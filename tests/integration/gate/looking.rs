//! `summary`, `diff` and `threshold`.

use serde_json::json;

use super::{Files, control, failed, passed};

#[test]
fn a_summary_counts_each_file_and_all_and_judges_nothing() {
    let files = Files::new();
    files.results("web.json", Some("k8s://shop/web/app"), &[passed("a"), passed("b"), failed("c", 0.9)]);
    files.results("db.json", None, &[passed("a")]);
    let text = files.run(&["summary", "web.json", "db.json"]);
    text.ended(0, &["k8s://shop/web/app", "db.json", "Compliance 66.67 %, judged as 67 %", "All 2 targets", "75.00 %"]);
    let json = files.run(&["summary", "web.json", "db.json", "--format", "json"]).json();
    assert_eq!(json["targets"][0]["counts"]["failed"]["critical"], 1);
    assert_eq!(json["total"]["compliance"], json!({"rounded": 75, "exact": "75.00"}));
    files.file("cut.json", "{").run(&["summary", "web.json", "cut.json"]).ended(2, &["results-invalid", "cut.json"]);
}

#[test]
fn a_diff_says_what_became_worse_better_new_and_gone() {
    let files = Files::new();
    files.results("old.json", None, &[passed("a"), failed("b", 0.9), passed("c"), passed("d")]);
    let worse = control("a", 0.5, &[("failed", "its mode is 0600")]);
    files.results("new.json", None, &[worse, passed("b"), passed("d"), failed("e", 0.5)]);
    let words = [
        "worse a passed (medium) -> failed (medium)",
        "its mode is 0600",
        "new e failed (medium)",
        "gone c passed (medium)",
        "better b failed (critical) -> passed (medium)",
        "1 worse, 1 new, 1 gone, 0 changed, 1 better, 1 unchanged",
        "Compliance: 75.00 % before, 50.00 % now",
    ];
    files.run(&["diff", "old.json", "new.json"]).ended(0, &words);
    files.run(&["diff", "old.json", "new.json", "--exit-code"]).ended(3, &[]);
    files.run(&["diff", "old.json", "old.json", "--exit-code"]).ended(0, &["4 unchanged"]);
    let json = files.run(&["diff", "old.json", "new.json", "--format", "json"]).json();
    assert_eq!((&json["worse"], &json["counts"]["gone"]), (&json!(true), &json!(1)));
    let first = &json["controls"][0];
    assert_eq!(
        (&first["id"], &first["change"], &first["new_checks"]),
        (&json!("a"), &json!("worse"), &json!(["its mode is 0600"]))
    );
    files.run(&["diff", "old.json", "gone.json"]).ended(2, &["results-not-found"]);
}

#[test]
fn a_generated_threshold_is_just_met_by_what_it_was_made_of() {
    let files = Files::new();
    let skipped = control("s", 0.5, &[("skipped", "x")]);
    let now = [passed("a"), passed("b"), failed("c", 0.9), skipped, control("n", 0.0, &[("passed", "x")])];
    files.results("now.json", None, &now).results(
        "worse.json",
        None,
        &[failed("a", 0.5), failed("b", 0.5), failed("c", 0.9)],
    );
    for how in [vec![], vec!["--exact"], vec!["--controls"]] {
        files.run(&[&["threshold", "generate", "now.json", "-o", "t.yml"], &how[..]].concat()).ended(0, &[]);
        assert!(files.read("t.yml").starts_with("# Made from results with 5 controls: 2 passed, 1 failed"));
        files.run(&["gate", "now.json", "-t", "t.yml"]).ended(0, &["Passed: the threshold t.yml holds"]);
        files.run(&["gate", "worse.json", "-t", "t.yml"]).ended(3, &[]);
        files.run(&["threshold", "check", "t.yml"]).ended(0, &["t.yml: valid"]);
    }
    files
        .results("none.json", None, &[])
        .run(&["threshold", "generate", "none.json"])
        .ended(2, &["no threshold can be made"]);
}

#[test]
fn a_threshold_is_checked_and_said_in_words() {
    let files = Files::new();
    files.file("bad.yml", "failed:\n  critcal: {max: 0}\n").file("open.yml", "failed.total.max: 3\n");
    files.run(&["threshold", "check", "strict", "open.yml"]).ended(
        0,
        &[
            "strict: valid",
            "no failed controls",
            "compliance of at least 100 %",
            "at most 3 failed controls",
            "warning: controls of severity critical, high",
        ],
    );
    files
        .run(&["threshold", "check", "strict", "bad.yml"])
        .ended(2, &["strict: valid", "bad.yml:2", "failed.critical"]);
    let ran = files.run(&["threshold", "check", "strict", "bad.yml", "--format", "json"]);
    let checked = ran.ended(2, &[]).json()["thresholds"].clone();
    assert_eq!((&checked[0]["valid"], &checked[1]["valid"]), (&json!(true), &json!(false)));
    assert_eq!(checked[1]["problem"]["code"], "threshold-invalid");
}
