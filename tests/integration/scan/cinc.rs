//! `--engine cinc` with a stand-in for the program: what it is given, and what becomes of what it leaves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::faults::eventually;
use super::{Ran, program};
use crate::access::Ground;
use crate::cluster::Cluster;

/// Finds where the results are to go; `$evidence` is a folder of the test.
const HEAD: &str = r#"#!/bin/sh
echo "$*" >"$evidence/arguments"
while [ $# -gt 0 ]; do case $1 in --reporter) results=${2#json:};; --input-file) cp "$2" "$evidence/inputs";; esac; shift; done
"#;

/// Looks at what it was given, and uses it.
const LOOKS: &str = r#"
env >"$evidence/environment"
stat -c %a "$KUBECONFIG" "$(dirname "$KUBECONFIG")" >"$evidence/modes"
kubectl auth whoami -o jsonpath='{.status.userInfo.username}' >"$evidence/identity"
kubectl auth can-i get secrets >"$evidence/secrets" 2>/dev/null
kubectl exec web -c app -- cat /etc/hostname >"$evidence/hostname" 2>"$evidence/error"
"#;

struct Fixture<'c> {
    ground: Ground<'c>,
    folder: tempfile::TempDir,
}

impl<'c> Fixture<'c> {
    fn new(cluster: &'c Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["tmp", "evidence"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { ground: Ground::new(cluster, "busybox"), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn evidence(&self, name: &str) -> String {
        fs::read_to_string(self.path("evidence").join(name)).unwrap_or_default()
    }

    fn stand_in(&self, script: &str) -> PathBuf {
        let head = HEAD.replacen('\n', &format!("\nevidence={}\n", self.path("evidence").display()), 1);
        let good = results("passed").to_string();
        let failed = results("failed").to_string();
        let script = script.replace("GOOD", &format!("'{good}'")).replace("FAILED", &format!("'{failed}'"));
        write_program(&self.path("cinc-auditor"), &(head + &script))
    }

    /// The scan, with secrets in the caller's environment and the stand-in in its `PATH`.
    fn scan(&self, script: &str, arguments: &[&str]) -> Command {
        self.stand_in(script);
        let mut command = self.ground.cincture(&self.ground.caller, &["scan", &self.ground.target()]);
        let kubectl = self.ground.cluster.run().join("bin");
        let search = format!("{}:{}:/usr/bin:/bin", self.folder.path().display(), kubectl.display());
        command.env("PATH", search).env("TMPDIR", self.path("tmp"));
        command.env("AWS_SECRET_ACCESS_KEY", "s3cr3t").env("GITHUB_TOKEN", "s3cr3t").env("CHEF_LICENSE_KEY", "s3cr3t");
        command.args(["--engine", "cinc", "--threshold", "failed.total.max: 0"]).args(arguments);
        command
    }

    /// Neither access nor a file is left.
    fn nothing_left(&self) {
        assert_eq!(self.ground.ours(), Vec::<String>::new());
        assert_eq!(fs::read_dir(self.path("tmp")).unwrap().count(), 0);
    }
}

fn write_program(path: &Path, text: &str) -> PathBuf {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_owned()
}

fn results(status: &str) -> Value {
    json!({"platform": {"name": "k8s-container", "release": "1"}, "version": "6.8.1", "statistics": {"duration": 0.5},
        "profiles": [{"name": "stand-in", "sha256": "0", "title": "t", "supports": [], "attributes": [], "groups": [], "status": "loaded",
            "controls": [{"id": "one", "impact": 0.5, "refs": [], "tags": {}, "code": "", "title": "t", "desc": "d", "descriptions": [],
                "source_location": {"ref": "a.rb", "line": 1},
                "results": [{"status": status, "code_desc": "d", "run_time": 0.1, "start_time": "2026-01-01T00:00:00+00:00"}]}]}]})
}

