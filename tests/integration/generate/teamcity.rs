//! TeamCity: settings in Kotlin, compiled against classes with the names of its DSL and run; a meta-runner in XML; the scripts of both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{HOSTILE, IMAGE, made, says, stand_ins};
use crate::oracle::{self, told};

/// What the password parameter holds.
const SECRET: &str = "a3ViZWNvbmZpZw==";

/// Values of parameters and of settings, by their names.
type Values = BTreeMap<String, String>;

/// All ways of making one: its pattern, and what is set.
fn ways(digest: &str) -> Vec<(&'static str, Vec<(&'static str, &str)>)> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    vec![
        ("script", vec![]),
        ("script", vec![("url", stand_ins::ADDRESS), ("sha256", digest)]),
        ("script", [hostile, vec![("schedule", "5 4 * * 1")]].concat()),
        ("container", vec![IMAGE]),
    ]
}

fn file(kind: &str, pattern: &str, set: &[(&str, &str)]) -> String {
    let files = made("teamcity", kind, pattern, set);
    assert_eq!(files.len(), 1);
    files[0].1.clone()
}

/// The text whose bytes these digits are.
fn text_of(hex: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    String::from_utf8((0..hex.len() / 2).map(byte).collect()).unwrap()
}

/// A text as TeamCity makes it of references to parameters; where there is none of the name, no agent would run the build.
fn resolved(text: &str, known: &Values) -> String {
    let mut parts = text.split('%');
    let mut made = parts.next().unwrap_or_default().to_owned();
    while let Some(name) = parts.next() {
        let after = parts.next().unwrap_or_else(|| panic!("a percent sign alone in {text}"));
        made += if name.is_empty() {
            "%"
        } else {
            known.get(name).unwrap_or_else(|| panic!("no parameter {name}: {text}"))
        };
        made += after;
    }
    made
}

