//! Results files that are cut, flooded or nested without end: status 2 with where it is, within bounded memory, for `gate` and
//! for `report`, and never a pass.

use std::process::{Command, Stdio};

use serde_json::json;

use super::{Files, Ran, control, failed, passed, results};
use crate::scan::program;

/// MiB of address space. The program's own mappings take about 300 of it in a debug build.
const MEMORY: usize = 1_024;

/// Runs the program with so much memory and no more.
fn held(files: &Files, arguments: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    let limit = format!("ulimit -v {}; exec \"$0\" \"$@\"", MEMORY << 10);
    command.args(["-c", &limit]).arg(program().get_program()).args(arguments).current_dir(files.0.path());
    Ran(command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let controls: Vec<_> = (0..20).map(|n| failed(&format!("c{n}"), 0.9)).chain([passed("z")]).collect();
    let whole = results(Some("k8s://shop/web"), &controls).to_string();
    let files = Files::new();
    files.file("whole.json", &whole).run(&["gate", "whole.json"]).ended(3, &[]);
    for part in 0..50 {
        let mut end = whole.len() * part / 50;
        while !whole.is_char_boundary(end) {
            end -= 1;
        }
        files.file("cut.json", &whole[..end]);
        files
            .run(&["gate", "cut.json", "-t", "permissive"])
            .ended(2, &["results-invalid", "not JSON", "line 1, column"]);
    }
    // All of it but the last bracket.
    files.file("cut.json", &whole[..whole.len() - 1]);
    files.run(&["report", "cut.json", "--to", "all"]).ended(2, &["results-invalid", "not JSON"]);
    assert_eq!(files.names(), ["cut.json", "whole.json"]);
}

#[test]
fn floods_are_refused_or_read_within_bounded_memory() {
    let one = results(None, &[passed("a")]).to_string();
    let many = |what: &str, times: usize| vec![what; times].join(",");
    let deep = "[".repeat(1_000_000);
    let closed = format!("{deep}{}", "]".repeat(1_000_000));
    let files = Files::new();
    let tiny =
        json!({"id": "a", "impact": 1, "refs": [], "tags": {}, "source_location": {}, "results": []}).to_string();
    let with = |text: &str| one.replacen(&passed("a").to_string(), text, 1);
    for (name, content, words) in [
        ("open", one.replace("\"version\"", &format!("\"x\":{deep},\"version\"")), "not JSON"),
        ("ignored", one.replace("\"version\"", &format!("\"x\":{closed},\"version\"")), "recursion limit"),
        ("tags", one.replacen("\"tags\":{}", &format!("\"tags\":{{\"x\":{closed}}}"), 1), "recursion limit"),
        ("line", one.replacen("\"line\":1", &format!("\"other\":{closed},\"line\":[]"), 1), "source_location"),
        ("empty", with(&many("{}", 1_000_000)), "controls[0]: expected the key"),
        ("numbers", with(&many("0", 1_999_999)), "controls[0]: expected an object"),
        ("too many", with(&many("0", 2_000_001)), "more controls than can be held"),
        ("values", one.replacen("\"tags\":{}", &format!("\"tags\":{{\"x\":[{}]}}", many("0", 4_000_000)), 1), "larger"),
        (
            "head",
            one.replace("\"attributes\":[]", &format!("\"attributes\":[{}]", many("{}", 3_000_000))),
            "beside the controls",
        ),
        (
            "profiles",
            one.replace("\"profiles\":[", &format!("\"profiles\":[{},", many("7", 1_000_000))),
            "profiles[0]: expected an object",
        ),
        ("range", one.replace("\"impact\":0.5", "\"impact\":1e999"), "controls[0].impact"),
        ("nan", one.replace("\"impact\":0.5", "\"impact\":NaN"), "not JSON"),
        ("infinite", one.replace("\"impact\":0.5", "\"impact\":-Infinity"), "not JSON"),
        ("twice", one.replace("\"impact\":0.5", "\"impact\":0.5,\"impact\":0"), "duplicate field `impact`"),
        ("twice listed", one.replace("\"groups\":[]", "\"groups\":[],\"controls\":[]"), "duplicate field `controls`"),
        ("half", one.replace("Title of a", "\\ud800"), "controls[0].title"),
    ] {
        assert_ne!(content, one, "{name}");
        files.file("r.json", content);
        let ran = held(&files, &["gate", "r.json", "-t", "permissive"]);
        ran.ended(2, &["results-invalid", words]);
        assert!(ran.said().len() < 4_096, "{name}: the problem is a page long");
    }
    // What is only large is read.
    files.file("r.json", with(&many(&tiny, 100_000)));
    held(&files, &["gate", "r.json"]).ended(3, &["occurs 100000 times"]);
    let long = control("a", 0.5, &[("failed", &"x".repeat(20 << 20))]).to_string();
    files.file("r.json", with(&long));
    held(&files, &["gate", "r.json", "-t", "failed.total.max: 0"]).ended(3, &["failed.total.max: actual 1"]);
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    files.file("r.json", one.replacen("\"tags\":{}", &format!("\"tags\":{{\"x\":{deep}}}"), 1));
    held(&files, &["gate", "r.json"]).ended(0, &[]);
}