#[test]
fn it_gets_access_to_this_pod_and_nothing_of_the_callers_and_its_results_count() {
    let Some(cluster) = Cluster::get() else { return };
    let fixture = Fixture::new(cluster);
    let script = format!("{LOOKS}\nprintf '%s' GOOD >\"$results\"");
    let ran = Ran::of(fixture.scan(&script, &["--input", "a=[1]", "--profile", "container-baseline"]));
    ran.ended(0, &["1 passed", "removing the short-lived access"]);
    assert_eq!(ran.json("results.json")["profiles"][0]["controls"][0]["id"], "one");
    assert_eq!(ran.json("summary.json")["targets"][0]["name"], fixture.ground.target());
    assert!(ran.wrote("commands.jsonl"));

    let environment = fixture.evidence("environment");
    let mut names: Vec<&str> =
        environment.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.retain(|name| !["PWD", "OLDPWD", "_", "SHLVL"].contains(name));
    assert_eq!(names, ["CHEF_LICENSE", "HOME", "INSPEC_CONFIG_DIR", "KUBECONFIG", "LANG", "PATH", "TMPDIR"]);
    assert!(
        !environment.contains("s3cr3t") && !environment.contains(&fixture.ground.caller.path().display().to_string())
    );
    assert_eq!(fixture.evidence("modes"), "600\n700\n");
    let identity = fixture.evidence("identity");
    assert!(identity.starts_with(&format!("system:serviceaccount:{}:cincture-", fixture.ground.ci)), "{identity}");
    assert_eq!(fixture.evidence("secrets").trim(), "no");
    assert_eq!(fixture.evidence("hostname").trim(), "web", "{}", fixture.evidence("error"));
    let arguments = fixture.evidence("arguments");
    let target = fixture.ground.target().replace("k8s://", "k8s-container://");
    for word in ["exec ", "/profiles/container-baseline", &format!("-t {target}"), "--no-create-lockfile"] {
        assert!(arguments.contains(word), "{word} is not in {arguments}");
    }
    assert_eq!(fixture.evidence("inputs"), r#"{"a":[1]}"#);
    fixture.nothing_left();
}

#[test]
fn its_statuses_are_judged_and_what_it_does_not_say_is_incomplete() {
    let Some(cluster) = Cluster::get() else { return };
    let fixture = Fixture::new(cluster);
    for (script, status, words) in [
        ("printf '%s' FAILED >\"$results\"; exit 100", 3, "1 failed"),
        ("printf '%s' GOOD >\"$results\"; exit 101", 0, "1 passed"),
        ("printf '%s' GOOD >\"$results\"; echo 'it went wrong' >&2; exit 1", 4, "it went wrong"),
        ("printf '%s' GOOD >\"$results\"; kill -9 $$", 4, "signal: 9"),
        ("exit 0", 4, "no results"),
        ("printf '%s' GOOD | head -c 300 >\"$results\"", 4, "cannot be read"),
        ("echo garbage >\"$results\"; exit 100", 4, "cannot be read"),
        ("ln -s /etc/passwd \"$results\"", 4, "no results"),
        ("echo \"Can't find train plugin k8s-container.\" >&2; seq 9999 >&2; exit 1", 2, "engine-unavailable"),
    ] {
        let ran = Ran::of(fixture.scan(script, &[]));
        ran.ended(status, &[words]);
        fixture.nothing_left();
    }
}

#[test]
fn one_that_hangs_ends_with_the_time_limit_or_a_signal_and_leaves_nothing() {
    let Some(cluster) = Cluster::get() else { return };
    let fixture = Fixture::new(cluster);
    let hangs =
        "echo $$ >\"$evidence/pid\"; trap '' INT TERM; sleep 4323 & echo $! >\"$evidence/child\"; wait; sleep 4323";
    let gone = || {
        ["pid", "child"].iter().all(|name| {
            let pid = fixture.evidence(name);
            !pid.trim().is_empty() && fs::read(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default().is_empty()
        })
    };
    let ran = Ran::of(fixture.scan(hangs, &["--timeout", "8s"]));
    ran.ended(4, &["--timeout"]);
    eventually("the end of its processes", gone);
    fixture.nothing_left();

    fs::remove_file(fixture.path("evidence/pid")).unwrap();
    let inner = fixture.scan(hangs, &[]);
    let mut command = cluster.command("timeout");
    for (name, value) in inner.get_envs() {
        value.map(|value| command.env(name, value));
    }
    command.args(["--preserve-status", "--signal=INT", "8"]).args(inner.get_args());
    Ran::of(command).ended(1, &["interrupted"]);
    eventually("the end of its processes", gone);
    fixture.nothing_left();
}

#[test]
fn an_absent_program_and_what_it_cannot_do_are_told_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let stand_in = write_program(&folder.path().join("inspec"), "#!/bin/sh\nexit 0\n");
    let stand_in = stand_in.to_str().unwrap();
    let record = folder.path().join("r").display().to_string();
    for (arguments, code, word) in [
        (vec!["k8s://shop/web", "--engine", "cinc"], "engine-unavailable", "cinc-auditor"),
        (
            vec!["k8s://shop/web", "--engine", "cinc", "--engine-program", "/nonexistent"],
            "engine-unavailable",
            "/nonexistent",
        ),
        (vec!["k8s://shop/web", "--engine-program", stand_in], "usage", "--engine cinc"),
        (vec!["local://", "--engine", "cinc", "--engine-program", stand_in], "usage", "not in a cluster"),
        (
            vec!["k8s://shop/web", "--engine", "cinc", "--engine-program", stand_in, "--record", &record],
            "usage",
            "--record",
        ),
        (
            vec!["k8s://shop/web", "--engine", "cinc", "--engine-program", stand_in, "--commands", "deny"],
            "usage",
            "--commands",
        ),
    ] {
        let mut command = program();
        command.arg("scan").args(&arguments);
        let ran = Ran::of(command);
        ran.ended(2, &[code, word]);
        assert!(!ran.wrote("results.json"), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half recording is left");
}
