//! Ruby values to JSON and back.

use sabiruby::error::VmResult;
use sabiruby::{Value, Vm};
use serde_json::{Map, Number, Value as Json};

/// Deeper data than this is cut: a profile can build a cycle.
const MAX_DEPTH: usize = 64;

/// A Ruby value as JSON. What JSON has no word for (a symbol, a pattern, an object) becomes its `to_s`.
pub(super) fn to_json(vm: &mut Vm, value: Value) -> VmResult<Json> {
    to_json_at(vm, value, 0)
}

fn to_json_at(vm: &mut Vm, value: Value, depth: usize) -> VmResult<Json> {
    if depth > MAX_DEPTH {
        return Err(vm.raise_arg("nested too deeply"));
    }
    Ok(match value {
        Value::Nil => Json::Null,
        Value::True => Json::Bool(true),
        Value::False => Json::Bool(false),
        Value::Int(i) => Json::from(i),
        Value::Float(f) => Number::from_f64(f).map_or(Json::Null, Json::Number),
        Value::Sym(s) => Json::String(vm.sym_name(s)),
        Value::Obj(_) => object_to_json(vm, value, depth)?,
    })
}

fn object_to_json(vm: &mut Vm, value: Value, depth: usize) -> VmResult<Json> {
    if let Some(bytes) = vm.str_bytes(value) {
        return Ok(Json::String(String::from_utf8_lossy(bytes).into_owned()));
    }
    if let Some(items) = vm.ary_vals(value) {
        let items = items.into_iter().map(|item| to_json_at(vm, item, depth + 1)).collect::<VmResult<_>>()?;
        return Ok(Json::Array(items));
    }
    if let Some(entries) = vm.hash_entries(value) {
        let mut map = Map::new();
        for (key, item) in entries {
            let key = match to_json_at(vm, key, depth + 1)? {
                Json::String(text) => text,
                other => other.to_string(),
            };
            let item = to_json_at(vm, item, depth + 1)?;
            map.insert(key, item);
        }
        return Ok(Json::Object(map));
    }
    let text = vm.as_string(value)?;
    Ok(Json::String(String::from_utf8_lossy(&text).into_owned()))
}

/// JSON as a Ruby value; keys are strings.
pub(super) fn from_json(vm: &mut Vm, json: &Json) -> VmResult<Value> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::bool(*b),
        Json::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(i), _) => Value::Int(i),
            (None, Some(f)) => Value::Float(f),
            (None, None) => Value::Nil,
        },
        Json::String(s) => vm.str_new(s.as_bytes()),
        Json::Array(items) => {
            let items = items.iter().map(|item| from_json(vm, item)).collect::<VmResult<_>>()?;
            vm.ary_new(items)
        }
        Json::Object(map) => {
            let hash = vm.hash_new();
            for (key, item) in map {
                let key = vm.str_new(key.as_bytes());
                let item = from_json(vm, item)?;
                vm.hash_set(hash, key, item)?;
            }
            hash
        }
    })
}
