//! Scripts and pods: the line that Kubernetes keeps, and the variables that a shell takes.

use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::report::{Format, bytes};
use cincture_script::{MOST_IN_TERMINATION_LOG, Script, TERMINATION_LOG};
use proptest::prelude::*;

use super::documents::blocks;
use super::{hostile_run, told};
use crate::cluster::Cluster;

fn env(log: &str) -> Env {
    [("KUBERNETES_SERVICE_HOST", "10.96.0.1"), (TERMINATION_LOG, log)].into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_line_that_kubernetes_keeps_is_one_and_of_our_own_words(text in any::<String>()) {
        let text = format!("{text}\nhostile");
        let told = told(&Script, &env("/dev/termination-log"), &hostile_run(&text), &[]);
        let line = "Cincture: breached (exit status 3); compliance 0 %; 0 passed, 30 failed, 30 in error, 30 skipped, \
                    0 not applicable; 1 target; 1 thing not checked; problems: target-lost\n";
        prop_assert_eq!(told.written, [(PathBuf::from("/dev/termination-log"), line.to_owned())]);
        prop_assert!(line.len() <= MOST_IN_TERMINATION_LOG);
    }
}

/// The program itself, where it got to a verdict, where it did not, and where the line has no place.
#[test]
fn the_program_writes_the_line_and_its_status_is_the_same_without() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("root/etc")).unwrap();
    std::fs::write(
        folder.path().join("p.rb"),
        "control('a') { impact 0.9; describe(file('/x')) { it { should exist } } }\n",
    )
    .unwrap();
    let run = |target: &str, log: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cincture"));
        program.args(["ci", target, "--platform", "script", "--profile", "p.rb", "--fail-on", "high"]);
        program.env_clear().env(TERMINATION_LOG, folder.path().join(log)).current_dir(folder.path());
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), std::fs::read_to_string(folder.path().join(log)).unwrap_or_default(), said)
    };
    let target = format!("rootfs://{}", folder.path().join("root").display());
    let (status, line, said) = run(&target, "breached");
    assert!(
        line.starts_with("Cincture: breached (exit status 3); compliance 0 %; 0 passed, 1 failed,"),
        "{line}{said}"
    );
    assert!(!said.contains("means nothing"), "{said}");
    assert_eq!(status, Some(3));
    let (status, line, _) = run("rootfs:///no such folder", "stopped");
    assert!(line.starts_with("Cincture: invalid (exit status 2); ") && line.ends_with("problems: usage\n"), "{line}");
    assert_eq!(status, Some(2));
    let (status, _, said) = run(&target, "root");
    assert_eq!(status, Some(3));
    assert!(said.contains("warning: ") && said.contains("cannot be written"), "{said}");
}

#[test]
fn without_a_file_that_is_named_nothing_is_written() {
    assert_eq!(told(&Script, &env(""), &hostile_run("x"), &[]).written, []);
}

/// POSIX shells, as docs/scripts.md has it.
#[test]
fn the_variables_are_those_of_a_shell_that_reads_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(Format::Dotenv.file_name());
    std::fs::write(&file, bytes(&hostile_run("`touch x`"), Format::Dotenv).unwrap()).unwrap();
    let script = ". ./cincture.env; printf %s \"$CINCTURE_VERDICT/$CINCTURE_EXIT_STATUS/$CINCTURE_FAILED\"";
    for shell in ["dash", "bash"] {
        let output = Command::new(shell).args(["-eu", "-c", script]).current_dir(folder.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "breached/3/30", "{shell}");
    }
}

#[test]
fn the_scripts_of_the_document_are_read_by_a_shell() {
    let scripts = blocks("scripts", "sh");
    assert!(scripts.len() >= 2, "{scripts:?}");
    for script in scripts {
        let output = Command::new("dash").args(["-n", "-c", &script]).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn kubernetes_takes_the_manifest_of_the_document() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("script");
    let folder = tempfile::tempdir().unwrap();
    let manifests = blocks("scripts", "yaml");
    assert_eq!(manifests.len(), 1);
    let dry = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text.replace("namespace: compliance", &format!("namespace: {ns}"))).unwrap();
        let mut kubectl = cluster.kubectl_command();
        kubectl.args(["apply", "--dry-run=server", "--validate=strict", "-f"]).arg(Path::new(&file));
        let output = kubectl.output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (taken, said) = dry("good.yaml", &manifests[0]);
    assert!(taken, "{said}");
    assert!(!dry("bad.yaml", &manifests[0].replace("concurrencyPolicy", "concurencyPolicy")).0);
}
