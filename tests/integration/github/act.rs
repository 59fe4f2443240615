//! A workflow that uses `action.yml`, really run, on containers of the test cluster.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::json;

use super::action::root;
use crate::cluster::Cluster;
use crate::oracle;
use crate::platforms::commit;

pub(crate) const ACT: &str = "github.com/nektos/act@v0.2.89";

/// Two jobs, and what each step left, for the test to read.
const WORKFLOW: &str = "
name: test
on: push
jobs:
  JOB:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - id: cincture
        uses: ./
        with:
          target: TARGET
          profile: profile.rb
          fail-on: high
          wait-ready: 60s
          kubeconfig-content: ${{ secrets.KUBECONFIG_CONTENT }}
          program: PROGRAM
      - if: always()
        shell: bash
        env:
          OUTPUTS: ${{ toJSON(steps.cincture.outputs) }}
          OUTCOME: ${{ steps.cincture.outcome }}
        run: |
          printf '%s' \"$OUTPUTS\" > LEFT/outputs.json
          printf '%s' \"$OUTCOME\" > LEFT/outcome
          cp cincture-results/results.json LEFT/results.json
";

/// Where a grave fault is in one of the pods only.
const PROFILE: &str = "
control('marked') { impact 0.9; title '::error::not a command'; describe(file('/etc/hostname').content.strip) { it { should eq 'good' } } }
control('release') { impact 0.5; describe(file('/etc/os-release')) { it { should exist } } }
";

/// act gives the inputs of an action to all of its steps as `INPUT_...`, which GitHub's runner does not. So the mapping in
/// `action.yml` is renamed, and what act adds is taken away before the program runs. The summary is kept here, because act empties
/// its file before each step.
const PROGRAM: &str = "#!/bin/bash
for name in $(compgen -e | grep '^INPUT_'); do unset \"$name\"; done
for name in $(compgen -e | grep '^MAPPED_'); do export \"INPUT_${name#MAPPED_}=${!name}\"; done
PROGRAM \"$@\"; status=$?
cp \"$GITHUB_STEP_SUMMARY\" LEFT/summary.md
exit $status
";

#[test]
fn a_workflow_passes_and_breaches_as_its_container_does() {
    let Some(cluster) = Cluster::get() else { return };
    let Some(act) = oracle::go(ACT) else { return };
    let ns = cluster.namespace("act");
    for name in ["good", "bad"] {
        ns.pod(name, "debian-good", json!({"hostname": name, "container": {"name": "app"}}));
    }
    let rights = json!([
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"]},
    ]);
    let kubeconfig = fs::read_to_string(ns.service_account_kubeconfig(rights).path()).unwrap();
    for (name, outcome, verdict, status) in [("good", "success", "pass", "0"), ("bad", "failure", "breached", "3")] {
        let ran = run(cluster, &act, name, &format!("k8s://{ns}/{name}/app"), &kubeconfig);
        assert_eq!(ran.success, status == "0", "{}", ran.log);
        assert_eq!(ran.left("outcome"), outcome, "{}", ran.log);
        let outputs: serde_json::Value = serde_json::from_str(&ran.left("outputs.json")).unwrap();
        assert_eq!((&outputs["verdict"], &outputs["exit-status"]), (&json!(verdict), &json!(status)), "{outputs}");
        assert!(outputs["junit"].as_str().unwrap().ends_with("/cincture-results/junit.xml"), "{outputs}");
        assert!(ran.left("summary.md").contains(&format!("Cincture: {verdict}")), "{}", ran.left("summary.md"));
        assert!(ran.left("results.json").contains("\"marked\""));
        let kind = if status == "0" { "notice" } else { "error" };
        assert!(ran.log.contains(&format!("::{kind} title=Cincture%3A {verdict}::")), "{}", ran.log);
        assert!(ran.log.contains("platform: github (act)"), "{}", ran.log);
        let token = kubeconfig.split("\"token\":\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(token.len() > 100 && !ran.log.contains(token), "the token is in the log");
    }
}

struct Ran {
    success: bool,
    log: String,
    folder: tempfile::TempDir,
}

impl Ran {
    /// What the last step of the job left.
    fn left(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join("left").join(name)).unwrap_or_default()
    }
}

fn run(cluster: &Cluster, act: &Path, job: &str, target: &str, kubeconfig: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let (repository, home, left) = (folder.path().join("r"), folder.path().join("home"), folder.path().join("left"));
    fs::create_dir_all(repository.join("adapters/github/action")).unwrap();
    [&home, &left].iter().for_each(|new| fs::create_dir(new).unwrap());
    for file in ["adapters/github/action/install", "adapters/github/action/releases"] {
        fs::copy(root().join(file), repository.join(file)).unwrap();
    }
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    fs::write(repository.join("action.yml"), action.replace("        INPUT_", "        MAPPED_")).unwrap();
    fs::write(repository.join("profile.rb"), PROFILE).unwrap();
    let program = folder.path().join("program");
    let text = PROGRAM.replace("PROGRAM", env!("CARGO_BIN_EXE_cincture")).replace("LEFT", &left.display().to_string());
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let workflow = WORKFLOW.replace("JOB", job).replace("TARGET", target);
    let workflow = workflow.replace("PROGRAM", &program.display().to_string());
    fs::write(repository.join("workflow.yml"), workflow.replace("LEFT", &left.display().to_string())).unwrap();
    fs::write(folder.path().join("secrets"), format!("KUBECONFIG_CONTENT='{kubeconfig}'\n")).unwrap();
    // act takes a repository with a commit and a remote for the real one.
    commit(&repository, "https://github.com/octo/shop.git");
    let mut command = cluster.command(act);
    command.args(["push", "--workflows", "workflow.yml", "--platform", "ubuntu-latest=-self-hosted", "--pull=false"]);
    command.arg("--secret-file").arg(folder.path().join("secrets")).current_dir(&repository);
    command.env("HOME", &home).env("XDG_CACHE_HOME", home.join("cache")).env_remove("KUBECONFIG");
    let output = command.output().unwrap();
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    Ran { success: output.status.success(), log: log.into_owned(), folder }
}
