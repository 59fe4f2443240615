//! The JSON Schema of `cincture.yaml`, made from the table.

use serde_json::{Map, Value as Json, json};

use super::kind::Kind;
use super::options::ALL;
use super::setting::{InFile, Setting};

/// The schema, draft 2020-12, with a line feed at the end. Options that a file may not set are not in it.
pub fn schema() -> String {
    let allowed = ALL.iter().filter(|setting| !matches!(setting.in_file, InFile::Never(_)));
    let properties: Map<String, Json> =
        allowed.map(|setting| (setting.name.to_owned(), Json::Object(property(setting)))).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cincture.yaml",
        "description": "Options of Cincture, as a repository may set them. Flags and the environment override them.",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties,
    });
    format!("{schema:#}\n")
}

fn property(setting: &Setting) -> Map<String, Json> {
    let mut property = Map::new();
    property.insert("description".into(), json!(setting.help));
    for (key, value) in form(setting.kind) {
        property.insert(key.into(), value);
    }
    if setting.in_file == InFile::InCluster {
        property.insert("pattern".into(), json!("^k8s(-container)?://"));
    }
    if let Some(default) = setting.default.and_then(|default| setting.kind.parse(default).ok()) {
        property.insert("default".into(), default.json());
    }
    property
}

/// A scalar of YAML may be a number or a truth value where a text is meant, and no value at all means that none is given.
fn form(kind: Kind) -> Vec<(&'static str, Json)> {
    let items = json!({ "type": ["string", "number", "boolean"] });
    match kind {
        Kind::Text | Kind::Path => vec![("type", json!(["string", "number", "boolean", "null"]))],
        Kind::Time => vec![
            ("type", json!(["string", "integer", "null"])),
            ("pattern", json!("^[0-9]+(ms|s|m|h)?$")),
            ("minimum", json!(1)),
        ],
        Kind::Number { least, most } => {
            vec![("type", json!(["integer", "null"])), ("minimum", json!(least)), ("maximum", json!(most))]
        }
        Kind::Bool => vec![("type", json!(["boolean", "null"]))],
        Kind::Choice(choices) => {
            let names = choices.iter().map(|choice| json!(choice.name)).chain([Json::Null]);
            vec![("enum", names.collect())]
        }
        Kind::List | Kind::Paths => {
            vec![("type", json!(["array", "string", "number", "boolean", "null"])), ("items", items)]
        }
        Kind::Pairs => vec![("type", json!(["object", "array", "string", "null"])), ("items", items)],
    }
}
