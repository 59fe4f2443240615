//! Pipelines as people write them, in `tests/pipelines`, migrated.

#![expect(clippy::unwrap_used, reason = "test code outside of test functions")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use cincture_core::migrate::{self, Kind, Migration};
use serde_json::Value;

/// Each pipeline: its name, its text, and what it becomes.
fn pipelines() -> Vec<(String, String, Migration)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pipelines");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let migration = migrate::migrate(&name, &text);
        (name, text, migration)
    };
    files.iter().map(read).collect()
}

#[test]
fn each_becomes_what_was_looked_at() {
    for (name, text, migration) in pipelines() {
        let notes: Vec<String> =
            migration.notes.iter().map(|n| format!("{}: {}: {}\n", n.line, n.kind.as_str(), n.text)).collect();
        let diff = migrate::unified(&name, &text, &migration.edits);
        insta::assert_snapshot!(name.clone(), format!("{diff}\n{}", notes.concat()));
    }
}

#[test]
fn each_line_of_the_old_tools_is_changed_or_told() {
    for (name, text, migration) in pipelines() {
        let told: BTreeMap<usize, Kind> = migration.notes.iter().map(|n| (n.line, n.kind)).collect();
        for (at, line) in text.lines().enumerate() {
            let old = [
                "scan-container.sh",
                "inspec exec",
                "auditor exec",
                "cinc exec",
                "saf ",
                "jq ",
                "@mitre/saf",
                "mitre/saf:",
            ];
            let is_comment =
                line.trim_start().starts_with(['#', '/']) || line.contains("name: ") || line.contains("displayName");
            if old.iter().any(|word| line.contains(word)) && !is_comment {
                assert!(told.contains_key(&(at + 1)), "{name}:{}: {line}", at + 1);
            }
        }
    }
}

#[test]
fn git_applies_each_diff_and_the_file_is_what_was_said() {
    for (name, text, migration) in pipelines() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(&name);
        fs::write(&file, &text).unwrap();
        fs::write(folder.path().join("diff"), migrate::unified(&name, &text, &migration.edits)).unwrap();
        let mut git = Command::new("git");
        git.env("GIT_CEILING_DIRECTORIES", folder.path()).current_dir(folder.path());
        let applied = git.args(["apply", "diff"]).output().unwrap();
        assert!(applied.status.success(), "{name}: {}", String::from_utf8_lossy(&applied.stderr));
        assert_eq!(fs::read_to_string(&file).unwrap(), migration.text, "{name}");
    }
}

/// Every text in `value`.
fn texts(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Value::Object(items) => items.values().for_each(|item| texts(item, all)),
        _ => {}
    }
}

#[test]
fn yaml_stays_yaml_and_its_scripts_stay_scripts() {
    for (name, before, migration) in pipelines() {
        let scripts = if name.ends_with(".yml") {
            let of = |text: &str| -> Value { serde_saphyr::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}")) };
            let (mut old, mut new) = (Vec::new(), Vec::new());
            texts(&of(&before), &mut old);
            texts(&of(&migration.text), &mut new);
            assert_eq!(old.len(), new.len(), "{name}");
            new
        } else if name.ends_with(".sh") {
            vec![migration.text]
        } else {
            continue;
        };
        for script in scripts.iter().filter(|script| script.contains("cincture")) {
            let mut shell = Command::new("bash")
                .args(["-n", "/dev/stdin"])
                .stdin(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // Expressions of GitHub and CircleCI are gone before a shell reads the script.
            let script = script.replace("${{ inputs.container }}", "app").replace("<< parameters.pod >>", "web-0");
            std::io::Write::write_all(&mut shell.stdin.take().unwrap(), script.as_bytes()).unwrap();
            let output = shell.wait_with_output().unwrap();
            assert!(output.status.success(), "{name}: {}\n{script}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
