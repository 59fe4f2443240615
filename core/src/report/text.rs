//! Text for a report: what XML forbids and what deceives a reader's eye is written out, and long text is cut.

/// `text` as XML 1.0 can hold it. Control characters, U+FFFE and U+FFFF are forbidden or troublesome there, and quick-junit
/// would drop an escape sequence with the text after it: each is written out instead, so that nothing disappears.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// The same for an attribute: line feeds and tabs are written out too, because a reader may turn them into spaces.
pub(super) fn xml_line(text: &str) -> String {
    xml(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// `text`, at most `most` characters of it; a cut says how many are missing.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{} [{} characters cut]", &text[..at], text[at..].chars().count()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_does_not_take_the_text_after_it_along() {
        assert_eq!(xml("a\u{1b}]0;b\rc\u{ffff}\u{202e}d"), "a\\x1b]0;b\\x0dc\\u{ffff}\\u{202e}d");
        assert_eq!(xml_line("a\n\tb"), "a\\n\\tb");
    }

    #[test]
    fn a_cut_says_how_much_is_missing() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äöü [1 characters cut]");
    }
}
