//! `cincture profile list|info|check|init` as a user meets them.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::scan::program;

fn run(args: &[&str]) -> Output {
    program().arg("profile").args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn json(args: &[&str]) -> (Option<i32>, Value) {
    let output = run(&[args, &["--format", "json"]].concat());
    let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}\n{}", said(&output)));
    (output.status.code(), value)
}

fn write(folder: &Path, files: &[(&str, &str)]) -> String {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder.display().to_string()
}

/// Level, file with line, and message of each finding.
fn findings(checked: &Value) -> Vec<String> {
    let one = |f: &Value| {
        let line = f["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
        format!(
            "{} {}{line} {}",
            f["level"].as_str().unwrap(),
            f["file"].as_str().unwrap(),
            f["message"].as_str().unwrap()
        )
    };
    checked["findings"].as_array().unwrap().iter().map(one).collect()
}

const METADATA: &str =
    "name: p\ntitle: P\nversion: 1.0.0\nsummary: S\nmaintainer: M\ncopyright: C\nlicense: Apache-2.0\n";

#[test]
fn the_built_in_profiles_are_listed_for_people_and_programs() {
    let output = run(&["list"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).starts_with("container-baseline 0."), "{}", said(&output));
    let (status, list) = json(&["list"]);
    assert_eq!(status, Some(0));
    assert_eq!(list[0]["name"], "container-baseline");
    assert!(list[0]["built_in"].as_bool().unwrap() && list[0]["controls"].as_array().unwrap().len() >= 40);
}

#[test]
fn a_profile_says_what_it_is_without_running() {
    let folder = tempfile::tempdir().unwrap();
    let metadata =
        format!("{METADATA}supports:\n  - platform: linux\ninputs:\n  - name: depth\n    description: How deep\n");
    let control =
        "raise 'not run'\ncontrol 'a-1' do\n  impact 'high'\n  title 'A \u{1b}[31mtitle'\n  tag nist: ['AC-3']\nend\n";
    let path = write(folder.path(), &[("inspec.yml", &metadata), ("controls/a.rb", control)]);
    let output = run(&["info", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for part in [
        "title       P\n",
        "supports    platform: linux\n",
        "depth: How deep",
        "\n1 input\n",
        "\n1 control\n",
        "a-1  high  A ",
        "nist=AC-3",
    ] {
        assert!(said(&output).contains(part), "{part:?} is not in\n{}", said(&output));
    }
    assert!(!said(&output).contains('\u{1b}'), "a terminal obeys it");
    let (status, info) = json(&["info", &path]);
    assert_eq!(status, Some(0));
    assert_eq!(info["controls"][0]["impact"], "high");
    assert_eq!((&info["controls"][0]["file"], &info["controls"][0]["line"]), (&"controls/a.rb".into(), &2.into()));
    assert_eq!(run(&["info", "/nowhere"]).status.code(), Some(2));
}

#[test]
fn what_no_scan_can_be_complete_with_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let whole = "control 'a' do\n  impact 0.5\n  title 'T'\n  desc 'D'\nend\n";
    let metadata = format!("{METADATA}depends:\n  - name: other\n");
    let files = [
        ("inspec.yml", metadata.as_str()),
        ("controls/a.rb", whole),
        ("controls/b.rb", whole),
        ("controls/c.rb", "control 'c' do\n  title 'T'\n  describe file('/x' do\nend\n"),
        ("libraries/l.rb", "class L\n  def x(\nend\n"),
    ];
    let path = write(folder.path(), &files);
    let (status, checked) = json(&["check", &path]);
    let found = findings(&checked);
    assert_eq!(status, Some(2), "{found:?}");
    for begin in [
        "error controls/b.rb:1 there is a control of this id already, in controls/a.rb line 1",
        "error controls/c.rb:",
        "error inspec.yml inspec.yml, depends: other profiles are not loaded (other)",
        "error libraries/l.rb:",
    ] {
        assert!(found.iter().any(|finding| finding.starts_with(begin)), "{begin}: {found:#?}");
    }
    assert_eq!(found.len(), 4, "{found:#?}");
    let output = run(&["check", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("2 controls, 4 errors, 0 warnings"), "{}", said(&output));
}

#[test]
fn a_profile_that_is_none_is_a_finding_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), &[("inspec.yml", "name: p\nsupports: 3\n"), ("controls/a.rb", "")]);
    let (status, checked) = json(&["check", &path]);
    assert_eq!(status, Some(2));
    assert!(findings(&checked)[0].starts_with("error inspec.yml:2 "), "{checked}");
}

