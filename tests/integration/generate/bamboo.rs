//! Bamboo: YAML specs held to schemas, Java specs built by Bamboo's own library, both the same plan, and its script run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{
    HOSTILE, IMAGE, PATTERNS, Roots, SHA256, URL, held_to_own, held_to_schema, made, refused_by_own, says, yaml,
};
use crate::oracle;

const YAML: &str = "vendor.bamboo-spec";

/// All that they can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    let other = vec![("project_key", "WEB2"), ("plan_key", "GATE"), ("schedule", "30 2 * * 1-5"), ("out", "a/b.c")];
    match pattern {
        "container" => vec![vec![IMAGE], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], [other, vec![URL, SHA256]].concat(), hostile],
    }
}

fn text(kind: &str, pattern: &str, set: &[(&str, &str)]) -> String {
    made("bamboo", kind, pattern, set).remove(0).1
}

#[test]
fn both_schemas_take_the_yaml_specs() {
    let mut all = Vec::new();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let Some(documents) = yaml(&text("yaml", pattern, &set)) else { return };
            assert_eq!(documents.len(), 2);
            all.extend(documents);
        }
    }
    assert_eq!(held_to_own("bamboo.json", &all), Some(Ok(())));
    // The weaker schema is of one form whatever the values are.
    for document in all.iter().take(2).chain(all.iter().rev().take(2)) {
        assert_eq!(held_to_schema(YAML, &[], &document.to_string()), Some(Ok(())), "{document}");
    }
}

#[test]
fn our_schema_refuses_what_bamboo_would() {
    let Some(documents) = yaml(&text("yaml", "script", &[])) else { return };
    let plan = [
        ("/plan/project-key", json!("a b")),
        ("/Scan/key", json!(null)),
        ("/Scan/tasks/1", json!({ "scriptt": ["cincture ci"] })),
        ("/Scan/final-tasks/2/inject-variables/scope", json!("PLAN")),
        ("/Scan/artifacts/0/location", json!("/tmp")),
        ("/triggers/1/cron", json!("17 3 * * *")),
    ];
    refused_by_own("bamboo.json", &documents[0], &plan);
    let deployment = [("/deployment/source-plan", json!("SHOP")), ("/production/triggers/0", json!("build-succes"))];
    refused_by_own("bamboo.json", &documents[1], &deployment);
}

