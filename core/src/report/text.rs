//! Text for a report: what XML forbids and what deceives a reader's eye is written out.

use std::borrow::Cow;

use crate::untrusted::{is_invisible, is_plain};

/// `text` as XML 1.0 can hold it. Control characters, U+FFFE and U+FFFF are forbidden or troublesome there, and quick-junit
/// would drop an escape sequence with the text after it: each is written out instead, so that nothing disappears.
pub(super) fn xml(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            '\u{fffe}' | '\u{ffff}' => out.push_str(&written(c)),
            _ if is_invisible(c) => out.push_str(&written(c)),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// As Rust writes it in a text.
fn written(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

/// The same for an attribute: line feeds and tabs are written out too, because a reader may turn them into spaces.
pub(super) fn xml_line(text: &str) -> String {
    xml(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// The words of a text, such as a title, that its author broke into lines.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_does_not_take_the_text_after_it_along() {
        assert_eq!(xml("a\u{1b}]0;b\rc\u{ffff}\u{202e}d\u{e0041}"), "a\\x1b]0;b\\x0dc\\u{ffff}\\u{202e}d\\u{e0041}");
        assert_eq!(xml_line("a\n\tb"), "a\\n\\tb");
    }
}
