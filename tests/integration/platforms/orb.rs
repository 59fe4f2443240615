//! `circleci-orb/orb.yml`: its parameters are the options, and what it runs is what it was told to run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cincture_core::config::{Setting, options};
use cincture_engine::profile::parse_yaml;
use serde_json::Value;

/// Parameters of the command `scan` that are no options.
const OF_SCAN: [&str; 1] = ["results"];
/// Parameters of the job `scan` that are no options.
const OF_JOB: [&str; 3] = ["executor", "url", "checksum"];

fn orb() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../circleci-orb/orb.yml");
    parse_yaml(&fs::read_to_string(file).unwrap()).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn names() -> Vec<&'static str> {
    options::ALL.iter().map(|setting| setting.name).collect()
}

fn described(setting: &Setting) -> String {
    let default = setting.default.map(|default| format!("; default: {default}")).unwrap_or_default();
    format!("{}{default}", setting.help)
}

#[test]
fn the_parameters_are_the_options_and_each_gets_to_the_program_by_the_environment() {
    let orb = orb();
    let (scan, job) = (&orb["commands"]["scan"], &orb["jobs"]["scan"]);
    assert_eq!(keys(&scan["parameters"]), [names(), OF_SCAN.to_vec()].concat());
    assert_eq!(keys(&job["parameters"]), [OF_JOB.to_vec(), names()].concat());
    let run = &scan["steps"][0]["run"];
    for setting in options::ALL.iter().filter(|setting| !setting.secret) {
        let name = setting.name;
        for parameters in [&scan["parameters"], &job["parameters"]] {
            let parameter = &parameters[name];
            assert_eq!((&parameter["type"], &parameter["default"]), (&"string".into(), &"".into()), "{name}");
            assert_eq!(parameter["description"], described(setting), "{name}");
        }
        assert_eq!(run["environment"][setting.variable()], format!("<< parameters.{name} >>"), "{name}");
        assert_eq!(job["steps"][2]["scan"][name], format!("<< parameters.{name} >>"), "{name}");
    }
    // A secret is the name of a variable, which CircleCI checks to be one.
    for setting in options::ALL.iter().filter(|setting| setting.secret) {
        assert_eq!(scan["parameters"][setting.name]["type"], "env_var_name");
        assert_eq!(run["environment"].get(setting.variable()), None);
    }
}

#[test]
fn nothing_that_a_user_wrote_is_put_into_the_text_of_a_script() {
    for script in scripts() {
        assert!(!script.contains("<<") || script.contains("<<<") && script.matches("<<").count() == 1, "{script}");
    }
}

/// The text of each script of the commands.
fn scripts() -> Vec<String> {
    let orb = orb();
    let commands = orb["commands"].as_object().unwrap().values();
    let steps = commands.flat_map(|command| command["steps"].as_array().unwrap().clone());
    let scripts: Vec<String> = steps.filter_map(|step| Some(step["run"]["command"].as_str()?.to_owned())).collect();
    assert_eq!(scripts.len(), 3);
    scripts
}

/// A step of the command with this name, with `variables`, as CircleCI runs it.
fn step(command: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let orb = orb();
    let run = &orb["commands"][command]["steps"][0]["run"];
    let empty = run["environment"].as_object().unwrap().iter();
    let empty = empty.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    // Parameters that nobody set are empty; the others have no references.
    let environment = empty.map(|(name, value)| (name, if value.contains("<<") { String::new() } else { value }));
    let program = Path::new(env!("CARGO_BIN_EXE_cincture")).parent().unwrap();
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", run["command"].as_str().unwrap()]);
    bash.env_clear().envs(environment).env("CIRCLECI", "true").current_dir(folder);
    bash.env("PATH", format!("{}:/usr/bin:/bin", program.display())).env("BASH_ENV", folder.join("env"));
    bash.envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn the_step_scans_with_its_parameters_and_ends_with_the_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("a root; touch x");
    fs::create_dir(&root).unwrap();
    let profile = crate::scan::profile(folder.path(), "control('a') { describe(file('/x')) { it { should exist } } }");
    let target = format!("rootfs://{}", root.display());
    let variables = [
        ("CINCTURE_TARGET", target.as_str()),
        ("CINCTURE_PROFILE", &profile),
        ("CINCTURE_THRESHOLD", "failed.total.max: 0"),
    ];
    let output = step("scan", folder.path(), &variables);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let results = folder.path().join("cincture-results/results.json");
    assert!(results.is_file() && folder.path().join("cincture-results/cincture.env").is_file());
    fs::write(root.join("x"), "").unwrap();
    assert_eq!(step("scan", folder.path(), &variables).status.code(), Some(0));
    let commands = folder.path().join("cincture-results/commands.jsonl");
    assert!(commands.exists());
    assert!(step("store", folder.path(), &[("OUT", "cincture-results")]).status.success() && !commands.exists());
    // Judged again, without a scan.
    let variables =
        [("RESULTS", " cincture-results/results.json "), ("CINCTURE_OUT", "again"), ("CINCTURE_FAIL_ON", "low")];
    let output = step("scan", folder.path(), &variables);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!folder.path().join("x").exists(), "a part of a name was run");
}

#[test]
fn a_program_without_its_checksum_is_not_downloaded() {
    let folder = tempfile::tempdir().unwrap();
    let url = ("DOWNLOAD_URL", "https://192.0.2.1/cincture");
    for checksum in ["", "0", "$(touch x)"] {
        let output = step("install", folder.path(), &[url, ("CHECKSUM", checksum)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("must be the SHA-256"), "{said}");
    }
    assert!(step("install", folder.path(), &[]).status.success());
}

/// The orb inside of a configuration that uses it: what `circleci orb validate` would look at, without CircleCI.
#[test]
fn the_orb_is_as_circleci_takes_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../circleci-orb/orb.yml");
    let orb = fs::read_to_string(file).unwrap();
    let lines = orb.lines().filter(|line| !line.starts_with('#') && !line.starts_with("version:"));
    let inline: String = lines.map(|line| format!("    {line}\n")).collect();
    let image = format!("registry.example.com/ci@sha256:{}", "0".repeat(64));
    let job = format!("executor: {{name: cincture/default, image: '{image}'}}, target: 'k8s://shop/web-0/app'");
    let config = format!(
        "version: 2.1\norbs:\n  cincture:\n{inline}workflows:\n  gate: {{jobs: [{{cincture/scan: {{{job}}}}}]}}\n"
    );
    let bad = config.replace("type: env_var_name", "type: envvar");
    super::documents::holds_to_schema("vendor.circle-ci", &[], &[config], &bad);
}

#[test]
fn shellcheck_finds_no_fault_with_the_scripts() {
    let Some(folder) = crate::oracle::python("pipelines") else { return };
    for (text, good) in scripts().into_iter().map(|text| (text, true)).chain([("echo $1 `x`\n".to_owned(), false)]) {
        let here = tempfile::tempdir().unwrap();
        fs::write(here.path().join("script"), text).unwrap();
        let mut shellcheck = Command::new(folder.join("venv/bin/shellcheck"));
        let output = shellcheck.args(["--shell=bash", "script"]).current_dir(here.path()).output().unwrap();
        assert_eq!(output.status.success(), good, "{}", String::from_utf8_lossy(&output.stdout));
    }
}
