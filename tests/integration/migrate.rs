//! `cincture migrate` as a user meets it.

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
