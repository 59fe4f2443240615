//! task.json and vss-extension.json. Their schemas are in repositories and in no package that could be pinned, so that what
//! matters of them is checked here: no key that Azure does not know, and each value of its kind.

use cincture_core::config::options;
use cincture_core::config::{Group, Kind, Setting};
use cincture_core::report::Format;
use serde_json::{Value, json};

use super::{read, source};

/// Inputs that are no options: with their types.
const OTHERS: [(&str, &str); 5] = [
    ("results", "multiLine"),
    ("connection", "connectedService:kubernetes"),
    ("program", "string"),
    ("downloadUrl", "string"),
    ("checksum", "string"),
];
/// Inputs that mean something only beside another one.
const RULES: [(&str, &str); 3] = [
    ("engine-program", "engine = cinc"),
    ("access-namespace", "access = ephemeral"),
    ("access-ttl", "access = ephemeral"),
];
/// Output variables that are no reports.
const VERDICT: [&str; 4] = ["verdict", "exitStatus", "compliance", "failed"];

fn task() -> Value {
    read(&source("cincture/task.json"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn names<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap()).collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &capital(word))
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn group(setting: &Setting) -> String {
    format!("{:?}", setting.group).to_lowercase()
}

/// The input that an option is.
fn input(setting: &Setting) -> Value {
    let default = setting.default.map(|default| format!("; default: {default}")).unwrap_or_default();
    let kind = match setting.kind {
        Kind::Bool => "boolean",
        Kind::Choice(_) => "pickList",
        kind if kind.several() => "multiLine",
        _ => "string",
    };
    // Defaults are the program's: what is left empty here can still stand in cincture.yaml. No input is of the type filePath:
    // the agent makes the working directory of an empty one.
    let mut input = json!({
        "name": camel(setting.name),
        "type": kind,
        "label": capital(&setting.name.replace('-', " ")),
        "groupName": group(setting),
        "helpMarkDown": format!("{}{default}", setting.help),
    });
    if let Kind::Choice(choices) = setting.kind {
        input["options"] = choices.iter().map(|choice| (choice.name, choice.name)).collect();
        input["properties"] = json!({ "EditableOptions": "True" });
    }
    if let Some((_, rule)) = RULES.iter().find(|(name, _)| *name == setting.name) {
        input["visibleRule"] = json!(rule);
    }
    input
}

#[test]
fn the_inputs_are_the_options_with_their_help_and_defaults() {
    let task = task();
    let inputs = task["inputs"].as_array().unwrap();
    let (ours, others) = inputs.split_at(options::ALL.len());
    for (setting, found) in options::ALL.iter().zip(ours) {
        assert_eq!(*found, input(setting), "{}", setting.name);
    }
    let others: Vec<(&str, &str)> =
        others.iter().map(|i| (i["name"].as_str().unwrap(), i["type"].as_str().unwrap())).collect();
    assert_eq!(others, OTHERS);
    let groups: Vec<Value> =
        task["groups"].as_array().unwrap().iter().map(|g| json!([g["name"], g["displayName"]])).collect();
    let titles = Group::ALL.map(|group| json!([format!("{group:?}").to_lowercase(), group.title()]));
    assert_eq!(groups, [titles.to_vec(), vec![json!(["program", "The program"])]].concat());
    for name in names(&task["inputs"], "groupName") {
        assert!(names(&task["groups"], "name").contains(&name), "{name}");
    }
}

#[test]
fn the_variables_are_those_of_the_program_and_it_may_set_no_other() {
    let task = task();
    let formats = Format::ALL.map(Format::as_str);
    let expected: Vec<&str> = VERDICT.iter().chain(&formats).copied().collect();
    assert_eq!(names(&task["outputVariables"], "name"), expected);
    assert_eq!(task["restrictions"], json!({ "settableVariables": { "allowed": expected } }));
    assert!(task["outputVariables"].as_array().unwrap().iter().all(|v| keys(v) == ["name", "description"]));
}

/// Keys of task.json, and of an input, that the schema of Azure's library for tasks has, of those that are of use here.
const OF_TASK: [&str; 20] = [
    "$schema",
    "id",
    "name",
    "friendlyName",
    "description",
    "helpMarkDown",
    "author",
    "category",
    "visibility",
    "runsOn",
    "showEnvironmentVariables",
    "version",
    "minimumAgentVersion",
    "instanceNameFormat",
    "groups",
    "inputs",
    "outputVariables",
    "restrictions",
    "execution",
    "preview",
];
const OF_INPUT: [&str; 8] =
    ["name", "type", "label", "groupName", "helpMarkDown", "options", "properties", "visibleRule"];

#[test]
fn the_task_is_as_azure_takes_it() {
    let task = task();
    assert!(keys(&task).iter().all(|key| OF_TASK.contains(key)), "{:?}", keys(&task));
    let parts: Vec<usize> = task["id"].as_str().unwrap().split('-').map(str::len).collect();
    let hexadecimal = |c: char| c == '-' || c.is_ascii_hexdigit();
    assert!(parts == [8, 4, 4, 4, 12] && task["id"].as_str().unwrap().chars().all(hexadecimal));
    assert_eq!((&task["name"], &task["category"]), (&json!("Cincture"), &json!("Azure Pipelines")));
    let named = |value: &Value| value.as_str().unwrap().chars().all(|c| c.is_ascii_alphanumeric());
    for input in task["inputs"].as_array().unwrap() {
        assert!(named(&input["name"]) && keys(input).iter().all(|key| OF_INPUT.contains(key)), "{input}");
        assert!(keys(input).starts_with(&["name", "type", "label"]), "{input}");
    }
    assert!(task["outputVariables"].as_array().unwrap().iter().all(|variable| named(&variable["name"])));
    assert!(task["groups"].as_array().unwrap().iter().all(|g| keys(g) == ["name", "displayName", "isExpanded"]));
    // 3.232.1 is the first agent that has Node 20; one that has a later one takes that.
    assert_eq!(keys(&task["execution"]), ["Node20_1", "Node24"]);
    assert_eq!(task["minimumAgentVersion"], "3.232.1");
    let version = &task["version"];
    let version = format!("{}.{}.{}", version["Major"], version["Minor"], version["Patch"]);
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_extension_is_as_azure_takes_it() {
    let extension = read(&source("vss-extension.json"));
    let known = "$schema manifestVersion id publisher version name description public categories tags targets content files \
                 contributions";
    assert_eq!(keys(&extension), known.split_whitespace().collect::<Vec<_>>());
    assert_eq!(extension["manifestVersion"], 1);
    assert_eq!(extension["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(read(&source("cincture/package.json"))["version"], env!("CARGO_PKG_VERSION"));
    assert!(extension["description"].as_str().unwrap().len() <= 200);
    assert_eq!(extension["categories"], json!(["Azure Pipelines"]));
    assert_eq!(extension["targets"], json!([{ "id": "Microsoft.VisualStudio.Services" }]));
    let [task] = extension["contributions"].as_array().unwrap().as_slice() else { panic!("one task") };
    assert_eq!(
        (&task["type"], &task["targets"]),
        (&json!("ms.vss-distributed-task.task"), &json!(["ms.vss-distributed-task.tasks"]))
    );
    // The folder of the task, in the repository and in the extension.
    assert!(source(task["properties"]["name"].as_str().unwrap()).join("task.json").is_file());
    // An address of a registry in a lock file is one that not everybody reaches.
    assert!(!read(&source("cincture/package-lock.json")).to_string().contains("\"resolved\""));
}
