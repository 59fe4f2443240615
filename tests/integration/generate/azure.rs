//! Azure Pipelines: the language server by the service's schema, and the steps run as the agent runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::report::{Format, bytes};
use serde_json::Value;

use super::machine::Way;
use super::{HOSTILE, IMAGE, Roots, made, says, stand_ins};
use crate::oracle;
use crate::platforms::hostile_run;

/// What stands in a step's variable for the secret.
const SECRET: &str = "apiVersion: v1\nkind: Config";

/// All ways of making one, with what is set.
fn sets(digest: &str) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    vec![
        ("script", vec![]),
        ("script", vec![("url", stand_ins::ADDRESS), ("sha256", digest)]),
        ("script", hostile.clone()),
        ("container", vec![IMAGE]),
        ("container", [hostile, vec![IMAGE]].concat()),
    ]
}

fn pipeline(pattern: &str, set: &[(&str, &str)]) -> String {
    let files = made("azure", "pipeline", pattern, set);
    assert_eq!((files.len(), files[0].0.as_str()), (1, "azure-pipelines.yml"));
    files[0].1.clone()
}

/// The language server of Azure Pipelines.
pub(crate) struct Editor {
    check: PathBuf,
    /// The schema that the service gives to editors.
    pub(crate) schema: PathBuf,
}

impl Editor {
    /// `None` as [`oracle::node`] and [`oracle::python`] have it.
    pub(crate) fn new() -> Option<Self> {
        let (node, python) = (oracle::node("azure-pipelines")?, oracle::python("pipelines")?);
        let find = "import check_jsonschema, pathlib; print(pathlib.Path(check_jsonschema.__file__).parent)";
        let output = Command::new(python.join("venv/bin/python")).args(["-c", find]).output().unwrap();
        let package = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
        let schema = package.join("builtin_schemas/vendor/azure-pipelines.json");
        Some(Self { check: node.join("check.mjs"), schema })
    }

    /// What it says of `files` in `folder`.
    pub(crate) fn judge(&self, folder: &Path, files: &[String]) -> Result<(), String> {
        let mut arguments = vec![self.check.to_str().unwrap(), self.schema.to_str().unwrap()];
        arguments.extend(files.iter().map(String::as_str));
        says(Path::new("node"), &arguments, folder)
    }
}

#[test]
fn the_language_server_of_azure_finds_no_fault() {
    let Some(editor) = Editor::new() else { return };
    let here = tempfile::tempdir().unwrap();
    let judge = |files: &[String]| editor.judge(here.path(), files);
    let write = |name: String, text: String| {
        fs::write(here.path().join(&name), text).unwrap();
        name
    };
    let digest = "0".repeat(64);
    let all = sets(&digest);
    let good = all.iter().enumerate().map(|(at, (pattern, set))| write(format!("{at}.yml"), pipeline(pattern, set)));
    assert_eq!(judge(&good.collect::<Vec<_>>()), Ok(()));
    let usual = pipeline("script", &[]);
    for (right, wrong) in [
        ("fetchDepth", "fetchDeep"),
        ("testResultsFiles", "testResultFiles"),
        ("commands: restricted", "commands: none"),
    ] {
        let bad = write("bad.yml".to_owned(), usual.replacen(right, wrong, 1));
        assert!(judge(&[bad]).is_err(), "{wrong}");
    }
}

/// A text after Azure's expressions in it were evaluated; only strings are in ours.
fn evaluated(text: &str) -> String {
    let Some((before, rest)) = text.split_once("${{") else { return text.to_owned() };
    let quotes = |end: usize| rest[..end].matches('\'').count();
    let end =
        rest.match_indices("}}").map(|(at, _)| at).find(|at| quotes(*at) % 2 == 0).expect("the end of an expression");
    let string = rest[..end].trim().strip_prefix('\'').and_then(|string| string.strip_suffix('\'')).expect("a string");
    format!("{before}{}{}", string.replace("''", "'"), evaluated(&rest[end + 2..]))
}

/// A text as the agent makes it of macros: `VarUtil.ExpandValues`, which takes none of what it put there for another.
fn expanded(text: &str, variables: &BTreeMap<String, String>) -> String {
    let (mut text, mut start) = (text.to_owned(), 0);
    while let Some(prefix) = text[start..].find("$(").map(|at| start + at) {
        let Some(suffix) = text[prefix..].find(')').map(|at| prefix + at) else { break };
        match variables.get(&text[prefix + 2..suffix].to_lowercase()).cloned() {
            Some(value) => {
                text.replace_range(prefix..=suffix, &value);
                start = prefix + value.len();
            }
            None => start = prefix + 1,
        }
    }
    text
}

