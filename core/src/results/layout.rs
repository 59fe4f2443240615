//! Where the controls stand in the text of a results file.
//!
//! Nothing is decoded and next to nothing checked: what is found is cut out and read by serde, piece by piece, and so is
//! what remains. Whatever was taken for a bound here and is none fails there: a file is valid JSON if each control is, if
//! commas stand between them, and if the file is without them.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

/// The places of controls, in bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// For each profile, its controls.
    pub(super) profiles: Vec<Vec<Range<usize>>>,
    /// What stands between the brackets of lists of controls.
    lists: Vec<Range<usize>>,
}

/// Why there is no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// The text is no JSON.
    Broken,
    /// More controls or profiles than anybody has.
    TooMany,
}

/// Most profiles, and most controls, of a file. Each takes memory beside the file.
const MOST: usize = 2_000_000;

impl Layout {
    /// Looks through `text`. Where a value is not of the form that results have, no controls are found in it.
    ///
    /// # Errors
    /// There is no end to something, or too much of it.
    pub(super) fn of(text: &str) -> Result<Self, Unfit> {
        let mut walk = Walk { bytes: text.as_bytes(), at: 0, found: 0, layout: Self::default() };
        walk.object(text, |walk, key| if key == "profiles" { walk.profiles(text) } else { walk.skip() })?;
        Ok(walk.layout)
    }

    /// `text` without the controls.
    pub(super) fn head(&self, text: &str) -> String {
        let mut head = String::new();
        let mut from = 0;
        for list in &self.lists {
            head.push_str(&text[from..list.start]);
            from = list.end;
        }
        head + &text[from..]
    }

    /// Where that which stands at `at` in the head stands in the text.
    pub(super) fn outside(&self, mut at: usize) -> usize {
        for list in &self.lists {
            if at < list.start {
                break;
            }
            at += list.len();
        }
        at
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    found: usize,
    layout: Layout,
}

impl Walk<'_> {
    fn profiles(&mut self, text: &str) -> Result<(), Unfit> {
        self.list(|walk| {
            walk.count()?;
            walk.layout.profiles.push(Vec::new());
            walk.object(text, |walk, key| if key == "controls" { walk.controls() } else { walk.skip() })
        })
        .map(drop)
    }

    fn controls(&mut self) -> Result<(), Unfit> {
        let mut controls = Vec::new();
        let list = self.list(|walk| {
            walk.count()?;
            let from = walk.at;
            walk.skip()?;
            controls.push(from..walk.at);
            Ok(())
        })?;
        self.layout.lists.extend(list);
        if let Some(profile) = self.layout.profiles.last_mut() {
            profile.append(&mut controls);
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Unfit> {
        self.found += 1;
        if self.found > MOST { Err(Unfit::TooMany) } else { Ok(()) }
    }

    /// Goes through an object with `each` of its keys; past any other value.
    fn object(&mut self, text: &str, mut each: impl FnMut(&mut Self, &str) -> Result<(), Unfit>) -> Result<(), Unfit> {
        if self.peek()? != b'{' {
            return self.skip();
        }
        self.items(b'}', |walk| {
            let from = walk.at;
            walk.string()?;
            let key = key(&text[from..walk.at])?;
            walk.expect(b':')?;
            walk.peek()?;
            each(walk, &key)
        })
        .map(drop)
    }

    /// Goes through a list with `each` of its values, and says what stands between its brackets; past any other value.
    fn list(&mut self, each: impl FnMut(&mut Self) -> Result<(), Unfit>) -> Result<Option<Range<usize>>, Unfit> {
        if self.peek()? != b'[' {
            return self.skip().map(|()| None);
        }
        self.items(b']', each).map(Some)
    }

    fn items(
        &mut self,
        close: u8,
        mut each: impl FnMut(&mut Self) -> Result<(), Unfit>,
    ) -> Result<Range<usize>, Unfit> {
        self.at += 1;
        let from = self.at;
        if self.peek()? != close {
            loop {
                self.peek()?;
                each(self)?;
                if self.peek()? == close {
                    break;
                }
                self.expect(b',')?;
            }
        }
        self.at += 1;
        Ok(from..self.at - 1)
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Result<u8, Unfit> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied().ok_or(Unfit::Broken)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Unfit> {
        if self.peek()? != byte {
            return Err(Unfit::Broken);
        }
        self.at += 1;
        Ok(())
    }

    /// Past a value of any depth.
    fn skip(&mut self) -> Result<(), Unfit> {
        let mut depth = 0_usize;
        loop {
            match self.bytes.get(self.at).ok_or(Unfit::Broken)? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Unfit::Broken)?;
                    self.at += 1;
                }
                _ if depth == 0 => self.word()?,
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Past a number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<(), Unfit> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|b| matches!(b, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t'));
        match end.unwrap_or(rest.len()) {
            0 => Err(Unfit::Broken),
            length => {
                self.at += length;
                Ok(())
            }
        }
    }

    fn string(&mut self) -> Result<(), Unfit> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return Err(Unfit::Broken);
        }
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..).ok_or(Unfit::Broken)?;
            let found = memchr2(b'"', b'\\', rest).ok_or(Unfit::Broken)?;
            self.at += found + 1;
            if rest[found] == b'"' {
                return Ok(());
            }
            self.at += 1;
        }
    }
}

