//! Spinnaker: pipelines held to the names of its classes, the job to Kubernetes, and its expressions evaluated.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{HOSTILE, IMAGE, held_to_own, made, refused_by_own, says, yaml};
use crate::oracle;

const SCHEMA: &str = "spinnaker.json";
const KINDS: [&str; 3] = ["pipeline", "template", "preconfigured-job"];

/// All that each kind can be made of.
fn sets(kind: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let values = [IMAGE, ("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    let told = [("slack", "#compliance"), ("docker_account", "registry"), ("docker_repository", "shop/web")];
    let email = ("email", HOSTILE);
    match kind {
        "pipeline" => vec![
            vec![IMAGE],
            vec![IMAGE, email, ("schedule", "0 5 * * 1-5"), ("branch", HOSTILE)],
            [&values[..], &told, &[email, ("host_network", "true")]].concat(),
        ],
        _ => vec![vec![IMAGE], values.to_vec()],
    }
}

/// The document of a kind, or `None` as [`oracle::python`] has it.
fn document(kind: &str, set: &[(&str, &str)]) -> Option<Value> {
    let mut files = made("spinnaker", kind, "container", set);
    assert_eq!(files.len(), 1);
    Some(yaml(&files.remove(0).1)?.remove(0))
}

/// The manifest of the job.
fn job(kind: &str, document: &Value) -> Value {
    let pointer = match kind {
        "pipeline" => "/stages/0/manifest",
        "template" => "/pipeline/stages/0/manifest",
        _ => "/job/preconfigured/kubernetes/0/manifest",
    };
    document.pointer(pointer).unwrap().clone()
}

#[test]
fn all_have_the_names_of_spinnakers_classes() {
    let mut all = Vec::new();
    for kind in KINDS {
        for set in sets(kind) {
            let Some(document) = document(kind, &set) else { return };
            all.push(document);
        }
    }
    assert_eq!(held_to_own(SCHEMA, &all), Some(Ok(())));
    let bad = [
        ("/application", json!("a b")),
        ("/triggers/1/cronExpression", json!("17 3 * * *")),
        ("/triggers/0/type", json!("push")),
        ("/stages/0/type", json!("runJob")),
        ("/stages/0/failPipeline", json!(false)),
        ("/stages/0/manifest/kind", json!("Pod")),
        ("/stages/1/preconditions/0", json!({ "type": "expression", "expression": "true" })),
        ("/stages/1/requisiteStageRefIds", json!([])),
    ];
    refused_by_own(SCHEMA, &all[0], &bad);
    refused_by_own(SCHEMA, &all[3], &[("/schema", json!("v1")), ("/variables/0/type", json!("text"))]);
    let mapping = "/job/preconfigured/kubernetes/0/parameters/0/mapping";
    refused_by_own(
        SCHEMA,
        &all[5],
        &[(mapping, json!("target")), ("/job/preconfigured/kubernetes/0/account", json!(null))],
    );
}

#[test]
fn kubernetes_takes_the_job_of_each() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let here = tempfile::tempdir().unwrap();
    let judged = |manifest: &Value| {
        // This checker wants a name, where Kubernetes takes the beginning of one.
        let mut named = manifest.clone();
        named["metadata"]["name"] = json!("scan");
        fs::write(here.path().join("job.json"), named.to_string()).unwrap();
        says(&folder.join("venv/bin/python"), &["-m", "kubernetes_validate", "--strict", "job.json"], here.path())
    };
    for kind in KINDS {
        let manifest = job(kind, &document(kind, sets(kind).last().unwrap()).unwrap());
        assert_eq!(judged(&manifest), Ok(()), "{manifest}");
        let spec = &manifest["spec"];
        assert_eq!((&spec["backoffLimit"], &spec["template"]["spec"]["restartPolicy"]), (&json!(0), &json!("Never")));
        let mut bad = manifest.clone();
        bad["spec"]["backofLimit"] = json!(0);
        assert!(judged(&bad).is_err());
    }
}

#[test]
fn a_job_gets_values_as_they_were_given_and_spinnaker_sees_no_expression_in_them() {
    for kind in ["pipeline", "preconfigured-job"] {
        let Some(document) = document(kind, sets(kind).last().unwrap()) else { return };
        let env = job(kind, &document)["spec"]["template"]["spec"]["containers"][0]["env"].clone();
        let entries = env.as_array().unwrap();
        let at =
            |name: &str| entries.iter().position(|entry| entry["name"] == name).unwrap_or_else(|| panic!("{name}"));
        let value = |name: &str| entries[at(name)]["value"].as_str().unwrap();
        assert_eq!(value("DOLLAR"), "$");
        for name in ["CINCTURE_TARGET", "CINCTURE_PROFILE", "CINCTURE_THRESHOLD"] {
            assert!(at("DOLLAR") < at(name), "Kubernetes knows a variable behind it only");
            assert!(!value(name).contains("${"), "{}", value(name));
            // What Kubernetes makes of it: each dollar there begins a reference to that variable.
            assert!(!value(name).replace("$(DOLLAR)", "").contains('$'));
            assert_eq!(value(name).replace("$(DOLLAR)", "$"), HOSTILE);
        }
    }
}

#[test]
fn the_parameters_of_a_preconfigured_job_are_those_that_they_are_called_after() {
    let Some(document) = document("preconfigured-job", &[IMAGE]) else { return };
    let job = &document["job"]["preconfigured"]["kubernetes"][0];
    for parameter in job["parameters"].as_array().unwrap() {
        let mapping = parameter["mapping"].as_str().unwrap();
        let pointer = format!("/{}", mapping.replace(['.', '['], "/").replace(']', ""));
        let entry = job.pointer(pointer.strip_suffix("/value").unwrap()).unwrap();
        let name = format!("CINCTURE_{}", parameter["name"].as_str().unwrap().to_uppercase());
        assert_eq!((&entry["name"], &entry["value"]), (&json!(name), &parameter["defaultValue"]));
    }
}

/// What texts come to in an execution that `trigger` began, where the stage before had `verdict`.
fn evaluated(texts: &[String], trigger: &str, verdict: &str) -> Option<Result<Vec<String>, String>> {
    let jars = oracle::jars("spinnaker")?.join("*").display().to_string();
    let here = tempfile::tempdir().unwrap();
    fs::write(here.path().join("texts"), texts.join("\n")).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/spinnaker/Evaluate.java");
    let mut java = Command::new("java");
    java.args(["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", &jars]).arg(source);
    let output = java.args(["texts", trigger, verdict]).current_dir(here.path()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Some(match output.status.success() {
        true => Ok(text(output.stdout).lines().map(str::to_owned).collect()),
        false => Err(text(output.stderr)),
    })
}

/// All texts below a value that Spinnaker evaluates.
fn texts(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Value::Object(items) => items.values().for_each(|item| texts(item, all)),
        _ => {}
    }
}

#[test]
fn every_expression_comes_to_something_that_is_none_itself() {
    let mut all = Vec::new();
    for kind in KINDS {
        let Some(document) = document(kind, sets(kind).last().unwrap()) else { return };
        let stage = match kind {
            "pipeline" => document["stages"][0].clone(),
            "template" => document["pipeline"]["stages"][0].clone(),
            _ => job(kind, &document),
        };
        let before = all.len();
        texts(&stage, &mut all);
        assert!(all[before..].iter().any(|text| text.contains("${trigger")), "{kind}");
    }
    for trigger in ["git", "manual"] {
        let Some(values) = evaluated(&all, trigger, "pass") else { return };
        let values = values.unwrap();
        assert_eq!(values.len(), all.len());
        assert!(values.iter().all(|value| !value.contains("${")), "{values:?}");
        let branches = values.iter().filter(|value| *value == "a/___x___b").count();
        assert_eq!(branches, if trigger == "git" { KINDS.len() } else { 0 }, "{values:?}");
    }
    let wrong = vec!["${trigger['type' ?: ''}".to_owned()];
    assert!(evaluated(&wrong, "git", "pass").is_none_or(|judged| judged.is_err()));
}

#[test]
fn the_gate_lets_a_pass_through_and_nothing_else() {
    let Some(pipeline) = document("pipeline", &[IMAGE]) else { return };
    let template = document("template", &[IMAGE]).unwrap();
    let gate = &pipeline["stages"][1];
    assert_eq!(gate, &template["pipeline"]["stages"][1]);
    let expression = gate["preconditions"][0]["context"]["expression"].as_str().unwrap();
    // Orca's task puts the marks around it, and takes what is not `true` for a failure.
    let text = vec![format!("${{{expression}}}")];
    for (verdict, passes) in [("pass", true), ("breached", false), ("incomplete", false), ("", false)] {
        let Some(value) = evaluated(&text, "git", verdict) else { return };
        assert_eq!(value.is_ok_and(|value| value == ["true"]), passes, "{verdict}");
    }
}
