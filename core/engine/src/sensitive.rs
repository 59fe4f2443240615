//! Which inputs a profile calls sensitive. Nothing depends on it but what is taken out of texts, so it may say anything.

use serde_json::{Map, Value};

/// Most of them.
const MOST: usize = 1_000;
/// Most bytes of all of them.
const MOST_BYTES: usize = 1 << 20;

/// An input that the profile calls sensitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SensitiveInput {
    /// Its name.
    pub name: String,
    /// A value of it; `None` where its name is all that is known.
    pub value: Option<String>,
}

/// What a child said of them.
#[derive(Debug, Default)]
pub(crate) struct SensitiveInputs {
    inputs: Vec<SensitiveInput>,
    bytes: usize,
}

impl SensitiveInputs {
    /// Notes a value of an input.
    pub(crate) fn add(&mut self, name: String, value: String) {
        let input = SensitiveInput { name, value: Some(value) };
        if self.inputs.len() < MOST && self.bytes < MOST_BYTES && !self.inputs.contains(&input) {
            self.bytes += input.name.len() + input.value.as_ref().map_or(0, String::len);
            self.inputs.push(input);
        }
    }

    /// And those that `inspec.yml` declares. Their values come from the child as soon as code of the profile runs.
    pub(crate) fn with_those_of(self, metadata: &Map<String, Value>) -> Vec<SensitiveInput> {
        let declared = metadata.get("inputs").or_else(|| metadata.get("attributes")).and_then(Value::as_array);
        let sensitive =
            |input: &&Value| !matches!(input.get("sensitive"), None | Some(Value::Null | Value::Bool(false)));
        let name = |input: &Value| Some(SensitiveInput { name: input.get("name")?.as_str()?.to_owned(), value: None });
        let declared = declared.into_iter().flatten().filter(sensitive).filter_map(name);
        declared.chain(self.inputs).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn those_of_the_metadata_and_of_the_code_are_known_each_once_and_not_without_end() {
        let mut inputs = SensitiveInputs::default();
        for _ in 0..3 {
            inputs.add("code".into(), "v".into());
        }
        let metadata =
            json!({"inputs": [{"name": "a", "sensitive": true}, {"name": "b", "sensitive": false}, {"name": "c"}, 1]});
        let known = inputs.with_those_of(metadata.as_object().unwrap());
        let names: Vec<&str> = known.iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, ["a", "code"]);

        let mut flood = SensitiveInputs::default();
        (0..5_000).for_each(|n| flood.add("x".into(), n.to_string()));
        assert_eq!(flood.with_those_of(&Map::new()).len(), MOST);
        let mut huge = SensitiveInputs::default();
        (0..50).for_each(|n| huge.add("x".into(), format!("{n}{}", "y".repeat(1 << 16))));
        assert_eq!(huge.with_those_of(&Map::new()).len(), 16);
    }
}
