//! Text in columns: padded, cut and wrapped by its width on a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` cut to `most` columns; an ellipsis stands for what is missing.
pub(super) fn fitted(text: &str, most: usize) -> String {
    if fits(text, most) {
        return text.to_owned();
    }
    let mut out = head(text, most.saturating_sub(1)).to_owned();
    out.push('…');
    out
}

/// `text` in exactly `columns` columns.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let text = fitted(text, columns);
    let missing = columns.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

/// `text` in at most `rows` rows of `columns` columns, broken at spaces where there are any; the last row ends with an
/// ellipsis if something is missing. Spaces at the beginning of the first row are kept: they line up what is compared.
pub(super) fn wrapped(text: &str, columns: usize, rows: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text.trim_end();
    while !rest.is_empty() {
        if out.len() + 1 >= rows || fits(rest, columns) {
            out.push(fitted(rest, columns));
            break;
        }
        let row = row_of(rest, columns);
        out.push(row.trim_end().to_owned());
        rest = rest[row.len()..].trim_start();
    }
    out
}

/// As much of `text` as fits, up to a space unless the word after it is too long for a row anyway; at least one character.
fn row_of(text: &str, columns: usize) -> &str {
    let head = match head(text, columns) {
        "" => &text[..text.chars().next().map_or(0, char::len_utf8)],
        head => head,
    };
    if text[head.len()..].starts_with(' ') {
        return head;
    }
    match head.rfind(' ') {
        Some(at) if !head[..at].trim().is_empty() && word(&text[at + 1..]).width() <= columns => &head[..at],
        _ => head,
    }
}

fn word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// Characters for each column: marks without a width may stand on others, but not in any number.
const MOST_MARKS: usize = 4;

fn fits(text: &str, columns: usize) -> bool {
    head(text, columns).len() == text.len()
}

/// The beginning of `text` that is at most `most` columns wide.
fn head(text: &str, most: usize) -> &str {
    let mut used = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        used += c.width().unwrap_or(0);
        if used > most || count >= MOST_MARKS * most {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_broken_at_spaces_and_a_cut_is_seen() {
        assert_eq!(wrapped("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrapped("   got: aaaa bbbb", 11, 9), ["   got:", "aaaa bbbb"]);
        assert_eq!(wrapped("a, abcdefg", 8, 9), ["a,", "abcdefg"]);
        assert_eq!(wrapped("a, abcdefghij", 8, 9), ["a, abcde", "fghij"]);
        assert_eq!(wrapped("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("one two three four", 7, 2), ["one two", "three …"]);
        assert_eq!(wrapped("界界界", 4, 9), ["界界", "界"]);
        assert_eq!(padded("ab", 4), "ab  ");
        assert_eq!(padded("abcdef", 4), "abc…");
    }

    proptest! {
        #[test]
        fn rows_keep_to_the_width_and_lose_nothing_but_spaces(text in "[a-z界 ]{0,80}", columns in 2_usize..30) {
            let rows = wrapped(&text, columns, usize::MAX);
            prop_assert!(rows.iter().all(|row| row.width() <= columns), "{rows:?}");
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&rows.concat()), letters(&text));
        }
    }
}
