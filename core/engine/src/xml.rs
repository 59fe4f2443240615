//! XML documents and XPath 1.0, for the resource `xml`.
//!
//! What is found has the form in which Ruby's REXML gives it, as profiles expect it: of an element its first text, of an
//! attribute its value as it is written. Documents come from a target, paths from a profile, and both may be hostile: the
//! size, the number of nodes, the entities, the depth of a path and the work that it makes are limited. External entities are
//! never read.

use roxmltree::{Document, ParsingOptions};
use serde_json::{Value as Json, json};

mod axes;
mod compare;
mod evaluate;
mod functions;
mod path;
mod tokens;

use evaluate::{Evaluation, Value};

/// Most bytes of a document with a document type: its entities can make 255 times as much of it.
const MAX_WITH_ENTITIES: usize = 256 << 10;
/// Most nodes of a document.
const MAX_NODES: u32 = 1_000_000;

/// What is wrong, in words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum XmlError {
    /// The document is not XML, or beyond the limits.
    #[error("{0}")]
    Document(String),
    /// The path is not one of XPath 1.0, asks for what is not supported, or is too much work.
    #[error("XPath: {0}")]
    Path(String),
}

impl XmlError {
    fn path(text: impl Into<String>) -> Self {
        Self::Path(text.into())
    }
}

/// Whether `text` is a document.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(text: &str) -> Result<(), XmlError> {
    parse(text).map(|_| ())
}

/// What `path` finds in the document `text`: a list of `[kind, value]`, where the kind is `element`, `attribute`, `value`, or
/// the name of REXML's class for what the resource has no words for.
///
/// # Errors
/// [`XmlError`]
pub(crate) fn find(text: &str, path: &str) -> Result<Vec<Json>, XmlError> {
    // Places in the document are counted from where it begins.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse(text)?;
    let expression = path::parse(path)?;
    let mut evaluation = Evaluation::new(text);
    let value = evaluation.at_root(&expression, &document)?;
    Ok(match value {
        Value::Nodes(items) => items.into_iter().map(|item| item.found(text)).collect(),
        Value::Names(names) => names.into_iter().map(|name| json!(["value", name])).collect(),
        Value::Text(text) => vec![json!(["value", text])],
        Value::Bool(truth) => vec![json!(["value", truth])],
        Value::Number { value, whole: true } => vec![json!(["value", whole(value)])],
        Value::Number { value, whole: false } => vec![json!(["Float", format!("{value:?}")])],
    })
}

/// `NaN` and what is too large are no integers.
fn whole(value: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "a float to an integer saturates")]
    let number = value as i64;
    if value.is_finite() { json!(number) } else { Json::Null }
}

fn parse(text: &str) -> Result<Document<'_>, XmlError> {
    if text.contains("<!DOCTYPE") && text.len() > MAX_WITH_ENTITIES {
        return Err(XmlError::Document(format!("a document type in more than {MAX_WITH_ENTITIES} bytes")));
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Document::parse_with_options(text, options).map_err(|e| XmlError::Document(e.to_string()))
}

#[cfg(test)]
mod tests;
