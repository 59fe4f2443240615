//! Pipelines that use the task, as an editor knows them: the service's schema with our task in it, made from task.json.

use std::fs;

use serde_json::{Map, Value, json};

use super::super::documents;
use super::{read, source};
use crate::generate::azure::Editor;

/// The schema of an input.
fn input(input: &Value) -> Value {
    let mut schema = json!({ "description": input["label"], "ignoreCase": "key" });
    match input["options"].as_object() {
        Some(options) => schema["enum"] = options.keys().map(String::as_str).collect(),
        None if input["type"] == "boolean" => schema["type"] = json!("boolean"),
        None => schema["type"] = json!("string"),
    }
    schema
}

/// The schema of the service with the task, as an organization that has the extension gives it to editors.
fn with_our_task(mut schema: Value) -> Value {
    let task = read(&source("cincture/task.json"));
    let name = format!("{}@{}", task["name"].as_str().unwrap(), task["version"]["Major"]);
    let inputs = task["inputs"].as_array().unwrap().iter();
    let inputs: Map<String, Value> = inputs.map(|i| (i["name"].as_str().unwrap().to_owned(), input(i))).collect();
    let of_task = &mut schema["definitions"]["task"];
    let known = of_task["properties"]["task"]["anyOf"].as_array_mut().unwrap();
    known.push(json!({ "description": task["description"], "ignoreCase": "value", "enum": [name] }));
    of_task["anyOf"].as_array_mut().unwrap().push(json!({
        "properties": {
            "task": { "ignoreCase": "value", "pattern": format!("^{name}$") },
            "inputs": { "properties": inputs, "additionalProperties": false },
        },
        "firstProperty": ["task"],
        "required": ["task"],
    }));
    schema
}

#[test]
fn the_language_server_finds_no_fault_with_the_manual_and_finds_a_wrong_input() {
    let Some(mut editor) = Editor::new() else { return };
    let here = tempfile::tempdir().unwrap();
    let schema = here.path().join("schema.json");
    fs::write(&schema, with_our_task(read(&editor.schema)).to_string()).unwrap();
    editor.schema = schema;
    let write = |name: String, text: &str| {
        fs::write(here.path().join(&name), text).unwrap();
        name
    };
    let blocks = documents::blocks("azure", "yaml");
    let files: Vec<String> = blocks.iter().enumerate().map(|(at, text)| write(format!("{at}.yml"), text)).collect();
    assert_eq!(editor.judge(here.path(), &files), Ok(()));
    let task = blocks.iter().find(|text| text.contains("Cincture@0")).unwrap();
    for (right, wrong) in [
        ("failOn: critical", "failON1: critical"),
        ("failOn: critical", "failOn: criticl"),
        ("Cincture@0", "Cincture@7"),
    ] {
        assert!(task.contains(right));
        let bad = write("bad.yml".to_owned(), &task.replacen(right, wrong, 1));
        assert!(editor.judge(here.path(), &[bad]).is_err(), "{wrong}");
    }
}
