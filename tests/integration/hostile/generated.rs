//! Attacks that are too large for a file in the repository.

use std::path::Path;

use super::attack::Attack;
use super::run::Scan;

const HONEST: &str = "control 'before' do\n  describe file('/etc/passwd') do\n    it { should exist }\n  end\nend\n";

/// A profile of two files: an honest one, and one with `source`.
fn profile(folder: &Path, source: &str) {
    std::fs::create_dir_all(folder.join("controls")).unwrap();
    std::fs::write(folder.join("inspec.yml"), "name: generated\nversion: 1.0.0\n").unwrap();
    std::fs::write(folder.join("controls/a.rb"), HONEST).unwrap();
    std::fs::write(folder.join("controls/b.rb"), source).unwrap();
}

/// Parsing is done by C code that recurses, before any control is known: where it dies, nothing of the profile can be run,
/// which is an error of the profile (2) or of the scan (4), never a pass.
fn hostile_source(source: &str) {
    hostile_source_within(source, "2s");
}

fn hostile_source_within(source: &str, compute: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("generated");
    profile(&path, source);
    let ended = Scan::of(&path, "none").compute(compute).run();
    let honest: &[&str] = if ended.state("before") == "absent" { &[] } else { &["before"] };
    let faults = Attack::made(&path, honest).faults(&ended);
    assert!(faults.is_empty(), "{}\n{}", source.chars().take(40).collect::<String>(), faults.join("\n"));
}

#[test]
fn source_that_is_nested_too_deeply() {
    for (open, close) in
        [("[", "]"), ("(", ")"), ("{a: ", "}"), ("!", ""), ("-> { ", "}"), ("\"#{", "}\""), ("if 1; ", "; end")]
    {
        hostile_source(&format!("x = {}1{}\n", open.repeat(100_000), close.repeat(100_000)));
    }
}

#[test]
fn source_with_endless_expressions() {
    hostile_source(&format!("x = 1{}\n", "+1".repeat(200_000)));
    hostile_source(&format!("x = y{}\n", ".a".repeat(200_000)));
    hostile_source(&format!("x = [{}]\n", "1,".repeat(900_000)));
    hostile_source(&format!("x = '{}\n", "x".repeat(1_000_000)));
}

#[test]
fn source_of_fifty_megabytes() {
    hostile_source(&"x = 'text'\n".repeat(5_000_000));
}

#[test]
fn source_with_a_hundred_thousand_controls() {
    let controls: String = (0..100_000).map(|i| format!("control 'c{i}'do;end\n")).collect();
    // Nothing hangs here: it is much to do, and a busy machine takes its time.
    hostile_source_within(&controls, "30s");
}
