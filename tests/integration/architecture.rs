//! The shape of the workspace: who may know whom, what no library may do, and that the documents name what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

/// Each crate of ours, with those of ours that it may depend on.
const EDGES: [(&str, &[&str]); 15] = [
    ("cincture-engine", &[]),
    ("cincture-core", &["cincture-engine"]),
    ("cincture-templates", &[]),
    ("cincture-app", &["cincture-core", "cincture-engine", "cincture-templates"]),
    // An adapter knows the commands for the doorstep of its own program only.
    ("cincture-azure", &["cincture-app", "cincture-core"]),
    ("cincture-bamboo", &["cincture-app", "cincture-core"]),
    ("cincture-circleci", &["cincture-app", "cincture-core"]),
    ("cincture-codebuild", &["cincture-app", "cincture-core"]),
    ("cincture-github", &["cincture-app", "cincture-core"]),
    ("cincture-gitlab", &["cincture-app", "cincture-core"]),
    ("cincture-jenkins", &["cincture-app", "cincture-core"]),
    ("cincture-script", &["cincture-app", "cincture-core"]),
    ("cincture-spinnaker", &["cincture-app", "cincture-core"]),
    ("cincture-teamcity", &["cincture-app", "cincture-core"]),
    (
        "cincture-cli",
        &[
            "cincture-app",
            "cincture-core",
            "cincture-engine",
            "cincture-azure",
            "cincture-bamboo",
            "cincture-circleci",
            "cincture-codebuild",
            "cincture-github",
            "cincture-gitlab",
            "cincture-jenkins",
            "cincture-script",
            "cincture-spinnaker",
            "cincture-teamcity",
        ],
    ),
];

/// Lints that nobody may switch off, but the files named here.
const LINTS: [(&str, &[&str]); 9] = [
    ("unsafe_code", &[]),
    ("unwrap_used", &[]),
    ("expect_used", &[]),
    ("print_stdout", &[]),
    ("print_stderr", &[]),
    ("dbg_macro", &[]),
    ("todo", &[]),
    ("clippy::exit", &[]),
    ("disallowed_methods", &["core/app/src/doorstep.rs", "core/engine/src/clock.rs", "core/engine/src/sandbox.rs"]),
];

#[test]
fn crates_know_only_whom_they_may_know() {
    let metadata = metadata();
    let ours: BTreeSet<&str> = metadata.workspace_packages().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(ours, EDGES.iter().map(|(name, _)| *name).collect(), "a new crate needs its line in EDGES");
    for package in metadata.workspace_packages() {
        let allowed = EDGES.iter().find(|(name, _)| *name == package.name.as_str()).expect("its line").1;
        for dependency in package.dependencies.iter().filter(|d| ours.contains(d.name.as_str())) {
            assert!(allowed.contains(&dependency.name.as_str()), "{} may not know {}", package.name, dependency.name);
        }
    }
}

#[test]
fn only_the_engine_names_the_vm_and_only_core_names_kubernetes() {
    let homes = [("sabiruby", "cincture-engine"), ("seccompiler", "cincture-engine"), ("kube", "cincture-core")];
    for package in metadata().workspace_packages() {
        for (dependency, home) in homes {
            let named = package.dependencies.iter().any(|d| d.name == dependency);
            assert!(!named || package.name.as_str() == home, "{} names {dependency}", package.name);
        }
    }
}

#[test]
fn the_vm_and_its_parser_are_pinned_and_named_in_one_module_each() {
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("sabiruby = \"=") && manifest.contains("sabiruby-compiler = { version = \"="));
    for file in sources() {
        let inside = [
            "core/engine/build.rs",
            "core/engine/src/vm",
            "core/engine/src/ast",
            "core/engine/src/ast.rs",
            "core/engine/tests",
        ]
        .iter()
        .any(|home| file.starts_with(home));
        let named = code_lines(&file).any(|line| line.contains("sabiruby"));
        assert!(inside || !named, "{} names the VM", file.display());
    }
}

