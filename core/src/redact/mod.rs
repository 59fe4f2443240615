//! Secrets are taken out of texts before anybody reads them: out of what a target said, and what was made of it.
//!
//! Texts of a target get all rules ([`Redactor::text`]). What an author wrote, such as the code of a control, loses only keys,
//! tokens and values ([`Redactor::authored`]): it speaks of passwords by their names on every page, with examples. Where a secret was, there is a mark with its [`Kind`], and it is counted. `docs/redaction.md` says what is found and what is not.
//!
//! Deliberately absent: entropy, as used by scanners of source code. It finds the digests, fingerprints and ids that results
//! are full of, and a report that hides those is of no use.

mod account;
mod aws;
mod block;
mod bytes;
mod find;
mod forms;
mod hash;
mod header;
mod inputs;
mod kind;
mod markup;
mod pem;
mod property;
mod reading;
mod results;
mod setting;
mod token;

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use self::find::{Spot, settle, spots};
use self::inputs::Search;
pub use self::inputs::{SHORTEST, Sensitive};
pub use self::kind::{Kind, Redacted};
pub use self::reading::Reading;
pub use self::results::{redact_control, redact_profile, redact_results};

/// Warns that nothing is taken out.
pub const UNREDACTED: &str = "secrets are not removed from the texts (--no-redact)";

/// Takes secrets out of texts, and counts them.
pub struct Redactor {
    on: bool,
    values: Option<Arc<Search>>,
    redacted: Redacted,
}

impl Redactor {
    /// One that knows secrets by their form and by their names, and these values.
    pub fn new(sensitive: &Sensitive) -> Self {
        Self::searching(Search::new(sensitive).map(Arc::new))
    }

    fn searching(values: Option<Arc<Search>>) -> Self {
        Self { on: true, values, redacted: Redacted::default() }
    }

    /// One that leaves every text as it is.
    pub fn off() -> Self {
        Self { on: false, values: None, redacted: Redacted::default() }
    }

    /// What it has taken out so far.
    pub fn redacted(&self) -> Redacted {
        self.redacted
    }

    /// `text`, which a target may have said, without secrets. The same again leaves it as it is.
    pub fn text<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        self.without(text, |text| spots(text, false))
    }

    /// `text`, which an author wrote, without keys, tokens, and the values.
    pub fn authored<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        self.without(text, |text| spots(text, true))
    }

    /// `text` without the values only.
    pub fn titled<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        self.without(text, |_| Vec::new())
    }

    /// [`Redactor::text`], in place.
    pub fn clean(&mut self, text: &mut String) {
        if let Cow::Owned(clean) = self.text(text) {
            *text = clean;
        }
    }

    /// Takes what a check of a property says of its value out of both texts, if the property is a password or the like.
    fn clean_property(&mut self, code_desc: &mut String, message: &mut String) {
        if !self.on {
            return;
        }
        let values: Vec<String> = property::values(code_desc, message).into_iter().map(str::to_owned).collect();
        for text in [code_desc, message] {
            for value in &values {
                let found = text.matches(value.as_str()).count();
                if found > 0 {
                    *text = text.replace(value.as_str(), Kind::Password.mark());
                    (0..found).for_each(|_| self.redacted.add(Kind::Password));
                }
            }
        }
    }

    /// [`Redactor::clean`] for each text in `value`; keys stay.
    pub fn clean_value(&mut self, value: &mut Value) {
        each_text(value, &mut |text| self.clean(text));
    }

    fn without<'t>(&mut self, text: &'t str, find: impl FnOnce(&str) -> Vec<Spot>) -> Cow<'t, str> {
        if !self.on {
            return Cow::Borrowed(text);
        }
        let mut found = find(text);
        if let Some(values) = &self.values {
            values.spots(text, &mut found);
            settle(&mut found);
        }
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.iter().for_each(|spot| self.redacted.add(spot.kind));
        Cow::Owned(marked(text, &found))
    }
}

/// `text` with a mark in the place of each spot. They are between characters: each ends where one of ASCII begins.
fn marked(text: &str, spots: &[Spot]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for Spot { range, kind } in spots {
        let (start, end) = (text.floor_char_boundary(range.start), text.ceil_char_boundary(range.end));
        out.push_str(text.get(from..start).unwrap_or_default());
        out.push_str(kind.mark());
        from = end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Calls `change` for each text in `value`, but not for keys.
fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(list) => {
            list.iter_mut().for_each(|value| each_text(value, change));
            as_lines(list, change);
        }
        Value::Object(map) => map.values_mut().for_each(|value| each_text(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Calls `change` for the texts of `list` that stand beside each other as for the lines of one, if one of them begins or ends a
/// private key: alone, none of its lines looks like one.
fn as_lines(list: &mut Vec<Value>, change: &mut impl FnMut(&mut String)) {
    if !list.iter().filter_map(Value::as_str).any(|text| text.contains(pem::WORDS)) {
        return;
    }
    let mut out = Vec::with_capacity(list.len());
    for run in list.chunk_by(|one, next| one.is_string() && next.is_string()) {
        let before = run.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
        let mut text = before.clone();
        change(&mut text);
        if text == before {
            out.extend_from_slice(run);
        } else {
            out.extend(text.split('\n').map(Value::from));
        }
    }
    *list = out;
}

#[cfg(test)]
mod tests;
