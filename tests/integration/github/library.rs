//! GitHub's own library writes what we write, and the port of the runner reads it alike.

use std::fs;
use std::process::Command;

use cincture_github::output::{command, file_value};
use serde_json::json;

use super::runner;
use crate::oracle;

const TEXTS: [&str; 9] = [
    "plain",
    "a:b,c=d",
    "100 % of %0A and %25",
    "two\nlines\r\nand three",
    "::error::x",
    "##[error]x]; y",
    "tab\there",
    "ä 𝒳 \u{200b}",
    "a::b::c",
];

#[test]
fn commands_and_outputs_are_those_of_githubs_own_library() {
    let Some(folder) = oracle::node("actions-core") else { return };
    let scratch = tempfile::tempdir().unwrap();
    let (asked, outputs) = (scratch.path().join("asked.json"), scratch.path().join("outputs"));
    let kinds = ["error", "warning", "notice"];
    let annotations = TEXTS.iter().enumerate().map(|(at, text)| (kinds[at % 3], *text, TEXTS[(at + 4) % TEXTS.len()]));
    let annotations: Vec<(&str, &str, &str)> = annotations.collect();
    let named = |(kind, title, message): &(&str, &str, &str)| json!({"kind": kind, "title": title, "message": message});
    let values: Vec<(String, &str)> =
        TEXTS.iter().enumerate().map(|(at, text)| (format!("name-{at}"), *text)).collect();
    let asked_for = json!({
        "masks": TEXTS,
        "annotations": annotations.iter().map(named).collect::<Vec<_>>(),
        "outputs": values.iter().map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
    });
    fs::write(&asked, asked_for.to_string()).unwrap();
    fs::write(&outputs, "").unwrap();
    let mut node = Command::new("node");
    let theirs = node.arg(folder.join("check.mjs")).arg(&asked).env("GITHUB_OUTPUT", &outputs).output().unwrap();
    assert!(theirs.status.success(), "{}", String::from_utf8_lossy(&theirs.stderr));
    let theirs = String::from_utf8(theirs.stdout).unwrap();
    let masks = TEXTS.iter().map(|text| command("add-mask", &[], text));
    let ours: String =
        masks.chain(annotations.iter().map(|(kind, title, text)| command(kind, &[("title", title)], text))).collect();
    assert_eq!(ours, theirs);
    assert_eq!(runner::commands(&theirs).len(), 2 * TEXTS.len());
    let ours: String = values.iter().map(|(name, value)| file_value(name, value, "0123")).collect();
    let theirs = fs::read_to_string(&outputs).unwrap();
    assert_eq!(runner::outputs(&ours).unwrap(), runner::outputs(&theirs).unwrap());
    let meant: Vec<(String, String)> = values.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    assert_eq!(runner::outputs(&ours).unwrap(), meant);
}