/// A key may be written with escapes, and is the same key.
fn key(quoted: &str) -> Result<Cow<'_, str>, Unfit> {
    if quoted.contains('\\') {
        return serde_json::from_str(quoted).map(Cow::Owned).map_err(|_| Unfit::Broken);
    }
    Ok(Cow::Borrowed(quoted.trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_control_is_found_wherever_its_list_stands_and_whatever_stands_in_it() {
        let text = r#" {"controls": [9], "a": {"profiles": [1]}, "pro\u0066iles" : [
            {"x": "]}\"[{\\", "controls": [ {"id": "]"} , 5,"\\\"", [[]] ]}, 7, {"controls":[]}, {"controls": {}}], "b": 1} "#;
        let layout = Layout::of(text).unwrap();
        let found = layout.profiles.iter().map(|p| p.iter().map(|c| &text[c.clone()]).collect::<Vec<_>>());
        let expected = [vec![r#"{"id": "]"}"#, "5", r#""\\\"""#, "[[]]"], vec![], vec![], vec![]];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let head: serde_json::Value = serde_json::from_str(&layout.head(text)).unwrap();
        assert_eq!(head["profiles"][0]["controls"], serde_json::json!([]));
        assert_eq!(head["b"], 1);
    }

    #[test]
    fn a_place_in_the_head_is_found_in_the_text() {
        let text = r#"{"profiles":[{"controls":[1,2]},{"controls":[3],"x":0}]}"#;
        let layout = Layout::of(text).unwrap();
        let head = layout.head(text);
        for word in ["{\"profiles", "\"x\"", "}]}"] {
            let at = layout.outside(head.rfind(word).unwrap());
            assert!(text[at..].starts_with(word), "{word}: {at}");
        }
    }

    #[test]
    fn text_without_an_end_is_broken_at_any_length() {
        let text = r#"{"profiles": [{"controls": [{"id": "a\"", "b": [1, {"c": null}]}, 5]}]}"#;
        assert!(Layout::of(text).is_ok());
        for end in 0..text.len() {
            assert_eq!(Layout::of(&text[..end]), Err(Unfit::Broken), "{}", &text[..end]);
        }
    }

    #[test]
    fn depth_costs_no_stack_and_number_is_limited() {
        assert_eq!(Layout::of(&"[".repeat(3_000_000)), Err(Unfit::Broken));
        let many = format!("{{\"profiles\":[{{\"controls\":[0{}]}}]}}", ",0".repeat(MOST));
        assert_eq!(Layout::of(&many), Err(Unfit::TooMany));
    }
}
