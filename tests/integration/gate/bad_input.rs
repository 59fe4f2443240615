//! Results files that are damaged, or that mean harm: a precise refusal or a harmless report, and never a pass.

use std::os::unix::fs::FileTypeExt as _;

use serde_json::json;

use super::{Files, control, passed, results};

#[test]
fn a_file_that_is_no_results_file_is_refused_with_2_and_named() {
    let good = results(None, &[passed("a")]).to_string();
    let files = Files::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_tag = good.replace("\"tags\":{}", &format!("\"tags\":{{\"x\":{deep}}}"));
    let word = good.replace("\"impact\":0.5", "\"impact\":\"high\"");
    let status = good.replace("\"status\":\"passed\"", "\"status\":\"fine\"");
    let mut bytes = good.clone().into_bytes();
    let at = bytes.windows(5).position(|w| w == b"Title").unwrap();
    bytes[at] = 0xff;
    for (name, content) in [
        ("empty.json", Vec::new()),
        ("cut.json", good.as_bytes()[..good.len() / 2].to_vec()),
        ("more.json", format!("{good}{good}").into_bytes()),
        ("deep.json", deep.into_bytes()),
        ("deep_tag.json", deep_tag.into_bytes()),
        ("word.json", word.into_bytes()),
        ("status.json", status.into_bytes()),
        ("not_utf8.json", bytes),
        ("list.json", b"[]".to_vec()),
        ("null.json", b"null".to_vec()),
        ("zeros.json", vec![0; 4096]),
        ("utf16.json", good.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        files.file(name, content);
        files.run(&["gate", name, "-t", "permissive"]).ended(2, &["results-invalid", name]);
    }
    files.run(&["gate", "gone.json"]).ended(2, &["results-not-found", "gone.json"]);
    files.run(&["gate", "."]).ended(2, &["results-not-found"]);
    // One that cannot be read among others is no reason to judge the others alone.
    files.file("good.json", &good);
    files.run(&["gate", "good.json", "cut.json"]).ended(2, &["cut.json"]);
    files.file("bom.json", format!("\u{feff}{good}")).run(&["gate", "bom.json"]).ended(0, &[]);
}

#[test]
fn hostile_strings_reach_neither_terminal_nor_log_raw() {
    let hostile = "\u{1b}]0;owned\u{7}\n::error::x\n##vso[task.complete result=Succeeded]\u{202e}\u{9b}2J</script>]]>";
    let files = Files::new();
    let mut bad = control(hostile, 0.9, &[("failed", hostile)]);
    bad["title"] = json!(hostile);
    files.results("r.json", Some(hostile), &[bad.clone(), passed("a")]);
    files.results("s.json", Some("other"), &[bad]);
    for format in ["text", "json"] {
        let said = files.run(&["gate", "r.json", "s.json", "--format", format]).ended(3, &[]).said();
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{said}");
        assert!(said.lines().all(|line| !line.trim_start().starts_with("::") && !line.contains("##vso[")), "{said}");
    }
}

#[test]
fn a_report_takes_the_name_of_no_device_and_of_no_baseline() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a")]).results("old.json", None, &[passed("a")]);
    let pipe = files.0.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    files.run(&["gate", "r.json", "--report", "csv=pipe"]).ended(1, &["output-unwritable", "pipe"]);
    assert!(pipe.symlink_metadata().unwrap().file_type().is_fifo(), "what had the name has it still");
    files
        .run(&["gate", "r.json", "--baseline", "old.json", "--report", "results=./old.json"])
        .ended(2, &["usage", "old.json"]);
    files.run(&["gate", "r.json", "--report", "csv=x", "--report", "html=./x"]).ended(2, &["one file"]);
    assert_eq!(files.names(), ["old.json", "pipe", "r.json"]);
}

#[test]
fn results_are_not_their_own_baseline_and_no_file_counts_twice_by_another_name() {
    let files = Files::new();
    files.results("r.json", None, &[passed("a"), control("b", 0.9, &[("failed", "x")])]);
    std::os::unix::fs::symlink("r.json", files.0.path().join("link.json")).unwrap();
    for name in ["r.json", "./r.json", "link.json"] {
        files.run(&["gate", "r.json", "--baseline", name]).ended(2, &["their own baseline"]);
    }
    files.run(&["gate", "r.json", "./r.json"]).ended(2, &["named twice"]);
    files.run(&["gate", "r.json", "link.json"]).ended(2, &["named twice"]);
}

#[test]
fn a_report_on_standard_output_holds_no_command() {
    let hostile = "x\n::error::y\n##vso[task.complete result=Succeeded]";
    let files = Files::new();
    files.results("r.json", None, &[control("a", 0.9, &[("failed", hostile)]), passed("b")]);
    for format in ["junit", "html", "xccdf", "ckl", "csv", "sarif", "markdown"] {
        let said = files.run(&["gate", "r.json", "--report", &format!("{format}=-")]).ended(3, &[]).stdout();
        assert!(!said.contains("Controls: 1 passed"), "{format} takes the place of the table");
        assert!(said.lines().all(|line| !line.trim_start().starts_with("::") && !line.contains("##vso[")), "{said}");
    }
    assert_eq!(files.names(), ["r.json"], "nothing is written to a file");
}
