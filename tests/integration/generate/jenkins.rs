//! Jenkins: syntax by Jenkins' own line of Groovy, each pipeline run with the shared library, the agent's pod by its schema.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{HOSTILE, IMAGE, SHA256, made, says, stand_ins};
use crate::jenkins::Java;
use crate::oracle::{self, told};

const KINDS: [&str; 3] = ["declarative", "scripted", "kubernetes"];

/// A Jenkinsfile.
fn jenkinsfile(kind: &str, pattern: &str, set: &[(&str, &str)]) -> String {
    let files = made("jenkins", kind, pattern, set);
    assert_eq!((files.len(), files[0].0.as_str()), (1, "Jenkinsfile"));
    files[0].1.clone()
}

/// A way of making one: its name, its pattern, and what is set.
type Way<'a> = (&'static str, &'static str, Vec<(&'static str, &'a str)>);

/// All of them.
fn ways<'a>(kind: &str, digest: &'a str) -> Vec<Way<'a>> {
    let job = if kind == "kubernetes" { vec![("job_image", IMAGE.1)] } else { vec![] };
    vec![
        ("usual", "script", job.clone()),
        ("downloaded", "script", vec![("url", stand_ins::ADDRESS), ("sha256", digest)]),
        ("container", "container", vec![IMAGE]),
        ("hostile", "script", [vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)], job].concat()),
    ]
}

/// Generates all of `kind` below `root`, with the words that the program is to get.
fn write_all(root: &Path, kind: &str, digest: &str) -> Vec<PathBuf> {
    let write = |(name, pattern, set): Way<'_>| {
        // The one that a case of its own runs has no kind in its name.
        let name = if kind == "declarative" { name.to_owned() } else { format!("{kind}-{name}") };
        let folder = root.join(name);
        fs::create_dir_all(&folder).unwrap();
        let value = |name: &str, usual: &'static str| set.iter().find(|s| s.0 == name).map_or(usual, |s| s.1);
        let target = value("target", "k8s://default/web-app/web-container");
        let (profile, threshold) = (value("profile", "container-baseline"), value("threshold", "moderate"));
        let words = format!("ci\n--out=cincture-results\n--profile={profile}\n--threshold={threshold}\n--\n{target}\n");
        fs::write(folder.join("expected"), words).unwrap();
        // What the volume has is where it can be, here.
        let text = jenkinsfile(kind, pattern, &set);
        let text = text.replace("cp /opt/cincture/", &format!("cp {}/", root.join("bin").display()));
        fs::write(folder.join("Jenkinsfile"), text).unwrap();
        folder.join("Jenkinsfile")
    };
    ways(kind, digest).into_iter().map(write).collect()
}

#[test]
fn jenkins_runs_what_is_generated_and_the_verdict_is_the_programs() {
    let Some(java) = Java::prepared() else { return };
    let root = tempfile::tempdir().unwrap();
    let digest = stand_ins::write(&root.path().join("bin"));
    let files: Vec<PathBuf> = KINDS.iter().flat_map(|kind| write_all(root.path(), kind, &digest)).collect();
    assert_eq!(java.parses(&files), Ok(()));
    let bad = root.path().join("Bad");
    fs::write(&bad, fs::read_to_string(&files[0]).unwrap().replace("threshold: '", "threshold: ")).unwrap();
    assert!(java.parses(&[bad]).is_err());

    let mut command = java.command(Command::new("java"));
    command.arg(format!("-Dgenerated={}", root.path().display()));
    command.args(["org.junit.runner.JUnitCore", "GeneratedPlainTest", "GeneratedCpsTest"]);
    let (ok, said) = told(command);
    let ran = format!("ran {}\n", files.len());
    assert!(ok && said.contains("OK (4 tests)") && said.matches(&ran).count() == 2, "{said}");
}

#[test]
fn a_pod_of_an_agent_is_one_that_kubernetes_takes() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let python = folder.join("venv/bin/python");
    let takes = |file: &str, folder: &Path| says(&python, &["-m", "kubernetes_validate", "--strict", file], folder);
    let here = tempfile::tempdir().unwrap();
    for (name, pattern, set) in ways("kubernetes", SHA256.1) {
        let text = jenkinsfile("kubernetes", pattern, &set);
        let pod = text.split_once("yaml '''\n").and_then(|(_, rest)| rest.split_once("'''")).unwrap().0;
        assert!(!pod.contains(['\\', '$']), "Groovy has other ideas of {pod}");
        fs::write(here.path().join("good.yaml"), format!("{pod}metadata: {{name: agent}}\n")).unwrap();
        assert_eq!(takes("good.yaml", here.path()), Ok(()), "{name}: {pod}");
        fs::write(here.path().join("bad.yaml"), pod.replace("serviceAccountName", "serviceAcountName")).unwrap();
        assert!(takes("bad.yaml", here.path()).is_err());
    }
}
