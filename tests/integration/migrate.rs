//! `cincture migrate` and the words of other tools, as a user meets them.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};

use crate::scan::program;

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    told(&program().current_dir(folder).args(args).output().unwrap())
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

const OLD: &str = "#!/bin/sh\ninspec exec base --reporter json:results.json\n";
const NEW: &str = "#!/bin/sh\ncincture scan local:// --profile base --threshold strict --out .\n";

#[test]
fn a_script_is_shown_as_a_diff_and_changed_only_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scan.sh");
    fs::write(&file, OLD).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
    let (status, diff, notes) = run(folder.path(), &["migrate", "scan.sh"]);
    assert_eq!(status, Some(0), "{notes}");
    assert!(
        diff.starts_with("--- a/scan.sh\n+++ b/scan.sh\n@@ -1,2 +1,2 @@\n") && notes.contains("scan.sh:2: changed: "),
        "{diff}{notes}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), OLD);
    std::os::unix::fs::symlink("scan.sh", folder.path().join("link.sh")).unwrap();
    assert_eq!(run(folder.path(), &["migrate", "link.sh", "--write"]).0, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), NEW);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
    assert!(folder.path().join("link.sh").is_symlink());
    let (status, diff, notes) = run(folder.path(), &["migrate", "scan.sh"]);
    assert_eq!((status, diff.as_str()), (Some(0), ""), "{notes}");
}

#[test]
fn what_is_left_and_what_cannot_be_read_show_in_the_exit_status() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scan.sh"), format!("{OLD}inspec exec base --controls '\u{1b}[2Ja'\n")).unwrap();
    let (status, diff, notes) = run(folder.path(), &["migrate", "scan.sh"]);
    assert_eq!(status, Some(4), "{notes}");
    assert!(
        diff.contains("+cincture scan") && notes.contains("scan.sh:3: not translated: ") && !notes.contains('\u{1b}'),
        "{notes}"
    );
    fs::write(folder.path().join("bytes.sh"), b"inspec exec \xff\n").unwrap();
    fs::write(folder.path().join("long.sh"), "#".repeat((1 << 20) + 1)).unwrap();
    for file in ["absent.sh", "bytes.sh", "long.sh", "."] {
        assert_eq!(run(folder.path(), &["migrate", file]).0, Some(2), "{file}");
    }
    assert_eq!(run(folder.path(), &["migrate", "-", "--write"]).0, Some(2));
}

#[test]
fn standard_input_is_read_too() {
    let mut child = program()
        .args(["migrate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(OLD.as_bytes()).unwrap();
    let (status, diff, notes) = told(&child.wait_with_output().unwrap());
    assert_eq!(status, Some(0), "{notes}");
    assert!(diff.contains("--- a/pipeline\n") && diff.contains("+cincture scan local://"), "{diff}");
}

/// A profile of which one control fails and one is skipped.
fn profile(folder: &Path, failing: bool) {
    let check = if failing { "it { should eq 2 }" } else { "skip 'not now'" };
    let text = format!(
        "control 'a' do\n  impact 0.5\n  describe 1 do\n    {check}\n  end\nend\ncontrol 'b' do\n  impact 0.5\n  describe 1 do\n    it {{ should eq 1 }}\n  end\nend\n"
    );
    fs::write(folder.join("base.rb"), text).unwrap();
}

#[test]
fn exec_ends_non_zero_where_inspecs_does_and_leaves_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let exec = |args: &[&str]| {
        run(folder.path(), &[&["exec", "base.rb", "--reporter", "cli", "json:scan.json"], args].concat())
    };
    profile(folder.path(), true);
    for (args, expected) in
        [(vec![], 3), (vec!["--no-distinct-exit"], 3), (vec!["--threshold", "compliance.min: 50"], 0)]
    {
        let (status, _, said) = exec(&args);
        assert_eq!(status, Some(expected), "{args:?}\n{said}");
        assert!(said.contains("this is: cincture scan local:// --profile base.rb"), "{said}");
    }
    let results: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("scan.json")).unwrap()).unwrap();
    assert_eq!(results["profiles"][0]["controls"].as_array().unwrap().len(), 2);
    let (status, printed, _) = run(folder.path(), &["exec", "base.rb", "--reporter", "json"]);
    assert_eq!(
        (status, serde_json::from_str::<serde_json::Value>(&printed).unwrap()["failure_count"].as_u64()),
        (Some(3), Some(1))
    );
    profile(folder.path(), false);
    assert_eq!(exec(&[]).0, Some(3));
    assert_eq!(exec(&["--no-distinct-exit"]).0, Some(0));
    assert_eq!(exec(&["-t", "docker://x"]).0, Some(2));
}

#[test]
fn reports_that_cannot_be_kept_are_told_before_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    profile(folder.path(), true);
    for reports in [
        vec!["--report", "junti"],
        vec!["--report", "results=a", "--report", "summary=./a"],
        vec!["--report", "results=-", "--json"],
    ] {
        let (status, _, said) =
            run(folder.path(), &[&["scan", "local://", "-p", "base.rb"], reports.as_slice()].concat());
        assert_eq!(status, Some(2), "{reports:?}\n{said}");
        assert!(!folder.path().join("cincture-results/results.json").exists());
    }
    let same = ["scan", "local://", "-p", "base.rb", "--out", ".", "--report", "results=results.json", "-t", "none"];
    assert_eq!(run(folder.path(), &same).0, Some(0));
}

#[test]
fn the_seeds_own_lines_judge_as_they_were_meant() {
    let folder = tempfile::tempdir().unwrap();
    profile(folder.path(), true);
    let line = ["exec", "-t", "local://", "--input", "base.rb", "--reporter", "json:results.json"];
    assert_eq!(run(folder.path(), &line).0, Some(3));
    fs::write(folder.path().join("t.yml"), "failed: {total: {max: 0}}\n").unwrap();
    for (args, expected) in [
        (vec!["validate", "results.json", "-c", "t.yml", "--reporter", "cli"], 3),
        (vec!["validate", "threshold", "-i", "results.json", "-T", "t.yml"], 3),
        (vec!["validate", "threshold", "-i", "results.json", "-F", "failed.total.max: 1"], 0),
        (vec!["validate", "threshold", "-i", "results.json"], 2),
        (vec!["validate", "threshold", "-i", "absent.json", "-T", "t.yml"], 2),
    ] {
        let (status, _, said) = run(folder.path(), &args);
        assert_eq!(status, Some(expected), "{args:?}\n{said}");
    }
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["failure_count"], 1);
}
