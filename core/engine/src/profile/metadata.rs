//! `inspec.yml`.

use serde_json::{Map, Value};

use super::{METADATA, requirement, yaml};
use crate::protocol::ProfileFile;

/// The InSpec whose behaviour the engine follows; what a profile's `inspec_version` is held against.
pub const INSPEC_VERSION: &str = "7.1.16";

/// Most bytes of `inspec.yml`.
const MAX_METADATA: usize = 1 << 20;

/// What a profile says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// `inspec.yml` as JSON, with `name` at least. `version` is a text, `supports` a list of mappings.
    pub fields: Map<String, Value>,
    /// For which platforms it is made, also in `fields`.
    pub supports: Vec<Map<String, Value>>,
    /// Its inputs (`inputs`, formerly `attributes`), each with a `name`.
    pub inputs: Vec<Map<String, Value>>,
    /// What it asks for that this engine does not do. Any of these makes the scan incomplete.
    pub gaps: Vec<String>,
}

/// Why `inspec.yml` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("inspec.yml{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct MetadataError {
    /// Line, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
}

/// Reads `inspec.yml`; `name` stands in where it names nothing, or is not there.
///
/// # Errors
/// If it is not YAML, not a mapping, or a field that the engine depends on has another form than InSpec takes.
pub fn metadata(files: &[ProfileFile], name: &str) -> Result<Metadata, MetadataError> {
    let Some(file) = files.iter().find(|file| file.path == METADATA) else {
        let fields = ["name", "title"].map(|key| (key.to_owned(), name.into())).into_iter().collect();
        return Ok(Metadata { fields, ..Metadata::default() });
    };
    let text = std::str::from_utf8(&file.content).map_err(|_| error(None, "it is not UTF-8"))?;
    let mut read = Reader { text, metadata: Metadata { fields: parse(text)?, ..Metadata::default() } };
    read.text_fields(name)?;
    read.supports()?;
    read.inputs()?;
    read.dependencies()?;
    read.requirement();
    Ok(read.metadata)
}

fn error(line: Option<u64>, message: impl Into<String>) -> MetadataError {
    MetadataError { line, message: message.into() }
}

fn parse(text: &str) -> Result<Map<String, Value>, MetadataError> {
    if text.len() > MAX_METADATA {
        return Err(error(None, "it has more than 1 MiB"));
    }
    // InSpec runs the file through a template engine first, which is code of the profile's author.
    if let Some(at) = text.find("<%") {
        let line = text[..at].lines().count().max(1) as u64;
        return Err(error(Some(line), "templates (<% %>) in inspec.yml are not supported"));
    }
    match yaml::parse(text, MAX_METADATA) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(error(Some(1), "it is not a mapping of names to values")),
        Err(fault) => {
            let line = fault.location().map(|location| location.line());
            Err(error(line, fault.without_snippet().to_string()))
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    metadata: Metadata,
}

impl Reader<'_> {
    /// An error about the field `key`, with its line.
    fn wrong(&self, key: &str, message: &str) -> MetadataError {
        let is_key = |line: &str| line.trim_start_matches(['"', '\'']).starts_with(key);
        let line = self.text.lines().position(is_key).map(|before| before as u64 + 1);
        error(line, format!("{key}: {message}"))
    }

    fn text_fields(&mut self, name: &str) -> Result<(), MetadataError> {
        for key in ["name", "version"] {
            let text = match self.metadata.fields.get(key) {
                None | Some(Value::Null) => None,
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                Some(_) => return Err(self.wrong(key, "must be a text")),
            };
            match text.or_else(|| (key == "name").then(|| name.to_owned())) {
                Some(text) => self.metadata.fields.insert(key.to_owned(), text.into()),
                None => self.metadata.fields.remove(key),
            };
        }
        Ok(())
    }

    /// A mapping, a list of mappings, or a list with the oldest form, the bare name of a family.
    fn supports(&mut self) -> Result<(), MetadataError> {
        let listed = match self.metadata.fields.get("supports") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => list.clone(),
            Some(one @ Value::Object(_)) => vec![one.clone()],
            Some(_) => return Err(self.wrong("supports", "must be a list of mappings, such as `- platform: linux`")),
        };
        for entry in listed {
            self.metadata.supports.extend(self.platform(entry)?);
        }
        let supports = self.metadata.supports.iter().cloned().map(Value::Object).collect();
        self.metadata.fields.insert("supports".to_owned(), Value::Array(supports));
        Ok(())
    }

    fn platform(&self, entry: Value) -> Result<Option<Map<String, Value>>, MetadataError> {
        match entry {
            Value::Null => Ok(None),
            Value::Object(mut entry) => {
                if let Some(release) = entry.get_mut("release").filter(|release| release.is_number()) {
                    *release = release.to_string().into();
                }
                Ok(Some(entry))
            }
            Value::String(family) => Ok(Some(Map::from_iter([("os-family".to_owned(), family.into())]))),
            _ => Err(self.wrong("supports", "an entry is neither a mapping nor a text")),
        }
    }

    fn inputs(&mut self) -> Result<(), MetadataError> {
        for key in ["inputs", "attributes"] {
            let list = match self.metadata.fields.get(key) {
                None | Some(Value::Null) => continue,
                Some(Value::Array(list)) => list.clone(),
                Some(_) => return Err(self.wrong(key, "must be a list of mappings with a name")),
            };
            for input in list {
                match input {
                    Value::Object(input) if input.get("name").is_some_and(Value::is_string) => {
                        self.metadata.inputs.push(input);
                    }
                    _ => return Err(self.wrong(key, "must be a list of mappings with a name")),
                }
            }
            // Where there are both, InSpec does not look at the old one.
            break;
        }
        Ok(())
    }

    fn dependencies(&mut self) -> Result<(), MetadataError> {
        for (key, what) in [("depends", "other profiles"), ("gem_dependencies", "Ruby gems")] {
            let names: Vec<String> = match self.metadata.fields.get(key) {
                None | Some(Value::Null) => continue,
                Some(Value::Array(list)) => list.iter().map(dependency_name).collect(),
                Some(_) => return Err(self.wrong(key, "must be a list of mappings with a name")),
            };
            if !names.is_empty() {
                let names = names.join(", ");
                self.metadata.gaps.push(format!("inspec.yml, {key}: {what} are not loaded ({names})"));
            }
        }
        Ok(())
    }

    fn requirement(&mut self) {
        let wanted = match self.metadata.fields.get("inspec_version") {
            None | Some(Value::Null) => return,
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(all)) => {
                all.iter().map(|one| one.as_str().unwrap_or_default()).collect::<Vec<_>>().join(",")
            }
            Some(other) => other.to_string(),
        };
        match requirement::met(&wanted, INSPEC_VERSION) {
            Some(true) => {}
            Some(false) => self.metadata.gaps.push(format!(
                "inspec.yml, inspec_version: {wanted:?} is asked for, and the engine behaves as {INSPEC_VERSION}"
            )),
            None => self.metadata.gaps.push(format!("inspec.yml, inspec_version: {wanted:?} is not understood")),
        }
    }
}

fn dependency_name(entry: &Value) -> String {
    entry.get("name").and_then(Value::as_str).map_or_else(|| entry.to_string(), str::to_owned)
}