/// What Bamboo's library makes of the Java specs: a plan and a deployment project, or what it says against them.
fn built(files: &[(String, String)]) -> Option<Result<(Value, Value), String>> {
    let jars = oracle::jars("bamboo")?.join("*");
    let here = tempfile::tempdir().unwrap();
    fs::write(here.path().join("PlanSpec.java"), &files[1].1).unwrap();
    let dump = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bamboo/Dump.java");
    let jars = jars.to_str().unwrap();
    let compile = ["-encoding", "UTF-8", "-nowarn", "-cp", jars, "-d", ".", "PlanSpec.java", dump.to_str().unwrap()];
    if let Err(said) = says(Path::new("javac"), &compile, here.path()) {
        return Some(Err(said));
    }
    let mut java = Command::new("java");
    java.args(["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", &format!(".:{jars}"), "Dump"]);
    let output = java.current_dir(here.path()).output().unwrap();
    if !output.status.success() {
        return Some(Err(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let mut documents = yaml(&without_types(&String::from_utf8(output.stdout).unwrap()))?.into_iter();
    let mut next = || documents.next().unwrap()["rootEntity"].take();
    Some(Ok((next(), next())))
}

/// The YAML that the library writes, in which the class of a task is a value called `type` and other classes are left out.
fn without_types(dump: &str) -> String {
    let line = |line: &str| match line.split_once("!!com.atlassian.bamboo.specs.") {
        Some((before, class)) if before.trim() == "-" => format!("{before}type: {}", class.rsplit('.').next().unwrap()),
        Some((before, _)) => before.to_owned(),
        None => line.replace("!!java.time.Duration ", "").replace("!!set ", ""),
    };
    dump.lines().filter(|line| !["===", "..."].contains(line)).map(|text| line(text) + "\n").collect()
}

/// A plan in the words of the YAML specs.
fn plan_in_yaml(java: &Value) -> Value {
    let all = |value: &Value, one: fn(&Value) -> Value| value.as_array().unwrap().iter().map(one).collect::<Value>();
    let job = &java["stages"][0]["jobs"][0];
    let variable = |v: &Value| (v["name"].as_str().unwrap().to_owned(), v["value"].clone());
    let variables: BTreeMap<String, Value> = java["variables"].as_array().unwrap().iter().map(variable).collect();
    let mut plan = json!({
        "version": 2,
        "plan": { "project-key": java["project"]["key"]["key"], "key": java["key"]["key"], "name": java["name"] },
        "variables": variables,
        "stages": [{ (java["stages"][0]["name"].as_str().unwrap()): { "jobs": [job["name"]] } }],
        "triggers": all(&java["triggers"], trigger_in_yaml),
        "branches": { "create": "manually" },
    });
    let mut body = json!({
        "key": job["key"]["key"],
        "tasks": all(&job["tasks"], task_in_yaml),
        "final-tasks": all(&job["finalTasks"], task_in_yaml),
        "artifacts": all(&job["artifacts"], |artifact| json!({
            "name": artifact["name"], "location": artifact["location"], "pattern": artifact["copyPatterns"][0],
            "shared": artifact["shared"], "required": artifact["required"],
        })),
    });
    if job["requirements"] != json!([]) {
        body["requirements"] = all(&job["requirements"], |requirement| requirement["key"].clone());
    }
    plan[job["name"].as_str().unwrap()] = body;
    plan
}

fn deployment_in_yaml(java: &Value) -> Value {
    let all = |value: &Value, one: fn(&Value) -> Value| value.as_array().unwrap().iter().map(one).collect::<Value>();
    let environment = &java["environments"][0];
    let plan = &java["plan"];
    let key = |name: &str| plan[name]["key"].as_str().unwrap().to_owned();
    json!({
        "version": 2,
        "deployment": { "name": java["name"], "source-plan": format!("{}-{}", key("projectKey"), key("key")) },
        "release-naming": java["releaseNaming"]["nextVersionName"],
        "environments": [environment["name"]],
        (environment["name"].as_str().unwrap()): {
            "tasks": all(&environment["tasks"], task_in_yaml),
            "triggers": all(&environment["triggers"], trigger_in_yaml),
        },
    })
}

fn trigger_in_yaml(java: &Value) -> Value {
    match java["type"].as_str().unwrap() {
        "RepositoryPollingTriggerProperties" if java["pollingPeriod"] == "PT3M" => json!({ "polling": 180 }),
        "ScheduledTriggerProperties" => json!({ "cron": java["cronExpression"] }),
        "AfterSuccessfulBuildPlanTriggerProperties" => json!("build-success"),
        other => panic!("{other}"),
    }
}

fn task_in_yaml(java: &Value) -> Value {
    match java["type"].as_str().unwrap() {
        "VcsCheckoutTaskProperties" => json!({ "checkout": { "force-clean-build": java["cleanCheckout"] } }),
        "ScriptTaskProperties" => {
            json!({ "script": { "interpreter": java["interpreter"], "scripts": [java["body"]] } })
        }
        "TestParserTaskProperties" => {
            assert_eq!(java["testType"], "JUNIT");
            json!({ "test-parser": { "type": "junit", "test-results": java["resultDirectories"] } })
        }
        "InjectVariablesTaskProperties" => json!({ "inject-variables": {
            "file": java["path"], "scope": java["scope"], "namespace": java["namespace"],
        } }),
        "CleanWorkingDirectoryTaskProperties" => json!("clean"),
        "ArtifactDownloaderTaskProperties" => {
            json!({ "artifact-download": { "destination": java["artifacts"][0]["path"] } })
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_java_specs_are_the_same_plan_and_deployment_project() {
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let Some(documents) = yaml(&text("yaml", pattern, &set)) else { return };
            let Some(built) = built(&made("bamboo", "java", pattern, &set)) else { return };
            let (plan, deployment) = built.unwrap();
            assert_eq!(plan_in_yaml(&plan), documents[0]);
            assert_eq!(deployment_in_yaml(&deployment), documents[1]);
            let target = set.iter().find(|(name, _)| *name == "target").map(|(_, value)| *value);
            assert!(target.is_none_or(|target| documents[0]["variables"]["cincture_target"] == target));
        }
    }
}

#[test]
fn bamboo_itself_refuses_a_key_that_is_none() {
    let mut files = made("bamboo", "java", "script", &[]);
    files[1].1 = files[1].1.replace("\"SHOP\"", "\"no key\"");
    let Some(built) = built(&files) else { return };
    assert!(built.as_ref().is_err_and(|said| said.contains("PropertiesValidationException")), "{built:?}");
}

#[test]
fn maven_gets_the_specs_that_the_classes_are_of() {
    let files = made("bamboo", "java", "script", &[]);
    assert_eq!(files[0].0, "bamboo-specs/pom.xml");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pinned = fs::read_to_string(root.join("tests/bamboo/pom.xml")).unwrap();
    let version = pinned.split("<version>").nth(2).unwrap().split('<').next().unwrap();
    assert!(files[0].1.contains(&format!("bamboo-specs-parent</artifactId>\n    <version>{version}<")), "{version}");
}

/// The scripts of the plan and of the deployment project.
fn scripts(pattern: &str, set: &[(&str, &str)]) -> Option<[String; 2]> {
    let documents = yaml(&text("yaml", pattern, set))?;
    let of = |task: &Value| task["script"]["scripts"][0].as_str().unwrap().to_owned();
    Some([of(&documents[0]["Scan"]["tasks"][1]), of(&documents[1]["production"]["tasks"][2])])
}

#[test]
fn shellcheck_finds_no_fault_with_the_scripts() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let here = tempfile::tempdir().unwrap();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            for script in scripts(pattern, &set).unwrap() {
                fs::write(here.path().join("script.sh"), format!("#!/bin/sh\n{script}\n")).unwrap();
                let shellcheck = folder.join("venv/bin/shellcheck");
                // Bamboo makes the variables, in lower case.
                let judged = says(&shellcheck, &["--exclude=SC2154", "script.sh"], here.path());
                assert_eq!(judged, Ok(()), "{script}");
            }
        }
    }
}

/// What Bamboo has a script's variables from.
fn run(script: &str, folder: &Path, variables: &Value, more: &[(&str, &str)]) -> i32 {
    let bin = Path::new(env!("CARGO_BIN_EXE_cincture")).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(folder).env_clear();
    shell.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).env("bamboo_planKey", "SHOP-COMP");
    for (name, value) in variables.as_object().unwrap() {
        shell.env(format!("bamboo_{name}"), value.as_str().unwrap());
    }
    shell.envs(more.iter().copied()).output().unwrap().status.code().unwrap()
}

