//! Text from the cluster, the target or a profile, made harmless for a terminal or a log, and cut to a length that a reader can take in.

use memchr::memmem;

use crate::number::number;

/// `text` with everything escaped that a terminal, a log viewer or a reader's eye could take for something else: C0 and
/// C1 controls (line feed and tab are kept), DEL, bidirectional controls, line and paragraph separators, zero-width
/// characters, and what CI systems search for anywhere in a line (`##vso[`, `##teamcity[`, `##[`, and the words of
/// Spinnaker). A line that begins as a GitHub workflow command (`::`) is broken as well.
pub fn printable(text: &str) -> String {
    let has = |opening: &str| memmem::find(text.as_bytes(), opening.as_bytes()).is_some();
    if is_plain(text) && !has("##") && !has("::") && !has_word(text) {
        return text.to_owned();
    }
    let escaped: String = text.chars().map(escape).collect();
    let lines = escaped.split('\n').map(break_command).collect::<Vec<_>>().join("\n");
    break_words(lines, "\\x5f")
}

/// The same on one line: line feeds and tabs are escaped too.
pub fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Whether `text` is of printable ASCII, line feeds and tabs, as most texts are. That is quick to see, and nothing of it is
/// ever escaped but what a CI system searches for.
pub(crate) fn is_plain(text: &str) -> bool {
    /// No early end within so many bytes: they are looked at together.
    const PIECE: usize = 64;
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    text.as_bytes().chunks(PIECE).all(|piece| piece.iter().fold(true, |all, byte| all & is_plain(byte)))
}

/// `text`, which is JSON, with the same characters and openings escaped in JSON's own way: it means what it meant. They
/// can only stand in its strings, and none of its lines begins with one, so that a `::` is never a line's beginning.
pub fn harmless_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let opening = c == '#' && before == '#';
        before = c;
        if opening || c == '\u{7f}' || is_c1(c) || is_invisible(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    break_words(out, "\\u005f")
}

/// `text`, which is XML or HTML, with the openings of the commands of CI systems written as references: it means what it
/// meant. In what is no text to its readers, such as a style sheet, there must be none.
pub fn harmless_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut begins = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '#' if before == '#' => out.push_str("&#35;"),
            ':' if begins && rest.peek() == Some(&':') => out.push_str("&#58;"),
            _ => out.push(c),
        }
        begins = matches!(c, '\n' | '\r') || (begins && c.is_whitespace());
        before = c;
    }
    break_words(out, "&#95;")
}

/// Whether `text` has one of the words by which Spinnaker finds values in a log.
pub(crate) fn has_word(text: &str) -> bool {
    memmem::find(text.as_bytes(), WORD.as_bytes()).is_some()
}

/// What the words begin with.
const WORD: &str = "SPINNAKER_";
/// How they go on. The second counts at the beginning of a line only, but a text may come to stand there when it is wrapped.
const WORDS: [&str; 2] = ["PROPERTY_", "CONFIG_JSON="];

/// With `underscore` for the first of each of the words of Spinnaker, whose reader of logs is `PropertyParser` of clouddriver.
fn break_words(text: String, underscore: &str) -> String {
    if !has_word(&text) {
        return text;
    }
    let word = WORD.trim_end_matches('_');
    WORDS.iter().fold(text, |text, rest| text.replace(&format!("{WORD}{rest}"), &format!("{word}{underscore}{rest}")))
}

/// `text`, at most `most` characters of it; a cut says how many are missing.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{} [{} cut]", &text[..at], number(text[at..].chars().count(), "character")),
        None => text.to_owned(),
    }
}

/// `text` in at most `most` UTF-16 units, which is what runners that are written in C# and Java count; a cut says how many
/// characters are missing.
pub fn cut_units(text: &str, most: usize) -> String {
    /// Room for the words at the cut.
    const WORDS: usize = 40;
    let units = |text: &str| text.encode_utf16().count();
    if units(text) <= most {
        return text.to_owned();
    }
    let mut kept = 0;
    let room = most.saturating_sub(WORDS);
    let head: String = text
        .chars()
        .take_while(|c| {
            kept += c.len_utf16();
            kept <= room
        })
        .collect();
    format!("{head} [{} characters cut]", text.chars().count() - head.chars().count())
}