#[test]
fn what_is_missing_is_a_warning_and_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let control = "control 'a' do\n  describe nosuch_resource('x') do\n    it { should exist }\n  end\nend\n\
                   control 'b' do\n  title \"#{1}\"\n  impact 7\n  desc 'D'\n  describe own('x') do\n  end\nend\n";
    let library = "class Own < Inspec.resource(1)\n  name 'own'\nend\n";
    let metadata = "name: p\nversion: '1'\ntitel: P\nsummary: S\nmaintainer: M\ncopyright: C\nlicense: L\n";
    let files = [("inspec.yml", metadata), ("controls/a.rb", control), ("libraries/own.rb", library)];
    let (status, checked) = json(&["check", &write(folder.path(), &files)]);
    let mut expected = [
        "warning controls/a.rb:1 it has no description",
        "warning controls/a.rb:1 it has no impact",
        "warning controls/a.rb:1 it has no title",
        "warning controls/a.rb:2 resource `nosuch_resource` is not there; the control that meets it will be an error",
        "warning controls/a.rb:6 7 is no impact: a number from 0.0 to 1.0 is expected",
        "warning inspec.yml nothing is known of the field titel; did you mean title?",
        "warning inspec.yml the version 1 is not of the form 1.2.3",
        "warning inspec.yml title is missing",
    ];
    expected.sort_unstable();
    let mut found = findings(&checked);
    found.sort_unstable();
    assert_eq!((status, found), (Some(0), expected.map(str::to_owned).to_vec()));
}

#[test]
fn the_built_in_profile_has_nothing_wrong() {
    let (status, checked) = json(&["check", "container-baseline"]);
    assert_eq!((status, findings(&checked)), (Some(0), vec![]));
}

#[test]
fn a_new_profile_is_fine_scans_and_overwrites_nothing() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("My Shop");
    let path = folder.display().to_string();
    let output = run(&["init", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let next = format!("cincture profile check '{path}'");
    assert!(said(&output).contains(&next), "what is to be typed next is one word for a shell: {}", said(&output));
    let (status, checked) = json(&["check", &path]);
    assert_eq!((status, findings(&checked)), (Some(0), vec![]));
    let scanned = |root: &str| {
        let mut command = program();
        let target = format!("rootfs://{root}");
        command.args(["scan", &target, "--profile", &path, "--threshold", "failed.total.max: 0", "--out"]);
        command.arg(place.path().join("out")).output().unwrap()
    };
    let root = place.path().join("root");
    let etc = write(&root, &[("etc/passwd", "root:x:0:0::/root:/bin/sh\n")]);
    fs::set_permissions(root.join("etc/passwd"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let output = scanned(&etc);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    fs::set_permissions(root.join("etc/passwd"), std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    assert_eq!(scanned(&etc).status.code(), Some(3));

    let before = fs::read(folder.join("inspec.yml")).unwrap();
    fs::write(folder.join("controls/example.rb"), "mine").unwrap();
    let again = run(&["init", &path]);
    assert_eq!(again.status.code(), Some(2), "{}", said(&again));
    assert!(said(&again).contains("not overwritten"), "{}", said(&again));
    assert_eq!(fs::read_to_string(folder.join("controls/example.rb")).unwrap(), "mine");
    assert_eq!(fs::read(folder.join("inspec.yml")).unwrap(), before);
    assert_eq!(run(&["init", &folder.join("inspec.yml").display().to_string()]).status.code(), Some(2));
}
