//! Values that begin below their name: block scalars of YAML (<https://yaml.org/spec/1.2.2/#81-block-scalar-styles>).

use super::bytes::{before, byte, is_blank, line_feed, run, run_back};

/// The lines of the block whose `|` or `>` stands at `at`, behind a name that begins at `name`: those that are farther in than
/// the name. `None` where there is no block.
pub(super) fn lines(text: &[u8], name: usize, at: usize) -> Option<(usize, usize)> {
    if !matches!(byte(text, at), b'|' | b'>') {
        return None;
    }
    let how = run(text, at + 1, |b| matches!(b, b'+' | b'-') || b.is_ascii_digit());
    let mut next = line_feed(text, run(text, how, is_blank))?;
    let name = if matches!(before(text, name), b'"' | b'\'') { name - 1 } else { name };
    let least = name - run_back(text, name, is_blank);
    let mut found: Option<(usize, usize)> = None;
    while next < text.len() {
        let start = run(text, next, is_blank);
        let end = end(text, start);
        if end > start {
            if start - next <= least {
                break;
            }
            found = Some((found.map_or(start, |(first, _)| first), end));
        }
        let Some(after) = line_feed(text, end) else { break };
        next = after;
    }
    found
}

/// Where a line ends: with a line feed, also a written one, or the quote that encloses all of it.
fn end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() && line_feed(text, at).is_none() {
        match byte(text, at) {
            b'"' | b'\'' if at + 1 == text.len() || matches!(byte(text, at + 1), b',' | b'}' | b']') => return at,
            b'\\' => at = run(text, at, |b| b == b'\\') + 1,
            _ => at += 1,
        }
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use crate::redact::{Redactor, Sensitive};

    fn clean(text: &str) -> String {
        Redactor::new(&Sensitive::default()).text(text).into_owned()
    }

    #[test]
    fn a_password_below_its_name_is_gone_and_what_follows_stays() {
        for how in ["|", ">", "|-", ">2-", "| "] {
            let text = format!("db:\n  password: {how}\n    hunter22 \"x\"\n\n    hunter23\n  port: 1\n");
            let shown = format!("db:\n  password: {how}\n    [REDACTED password]\n  port: 1\n");
            assert_eq!(clean(&text), shown);
            let written = format!("got: {text:?}, \"a\"");
            assert_eq!(clean(&written), format!("got: {shown:?}, \"a\""));
        }
        assert_eq!(clean("- password: |\n    hunter22"), "- password: |\n    [REDACTED password]");
    }

    #[test]
    fn a_bar_is_no_block_where_nothing_is_farther_in() {
        for text in ["password: |\nport: 1", "  password: >\n\n  port: 1", "- password: |-\n- port: 1"] {
            let last = text.rsplit('\n').next().unwrap();
            assert!(clean(text).ends_with(&format!("\n{last}")), "{}", clean(text));
        }
    }
}
