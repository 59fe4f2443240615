//! CodeBuild and CodePipeline: the buildspec held to its reference and run, the pipelines held to the models of AWS.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cincture_codebuild::CodeBuild;
use cincture_core::platform::Platform as _;
use serde_json::{Value, json};

use super::{
    BUCKET, CONNECTION, HOSTILE, IMAGE, PATTERNS, PIPELINE_ROLE, Roots, SHA256, URL, held_to_own, made, refused_by_own,
    says, yaml,
};
use crate::oracle;
use crate::platforms::codebuild::build::{Build, run};

const CLUSTER: (&str, &str) = ("cluster", "shop");

/// All that they can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    match pattern {
        "container" => vec![vec![IMAGE, CLUSTER], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![URL, SHA256, CLUSTER, ("schedule", "30 2 * * 1-5")], hostile],
    }
}

/// One of the files that are made, by its path.
fn file(kind: &str, pattern: &str, set: &[(&str, &str)], path: &str) -> String {
    let files = made("codebuild", kind, pattern, set);
    files.into_iter().find(|(its, _)| its == path).unwrap_or_else(|| panic!("{path}")).1
}

fn buildspec(pattern: &str, set: &[(&str, &str)]) -> String {
    let set: Vec<(&str, &str)> = set.iter().copied().filter(|(name, _)| *name != "schedule").collect();
    file("buildspec", pattern, &set, "buildspec.yml")
}

#[test]
fn the_buildspec_is_of_the_form_of_its_reference() {
    let mut all = Vec::new();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let Some(mut documents) = yaml(&buildspec(pattern, &set)) else { return };
            let document = documents.remove(0);
            if set.iter().any(|(_, value)| *value == HOSTILE) {
                assert_eq!(document["env"]["variables"]["CINCTURE_TARGET"], HOSTILE);
            }
            all.push(document);
        }
    }
    assert_eq!(held_to_own("buildspec.json", &all), Some(Ok(())));
    let bad = [
        ("/version", json!(0.3)),
        ("/phases", json!({ "test": { "commands": ["cincture ci"] } })),
        ("/phases/build", json!({ "command": ["cincture ci"] })),
        ("/phases/build/commands/0", json!({ "cincture": "ci" })),
        ("/reports/compliance/file-format", json!("JUNIT")),
        ("/artifacts", json!({ "base-directory": "x" })),
        ("/env/variables", json!({ "CODEBUILD_X": "1" })),
        ("/env/exported-variables/0", json!("a b")),
    ];
    refused_by_own("buildspec.json", &all[0], &bad);
}

