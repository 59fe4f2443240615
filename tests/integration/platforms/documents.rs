//! The manuals of the platforms: what people copy out of them is right.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::oracle;

/// The manual of a platform.
pub(super) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name).with_extension("md");
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What it has to copy, in one language.
pub(super) fn blocks(name: &str, language: &str) -> Vec<String> {
    let text = text(name);
    let opening = format!("\n```{language}\n");
    let blocks = text.split(&opening).skip(1);
    blocks.map(|block| block.split("\n```").next().unwrap().to_owned() + "\n").collect()
}

/// check-jsonschema, with a schema that it holds, finds no fault with `blocks`, and finds one with `bad`.
pub(super) fn holds_to_schema(schema: &str, more: &[&str], blocks: &[String], bad: &str) {
    let Some(folder) = oracle::python("pipelines") else { return };
    let files = tempfile::tempdir().unwrap();
    let judged = |text: &str| {
        let file = files.path().join("file.yml");
        fs::write(&file, text).unwrap();
        let mut python = Command::new(folder.join("venv/bin/python"));
        python.args(["-m", "check_jsonschema", "--builtin-schema", schema]).args(more).arg(&file);
        let output = python.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(said.into_owned()) }
    };
    for block in blocks {
        assert_eq!(judged(block), Ok(()), "{block}");
    }
    assert!(judged(bad).is_err());
}