/// A job on an agent.
struct Agent<'a> {
    here: &'a Path,
    variables: BTreeMap<String, String>,
    path: String,
}

impl<'a> Agent<'a> {
    /// One whose programs stand in for others.
    fn of_stand_ins(here: &'a Path) -> Self {
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", here.join("bin").display());
        Self { here, variables: BTreeMap::new(), path }
    }

    /// Whether `bash` ends well, and what it prints; variables that it sets are set.
    fn bash(&mut self, step: &Value, status: u8) -> (Option<i32>, String) {
        let text = |value: &Value| expanded(&evaluated(value.as_str().unwrap()), &self.variables);
        let mut bash = Command::new("bash");
        bash.arg("-c").arg(text(&step["bash"])).current_dir(self.here.join("work")).env_clear();
        bash.env("PATH", &self.path).env("BIN", self.here.join("bin")).env("STATUS", status.to_string());
        bash.env("AGENT_TEMPDIRECTORY", self.here.join("temporary")).env("TF_BUILD", "True").env("HOME", "/nowhere");
        bash.env("SYSTEM_ACCESSTOKEN", "t0k3n");
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            bash.env(name, text(value));
        }
        let output = bash.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        for line in said.lines() {
            let set = line.strip_prefix("##vso[task.setvariable variable=").and_then(|rest| rest.split_once(']'));
            self.variables.extend(set.map(|(name, value)| (name.to_lowercase(), value.to_owned())));
        }
        (output.status.code(), said.into_owned())
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.here.join(name)).unwrap_or_default()
    }
}

/// The steps of a pipeline.
fn steps(python: &Path, here: &Path, text: &str) -> Vec<Value> {
    fs::write(here.join("pipeline.yml"), text).unwrap();
    let convert = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8'))))";
    let mut command = Command::new(python.join("venv/bin/python"));
    let output = command.args(["-c", convert]).arg(here.join("pipeline.yml")).output().unwrap();
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    value["jobs"][0]["steps"].as_array().unwrap().clone()
}

/// Runs the steps up to and with the last in bash; the exit status of the scan.
fn job(agent: &mut Agent<'_>, steps: &[Value], status: u8) -> Option<i32> {
    for folder in ["work", "temporary"] {
        fs::remove_dir_all(agent.here.join(folder)).ok();
        fs::create_dir(agent.here.join(folder)).unwrap();
    }
    agent.variables = BTreeMap::from([("kubeconfig_content".to_owned(), SECRET.to_owned())]);
    let mut ended = None;
    for step in steps.iter().filter(|step| step["bash"].is_string()) {
        let (code, said) = agent.bash(step, status);
        if step["name"] == "cincture" {
            ended = code;
        } else {
            assert_eq!(code, Some(0), "{said}");
        }
    }
    ended
}

#[test]
fn the_steps_give_the_program_what_was_asked_for_and_its_status_is_that_of_the_job() {
    let Some(python) = oracle::python("pipelines") else { return };
    let here = tempfile::tempdir().unwrap();
    let digest = stand_ins::write(&here.path().join("bin"));
    for (pattern, set) in sets(&digest) {
        let steps = steps(&python, here.path(), &pipeline(pattern, &set));
        let mut agent = Agent::of_stand_ins(here.path());
        shellcheck(&python, here.path(), &steps);
        for status in [0, 3] {
            assert_eq!(job(&mut agent, &steps, status), Some(i32::from(status)), "{pattern} {set:?}");
        }
        let value = |name: &str, usual: &'static str| set.iter().find(|s| s.0 == name).map_or(usual, |s| s.1);
        let asked = [
            value("target", "k8s://default/web-app/web-container"),
            value("profile", "container-baseline"),
            value("threshold", "moderate"),
            SECRET,
        ];
        assert_eq!(agent.file("work/asked"), asked.join("\n") + "\n");
        assert_eq!(agent.file("work/arguments"), "ci\n");
        let run = agent.file("work/run");
        assert_eq!(run.contains("\nCINCTURE_TARGET\n") && run.contains("\nTF_BUILD\n"), pattern == "container");
        assert!(!run.contains("HOME") && !run.contains("TOKEN") && !run.contains(SECRET), "{run}");
        published(&agent, &steps);
    }
}

