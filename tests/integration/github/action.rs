//! `action.yml`: its inputs are the options, and what it runs is what it was told to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cincture_core::config::options;
use cincture_core::report::Format;
use cincture_engine::profile::parse_yaml;
use serde_json::Value;

use super::runner;

/// Inputs of the action itself, each with the variable that has it.
const OWN: [(&str, &str); 4] =
    [("program", "PROGRAM"), ("version", "VERSION"), ("download-url", "DOWNLOAD_URL"), ("checksum", "CHECKSUM")];
/// Inputs of `ci` that are no options of a scan.
const OF_CI: [&str; 4] = ["results", "platform", "comment-token", "comment-name"];
/// Outputs that are no reports.
const VERDICT: [&str; 4] = ["verdict", "exit-status", "compliance", "failed"];

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn action() -> Value {
    parse_yaml(&fs::read_to_string(root().join("action.yml")).unwrap()).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn variable(name: &str) -> String {
    format!("INPUT_{}", name.to_uppercase().replace('-', "_"))
}

#[test]
fn the_inputs_are_the_options_and_each_gets_to_the_program_by_the_environment() {
    let action = action();
    let options: Vec<&str> = options::ALL.iter().map(|setting| setting.name).collect();
    let expected: Vec<&str> = options.iter().chain(&OF_CI).copied().chain(OWN.map(|(name, _)| name)).collect();
    assert_eq!(keys(&action["inputs"]), expected);
    for setting in options::ALL {
        let default = setting.default.map(|default| format!("; default: {default}")).unwrap_or_default();
        let expected = format!("{}{default}", setting.help);
        assert_eq!(action["inputs"][setting.name]["description"], expected.as_str(), "{}", setting.name);
    }
    for name in expected {
        // Defaults are the program's: what is left empty here can still stand in cincture.yaml.
        assert_eq!(action["inputs"][name].get("default"), None, "{name}");
        assert_eq!(action["inputs"][name].get("required"), None, "{name}");
    }
    let [install, run] = action["runs"]["steps"].as_array().unwrap().as_slice() else { panic!("two steps") };
    let own = OWN.map(|(name, variable)| (variable.to_owned(), format!("${{{{ inputs.{name} }}}}")));
    assert_eq!(pairs(&install["env"]), own);
    let of_run = options.iter().chain(&OF_CI).filter(|name| **name != "platform");
    let mut of_run: Vec<(String, String)> =
        of_run.map(|name| (variable(name), format!("${{{{ inputs.{name} }}}}"))).collect();
    of_run.push(("CINCTURE_PLATFORM".to_owned(), "${{ inputs.platform }}".to_owned()));
    of_run.push(("PROGRAM".to_owned(), "${{ steps.program.outputs.path }}".to_owned()));
    assert_eq!(pairs(&run["env"]), of_run);
    for step in [install, run] {
        // Nothing that a user wrote is put into the text of a script.
        assert!(!step["run"].as_str().unwrap().contains("${{"), "{step}");
    }
}

fn pairs(env: &Value) -> Vec<(String, String)> {
    let env = env.as_object().unwrap();
    env.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

#[test]
fn the_outputs_are_those_of_the_program() {
    let action = action();
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    assert_eq!(keys(&action["outputs"]), VERDICT.iter().chain(&formats).copied().collect::<Vec<_>>());
    for (name, output) in action["outputs"].as_object().unwrap() {
        assert_eq!(output["value"], format!("${{{{ steps.cincture.outputs.{name} }}}}").as_str());
    }
}

/// `install` with `variables`, in a runner's folders; `Ok` is the path that it found.
fn install(folder: &Path, variables: &[(&str, &str)]) -> Result<String, String> {
    let output_file = folder.join("output");
    fs::write(&output_file, "").unwrap();
    let mut command = Command::new(root().join("adapters/github/action/install"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("GITHUB_OUTPUT", &output_file).current_dir(folder);
    command.env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64").env("RUNNER_TOOL_CACHE", folder.join("cache"));
    let output: Output = command.envs(variables.iter().copied()).output().unwrap();
    let outputs = runner::outputs(&fs::read_to_string(&output_file).unwrap()).unwrap();
    match outputs.as_slice() {
        [(name, path)] if output.status.success() && name == "path" => Ok(path.clone()),
        none => {
            assert!(none.is_empty() && output.status.code() == Some(2), "{output:?} {none:?}");
            Err(String::from_utf8(output.stderr).unwrap())
        }
    }
}

/// A file that can be downloaded, and its checksum.
fn published(folder: &Path, content: &str) -> (String, String) {
    let file = folder.join("published");
    fs::write(&file, content).unwrap();
    let sum = Command::new("sha256sum").arg(&file).output().unwrap().stdout;
    (format!("file://{}", file.display()), String::from_utf8(sum).unwrap()[..64].to_owned())
}

#[test]
fn what_is_downloaded_runs_only_with_its_checksum_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (url, checksum) = published(folder.path(), "#!/bin/sh\necho ours\n");
    let asked = [("DOWNLOAD_URL", url.as_str()), ("CHECKSUM", checksum.as_str())];
    let path = install(folder.path(), &asked).unwrap();
    assert_eq!(Command::new(&path).output().unwrap().stdout, b"ours\n");
    // From the cache: what is published now is not asked for.
    fs::write(folder.path().join("published"), "#!/bin/sh\necho another\n").unwrap();
    assert_eq!(install(folder.path(), &asked).unwrap(), path);
    // Somebody changed it there: it is not believed, and what is published now is another.
    fs::write(&path, "#!/bin/sh\necho theirs\n").unwrap();
    let why = install(folder.path(), &asked).unwrap_err();
    assert!(why.contains("has another checksum"), "{why}");
    for wrong in ["", "0", &checksum.to_uppercase(), &format!("{checksum}0")] {
        let why = install(folder.path(), &[("DOWNLOAD_URL", &url), ("CHECKSUM", wrong)]).unwrap_err();
        assert!(why.contains("must be the SHA-256"), "{why}");
    }
    let why = install(folder.path(), &[("DOWNLOAD_URL", "http://192.0.2.1/x"), ("CHECKSUM", &checksum)]).unwrap_err();
    assert!(why.contains("cannot be downloaded"), "{why}");
}

#[test]
fn a_program_that_is_there_is_used_and_an_unknown_release_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let program = bin.join("cincture");
    fs::copy(env!("CARGO_BIN_EXE_cincture"), &program).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    assert_eq!(install(folder.path(), &[("PATH", &path)]).unwrap(), program.display().to_string());
    assert_eq!(install(folder.path(), &[("PROGRAM", "bin/cincture")]).unwrap(), program.display().to_string());
    for (variables, words) in [
        ([("PATH", path.as_str()), ("VERSION", "9.9.9")], "no release 9.9.9 for Linux on X64 is known here"),
        ([("PATH", &path), ("VERSION", "$(x)")], "the input version is no version"),
        ([("PATH", &path), ("PROGRAM", "bin")], "names no program"),
        ([("PATH", "/usr/bin:/bin"), ("VERSION", "")], "is known here"),
    ] {
        let why = install(folder.path(), &variables).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}