#[test]
fn the_script_of_the_plan_ends_as_the_gate_does_and_that_of_the_deployment_passes_a_pass_only() {
    let roots = Roots::new();
    for (name, expected) in [("good", 0), ("bad", 3)] {
        let (target, profile) = (roots.target(name), roots.profile());
        let set = [("target", target.as_str()), ("profile", &profile), ("threshold", "failed.total.max: 0")];
        let Some(documents) = yaml(&text("yaml", "script", &set)) else { return };
        let [plan, deployment] = scripts("script", &set).unwrap();
        let here = tempfile::tempdir().unwrap();
        assert_eq!(run(&plan, here.path(), &documents[0]["variables"], &[]), expected);
        let left = |file: &str| fs::read_to_string(here.path().join("cincture-results").join(file)).unwrap();
        let env = left("cincture.env");
        let verdict = env.lines().find_map(|line| line.strip_prefix("CINCTURE_VERDICT=")).unwrap();
        assert!(left("junit.xml").contains("<testsuite"));
        let injected = [("bamboo_compliance_CINCTURE_VERDICT", verdict)];
        assert_eq!(run(&deployment, here.path(), &json!({}), &injected) == 0, expected == 0);
        assert_ne!(run(&deployment, here.path(), &json!({}), &[]), 0);
    }
}