fn shellcheck(python: &Path, here: &Path, steps: &[Value]) {
    for bash in steps.iter().filter_map(|step| step["bash"].as_str()) {
        fs::write(here.join("step.sh"), bash).unwrap();
        assert_eq!(says(&python.join("venv/bin/shellcheck"), &["--shell=bash", "step.sh"], here), Ok(()), "{bash}");
    }
}

/// What the tasks after the scan publish is there, and nothing that others should not see.
fn published(agent: &Agent<'_>, steps: &[Value]) {
    let folder = PathBuf::from(&agent.variables["cincturereports"]);
    let tasks: Vec<&Value> = steps.iter().filter(|step| step["task"].is_string()).collect();
    let path =
        |task: &Value, input: &str| PathBuf::from(expanded(task["inputs"][input].as_str().unwrap(), &agent.variables));
    assert!(path(tasks[0], "searchFolder").join("junit.xml").is_file());
    assert!(path(tasks[1], "targetPath").join("results.json").is_file());
    assert!(!folder.join("all/commands.jsonl").exists());
    assert!(path(tasks[2], "PathtoPublish").join("cincture.sarif").is_file());
    assert!(tasks.iter().all(|task| task["condition"] == "and(always(), ne(variables['cinctureReports'], ''))"));
}

#[test]
fn a_download_with_another_checksum_is_not_run_and_without_reports_none_are_published() {
    let Some(python) = oracle::python("pipelines") else { return };
    let here = tempfile::tempdir().unwrap();
    stand_ins::write(&here.path().join("bin"));
    for folder in ["work", "temporary"] {
        fs::create_dir(here.path().join(folder)).unwrap();
    }
    let digest = "0".repeat(64);
    let steps = steps(&python, here.path(), &pipeline("script", &[("url", stand_ins::ADDRESS), ("sha256", &digest)]));
    let mut agent = Agent::of_stand_ins(here.path());
    let mut bash = steps.iter().filter(|step| step["bash"].is_string());
    assert_eq!(agent.bash(bash.next().unwrap(), 0).0, Some(1));
    assert_eq!(agent.bash(bash.nth(1).unwrap(), 0).0, Some(0));
    assert!(agent.variables.is_empty() && agent.file("work/arguments").is_empty());
}

/// The real program: its reports have the names that the steps look for.
#[test]
fn it_passes_and_breaches_as_its_target_does() {
    let Some(python) = oracle::python("pipelines") else { return };
    let roots = Roots::new();
    for way in Way::all() {
        for (name, wanted) in [("good", 0), ("bad", 3)] {
            let here = tempfile::tempdir().unwrap();
            let (target, profile) = (roots.target(name), roots.profile());
            let text = pipeline(way.pattern, &way.set(&[("target", &target), ("profile", &profile)]));
            let steps = steps(&python, here.path(), &text);
            let mut agent = Agent { path: way.machine.path(), ..Agent::of_stand_ins(here.path()) };
            assert_eq!(job(&mut agent, &steps, 0), Some(wanted), "{} {name}", way.pattern);
            published(&agent, &steps);
            let summary = agent.file("temporary/cincture-reports/all/summary.md");
            assert!(summary.contains("Cincture"), "{summary}");
        }
    }
}

/// Of a variable that a step may not set the agent makes a warning.
#[test]
fn the_scan_may_set_its_variables_and_no_others() {
    let here = tempfile::tempdir().unwrap();
    let results = here.path().join("results.json");
    fs::write(&results, bytes(&hostile_run("x"), Format::Results).unwrap()).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_cincture"));
    let output = program.args(["simulate", "azure"]).arg(&results).env_clear().output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let variable =
        |line: &str| Some(line.strip_prefix("##vso[task.setvariable variable=")?.split(';').next()?.to_owned());
    // Of results there are no commands.
    let set: BTreeSet<String> = said.lines().filter_map(variable).chain(["commands".to_owned()]).collect();
    let text = pipeline("script", &[]);
    let allowed = text.split_once("settableVariables: [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    assert_eq!(set, allowed.split(", ").map(str::to_owned).collect());
}
