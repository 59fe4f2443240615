//! What an option may hold, and reading it from text.

use std::time::Duration;

use super::value::Value;

/// What an option holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A file or folder.
    Path,
    /// `90`, `90s`, `15m`, `2h`, `250ms`; never nothing.
    Time,
    /// A whole number within these bounds.
    Number {
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
    },
    /// `true` or `false`.
    Bool,
    /// One of these.
    Choice(&'static [Choice]),
    /// Several texts: a flag for each, a list in the file, a line for each in the environment.
    List,
    /// Several files or folders, in the same way.
    Paths,
    /// Several `NAME=VALUE`; in the file a mapping.
    Pairs,
}

/// One of the words that an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word.
    pub name: &'static str,
    /// What it means, for people.
    pub help: &'static str,
}

impl Kind {
    /// Whether it holds several.
    pub fn several(self) -> bool {
        matches!(self, Self::List | Self::Paths | Self::Pairs)
    }

    /// Reads one text. Of those that hold several, each line is one.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn parse(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Text | Self::Path if text.contains('\0') => Err("it holds a NUL".into()),
            Self::Text | Self::Path => Ok(Value::Text(text.to_owned())),
            Self::Time => time(text).map(Value::Time),
            Self::Number { least, most } => number(text, least, most).map(Value::Number),
            Self::Bool => boolean(text).map(Value::Bool),
            Self::Choice(choices) => chosen(text, choices).map(Value::Text),
            Self::List | Self::Paths | Self::Pairs => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                Ok(Value::List(lines.map(str::to_owned).collect()))
            }
        }
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let expected = || "a time such as 90s, 15m or 2h is expected".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| expected())?;
    let milliseconds = match &text[digits..] {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1_000),
        "m" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => None,
    };
    milliseconds.filter(|ms| *ms > 0).map(Duration::from_millis).ok_or_else(expected)
}

fn number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let read = text.parse().ok().filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| format!("a whole number from {least} to {most} is expected"))
}

fn boolean(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("true or false is expected".into()),
    }
}

fn chosen(text: &str, choices: &[Choice]) -> Result<String, String> {
    let names = || choices.iter().map(|choice| choice.name).collect::<Vec<_>>().join(", ");
    let found = choices.iter().find(|choice| choice.name == text);
    found.map(|choice| choice.name.to_owned()).ok_or_else(|| format!("one of {} is expected", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_and_are_never_zero() {
        let read = |text| Kind::Time.parse(text).ok().map(|value| value.to_string());
        for (text, written) in [("90", "90s"), ("250ms", "250ms"), ("120m", "2h"), ("1500ms", "1500ms"), ("60", "1m")] {
            assert_eq!(read(text).as_deref(), Some(written));
        }
        for wrong in ["", "0", "0s", "5d", "-3s", "1.5s", "s", "99999999999999999999h", "18446744073709551615h"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_is_not_of_the_kind_is_told_what_is_expected() {
        let choices = Kind::Choice(&[Choice { name: "a", help: "" }, Choice { name: "b", help: "" }]);
        for (kind, text, words) in [
            (Kind::Number { least: 1, most: 9 }, "10", "from 1 to 9"),
            (Kind::Number { least: 1, most: 9 }, "1.5", "whole number"),
            (Kind::Bool, "maybe", "true or false"),
            (choices, "A", "one of a, b"),
            (Kind::Path, "a\0b", "NUL"),
        ] {
            assert!(kind.parse(text).unwrap_err().contains(words), "{text}");
        }
        assert_eq!(Kind::List.parse("a\n\n b,c \n").unwrap().to_string(), "a, b,c");
    }
}
