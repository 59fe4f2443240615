//! Natives that read a format of data files.

use sabiruby::error::VmResult;
use sabiruby::{Value, Vm};
use serde_json::{Value as Json, json};

use super::convert::from_json;
use super::natives::text;
use crate::xml;

/// The key of an object that stands for a point in time: JSON has none.
const TIME: &str = "\0time";

/// TOML as a Ruby value. A time is an object with one key, that of [`TIME`].
pub(super) fn toml_parse(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let text = text(vm, args, 0)?;
    match text.parse::<toml::Table>() {
        Ok(table) => from_json(vm, &toml_to_json(toml::Value::Table(table))),
        Err(e) => Err(vm.raise_arg(&format!("not TOML: {}", e.message()))),
    }
}

/// The recursion is bounded by the parser's own limit.
fn toml_to_json(value: toml::Value) -> Json {
    match value {
        toml::Value::String(text) => Json::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(time) => json!({ TIME: time.to_string() }),
        toml::Value::Array(items) => items.into_iter().map(toml_to_json).collect(),
        toml::Value::Table(table) => {
            Json::Object(table.into_iter().map(|(key, value)| (key, toml_to_json(value))).collect())
        }
    }
}

/// Raises an ArgumentError if a text is no XML document.
pub(super) fn xml_check(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let text = text(vm, args, 0)?;
    xml::check(&text).map(|()| Value::True).map_err(|e| vm.raise_arg(&e.to_string()))
}

/// What an XPath finds in a document: pairs of kind and value.
pub(super) fn xml_find(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let document = text(vm, args, 0)?;
    let path = text(vm, args, 1)?;
    match xml::find(&document, &path) {
        Ok(found) => from_json(vm, &Json::Array(found)),
        Err(e) => Err(vm.raise_arg(&e.to_string())),
    }
}
