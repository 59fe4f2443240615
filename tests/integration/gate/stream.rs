//! `--out -`: the reports as a tar on standard output.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::process::Stdio;

use nix::pty::openpty;

use super::{Files, failed, passed};
use crate::scan::program;

fn files() -> Files {
    let files = Files::new();
    files.results("web.json", Some("k8s://shop/web"), &[passed("a"), failed("b\n::error::c", 0.9)]);
    files
}

/// The files of a tar, by their names.
fn unpacked(tar: &[u8]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(tar).entries().unwrap() {
        let (mut entry, mut text) = (entry.unwrap(), String::new());
        entry.read_to_string(&mut text).unwrap();
        assert!(files.insert(entry.path().unwrap().display().to_string(), text).is_none());
    }
    files
}

/// `text` without what differs from run to run, which is times. (That all is equal for one run is tested beside the code.)
fn without_times(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[test]
fn the_tar_has_the_files_and_the_status_of_a_run_into_a_folder_and_the_table_goes_elsewhere() {
    let files = files();
    for (words, status, all) in
        [(&["gate", "web.json", "-t", "strict"][..], 3, 7), (&["report", "web.json", "--to", "all"], 0, 13)]
    {
        let folder = files.run(&[words, &["--out", "out"]].concat());
        folder.ended(status, &["out/summary.json"]);
        let streamed = files.run(&[words, &["--out", "-"]].concat());
        assert_eq!(streamed.0.status.code(), Some(status), "{streamed:?}", streamed = streamed.0);
        let error = String::from_utf8_lossy(&streamed.0.stderr).into_owned();
        assert!(error.contains("Files in the tar on standard output: results.json, summary.json"), "{error}");
        let found = unpacked(&streamed.0.stdout);
        assert_eq!(found.len(), all);
        for (name, text) in found {
            assert_eq!(without_times(&text), without_times(&files.read(&format!("out/{name}"))), "{name}");
        }
        assert_eq!(files.names(), ["out", "web.json"]);
        fs::remove_dir_all(files.0.path().join("out")).unwrap();
    }
}

#[test]
fn a_scan_leaves_nothing_but_the_tar_and_a_file_that_was_asked_for() {
    let files = Files::new();
    fs::create_dir_all(files.0.path().join("root/etc")).unwrap();
    files
        .file("root/etc/os-release", "ID=debian\n")
        .file("p.rb", "control 'a' do describe(1) { it { should eq 1 } } end");
    let target = format!("rootfs://{}/root", files.0.path().display());
    let words =
        ["scan", &target, "--profile", "p.rb", "-t", "none", "--out", "-", "--quiet", "--report", "html=a.html"];
    let ran = files.run(&words);
    assert_eq!((ran.0.status.code(), &*ran.0.stderr), (Some(0), &b""[..]));
    let found = unpacked(&ran.0.stdout);
    assert_eq!(found.len(), 8, "{:?}", found.keys());
    assert_eq!(found["report.html"], files.read("a.html"));
    assert_eq!(files.names(), ["a.html", "p.rb", "root"]);
}

#[test]
fn standard_output_that_takes_no_tar_is_a_failure() {
    let files = files();
    for words in
        [&["gate", "web.json", "-t", "none", "--fail-on", "critical"][..], &["report", "web.json", "--to", "all"]]
    {
        let mut command = program();
        command.args(words).args(["--out", "-"]).current_dir(files.0.path());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let full = File::options().write(true).open("/dev/full").unwrap();
        for nowhere in [Stdio::from(writer), Stdio::from(full)] {
            let output = command.stdout(nowhere).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("output-unwritable") && said.contains("standard output"), "{said}");
        }
    }
}

#[test]
fn a_terminal_and_whatever_else_wants_standard_output_are_refused_before_anything_is_done() {
    let files = files();
    let contradicting = [
        &["scan", "local://", "--format", "json"][..],
        &["scan", "local://", "--report", "sarif=-"],
        &["gate", "web.json", "--format", "json"],
        &["report", "web.json", "--to", "all", "--to", "junit=-"],
        &["ci", "local://", "--platform", "github"],
        &["ci", "local://", "--platform", "script"],
    ];
    for words in contradicting {
        let ran = files.run(&[words, &["--out", "-"]].concat());
        ran.ended(2, &["usage"]);
        assert!(!ran.0.stdout.windows(5).any(|bytes| bytes == b"ustar"), "{words:?}");
    }
    let pty = openpty(None, None).unwrap();
    for words in
        [&["scan", "local://"][..], &["gate", "web.json", "-t", "none"], &["report", "web.json", "--to", "all"]]
    {
        let mut command = program();
        command.args(words).args(["--out", "-"]).current_dir(files.0.path());
        let output = command.stdout(pty.slave.try_clone().unwrap()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("a tar is for no terminal"), "{said}");
    }
    assert_eq!(files.names(), ["web.json"]);
}
