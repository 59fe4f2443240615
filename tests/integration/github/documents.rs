//! `action.yml` and the workflows in docs/github.md, judged by the checkers of others.

use std::fs;
use std::path::Path;

use super::action::root;
use crate::generate::says;
use crate::oracle;

pub(crate) const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/// The workflows of the document: its blocks of YAML.
fn workflows() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/github.md")).unwrap();
    let blocks = text.split("\n```yaml\n").skip(1).map(|block| block.split("\n```").next().unwrap().to_owned() + "\n");
    blocks.collect()
}

/// A repository with the action, the workflows of the document, and `more`.
fn repository(more: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join(".github/workflows");
    fs::create_dir_all(&below).unwrap();
    fs::copy(root().join("action.yml"), folder.path().join("action.yml")).unwrap();
    for (at, workflow) in workflows().iter().enumerate() {
        fs::write(below.join(format!("{at}.yml")), workflow).unwrap();
    }
    more.iter().for_each(|(name, text)| fs::write(below.join(name), text).unwrap());
    folder
}

/// A workflow that all of them find fault with.
const BAD: &str = "name: x\non: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps:\n      \
                   - uses: octo-org/cincture@v1\n        run: echo ${{ github.head_ref }}\n";

#[test]
fn actionlint_finds_no_fault_with_the_workflows() {
    let Some(actionlint) = oracle::go(ACTIONLINT) else { return };
    assert!(workflows().len() >= 3, "{:?}", workflows());
    let files: Vec<String> = (0..workflows().len()).map(|at| format!(".github/workflows/{at}.yml")).collect();
    let good: Vec<&str> = ["-shellcheck=", "-pyflakes="].into_iter().chain(files.iter().map(String::as_str)).collect();
    assert_eq!(says(&actionlint, &good, repository(&[]).path()), Ok(()));
    let bad = repository(&[("bad.yml", BAD)]);
    assert!(says(&actionlint, &[".github/workflows/bad.yml"], bad.path()).is_err());
}

#[test]
fn zizmor_and_the_schemas_find_no_fault_with_the_workflows_nor_with_the_action() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let good = repository(&[]);
    let bad = repository(&[("bad.yml", BAD)]);
    let zizmor = folder.join("venv/bin/zizmor");
    let offline = ["--offline", "--no-progress", "--no-config", "."];
    assert_eq!(says(&zizmor, &offline, good.path()), Ok(()));
    assert!(says(&zizmor, &offline, bad.path()).is_err());
    let python = folder.join("venv/bin/python");
    let schema = |name: &str, file: &str, folder: &Path| {
        says(&python, &["-m", "check_jsonschema", "--builtin-schema", name, file], folder)
    };
    assert_eq!(schema("vendor.github-actions", "action.yml", good.path()), Ok(()));
    for at in 0..workflows().len() {
        let file = format!(".github/workflows/{at}.yml");
        assert_eq!(schema("vendor.github-workflows", &file, good.path()), Ok(()), "{file}");
    }
    assert!(schema("vendor.github-workflows", ".github/workflows/bad.yml", bad.path()).is_err());
}
