//! `azure-task/`: what the task declares is what the program has, the extension is made of it, and the task runs.

mod manifest;
mod pipeline;
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::oracle;

/// A file or folder of `azure-task`.
fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../azure-task").canonicalize().unwrap().join(path)
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What the task is compiled with and needs, installed.
pub(super) fn packages() -> Option<PathBuf> {
    oracle::node_of("azure", &source("cincture"))
}

/// The task and its extension as `azure-task/build` makes them, once for all tests.
fn built() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let packages = packages()?;
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("azure-task");
        let output = build(&source("build"), &out, &packages);
        assert!(output.status.success(), "{output:?}");
        Some(out)
    });
    built.as_deref()
}

fn build(script: &Path, out: &Path, packages: &Path) -> Output {
    Command::new(script).arg(out).arg(packages.join("node_modules")).output().unwrap()
}

/// A copy of `azure-task` in which `file` is what `change` makes of it, in a folder that has what else `build` takes.
fn changed(file: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-R").arg(source("")).arg(folder.path().join("azure-task")).status();
    assert!(copied.unwrap().success());
    fs::copy(source("../LICENSE"), folder.path().join("LICENSE")).unwrap();
    let file = folder.path().join("azure-task").join(file);
    fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
    folder
}

#[test]
fn the_extension_has_what_an_agent_needs_and_nothing_else() {
    let (Some(packages), Some(built)) = (packages(), built()) else { return };
    let version = env!("CARGO_PKG_VERSION");
    let extension = built.join(format!("cincture.cincture-{version}.vsix"));
    let judge = |task: &Path| {
        let mut node = Command::new("node");
        let output = node.arg(packages.join("package.cjs")).arg(task).arg(&extension).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let found = judge(&built.join("cincture/task.json"));
    assert_eq!(found["faults"], json!([]));
    let files: Vec<&str> = found["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for needed in ["extension.vsomanifest", "README.md", "LICENSE", "cincture/task.json", "cincture/dist/index.js"] {
        assert!(files.contains(&needed), "{needed}: {files:?}");
    }
    let library = "cincture/node_modules/azure-pipelines-task-lib/task.js";
    assert!(files.contains(&library));
    for needless in ["typescript", "tfx-cli", "@types"] {
        let folder = format!("cincture/node_modules/{needless}/");
        assert!(!files.iter().any(|file| file.starts_with(&folder)), "{needless}");
    }
    // The judge finds something: in the sources there is no compiled program.
    assert_ne!(judge(&source("cincture/task.json"))["faults"], json!([]));
}

#[test]
fn a_source_with_an_error_and_a_broken_manifest_make_no_extension() {
    let Some(packages) = packages() else { return };
    let refused = |file: &str, from: &str, to: &str, words: &str| {
        let folder = changed(file, |text| {
            assert!(text.contains(from), "{file}");
            text.replacen(from, to, 1)
        });
        let out = folder.path().join("out");
        let output = build(&folder.path().join("azure-task/build"), &out, &packages);
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(words), "{said}");
        assert!(!out.join("cincture").exists());
    };
    refused("cincture/src/run.ts", "export function why(end: number", "export function why(end: boolean", "error TS");
    refused("vss-extension.json", "\"publisher\": \"cincture\",", "", "publisher");
}

#[test]
fn shellcheck_finds_no_fault_with_the_build() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let good = |script: &Path| {
        let output = Command::new(folder.join("venv/bin/shellcheck")).arg(script).output().unwrap();
        output.status.success()
    };
    assert!(good(&source("build")));
    let bad = changed("build", |text| text + "echo $1\n");
    assert!(!good(&bad.path().join("azure-task/build")));
}
