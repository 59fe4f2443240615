//! The program in a step of a build: what TeamCity reads of all that it prints.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{Message, all_messages};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/integration/platforms/teamcity"))
}

/// The program with the folder `checkout` as that of a build, and an environment with nothing else.
fn run(arguments: &[&str], checkout: &Path) -> Output {
    let configuration = checkout.join("configuration.properties");
    let build = checkout.join("build.properties");
    let escaped = |path: &Path| path.display().to_string().replace(':', "\\:");
    fs::write(&configuration, "teamcity.serverUrl=https\\://ci.example.com\n").unwrap();
    let properties = [
        format!("teamcity.build.checkoutDir={}", escaped(checkout)),
        format!("teamcity.configuration.properties.file={}", escaped(&configuration)),
    ];
    fs::write(&build, properties.join("\n")).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_cincture"));
    program.args(arguments).current_dir(checkout).env_clear();
    program.env("TEAMCITY_VERSION", "2025.07").env("TEAMCITY_BUILD_PROPERTIES_FILE", build).output().unwrap()
}

/// What is read where the reading is not switched off.
fn read_messages(output: &str) -> Vec<Message> {
    let mut on = true;
    let mut read = all_messages(output);
    read.retain(|message| match message.name.as_str() {
        name @ ("disableServiceMessages" | "enableServiceMessages") => {
            on = name == "enableServiceMessages";
            false
        }
        _ => on,
    });
    read
}

#[test]
fn a_step_tells_the_verdict_and_files_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let checkout = fs::canonicalize(folder.path()).unwrap();
    let results = root().join("results.json");
    let output = run(&["ci", "--fail-on", "high", "--results", results.to_str().unwrap()], &checkout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(!said.contains("warning"), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let read = read_messages(&printed);
    assert_eq!(read.len() + 2, all_messages(&printed).len(), "all of ours are read");
    let of = |name: &str| read.iter().filter(|message| message.name == name).collect::<Vec<_>>();
    assert_eq!(of("buildProblem").len(), 1);
    assert_eq!(of("importData")[0].get("path"), "cincture-results/junit.xml");
    assert!(checkout.join("cincture-results/junit.xml").is_file());
    let artifacts = of("publishArtifacts");
    assert!(artifacts.len() >= 7, "{artifacts:?}");
    for artifact in artifacts {
        let (path, folder) = artifact.value.as_deref().unwrap().split_once(" => ").unwrap();
        assert!(checkout.join(path).is_file() && folder == "cincture-results", "{path} {folder}");
    }
}

#[test]
fn a_step_that_cannot_begin_switches_messages_on_again_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["ci", "--results", "/gone.json"], folder.path());
    let read = read_messages(&String::from_utf8(output.stdout).unwrap());
    let problems: Vec<&str> =
        read.iter().filter(|m| m.name == "buildProblem").map(|message| message.get("description")).collect();
    assert_eq!(problems.len(), 2, "{read:?}");
    assert!(problems[1].starts_with("Cincture: results-not-found"), "{problems:?}");
    assert_eq!(output.status.code(), Some(2));
}

/// The file is what people read before they try it in a build.
#[test]
fn simulated_it_is_what_a_build_would_see() {
    let folder = tempfile::tempdir().unwrap();
    let results = root().join("results.json");
    let output = run(&["simulate", "teamcity", "--fail-on", "high", results.to_str().unwrap()], folder.path());
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = fs::read_to_string(root().join("simulated.txt")).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed, expected, "tests/integration/platforms/teamcity/simulated.txt is to be:\n{printed}");
}
