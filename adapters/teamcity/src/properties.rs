//! Files of Java's properties, in which TeamCity keeps what it says of a build.
//!
//! The form: <https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)>.

use std::collections::BTreeMap;

/// Java's white space within a line.
const BLANKS: [char; 3] = [' ', '\t', '\u{c}'];

/// Properties by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties(BTreeMap<String, String>);

impl Properties {
    /// Those of a file. The agent writes ASCII, with the rest escaped; what is not UTF-8 is Latin-1, as Java reads it.
    ///
    /// # Errors
    /// An escape `\u` without four hexadecimal digits.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, String> {
        let latin = || bytes.iter().copied().map(char::from).collect();
        let text = std::str::from_utf8(bytes).map_or_else(|_| latin(), str::to_owned);
        lines(&text).iter().map(|line| pair(line)).collect::<Result<_, _>>().map(Self)
    }

    /// The value of `name`, if there is more than nothing.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Values of which the name begins with `beginning` and ends with `end`.
    pub(crate) fn between<'a>(&'a self, beginning: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
        let of = move |name: &str| name.strip_prefix(beginning).is_some_and(|rest| rest.ends_with(end));
        self.0.iter().filter(move |(name, _)| of(name)).map(|(_, value)| value.as_str())
    }
}

/// The lines that say something, each with those that go on behind a `\` at its end.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for natural in text.replace("\r\n", "\n").split(['\n', '\r']) {
        let line = natural.trim_start_matches(BLANKS);
        if !goes_on && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        let more = backslashes % 2 == 1;
        let kept = &line[..line.len() - usize::from(more)];
        match lines.last_mut().filter(|_| goes_on) {
            Some(begun) => begun.push_str(kept),
            None => lines.push(kept.to_owned()),
        }
        goes_on = more;
    }
    lines
}

/// Name and value: between them one `=` or `:`, or white space alone.
fn pair(line: &str) -> Result<(String, String), String> {
    let mut escaped = false;
    let end = line.find(|c: char| {
        let ends = !escaped && (c == '=' || c == ':' || BLANKS.contains(&c));
        escaped = c == '\\' && !escaped;
        ends
    });
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_start_matches(BLANKS);
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start_matches(BLANKS);
    Ok((unescaped(name)?, unescaped(value)?))
}

/// `\u` names a unit of UTF-16; any other letter behind a `\` that means nothing is itself.
fn unescaped(text: &str) -> Result<String, String> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let c = match c {
            '\\' => match rest.next() {
                Some('u') => {
                    let digits: String = rest.by_ref().take(4).collect();
                    units.push(unit(&digits)?);
                    continue;
                }
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('f') => '\u{c}',
                Some(other) => other,
                None => continue,
            },
            c => c,
        };
        units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    }
    Ok(String::from_utf16_lossy(&units))
}

fn unit(digits: &str) -> Result<u16, String> {
    let whole = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| whole);
    unit.ok_or_else(|| "an escape \\u has no four hexadecimal digits".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<(String, String)> {
        Properties::of(text.as_bytes()).unwrap().0.into_iter().collect()
    }

    fn one(text: &str) -> (String, String) {
        let all = of(text);
        assert_eq!(all.len(), 1, "{text}");
        all[0].clone()
    }

    #[test]
    fn a_name_ends_at_the_first_sign_or_blank_that_is_not_escaped() {
        let cases = [
            ("a=b", "a", "b"),
            ("a : b ", "a", "b "),
            ("a b=c", "a", "b=c"),
            ("  a\t=\t=b", "a", "=b"),
            ("a\\=\\:\\ b=c", "a=: b", "c"),
            ("a", "a", ""),
            ("a=https\\://ci.example.com\\:8111", "a", "https://ci.example.com:8111"),
            ("a=C\\:\\\\work\\\\1", "a", "C:\\work\\1"),
            ("a=\\u00fc\\uD835\\uDCB3\\t\\q", "a", "ü𝒳\tq"),
        ];
        for (text, name, value) in cases {
            assert_eq!(one(text), (name.to_owned(), value.to_owned()), "{text}");
        }
    }

    #[test]
    fn lines_go_on_behind_an_odd_backslash_and_comments_do_not() {
        assert_eq!(one("a=b\\\r\n    c\\\n#d"), ("a".to_owned(), "bc#d".to_owned()));
        assert_eq!(
            of("# a=b\\\n! c\n\n \t\na=1\\\\\rb=2\na=3"),
            [("a".to_owned(), "3".to_owned()), ("b".to_owned(), "2".to_owned())]
        );
    }

    #[test]
    fn half_an_escape_is_an_error_and_half_a_letter_is_not() {
        assert!(Properties::of(b"a=\\u12").is_err());
        assert!(Properties::of(b"a=\\u+123").is_err());
        assert_eq!(one("a=\\uD835"), ("a".to_owned(), "\u{fffd}".to_owned()));
        assert_eq!(Properties::of(b"a=\xfc").unwrap().get("a"), Some("ü"));
    }

    /// As `Properties.store` of Java writes.
    fn stored(text: &str, is_name: bool) -> String {
        let unit = |unit: u16| match char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}') {
            ' ' if is_name => "\\ ".to_owned(),
            '\t' => "\\t".to_owned(),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\u{c}' => "\\f".to_owned(),
            c @ ('\\' | '=' | ':' | '#' | '!') => format!("\\{c}"),
            c @ ' '..='~' => c.to_string(),
            _ => format!("\\u{unit:04X}"),
        };
        let text: String = text.encode_utf16().map(unit).collect();
        if text.starts_with(' ') { format!("\\{text}") } else { text }
    }

    proptest! {
        #[test]
        fn what_java_stores_is_read_as_it_was(name in any::<String>(), value in any::<String>()) {
            let text = format!("#Tue Nov 24 01:00:00 UTC 2026\n{}={}\n", stored(&name, true), stored(&value, false));
            prop_assert_eq!(of(&text), [(name, value)]);
        }

        #[test]
        fn no_bytes_are_too_much(bytes in any::<Vec<u8>>()) {
            let _ = Properties::of(&bytes);
        }
    }
}
