//! The forms in which a value gets into a text: as it is, escaped, encoded, or a line of it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Characters of a form that cannot stand in a text by chance.
const LEAST: usize = 8;

/// `value` in each form, itself included.
pub(super) fn forms(value: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    for line in value.lines().map(str::trim).filter(|line| line.len() >= LEAST) {
        escaped(line, &mut forms);
    }
    escaped(value, &mut forms);
    forms.extend((0..3).flat_map(|before| encoded(value, before)));
    forms.retain(|form| form.len() >= LEAST);
    forms.insert(value.to_owned());
    forms
}

fn escaped(value: &str, forms: &mut BTreeSet<String>) {
    let inspected = inspected(value);
    forms.extend([
        value.to_owned(),
        self::inspected(&inspected),
        inspected,
        in_json(value),
        in_regex(value),
        in_url(value),
        value.replace('\'', "'\\''"),
    ]);
}

/// As Ruby's `inspect` writes it, without the quotes.
fn inspected(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '#' if matches!(chars.peek(), Some('{' | '$' | '@')) => text.push_str("\\#"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{1b}' => text.push_str("\\e"),
            c if c.is_ascii_control() => text.push_str(&format!("\\x{:02X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

fn in_json(value: &str) -> String {
    let quoted = serde_json::to_string(value).unwrap_or_default();
    quoted.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned()
}

/// As Ruby's `Regexp.escape` writes it.
fn in_regex(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '.' | '*' | '?' | '+' | '^' | '$' | '|' | '\\' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '#' | ' ' => {
                text.extend(['\\', c]);
            }
            c => text.push(c),
        }
    }
    text
}

/// Percent-encoded (RFC 3986).
fn in_url(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// In base64, with `before` bytes of something else in the same group: the characters that depend on the value alone.
fn encoded(value: &str, before: usize) -> [String; 2] {
    let mut bytes = vec![0; before];
    bytes.extend(value.as_bytes());
    let whole = bytes.len() * 8 / 6;
    let first = (before * 8).div_ceil(6);
    let part = |text: String| text.get(first..whole).unwrap_or_default().to_owned();
    [part(STANDARD_NO_PAD.encode(&bytes)), part(URL_SAFE_NO_PAD.encode(&bytes))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_what_its_program_writes() {
        let forms = forms("pa\"ss w#{o}rd/1");
        for form in
            ["pa\"ss w#{o}rd/1", "pa\\\"ss w\\#{o}rd/1", "pa%22ss%20w%23%7Bo%7Drd%2F1", "pa\"ss\\ w\\#\\{o\\}rd/1"]
        {
            assert!(forms.contains(form), "{form}: {forms:?}");
        }
        for around in ["", "x", "xy", "xyz", "user:"] {
            let all = STANDARD_NO_PAD.encode(format!("{around}pa\"ss w#{{o}}rd/1 and more"));
            assert!(forms.iter().any(|form| all.contains(form)), "{around}");
        }
    }

    #[test]
    fn a_line_of_several_is_one_of_them_and_a_short_one_is_not() {
        let forms = forms("first-line-of-it\nab\nthe third line");
        assert!(forms.contains("first-line-of-it") && forms.contains("the third line") && !forms.contains("ab"));
    }
}
