//! Scripts: what their checkers say of them, and how they end.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::machine::{Machine, Way};
use super::{HOSTILE, IMAGE, PATTERNS, Roots, SHA256, URL, made, made_in, says};
use crate::oracle;

/// All that a script can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    match pattern {
        "container" => vec![vec![IMAGE], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![URL, SHA256], hostile],
    }
}

#[test]
fn shellcheck_finds_no_fault_with_bash() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let shellcheck = folder.join("venv/bin/shellcheck");
    let here = tempfile::tempdir().unwrap();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let text = made("script", "bash", pattern, &set).remove(0).1;
            fs::write(here.path().join("good.sh"), &text).unwrap();
            // The two that are excluded say that single quotes keep a value as it is, which is what they are for.
            let good = says(&shellcheck, &["--exclude=SC2016,SC1003", "good.sh"], here.path());
            assert_eq!(good, Ok(()), "{text}");
            fs::write(here.path().join("bad.sh"), text + "cd $HOME\n").unwrap();
            assert!(says(&shellcheck, &["bad.sh"], here.path()).is_err());
        }
    }
}

#[test]
fn python_compiles_what_is_generated() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let compiles = |text: &str| {
        let here = tempfile::tempdir().unwrap();
        fs::write(here.path().join("file.py"), text).unwrap();
        says(Path::new("python3"), &["-W", "error", "-m", "py_compile", "file.py"], here.path())
    };
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let text = made("script", "python", pattern, &set).remove(0).1;
            assert_eq!(compiles(&text), Ok(()), "{text}");
            assert!(compiles(&text.replace("OPTIONS = {", "OPTIONS = {{")).is_err());
        }
    }
}

/// Runs a file of `folder`, from another folder.
fn run(folder: &Path, file: &str, machine: &Machine) -> Output {
    let mut command = Command::new(folder.join(file));
    command.env_clear().env("PATH", machine.path()).env("HOME", folder).current_dir("/").output().unwrap()
}

fn said(output: &Output) -> String {
    (String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)).into_owned()
}

/// The kinds that are run, and their files.
const KINDS: [(&str, &str); 2] = [("bash", "cincture-scan.sh"), ("python", "cincture_scan.py")];

#[test]
fn scripts_end_as_the_gate_does_and_leave_its_reports() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let roots = Roots::new();
    for (kind, file) in KINDS {
        // Python downloads by itself, from a server with a certificate.
        for way in Way::all().iter().filter(|way| kind != "python" || way.set(&[]).iter().all(|set| *set != URL)) {
            for (name, status, verdict) in [("good", 0, "pass"), ("bad", 3, "breached")] {
                let folder = tempfile::tempdir().unwrap();
                let (target, profile) = (roots.target(name), roots.profile());
                let values =
                    [("target", &*target), ("profile", &profile), ("threshold", "strict"), ("out", "re/sults")];
                made_in(folder.path(), "script", kind, way.pattern, &way.set(&values));
                let output = run(folder.path(), file, &way.machine);
                assert_eq!(output.status.code(), Some(status), "{kind} {}", said(&output));
                let left = |file: &str| fs::read_to_string(folder.path().join("re/sults").join(file)).unwrap();
                let summary: serde_json::Value = serde_json::from_str(&left("summary.json")).unwrap();
                assert_eq!(summary["verdict"], verdict);
                for report in ["results.json", "junit.xml", "report.sarif", "summary.md"] {
                    assert!(!left(report).is_empty(), "{report}");
                }
            }
        }
    }
}

#[test]
fn what_a_container_runtime_ends_with_is_no_verdict() {
    if !oracle::starts("python3") {
        return oracle::leave_out("what needs Python");
    }
    let machine = Machine::bare();
    machine.put("docker", "#!/bin/sh\nexit 125\n");
    for (kind, file) in KINDS {
        let folder = tempfile::tempdir().unwrap();
        made_in(folder.path(), "script", kind, "container", &[IMAGE]);
        let output = run(folder.path(), file, &machine);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    }
}

#[test]
fn a_downloaded_program_runs_with_its_checksum_only_and_is_kept() {
    let machine = Machine::with_curl();
    let says = "#!/bin/sh\n[ \"$1\" = ci ] || exit 9\nprintf 'target: %s\\n' \"$CINCTURE_TARGET\"; exit 3\n";
    machine.put("image/cincture", says);
    let folder = tempfile::tempdir().unwrap();
    made_in(folder.path(), "script", "bash", "script", &[URL, ("sha256", &machine.sum()), ("target", HOSTILE)]);
    for _ in 0..2 {
        let output = run(folder.path(), "cincture-scan.sh", &machine);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("target: {HOSTILE}\n"));
    }
    assert_eq!(machine.downloads(), 1);
    let other = tempfile::tempdir().unwrap();
    made_in(other.path(), "script", "bash", "script", &[URL, SHA256]);
    let output = run(other.path(), "cincture-scan.sh", &machine);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("another checksum"), "{}", said(&output));
    machine.put("curl", "#!/bin/sh\nexit 3\n");
    let output = run(other.path(), "cincture-scan.sh", &machine);
    assert_eq!(output.status.code(), Some(1), "a status of curl is no verdict: {}", said(&output));
}

#[test]
fn a_line_for_cron_has_five_fields_and_a_command_without_values() {
    let set = [("target", HOSTILE), ("schedule", "30 2 * * 1-5"), ("folder", "/srv/scan")];
    let files = made("script", "crontab", "script", &set);
    let (path, text) = files.iter().find(|(path, _)| path.ends_with(".crontab")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.contains('=')).collect();
    assert_eq!(
        lines,
        ["30 2 * * 1-5 exec flock --nonblock /srv/scan/cincture-scan.sh /srv/scan/cincture-scan.sh"],
        "{path}"
    );
    assert!(!text.lines().filter(|line| !line.starts_with('#')).any(|line| line.contains('%')));
}
