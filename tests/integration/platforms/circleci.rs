//! CircleCI: what its log shows of us, and the verdict for later steps.

use std::fs;
use std::path::Path;
use std::process::Command;

use cincture_circleci::CircleCi;
use cincture_core::env::Env;
use cincture_core::platform::Platform as _;
use cincture_core::report::{Format, bytes};
use proptest::prelude::*;

use super::documents::{blocks, holds_to_schema};
use super::{hostile_run, told};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The log is shown with its colours and nothing else is made of it, so that no escape is enough.
    #[test]
    fn no_text_drives_the_log(text in any::<String>(), at in "(\u{1b}\\[2J|\r|\u{9b}1A|\u{1b}\\]8;;https://evil\u{7}|\u{8})") {
        let env: Env = [("CIRCLECI", "true"), ("BASH_ENV", "/bash_env")].into_iter().collect();
        let told_of = |text: &str| told(&CircleCi, &env, &hostile_run(text), &[]);
        let told = told_of(&(at + &text));
        // The colours of the table are there, and nothing else.
        let controls = |text: &str| text.chars().filter(|c| c.is_control() && *c != '\n').count();
        prop_assert_eq!(controls(&told.printed), controls(&told_of("x").printed));
        prop_assert_eq!(&told.written, &[], "BASH_ENV is shell text");
    }
}

/// As docs/circleci.md has it.
#[test]
fn the_verdict_gets_to_later_steps_as_the_document_says() {
    let line = "sed 's/^/export /' cincture-results/cincture.env >> \"$BASH_ENV\"";
    assert!(super::documents::text("circleci").contains(line));
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("cincture-results")).unwrap();
    let file = folder.path().join("cincture-results").join(Format::Dotenv.file_name());
    fs::write(file, bytes(&hostile_run("$(touch x)\n;exit"), Format::Dotenv).unwrap()).unwrap();
    for script in [line, "env | grep -c ^CINCTURE_ && [ \"$CINCTURE_VERDICT $CINCTURE_FAILED\" = 'breached 30' ]"] {
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", script]).current_dir(folder.path()).env("BASH_ENV", folder.path().join("bash_env"));
        let output = bash.output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(!Path::new(&folder.path().join("x")).exists());
    assert_eq!(CircleCi.formats(), [Format::Dotenv]);
}

#[test]
fn the_configurations_of_the_document_are_as_circleci_takes_them() {
    let blocks = blocks("circleci", "yaml");
    assert!(blocks.len() >= 2, "{blocks:?}");
    holds_to_schema(
        "vendor.circle-ci",
        &[],
        &blocks,
        "version: 2.1\njobs: {a: {docker: [{imag: x}], steps: [checkout]}}\n",
    );
}