/// Whether the script gives the program what was asked for, and ends with its status.
fn runs(here: &Path, values: &Values, set: &[(&str, &str)]) {
    let temporary = tempfile::tempdir_in(here).unwrap();
    let work = tempfile::tempdir_in(here).unwrap();
    let known = Values::from([
        ("KUBECONFIG_CONTENT".to_owned(), SECRET.to_owned()),
        ("system.teamcity.build.tempDir".to_owned(), temporary.path().display().to_string()),
    ]);
    let script = resolved(&values["script"], &known);
    assert!(script.starts_with("#!/bin/sh\n"), "{script}");
    fs::write(work.path().join("script"), &script).unwrap();
    for status in [0, 3] {
        let mut sh = Command::new("sh");
        sh.arg("script").current_dir(work.path()).env_clear().env("STATUS", status.to_string());
        sh.env("BIN", here.join("bin")).env("PATH", format!("{}:/usr/bin:/bin", here.join("bin").display()));
        for (name, value) in values.iter().filter_map(|(name, value)| Some((name.strip_prefix("env.")?, value))) {
            sh.env(name, resolved(value, &known));
        }
        let output = sh.output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let value = |name: &str, usual: &'static str| set.iter().find(|s| s.0 == name).map_or(usual, |s| s.1);
    let asked = [
        value("target", "k8s://default/web-app/web-container"),
        value("profile", "container-baseline"),
        value("threshold", "moderate"),
        SECRET,
    ];
    assert_eq!(fs::read_to_string(work.path().join("asked")).unwrap(), asked.join("\n") + "\n");
    assert_eq!(fs::read_to_string(work.path().join("arguments")).unwrap(), "ci\nci\n");
}

/// Kotlin's compiler.
struct Kotlin {
    jars: PathBuf,
    folder: tempfile::TempDir,
}

impl Kotlin {
    /// `settings` as files of one program: what a script has outside of its objects is a function there.
    fn write(&self, settings: &[String]) {
        let mut calls = String::new();
        for (at, text) in settings.iter().enumerate() {
            let (imports, rest) = text.split_once("\nversion = ").unwrap();
            let (script, objects) = rest.split_once("\nobject ").unwrap();
            let file =
                format!("package made{at}\n{imports}\nfun settings() {{\nversion = {script}\n}}\nobject {objects}");
            fs::write(self.folder.path().join(format!("Made{at}.kt")), file).unwrap();
            calls += &format!("made{at}.settings()\n");
        }
        let main = format!("package cincture\nfun main() {{\n{calls}print()\n}}\n");
        fs::write(self.folder.path().join("Main.kt"), main).unwrap();
    }

    /// What people copy from docs/teamcity.md.
    fn write_manual(&self) {
        let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/teamcity.md");
        let manual = fs::read_to_string(manual).unwrap();
        let (_, example) = manual.split_once("```kotlin\n").unwrap();
        let (example, _) = example.split_once("```\n").unwrap();
        assert!(example.contains("cincture ci"), "{example}");
        fs::write(self.folder.path().join("Manual.kt"), format!("package manual\n{example}")).unwrap();
    }

    fn compiles(&self) -> (bool, String) {
        let stubs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/teamcity/dsl");
        let mut java = Command::new("java");
        // A compiler that runs for seconds is not worth compiling well.
        java.args(["-XX:TieredStopAtLevel=1", "-cp"]).arg(self.jars.join("*"));
        java.args(["org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-reflect", "-no-stdlib", "-cp"])
            .arg(self.library());
        java.arg("-d").arg(self.folder.path().join("classes")).arg(stubs).arg(self.folder.path());
        told(java)
    }

    fn library(&self) -> PathBuf {
        let jars = fs::read_dir(&self.jars).unwrap().map(|jar| jar.unwrap().path());
        let is =
            |jar: &PathBuf| jar.file_name().is_some_and(|name| name.to_string_lossy().starts_with("kotlin-stdlib-"));
        jars.into_iter().find(is).unwrap()
    }

    /// What the program says that each of the settings has.
    fn values(&self, settings: usize) -> Vec<Values> {
        let mut java = Command::new("java");
        let classes = format!("{}:{}", self.folder.path().join("classes").display(), self.library().display());
        let (ok, said) = told({
            java.args(["-cp", &classes, "cincture.MainKt"]);
            java
        });
        assert!(ok, "{said}");
        let mut all = vec![Values::new(); settings];
        for line in said.lines() {
            let [at, name, hex] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{said}") };
            all[at.parse::<usize>().unwrap()].insert(name.to_owned(), text_of(hex));
        }
        all
    }
}

#[test]
fn settings_compile_and_their_script_gives_the_program_what_was_asked_for() {
    let Some(jars) = oracle::jars("teamcity") else { return };
    let here = tempfile::tempdir().unwrap();
    let digest = stand_ins::write(&here.path().join("bin"));
    let kotlin = Kotlin { jars, folder: tempfile::tempdir().unwrap() };
    let ways = ways(&digest);
    let settings: Vec<String> = ways.iter().map(|(pattern, set)| file("settings", pattern, set)).collect();
    kotlin.write(&settings);
    kotlin.write_manual();
    let (ok, said) = kotlin.compiles();
    assert!(ok, "{said}");
    for ((_, set), values) in ways.iter().zip(kotlin.values(ways.len())) {
        runs(here.path(), &values, set);
        // The program publishes its files itself; rules would do so again.
        assert_eq!((values["artifacts"].as_str(), values["env.CINCTURE_TEAMCITY_TESTS"].as_str()), ("", "all"));
        let time = if set.iter().any(|(name, _)| *name == "schedule") { "5 4 ? * MON" } else { "17 3 * * ?" };
        assert_eq!((values["branch"].as_str(), values["time"].as_str()), ("+:main", time));
        assert_eq!(values["decides"], "exit=true tests=false minutes=45");
    }
    kotlin.write(&[settings[0].replace("scriptContent", "scriptContents")]);
    let (ok, said) = kotlin.compiles();
    assert!(!ok && said.contains("scriptContents"), "{said}");
}

/// Name and value of each parameter of a meta-runner, with its script, as Python's reader of XML has them.
const READ: &str = r#"
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == "meta-runner"
found = {p.get("name"): p.get("value") for p in root.findall("settings/parameters/param")}
[runner] = root.findall("settings/build-runners/runner")
assert runner.get("type") == "simpleRunner"
inner = {p.get("name"): p.get("value", p.text) for p in runner.findall("parameters/param")}
assert inner["use.custom.script"] == "true" and not any(name.startswith("env.") for name in inner)
found["script"] = inner["script.content"]
for name, value in found.items(): print(name, value.encode().hex())
"#;

#[test]
fn a_meta_runner_is_xml_and_its_script_gives_the_program_what_was_asked_for() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let python = folder.join("venv/bin/python");
    let here = tempfile::tempdir().unwrap();
    let digest = stand_ins::write(&here.path().join("bin"));
    let path = here.path().join("Cincture.xml");
    for (pattern, set) in ways(&digest) {
        let set: Vec<_> = set.into_iter().filter(|(name, _)| *name != "schedule").collect();
        fs::write(&path, file("meta-runner", pattern, &set)).unwrap();
        let (ok, said) = told({
            let mut read = Command::new(&python);
            read.args(["-c", READ]).arg(&path);
            read
        });
        assert!(ok, "{said}");
        let value = |line: &str| {
            let (name, hex) = line.split_once(' ').unwrap();
            (name.to_owned(), text_of(hex))
        };
        runs(here.path(), &said.lines().map(value).collect(), &set);
    }
    fs::write(&path, file("meta-runner", "script", &[]).replace("]]>", "")).unwrap();
    assert!(says(&python, &["-c", READ, "Cincture.xml"], here.path()).is_err());
}