fn escape(c: char) -> Escaped {
    match c {
        '\n' | '\t' => Escaped::Kept(c),
        '\u{0}'..='\u{1f}' | '\u{7f}' => Escaped::Written(format!("\\x{:02x}", u32::from(c))),
        _ if is_c1(c) => Escaped::Written(format!("\\x{:02x}", u32::from(c))),
        _ if is_invisible(c) => Escaped::Written(format!("\\u{{{:x}}}", u32::from(c))),
        _ => Escaped::Kept(c),
    }
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// What a reader does not see, or sees in another place: soft hyphen, bidirectional controls, zero-width characters, line and
/// paragraph separators, annotations, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

enum Escaped {
    Kept(char),
    Written(String),
}

impl FromIterator<Escaped> for String {
    fn from_iter<I: IntoIterator<Item = Escaped>>(parts: I) -> Self {
        let mut text = String::new();
        for part in parts {
            match part {
                Escaped::Kept(c) => text.push(c),
                Escaped::Written(s) => text.push_str(&s),
            }
        }
        text
    }
}

fn break_command(line: &str) -> String {
    let line = line.replace("##", "#\\x23");
    match line.trim_start().strip_prefix("::") {
        Some(rest) => format!("\\x3a:{rest}"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cut_says_how_much_is_missing() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äöü [1 character cut]");
    }

    #[test]
    fn a_cut_by_units_keeps_within_them_and_says_what_is_missing() {
        assert_eq!(cut_units("äöü", 3), "äöü");
        let shown = cut_units(&"𝒳".repeat(3_000), 4_096);
        assert!(shown.encode_utf16().count() <= 4_096, "{}", shown.len());
        assert!(shown.ends_with("[972 characters cut]"), "{}", &shown[shown.len() - 40..]);
    }

    #[test]
    fn the_words_of_spinnaker_are_broken_visibly_and_no_others_are() {
        let text = "a SPINNAKER_PROPERTY_X=1 SPINNAKER_CONFIG_JSON={} SPINNAKER_HOME";
        assert_eq!(printable(text), "a SPINNAKER\\x5fPROPERTY_X=1 SPINNAKER\\x5fCONFIG_JSON={} SPINNAKER_HOME");
        assert_eq!(harmless_markup("SPINNAKER_SPINNAKER_PROPERTY_"), "SPINNAKER_SPINNAKER&#95;PROPERTY_");
    }

    proptest! {
        #[test]
        fn nothing_that_drives_a_terminal_or_a_ci_system_is_left(text in any::<String>(), at in "(##vso\\[|::|##teamcity\\[|###\\[|SPINNAKER_PROPERTY_|SPINNAKER_CONFIG_JSON=|\u{1b}\\]0;)") {
            for input in [text.clone(), format!("{text}{at}{text}"), format!("{at}{text}"), format!("\n  {at}{text}")] {
                let shown = printable(&input);
                prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
                prop_assert!(!shown.contains("##"));
                prop_assert!(!shown.contains("SPINNAKER_"));
                prop_assert!(shown.lines().all(|l| !l.trim_start().starts_with("::")));
                let hidden = shown.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}']);
                prop_assert!(!hidden);
                prop_assert_eq!(one_line(&input).lines().count().min(1), usize::from(!input.is_empty()));
            }
        }

        #[test]
        fn json_means_the_same_and_drives_nothing(text in any::<String>(), at in "(##vso\\[|::|##teamcity\\[|####\\[|\\\\##|\\\\SPINNAKER_PROPERTY_|SPINNAKER_CONFIG_JSON=|\u{9b}2J|\u{202e}|\u{e0041})") {
            let value = serde_json::json!({ text.clone() + &at: [at.clone(), format!("{at}{text}{at}")], "\n": text });
            let shown = harmless_json(&serde_json::to_string_pretty(&value).unwrap());
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
            prop_assert!(!shown.contains("##"));
            prop_assert!(!shown.contains("SPINNAKER_"));
            prop_assert!(!shown.chars().any(|c| c != '\n' && (c.is_control() || is_invisible(c))));
            prop_assert!(shown.lines().all(|l| !l.trim_start().starts_with("::")));
        }
    }
}