#[test]
fn no_lint_that_holds_a_rule_is_switched_off() {
    for package in metadata().workspace_packages() {
        let manifest = fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} has lints of its own", package.name);
    }
    let libraries = sources().filter(|file| file.components().any(|part| part.as_os_str() == "src"));
    for file in libraries {
        for line in code_lines(&file).filter(|line| line.contains("allow(") || line.contains("expect(clippy")) {
            for (lint, homes) in LINTS {
                let allowed = homes.iter().any(|home| Path::new(home) == file);
                assert!(allowed || !line.contains(lint), "{}: {line}", file.display());
            }
        }
    }
}

#[test]
fn no_unsafe_code() {
    for file in sources() {
        let found = code_lines(&file)
            .find(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == "unsafe"));
        assert_eq!(found, None, "{}", file.display());
    }
    assert!(read("Cargo.toml").contains("unsafe_code = \"forbid\""));
}

#[test]
fn files_have_at_most_500_lines() {
    for file in sources() {
        let lines = read(&file).lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
    }
}

/// All of it: documents name tests that must be there.
pub(crate) fn code() -> String {
    sources().map(|file| read(&file)).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_invariant_names_a_test_that_exists() {
    let text = read("ARCHITECTURE.md");
    let invariants = text.split("\n## Invariants").nth(1).expect("a section").split("\n## ").next().expect("its text");
    let code = code();
    let rows: Vec<&str> = invariants.split("\n- ").skip(1).collect();
    assert!(rows.len() >= 10, "only {} invariants", rows.len());
    for row in rows {
        let tests = row.split("Held by").nth(1).unwrap_or_else(|| panic!("no test holds: {row}"));
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test is named: {row}");
        for name in names {
            let function = name.rsplit("::").next().unwrap_or(name);
            assert!(code.contains(&format!("fn {function}(")), "no test `{name}` for: {row}");
        }
    }
}

#[test]
fn the_map_names_each_folder_of_code() {
    let map = read("ARCHITECTURE.md");
    // The tests of a module, in a folder of their own, are found beside it.
    let of_module = |file: &PathBuf| file.ends_with("tests.rs") || file.parent().is_some_and(|f| f.ends_with("tests"));
    let folders = sources()
        .filter(|file| !of_module(file) || file.starts_with("tests"))
        .map(|file| file.parent().expect("a folder").display().to_string());
    for folder in folders.filter(|folder| folder.contains("/src") || folder.starts_with("tests/")) {
        assert!(map.contains(&format!("`{folder}`")), "ARCHITECTURE.md does not mention `{folder}`");
    }
}

#[test]
fn readme_has_two_set_up_commands_and_ci_runs_the_second() {
    let readme = read("README.md");
    let section = readme.split("\n## Set up\n").nth(1).expect("the section").split("\n## ").next().expect("its text");
    let commands: Vec<&str> = section
        .split("```")
        .skip(1)
        .step_by(2)
        .flat_map(|block| block.lines().skip(1))
        .filter(|line| !line.trim().is_empty())
        .collect();
    assert_eq!(commands, ["cargo run --release --locked -- scan local://", "tests/run"]);
    let ci: Vec<String> = read(".ci/run").lines().skip(1).map(str::to_owned).collect();
    assert_eq!(ci, ["export CINCTURE_REQUIRE_SHARED=1", "cd \"$(dirname \"$0\")/..\" && exec tests/run"]);
}

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo metadata")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every Rust file of the project, its path from the root.
fn sources() -> impl Iterator<Item = PathBuf> {
    let mut files = Vec::new();
    for folder in ["core", "adapters", "templates", "tests"] {
        walk(&root().join(folder), &mut files);
    }
    assert!(files.len() > 30, "the walk misses files: {}", files.len());
    let root = root();
    files.into_iter().map(move |file| file.strip_prefix(&root).expect("below the root").to_owned())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            walk(&entry, files);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            files.push(entry);
        }
    }
}

/// The lines of a file without comments and without the words in this very file's texts.
fn code_lines(file: &Path) -> impl Iterator<Item = String> {
    let own = file.ends_with("tests/integration/architecture.rs");
    let text = if own { String::new() } else { read(file) };
    let lines: Vec<String> = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned()).collect();
    lines.into_iter()
}
