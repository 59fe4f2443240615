//! The workflow: what GitHub's checkers say of it, what it makes of values, and how it ends where act runs it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::machine::{Machine, Way};
use super::{ACTION, HOSTILE, IMAGE, Roots, SHA256, URL, held_to_schema, made, says, yaml};
use crate::github::act::ACT;
use crate::github::documents::ACTIONLINT;
use crate::oracle;

/// All that it can be made of.
fn sets() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    vec![
        ("script", vec![]),
        ("script", vec![ACTION]),
        ("script", vec![ACTION, URL, SHA256]),
        ("script", vec![URL, SHA256]),
        ("container", vec![IMAGE]),
        ("script", hostile.clone()),
        ("script", [hostile.clone(), vec![ACTION]].concat()),
        ("container", [hostile, vec![IMAGE]].concat()),
    ]
}

fn workflow(pattern: &str, set: &[(&str, &str)]) -> String {
    let mut files = made("github", "workflow", pattern, set);
    assert_eq!((files.len(), files[0].0.as_str()), (1, ".github/workflows/cincture.yml"));
    files.remove(0).1
}

/// Each with a fault of its own.
fn bad(text: &str) -> [String; 2] {
    [
        text.replace("steps.cincture.outputs.sarif", "steps.other.outputs.sarif"),
        text.replace("timeout-minutes: 40", "timeout: 40"),
    ]
}

fn judged(program: &Path, arguments: &[&str], text: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".github/workflows")).unwrap();
    fs::write(folder.path().join(".github/workflows/file.yml"), text).unwrap();
    says(program, &[arguments, &[".github/workflows/file.yml"]].concat(), folder.path())
}

#[test]
fn actionlint_and_shellcheck_find_no_fault_with_it() {
    let Some(actionlint) = oracle::go(ACTIONLINT) else { return };
    let Some(folder) = oracle::python("pipelines") else { return };
    let shellcheck = format!("-shellcheck={}", folder.join("venv/bin/shellcheck").display());
    for (pattern, set) in sets() {
        let text = workflow(pattern, &set);
        assert_eq!(judged(&actionlint, &[&shellcheck, "-pyflakes="], &text), Ok(()), "{text}");
        for bad in bad(&text) {
            assert!(judged(&actionlint, &[&shellcheck, "-pyflakes="], &bad).is_err(), "{bad}");
        }
    }
}

#[test]
fn zizmor_and_the_schema_find_no_fault_with_it() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let zizmor = folder.join("venv/bin/zizmor");
    let offline = ["--offline", "--no-progress", "--no-config", "--persona", "pedantic"];
    for (pattern, set) in sets() {
        let text = workflow(pattern, &set);
        assert_eq!(judged(&zizmor, &offline, &text), Ok(()), "{text}");
        assert_eq!(held_to_schema("vendor.github-workflows", &[], &text), Some(Ok(())), "{text}");
    }
    let text = workflow("container", &[IMAGE]);
    assert!(judged(&zizmor, &offline, &text.replace("permissions: {}\n", "permissions: write-all\n")).is_err());
    assert!(matches!(held_to_schema("vendor.github-workflows", &[], &bad(&text)[1]), Some(Err(_))));
}

/// What GitHub makes of a text with expressions, of which these are all that stand in one.
fn evaluated(text: &str) -> String {
    let text = text.replace("${{ '${{' }}", "\0");
    assert!(!text.contains("${{"), "{text}");
    text.replace('\0', "${{")
}

#[test]
fn values_arrive_as_they_were_given() {
    for (pattern, more) in [("script", vec![]), ("script", vec![ACTION]), ("container", vec![IMAGE])] {
        let values = [("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE), ("runner", HOSTILE)];
        let Some(documents) = yaml(&workflow(pattern, &[values.to_vec(), more].concat())) else { return };
        let job = &documents[0]["jobs"]["scan"];
        assert_eq!(evaluated(job["runs-on"].as_str().unwrap()), HOSTILE);
        let step = job["steps"].as_array().unwrap().iter().find(|step| step["id"] == "cincture").unwrap();
        for (input, variable) in
            [("target", "CINCTURE_TARGET"), ("profile", "CINCTURE_PROFILE"), ("threshold", "CINCTURE_THRESHOLD")]
        {
            let value = step["with"][input].as_str().or(step["env"][variable].as_str()).unwrap();
            assert_eq!(evaluated(value), HOSTILE);
        }
        assert!(!step["run"].to_string().contains("touch pwned"), "{step}");
    }
}

/// The workflow without what uploads, which needs GitHub.
fn run(act: &Path, text: &str, machine: &Machine) -> (bool, String, tempfile::TempDir) {
    let (text, _) = text.split_once("      - if: always()").unwrap();
    let left = "      - if: always()\n        shell: bash\n        run: cp cincture-results/summary.json \"$LEFT\"\n";
    let folder = tempfile::tempdir().unwrap();
    let [repository, home] = ["r", "home"].map(|name| folder.path().join(name));
    [&repository, &home].iter().for_each(|new| fs::create_dir(new).unwrap());
    fs::write(repository.join("workflow.yml"), format!("{text}{left}")).unwrap();
    crate::platforms::commit(&repository, "https://github.com/octo/shop.git");
    let mut command = Command::new(act);
    command.args(["push", "--workflows", "workflow.yml", "--platform", "ubuntu-latest=-self-hosted", "--pull=false"]);
    command.args(["--env", &format!("LEFT={}", folder.path().display())]).current_dir(&repository);
    command
        .args(["--env", "GITHUB_TOKEN=secret"])
        .env_clear()
        .env("PATH", machine.path())
        .env("HOME", &home)
        .env("XDG_CACHE_HOME", home.join("cache"));
    let output = command.output().unwrap();
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.success(), log.into_owned(), folder)
}

#[test]
fn a_runner_gives_the_program_each_value_as_it_is() {
    let Some(act) = oracle::go(ACT) else { return };
    for (way, kept) in Way::keeping() {
        let set = way.set(&[("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)]);
        let (success, log, _) = run(&act, &workflow(way.pattern, &set), &way.machine);
        assert!(success, "{log}");
        assert_eq!(fs::read_to_string(kept).unwrap(), format!("{HOSTILE}\n{HOSTILE}\n{HOSTILE}\n"), "{log}");
    }
}

#[test]
fn it_passes_and_breaches_as_its_target_does() {
    let Some(act) = oracle::go(ACT) else { return };
    let roots = Roots::new();
    for way in Way::all() {
        for (name, verdict) in [("good", "pass"), ("bad", "breached")] {
            let (target, profile) = (roots.target(name), roots.profile());
            let text = workflow(way.pattern, &way.set(&[("target", &target), ("profile", &profile)]));
            let (success, log, folder) = run(&act, &text, &way.machine);
            assert_eq!(success, verdict == "pass", "{log}");
            let summary = fs::read_to_string(folder.path().join("summary.json"));
            let summary = summary.unwrap_or_else(|e| panic!("{e}\n{log}"));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&summary).unwrap()["verdict"], verdict, "{log}");
            assert!(log.contains("platform: github") && !log.contains("means nothing"), "{log}");
            assert!(log.contains(&format!("title=Cincture%3A {verdict}::")), "{log}");
        }
    }
}
