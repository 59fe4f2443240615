//! The shared library for Jenkins, run by jenkins-pipeline-unit: plainly, and taken apart as Jenkins does (CPS).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::cluster::Cluster;
use crate::oracle::{self, told};

/// Packages of Java's own that Groovy 2.4 reaches into.
const OPENED: [&str; 7] = ["lang", "lang.reflect", "util", "util.stream", "util.function", "io", "net"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A Java machine with `jars` and what was compiled.
pub(crate) struct Java {
    jars: PathBuf,
    pub(crate) folder: tempfile::TempDir,
}

impl Java {
    /// The library where it is looked for, and the compiled cases.
    pub(crate) fn prepared() -> Option<Self> {
        let jars = oracle::jars("jenkins")?;
        let java = Self { jars, folder: tempfile::tempdir().unwrap() };
        let library = java.folder.path().join("libraries/cincture@local");
        copy(&root().join("jenkins-shared-lib"), &library);
        let mut compile = java.command(Command::new("java"));
        compile.arg("org.codehaus.groovy.tools.FileSystemCompiler").arg("-cp").arg(java.jars.join("*")).arg("-d");
        compile.arg(java.folder.path().join("classes"));
        compile.args(files(&root().join("tests/jenkins/groovy")));
        let (ok, said) = told(compile);
        assert!(ok, "{said}");
        Some(java)
    }

    pub(crate) fn command(&self, mut java: Command) -> Command {
        for package in OPENED {
            java.arg("--add-opens").arg(format!("java.base/java.{package}=ALL-UNNAMED"));
        }
        let classes = self.folder.path().join("classes");
        java.arg("-cp").arg(format!("{}:{}", classes.display(), self.jars.join("*").display()));
        java.arg(format!("-Dlibraries={}", self.folder.path().join("libraries").display()));
        java
    }

    /// What Jenkins' own line of Groovy says of the syntax of `files`.
    pub(crate) fn parses(&self, files: &[PathBuf]) -> Result<(), String> {
        let check = self.folder.path().join("Check.groovy");
        fs::write(&check, "import org.codehaus.groovy.control.*\nargs.each { def unit = new CompilationUnit(); unit.addSource(new File(it)); \
             unit.compile(Phases.CONVERSION) }; println 'parsed ' + args.length").unwrap();
        let mut command = self.command(Command::new("java"));
        command.arg("groovy.ui.GroovyMain").arg(check).args(files);
        let (ok, said) = told(command);
        if ok && said.contains(&format!("parsed {}", files.len())) { Ok(()) } else { Err(said) }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in files(from) {
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}

#[test]
fn the_steps_do_in_plain_and_cps_pipelines_what_they_say_and_real_containers_pass_and_fail() {
    let Some(java) = Java::prepared() else { return };
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("jenkins");
    ns.pod("good", "debian-good", json!({"container": {"name": "app"}}));
    ns.pod("bad", "debian-bad", json!({"container": {"name": "app"}}));
    let mut command = java.command(cluster.command("java"));
    let profile = root().join("tests/profiles/like-the-original");
    let values = [
        ("program", env!("CARGO_BIN_EXE_cincture").to_owned()),
        ("good", format!("k8s://{ns}/good/app")),
        ("bad", format!("k8s://{ns}/bad/app")),
        ("profile", profile.display().to_string()),
    ];
    command.args(values.map(|(name, value)| format!("-D{name}={value}")));
    command.args(["org.junit.runner.JUnitCore", "PlainTest", "CpsTest"]);
    let (ok, said) = told(command);
    assert!(ok && said.contains("OK (16 tests)"), "{said}");
}

/// The Groovy that documents show is Groovy.
#[test]
fn the_examples_of_the_documents_are_groovy() {
    let Some(java) = Java::prepared() else { return };
    let text = fs::read_to_string(root().join("docs/jenkins.md")).unwrap();
    let examples: Vec<&str> = text.split("```groovy\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 3, "{}", examples.len());
    let write = |(at, example): (usize, &&str)| {
        let file = java.folder.path().join(format!("Example{at}.groovy"));
        fs::write(&file, example).unwrap();
        file
    };
    let files: Vec<PathBuf> = examples.iter().enumerate().map(write).collect();
    assert_eq!(java.parses(&files), Ok(()));
}
