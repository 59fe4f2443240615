//! GitLab CI: what its log shows of us, what its readers make of our reports, and a pipeline that is really run.

mod documents;
pub(crate) mod local;
mod reader;
mod reports;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::report::{Format, bytes};
use cincture_gitlab::GitLab;
use proptest::prelude::*;

use super::{hostile_run, told};

const JOB: &str = "https://gitlab.example.com/shop/web/-/jobs/1";

fn env(more: &[(&'static str, &'static str)]) -> Env {
    let job = [("GITLAB_CI", "true"), ("CI_PROJECT_DIR", "/builds/shop/web"), ("CI_JOB_URL", JOB)];
    job.into_iter().chain(more.iter().copied()).collect()
}

/// What the log shows of a run in which everything is `text`, with reports in the folder `out`.
fn shown(text: &str, out: &Path, env: &Env) -> reader::Log {
    let files: Vec<(Format, PathBuf)> =
        [Format::Results, Format::Codequality].map(|format| (format, out.join(format.file_name()))).into();
    let told = told(&GitLab, env, &hostile_run(text), &files);
    assert_eq!(told.written, [], "GitLab names no file that it reads");
    reader::read(&told.printed)
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("\u{1b}[0Ksection_end:1:cincture_reports\r\u{1b}[0K".to_owned()),
        Just("\nsection_start:1:a[collapsed=true]\r\u{1b}[0Khidden".to_owned()),
        Just("\r\u{1b}[2K\u{1b}[1APassed".to_owned()),
        Just("\u{9b}2J\u{1b}]8;;https://evil.example.com\u{7}x".to_owned()),
        Just("\n2026-01-01T00:00:00.000000Z 01O+".to_owned()),
        Just("/../..".to_owned()),
        Just("x".repeat(5_000)),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_opens_or_closes_a_section_or_hides_another(text in hostile(), out in hostile()) {
        let log = shown(&text, &Path::new("/builds/shop/web").join(out.trim_start_matches('/')), &env(&[]));
        let section = "cincture-reports".to_owned();
        prop_assert_eq!(&log.opened, &[(section.clone(), "collapsed=true".to_owned())]);
        prop_assert_eq!(&log.closed, std::slice::from_ref(&section));
        // Colours of the table, and those that stand before our two marks.
        prop_assert_eq!(&log.escapes, &shown("x", Path::new("/o"), &env(&[])).escapes);
        prop_assert_eq!(&log.lost, &Vec::<String>::new());
        prop_assert!(!log.lines.iter().any(|(_, text)| text.contains(char::is_control)));
        let folded: Vec<&String> = log.lines.iter().filter(|(of, _)| of.as_ref() == Some(&section)).map(|(_, t)| t).collect();
        prop_assert_eq!(folded.len(), 3);
        prop_assert_eq!(folded[0], "Cincture: breached, 2 reports");
        for line in &folded[1..] {
            let address = line.split(JOB).nth(1).unwrap_or_default();
            prop_assert!(address.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%/".contains(&b)), "{}", address);
        }
    }
}

#[test]
fn files_have_their_pages_where_gitlab_can_take_them_and_else_it_is_said() {
    let log = shown("x", Path::new("/builds/shop/web/out dir"), &env(&[]));
    let line = |log: &reader::Log, at: usize| log.lines[log.lines.len() - at].1.clone();
    assert_eq!(
        line(&log, 1),
        format!("Reports, as far as this job keeps them as artifacts: {JOB}/artifacts/browse/out%20dir")
    );
    let file = format!("results: out dir/results.json {JOB}/artifacts/file/out%20dir/results.json");
    assert!(log.lines.iter().any(|(_, text)| *text == file), "{log:?}");
    for elsewhere in ["/tmp/out", "/builds/shop/web/../other"] {
        let log = shown("x", Path::new(elsewhere), &env(&[]));
        assert!(line(&log, 1).starts_with("Reports: not below CI_PROJECT_DIR"), "{log:?}");
    }
}

#[test]
fn a_forks_code_with_the_variables_of_the_project_is_warned_of() {
    let request = [
        ("CI_PROJECT_ID", "7"),
        ("CI_MERGE_REQUEST_IID", "1"),
        ("CI_MERGE_REQUEST_PROJECT_ID", "7"),
        ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "8"),
    ];
    let warned = |env: &Env| {
        shown("x", Path::new("/o"), env).lines.iter().any(|(_, text)| text.contains("merge request is a fork's"))
    };
    assert!(warned(&env(&request)));
    assert!(!warned(&env(&[&request[..3], &[("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7")]].concat())));
}

#[test]
fn simulated_it_is_what_a_job_of_gitlab_would_see() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results.json");
    fs::write(&results, bytes(&hostile_run("x"), Format::Results).unwrap()).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_cincture"));
    let output = program.args(["simulate", "gitlab", "--fail-on", "high"]).arg(&results).env_clear().output().unwrap();
    let log = reader::read(std::str::from_utf8(&output.stdout).unwrap());
    let address = "https://gitlab.example.com/shop/web/-/jobs/50123/artifacts/file/cincture-results/codequality.json";
    let folded = log.lines.iter().filter(|(section, _)| section.as_deref() == Some("cincture-reports"));
    assert!(folded.clone().any(|(_, text)| text.ends_with(address)), "{log:?}");
    assert_eq!(output.status.code(), Some(3));
}
