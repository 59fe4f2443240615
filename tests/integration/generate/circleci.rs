//! The configuration for CircleCI: what its schema says of it, what it makes of values, and how its steps end.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::machine::{Machine, Way};
use super::{HOSTILE, IMAGE, PATTERNS, Roots, SHA256, URL, held_to_schema, made, says, yaml};
use crate::oracle;

/// All that it can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE), ("context", HOSTILE)];
    match pattern {
        "container" => vec![vec![IMAGE], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![("job_image", IMAGE.1)], vec![URL, SHA256, ("context", "cluster shop")], hostile],
    }
}

fn config(pattern: &str, set: &[(&str, &str)]) -> String {
    let mut files = made("circleci", "config", pattern, set);
    assert_eq!((files.len(), files[0].0.as_str()), (1, ".circleci/config.yml"));
    files.remove(0).1
}

#[test]
fn the_schema_finds_no_fault_with_it() {
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let text = config(pattern, &set);
            let Some(found) = held_to_schema("vendor.circle-ci", &[], &text) else { return };
            assert_eq!(found, Ok(()), "{text}");
        }
    }
    let bad =
        config("script", &[]).replace("store_test_results:\n          path:", "store_test_results:\n          paths:");
    assert!(matches!(held_to_schema("vendor.circle-ci", &[], &bad), Some(Err(_))));
}

/// CircleCI puts values in for all that stands between `<<` and `>>`, unless a backslash is before it.
fn processed(text: &str) -> String {
    let text = text.replace("\\<<", "\0");
    assert!(!text.contains("<<"), "{text}");
    text.replace('\0', "<<")
}

#[test]
fn values_arrive_as_they_were_given() {
    for pattern in PATTERNS {
        for set in sets(pattern).into_iter().filter(|set| set.contains(&("target", HOSTILE))) {
            let text = config(pattern, &set);
            let Some(documents) = yaml(&text) else { return };
            let job = &documents[0]["jobs"]["cincture-scan"];
            for variable in ["CINCTURE_TARGET", "CINCTURE_PROFILE", "CINCTURE_THRESHOLD"] {
                assert_eq!(processed(job["environment"][variable].as_str().unwrap()), HOSTILE);
            }
            assert!(!job["steps"].to_string().contains("touch pwned") && !job["steps"].to_string().contains("<<"));
        }
    }
}

/// The steps as CircleCI runs them: each in a bash of its own, after a failure those of `when: always` only.
fn run(text: &str, folder: &Path, machine: &Machine) -> Option<(i32, String)> {
    let documents = yaml(text)?;
    let job = &documents[0]["jobs"]["cincture-scan"];
    let (mut status, mut log) = (0, String::new());
    for step in job["steps"].as_array().unwrap().iter().filter_map(|step| step.get("run")) {
        if status != 0 && step["when"] != "always" {
            continue;
        }
        let mut bash = Command::new("bash");
        bash.args(["-eo", "pipefail", "-c", step["command"].as_str().unwrap()]).current_dir(folder);
        bash.env_clear().env("PATH", machine.path()).env("HOME", folder).env("CIRCLECI", "true").env("CI", "true");
        bash.env("CIRCLE_OIDC_TOKEN", "secret");
        for (name, value) in job["environment"].as_object().unwrap() {
            bash.env(name, processed(value.as_str().unwrap()));
        }
        let output = bash.output().unwrap();
        log += &(String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr));
        status = if status == 0 { output.status.code().unwrap() } else { status };
    }
    Some((status, log))
}

#[test]
fn it_passes_and_breaches_as_its_target_does() {
    let roots = Roots::new();
    for way in Way::all() {
        for (name, wanted) in [("good", 0), ("bad", 3)] {
            let folder = tempfile::tempdir().unwrap();
            let (target, profile) = (roots.target(name), roots.profile());
            let text = config(way.pattern, &way.set(&[("target", &target), ("profile", &profile)]));
            let Some((status, log)) = run(&text, folder.path(), &way.machine) else { return };
            assert_eq!(status, wanted, "{log}");
            let left = |file: &str| folder.path().join("cincture-results").join(file).is_file();
            assert!(left("junit.xml") && left("results.json") && left("cincture.env"), "{log}");
            assert!(!left("commands.jsonl"), "{log}");
            assert!(log.contains("platform: circleci") && !log.contains("means nothing"), "{log}");
        }
    }
}

#[test]
fn shellcheck_finds_no_fault_with_its_commands() {
    let Some(folder) = oracle::python("pipelines") else { return };
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let documents = yaml(&config(pattern, &set)).unwrap();
            let steps = documents[0]["jobs"]["cincture-scan"]["steps"].as_array().unwrap();
            let here = tempfile::tempdir().unwrap();
            let judged = |text: String| {
                fs::write(here.path().join("script.sh"), text).unwrap();
                says(&folder.join("venv/bin/shellcheck"), &["--shell=bash", "script.sh"], here.path())
            };
            for command in steps.iter().filter_map(|step| step["run"]["command"].as_str()) {
                assert_eq!(judged(format!("{command}\n")), Ok(()), "{command}");
                assert!(judged(format!("{command}\necho $HOME\n")).is_err());
            }
        }
    }
}
