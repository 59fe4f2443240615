//! `cincture profile coverage`: what counts as evaluated, and what is said of the rest.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scan::program;

const CONTROLS: &str = "
control 'runs' do
  describe(file('/etc/passwd')) { it { should exist } }
  describe('by hand') { skip 'look yourself' }
end
control 'unknown-resource' do
  describe(no_such_resource('x')) { it { should exist } }
end
control 'unknown-in-one-of-two' do
  describe(file('/etc/passwd')) { it { should exist } }
  describe(no_such_resource('x')) { it { should exist } }
end
control 'unknown-in-condition' do
  only_if { no_such_resource('y').there? }
  describe(file('/etc/passwd')) { it { should exist } }
end
control 'taken-out' do
  only_if('not here') { false }
  describe(file('/etc/passwd')) { it { should exist } }
end
control 'unavailable' do
  describe(absent_thing) { it { should exist } }
end
control 'raises' do
  describe(file('/etc/passwd')) { it { should exist } }
  raise 'boom'
end
control('empty') { [].each { |never| describe(never) { it { should eq 1 } } } }
control('by-hand') { title 'nothing' }
";

const LIBRARY: &str = "
class AbsentThing < Inspec.resource(1)
  name 'absent_thing'
  def initialize
    skip_resource 'it is not there'
  end
end
";

/// A folder with two profiles, one of them of the file system only and for another distribution.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let whole = profile(folder.path(), "deep/whole", "supports:\n  - os-family: linux\n", CONTROLS);
    fs::create_dir(whole.join("libraries")).unwrap();
    fs::write(whole.join("libraries/absent.rb"), LIBRARY).unwrap();
    let red = "control('red') { describe(os.name) { it { should eq 'redhat' } } }\n";
    profile(folder.path(), "red", "supports:\n  - platform-family: redhat\n    release: 8.*\n", red);
    folder
}

fn profile(folder: &Path, name: &str, metadata: &str, controls: &str) -> std::path::PathBuf {
    let profile = folder.join(name);
    fs::create_dir_all(profile.join("controls")).unwrap();
    fs::write(profile.join("inspec.yml"), format!("name: {}\nversion: 1.0.0\n{metadata}", name.replace('/', "-")))
        .unwrap();
    fs::write(profile.join("controls/a.rb"), controls).unwrap();
    profile
}

fn covered(folder: &Path, more: &[&str]) -> Output {
    program().args(["profile", "coverage", "--quiet"]).arg(folder).args(more).output().unwrap()
}

#[test]
fn a_control_counts_only_if_each_of_its_bodies_ran_and_each_gap_is_named_with_its_cost() {
    let folder = folder();
    let output = covered(folder.path(), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let sum = json!({"controls": 10, "evaluated": 2, "not_applicable": 1, "without_checks": 1, "percent": 200.0 / 9.0});
    assert_eq!(found["sum"], sum);
    let gaps: Vec<(&str, &str, u64)> = found["gaps"].as_array().unwrap().iter().map(row).collect();
    let expected = [
        ("resource", "no_such_resource", 3),
        ("target", "absent_thing: it is not there", 1),
        ("target", "no describe block was reached", 1),
        ("raised", "boom", 1),
    ];
    assert_eq!(gaps, expected);
    assert_eq!(found["gaps"][0]["example"], "deep-whole unknown-resource");
    assert_eq!(found["profiles"][1]["name"], "red");
    assert_eq!(found["profiles"][1]["evaluated"], 1, "the machine is one that the profile supports");
}

fn row(gap: &Value) -> (&str, &str, u64) {
    (gap["kind"].as_str().unwrap(), gap["what"].as_str().unwrap(), gap["controls"].as_u64().unwrap())
}

#[test]
fn less_than_asked_for_is_incomplete_and_the_table_says_what_is_missing() {
    let folder = folder();
    let status = |min: &str| covered(folder.path(), &["--min", min]).status.code();
    assert_eq!((status("22"), status("23"), status("101")), (Some(0), Some(4), Some(2)));
    let table = String::from_utf8(covered(folder.path(), &[]).stdout).unwrap();
    assert!(table.contains("       3  resource or word: no_such_resource"), "{table}");
}

#[test]
fn another_target_may_be_named_and_a_folder_without_profiles_is_refused() {
    let folder = folder();
    let root = tempfile::tempdir().unwrap();
    let target = format!("rootfs://{}", root.path().display());
    let output = covered(&folder.path().join("deep"), &["--target", &target, "--format", "json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["target"], target);
    assert_eq!(found["sum"]["evaluated"], 1);
    assert_eq!(covered(root.path(), &[]).status.code(), Some(2));
}
