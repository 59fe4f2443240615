//! JSON that may be printed: a log is searched for commands, too.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::untrusted::{harmless_json, has_word};

/// `value` as indented JSON that ends with a line feed, in which no text from outside drives a terminal or a CI system.
pub(super) fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Harmless(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// Escapes what [`harmless_json`] does, in strings as they are written. A string comes in fragments, between which stands an
/// escape of JSON: no two `#` meet there.
#[derive(Default)]
pub(super) struct Harmless<'a>(pub(super) PrettyFormatter<'a>);

impl Formatter for Harmless<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Most fragments are, and this is quick to see.
        let plain = fragment.is_ascii() && memchr::memchr2(b'#', 0x7f, fragment.as_bytes()).is_none();
        let plain = plain && !has_word(fragment);
        if plain { out.write_all(fragment.as_bytes()) } else { out.write_all(harmless_json(fragment).as_bytes()) }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_piece_by_piece_is_what_the_whole_text_would_be(text in any::<String>(), at in "(#|SPINNAKER_PROPERTY_|##vso\\[|####\\[|\u{9b}2J|\n|\"|\\\\)") {
            let value = json!({ (text.clone() + &at): [at.clone(), format!("{at}{text}{at}#{at}")], "#": {}, "##": [] });
            let mut out = Vec::new();
            write_json(&mut out, &value).unwrap();
            let expected = harmless_json(&serde_json::to_string_pretty(&value).unwrap()) + "\n";
            prop_assert_eq!(std::str::from_utf8(&out).unwrap(), expected);
            prop_assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), value);
        }
    }
}