/// A build of what is made in `pattern`, with programs of AWS and Docker that do what the buildspec asks of them.
fn built(pattern: &str, set: &[(&str, &str)]) -> (Build, String) {
    let here = tempfile::tempdir().unwrap();
    let path = |name: &str| here.path().join(name);
    for name in ["src", "home", "bin"] {
        fs::create_dir(path(name)).unwrap();
    }
    let cincture = Path::new(env!("CARGO_BIN_EXE_cincture"));
    let calls = path("calls").display().to_string();
    let docker = format!(
        "echo \"docker $*\" >>'{calls}'\ncase $1 in create) echo c0ffee;; cp) cp '{}' \"$3\";; esac",
        cincture.display()
    );
    for (name, text) in [("docker", docker), ("aws", format!("echo \"aws $*\" >>'{calls}'"))] {
        fs::write(path("bin").join(name), format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path("bin").join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let of_machine = if pattern == "script" { cincture.parent().unwrap().display().to_string() } else { String::new() };
    let places = format!("{}:{of_machine}:/usr/bin:/bin", path("bin").display());
    let home = path("home").display().to_string();
    let more = [("PATH", places.as_str()), ("HOME", home.as_str())];
    let build = run(&buildspec(pattern, set), &CodeBuild.example().env(), &path("src"), &more);
    (build, fs::read_to_string(path("calls")).unwrap_or_default())
}

#[test]
fn its_phases_run_and_the_build_is_what_the_gate_is() {
    if yaml("a: 1").is_none() {
        return;
    }
    let roots = Roots::new();
    for pattern in PATTERNS {
        for (name, verdict) in [("good", "pass"), ("bad", "breached")] {
            let (target, profile) = (roots.target(name), roots.profile());
            let set =
                [("target", target.as_str()), ("profile", &profile), ("threshold", "failed.total.max: 0"), CLUSTER];
            let set = if pattern == "script" { set.to_vec() } else { [&set[..], &[IMAGE]].concat() };
            let (build, calls) = built(pattern, &set);
            assert_eq!(build.succeeded(), name == "good", "{build:?}");
            assert_eq!(build.ran(), ["install", "pre_build", "build", "post_build"], "{build:?}");
            assert_eq!(build.exported["CINCTURE_VERDICT"], verdict, "{build:?}");
            assert_eq!(build.reports["compliance"], ["junit.xml"]);
            assert!(build.artifacts.iter().any(|file| file == "results.json"), "{build:?}");
            assert!(!build.artifacts.iter().any(|file| file == "commands.jsonl"), "{build:?}");
            assert!(calls.contains("aws eks update-kubeconfig --name shop\n"), "{calls}");
            assert_eq!(calls.contains(&format!("docker create {}\n", IMAGE.1)), pattern == "container", "{calls}");
        }
    }
}

#[test]
fn a_program_with_another_checksum_is_not_run() {
    let set = [URL, SHA256, CLUSTER];
    let text = buildspec("script", &set);
    let here = tempfile::tempdir().unwrap();
    fs::write(
        here.path().join("curl"),
        "#!/bin/sh\nfor word; do case $last in -o) echo other >\"$word\";; esac; last=$word; done\n",
    )
    .unwrap();
    fs::set_permissions(here.path().join("curl"), fs::Permissions::from_mode(0o755)).unwrap();
    let (places, home) = (format!("{}:/usr/bin:/bin", here.path().display()), here.path().display().to_string());
    let more = [("PATH", places.as_str()), ("HOME", home.as_str())];
    let build = run(&text, &CodeBuild.example().env(), here.path(), &more);
    assert_eq!((build.ran(), build.failed_phases()), (vec!["install"], vec!["install"]), "{build:?}");
}

#[test]
fn cfn_lint_finds_no_fault_with_the_template() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let (python, script) = (folder.join("venv/bin/python"), folder.join("venv/bin/cfn-lint"));
    let lint = |files: &[&str], here: &Path| says(&python, &[&[script.to_str().unwrap()], files].concat(), here);
    let here = tempfile::tempdir().unwrap();
    let job_image = [IMAGE, ("job_image", IMAGE.1), ("branch", HOSTILE), ("repository", HOSTILE)];
    let sets =
        [("script", vec![]), ("script", vec![CLUSTER, ("schedule", "0 5 * * 1-5")]), ("container", job_image.to_vec())];
    let mut names = Vec::new();
    for (at, (pattern, set)) in sets.iter().enumerate() {
        let text = file("cloudformation", pattern, set, "codepipeline.yaml");
        fs::write(here.path().join(format!("{at}.yaml")), text).unwrap();
        names.push(format!("{at}.yaml"));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(lint(&names, here.path()), Ok(()));
    let good = file("cloudformation", "script", &[], "codepipeline.yaml");
    for (from, to) in [
        ("ServiceRole:", "ServiceRoles:"),
        ("AWS::CodeBuild::Project", "AWS::CodeBuild::Projekt"),
        ("!Ref Logs", "!Ref Log"),
    ] {
        fs::write(here.path().join("bad.yaml"), good.replace(from, to)).unwrap();
        assert!(lint(&["bad.yaml"], here.path()).is_err(), "{to}");
    }
}

#[test]
fn no_role_of_the_template_may_do_more_than_it_needs() {
    let text = file("cloudformation", "container", &[IMAGE], "codepipeline.yaml");
    let allowed: Vec<&str> = text.split("Effect: Allow").skip(1).collect();
    assert!(allowed.len() >= 8);
    for statement in allowed {
        let lines: Vec<&str> =
            statement.lines().map(str::trim).take_while(|line| !line.starts_with("- Effect")).collect();
        let of = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim();
        assert!(!of("Action:").contains('*') && !of("Action:").is_empty(), "{statement}");
        let resource = of("Resource:");
        assert!(!["*", "'*'", "\"*\""].contains(&resource), "{statement}");
        assert!(!resource.is_empty() || of("Principal:").contains("amazonaws.com"), "{statement}");
    }
}

#[test]
fn the_model_of_codepipeline_takes_the_input_of_the_command_line() {
    let Some(folder) = oracle::python("aws") else { return };
    let here = tempfile::tempdir().unwrap();
    let script = folder.join("pipeline.py");
    let judged = |document: &Value| {
        fs::write(here.path().join("input.json"), document.to_string()).unwrap();
        says(&folder.join("venv/bin/python"), &[script.to_str().unwrap(), "input.json"], here.path())
    };
    let given = [CONNECTION, PIPELINE_ROLE, BUCKET];
    let made = |pattern: &str, more: &[(&str, &str)]| -> Value {
        serde_json::from_str(&file("cli", pattern, &[&given[..], more].concat(), "codepipeline.json")).unwrap()
    };
    let good = made("script", &[]);
    assert_eq!(judged(&good), Ok(()));
    let hostile = made("container", &[IMAGE, ("branch", HOSTILE), ("repository", HOSTILE)]);
    assert_eq!(judged(&hostile), Ok(()));
    assert_eq!(hostile["pipeline"]["stages"][0]["actions"][0]["configuration"]["BranchName"], HOSTILE);
    for (pointer, value) in [
        ("/pipeline/stages/1/actions/0/actionTypeId/owner", json!("Amazon")),
        ("/pipeline/stages/1/actions/0/actionTypeId/category", json!(null)),
        ("/pipeline/roleArn", json!("role")),
        ("/pipeline/pipelineType", json!("V3")),
        ("/pipeline/artifactStore", json!({ "kind": "S3" })),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(judged(&bad).is_err(), "{pointer}");
    }
}

#[test]
fn both_pipelines_ask_a_person_after_the_gate_and_run_the_same_stages() {
    let given = [CONNECTION, PIPELINE_ROLE, BUCKET];
    let json: Value = serde_json::from_str(&file("cli", "script", &given, "codepipeline.json")).unwrap();
    let text = file("cloudformation", "script", &[], "codepipeline.yaml")
        .replace("!Ref ", "")
        .replace("!Sub ", "")
        .replace("!GetAtt ", "");
    let Some(template) = yaml(&text) else { return };
    let pipeline = &template[0]["Resources"]["Pipeline"]["Properties"];
    let stages = |all: &Value, [name, actions, kind, category, provider]: [&str; 5]| -> Vec<String> {
        let all = all.as_array().unwrap().iter();
        all.map(|stage| (stage, &stage[actions][0][kind]))
            .map(|(stage, kind)| format!("{} {} {}", stage[name], kind[category], kind[provider]))
            .collect()
    };
    let upper = stages(&pipeline["Stages"], ["Name", "Actions", "ActionTypeId", "Category", "Provider"]);
    let lower = stages(&json["pipeline"]["stages"], ["name", "actions", "actionTypeId", "category", "provider"]);
    assert_eq!(upper, lower);
    assert_eq!(lower.last().unwrap(), "\"Release\" \"Approval\" \"Manual\"");
}
