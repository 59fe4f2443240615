//! What an option holds.

use std::fmt;
use std::time::Duration;

use serde_json::json;

/// The value of an option, of its kind.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, a path, or one of several choices.
    Text(String),
    /// A length of time.
    Time(Duration),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// Several texts, in their order.
    List(Vec<String>),
}

impl Value {
    /// The same for programs; a time is a text such as `30m`.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Number(number) => json!(number),
            Self::Bool(yes) => json!(yes),
            Self::List(items) => json!(items),
            Self::Text(_) | Self::Time(_) => json!(self.to_string()),
        }
    }
}

/// As it is written on a command line; several with commas between them.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Time(time) => f.write_str(&written(*time)),
            Self::Number(number) => number.fmt(f),
            Self::Bool(yes) => yes.fmt(f),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// Nothing of the value: it may be a secret.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(value)")
    }
}

/// In the largest unit that holds it exactly.
fn written(time: Duration) -> String {
    let ms = time.as_millis();
    let units = [(3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let unit = units.into_iter().find(|(size, _)| ms > 0 && ms.is_multiple_of(*size));
    unit.map_or_else(|| format!("{ms}ms"), |(size, unit)| format!("{}{unit}", ms / size))
}
