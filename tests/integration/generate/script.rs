//! Scripts: what their checkers say of them, and how they end.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

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

/// A program for the scripts to find.
fn stub(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
    fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs the only file of `folder` that is one of these, with the programs of `bin` before all others, from another folder.
fn run(folder: &Path, file: &str, bin: &Path) -> Output {
    let mut command = Command::new(folder.join(file));
    command
        .env_clear()
        .env("PATH", format!("{}:{}", bin.display(), crate::platforms::path().to_string_lossy()))
        .env("HOME", folder);
    command.env("MARK", folder.join("mark")).current_dir("/").output().unwrap()
}

fn said(output: &Output) -> String {
    (String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr)).into_owned()
}

fn ends_as_its_gate_does(kind: &str, file: &str, pattern: &str, more: &[(&str, &str)], bin: &Path) {
    let roots = Roots::new();
    for (name, status, verdict) in [("good", 0, "pass"), ("bad", 3, "breached")] {
        let folder = tempfile::tempdir().unwrap();
        let (target, profile) = (roots.target(name), roots.profile());
        let set = [("target", target.as_str()), ("profile", &profile), ("threshold", "strict"), ("out", "re/sults")];
        made_in(folder.path(), "script", kind, pattern, &[&set, more].concat());
        let output = run(folder.path(), file, bin);
        assert_eq!(output.status.code(), Some(status), "{}", said(&output));
        let summary = fs::read_to_string(folder.path().join("re/sults/summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        assert_eq!(summary["verdict"], verdict);
        for report in ["results.json", "junit.xml", "report.sarif", "summary.md"] {
            assert!(folder.path().join("re/sults").join(report).is_file(), "{report}");
        }
    }
}

/// `cincture` in a folder of its own.
fn program_in(bin: &Path) {
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cincture"), bin.join("cincture")).unwrap();
}

#[test]
fn scripts_end_as_the_gate_does_and_leave_its_reports() {
    let bin = tempfile::tempdir().unwrap();
    program_in(bin.path());
    ends_as_its_gate_does("bash", "cincture-scan.sh", "script", &[], bin.path());
    ends_as_its_gate_does("crontab", "cincture-scan.sh", "script", &[], bin.path());
    if oracle::starts("python3") {
        ends_as_its_gate_does("python", "cincture_scan.py", "script", &[], bin.path());
    }
}

/// What stands for docker here runs the program that the image would hold, with the variables that it is given and no others.
const DOCKER: &str = r#"#!/bin/bash
set -eu
[ "$1" = run ]; shift
names=() workdir=
while [ $# -gt 0 ]; do
	case $1 in
	--env) names+=("$2"); shift 2 ;;
	--env=*) names+=("${1#--env=}"); shift ;;
	--workdir) workdir=$2; shift 2 ;;
	--volume) [ "${2%%:*}" = "${2#*:}" ]; shift 2 ;;
	--user) [ "$2" = "$(id -u):$(id -g)" ]; shift 2 ;;
	--tmpfs | --cap-drop | --security-opt) shift 2 ;;
	--rm | --read-only) shift ;;
	*) break ;;
	esac
done
case $1 in *@sha256:*) ;; *) exit 125 ;; esac
shift
cd "$workdir"
given=()
for name in "${names[@]}"; do given+=("$name=${!name}"); done
exec env -i "${given[@]}" PROGRAM "$@"
"#;

#[test]
fn scripts_run_the_image_with_its_program_as_the_entry_point() {
    let bin = tempfile::tempdir().unwrap();
    stub(bin.path(), "docker", &DOCKER.replace("PROGRAM", env!("CARGO_BIN_EXE_cincture")));
    ends_as_its_gate_does("bash", "cincture-scan.sh", "container", &[IMAGE], bin.path());
    if oracle::starts("python3") {
        ends_as_its_gate_does("python", "cincture_scan.py", "container", &[IMAGE], bin.path());
    }
}

#[test]
fn what_a_container_runtime_ends_with_is_no_verdict() {
    let bin = tempfile::tempdir().unwrap();
    stub(bin.path(), "docker", "#!/bin/sh\nexit 125\n");
    for (kind, file) in [("bash", "cincture-scan.sh"), ("python", "cincture_scan.py")] {
        if kind == "python" && !oracle::starts("python3") {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        made_in(folder.path(), "script", kind, "container", &[IMAGE]);
        let output = run(folder.path(), file, bin.path());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    }
}

/// What stands for curl here gives the file `served`, and leaves a mark.
const CURL: &str = r#"#!/bin/bash
set -eu
[ "${*: -1}" = https://downloads.example.com/v0.1.0/cincture-linux-x64 ]
while [ "$1" != --output ]; do shift; done
cat "$(dirname "$0")/served" >"$2"
echo called >>"$MARK"
"#;

#[test]
fn a_downloaded_program_runs_with_its_checksum_only_and_is_kept() {
    let bin = tempfile::tempdir().unwrap();
    stub(bin.path(), "curl", CURL);
    fs::write(
        bin.path().join("served"),
        "#!/bin/sh\n[ \"$1\" = ci ] || exit 9\nprintf 'target: %s\\n' \"$CINCTURE_TARGET\"; exit 3\n",
    )
    .unwrap();
    let sum = Command::new("sha256sum").arg(bin.path().join("served")).output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap()[..64].to_owned();
    let folder = tempfile::tempdir().unwrap();
    made_in(folder.path(), "script", "bash", "script", &[URL, ("sha256", &sum), ("target", HOSTILE)]);
    for _ in 0..2 {
        let output = run(folder.path(), "cincture-scan.sh", bin.path());
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("target: {HOSTILE}\n"));
    }
    assert_eq!(fs::read_to_string(folder.path().join("mark")).unwrap(), "called\n", "it is downloaded once");
    let other = tempfile::tempdir().unwrap();
    made_in(other.path(), "script", "bash", "script", &[URL, SHA256]);
    let output = run(other.path(), "cincture-scan.sh", bin.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("another checksum"), "{}", said(&output));
    stub(bin.path(), "curl", "#!/bin/sh\nexit 3\n");
    let output = run(other.path(), "cincture-scan.sh", bin.path());
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
