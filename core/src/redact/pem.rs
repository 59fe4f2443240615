//! Private keys in PEM (RFC 7468), with what OpenSSH, OpenPGP and SSH2 (RFC 4716) put around theirs: whole, cut at either end,
//! with line feeds that are written `\n`, or line by line as a list.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use super::bytes::{before, byte, is_base64, is_blank, line_feed, rest, run, run_back};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;

/// What stands in the first and in the last line of each.
pub(super) const WORDS: &str = "PRIVATE KEY";

pub(super) const PLAIN: Rule = Rule { needles: &[WORDS], look: plain, authored: true };

/// The same as base64: `-----BEGIN`, as it is in a kubeconfig or a Secret.
pub(super) const ENCODED: Rule = Rule { needles: &["LS0tLS1CRUdJTi"], look: encoded, authored: true };

/// Bytes between `BEGIN` or `END` and the words.
const LONGEST_NAME: usize = 40;
/// Bytes of a whole key; what ends farther away belongs to another.
const LONGEST_KEY: usize = 64 << 10;
/// Characters from which on base64 that follows is no word.
const NO_WORD: usize = 24;
/// Characters of a line such as `Proc-Type: 4,ENCRYPTED`.
const LONGEST_FIELD: usize = 100;

fn plain(hit: &Hit<'_>, spots: &mut Spots) {
    if hit.needle() != b"PRIVATE KEY" {
        return;
    }
    let Some(after) = closed(hit.text, hit.end) else { return };
    let name =
        run_back_within(hit.text, hit.at, LONGEST_NAME, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
    let words = hit.text.get(name..hit.at).unwrap_or_default().trim_ascii_start();
    let start = run_back_within(hit.text, name, 5, |b| b == b'-');
    if words.starts_with(b"BEGIN") {
        let end = end(hit.text, after, spots).unwrap_or_else(|| body(hit.text, after));
        if end > after {
            spots.found(start..end, Kind::PrivateKey);
        }
    } else if words.starts_with(b"END") {
        let begin = body_back(hit.text, start, spots.done());
        if begin < start {
            spots.found(begin..after, Kind::PrivateKey);
        } else {
            spots.skip(after);
        }
    }
}

/// Where the dashes behind the words end.
fn closed(text: &[u8], from: usize) -> Option<usize> {
    let block = if rest(text, from).starts_with(b" BLOCK") { from + 6 } else { from };
    let dashes = run(text, block, |b| b == b' ').min(block + 1);
    let end = run(text, dashes, |b| b == b'-').min(dashes + 5);
    (end >= dashes + 4).then_some(end)
}

fn run_back_within(text: &[u8], to: usize, most: usize, class: impl Fn(u8) -> bool) -> usize {
    let floor = to.saturating_sub(most);
    floor + run_back(text.get(floor..to).unwrap_or_default(), to - floor, class)
}

/// The end of the key whose first line ends at `from`, if it has one.
fn end(text: &[u8], from: usize, spots: &mut Spots) -> Option<usize> {
    let at = spots.remembered(from, |from| last_line(text, from))?;
    let between = text.get(from..at)?;
    if between.len() > LONGEST_KEY || memmem::find(between, b"BEGIN ").is_some() {
        return None;
    }
    let name = text.get(at..(at + LONGEST_NAME).min(text.len()))?;
    closed(text, at + memmem::find(name, b"PRIVATE KEY")? + b"PRIVATE KEY".len())
}

/// The next `-----END ` or `---- END `.
fn last_line(text: &[u8], from: usize) -> Option<usize> {
    let ends = memmem::find_iter(rest(text, from), b"END ").map(|at| from + at);
    ends.into_iter().find(|at| before(text, *at) == b'-' || (before(text, *at) == b' ' && before(text, at - 1) == b'-'))
}

/// Where a key ends whose last line is missing.
fn body(text: &[u8], from: usize) -> usize {
    let (mut end, mut at) = (from, fields(text, from));
    loop {
        let (start, line) = separated(text, at);
        at = run(text, start, is_base64);
        let short = at - start < NO_WORD;
        if at == start || (short && !line) {
            return end;
        }
        end = at;
        if short {
            return end;
        }
    }
}

/// Behind the fields that may stand before a key.
fn fields(text: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        let (start, _) = separated(text, at);
        let line = text.get(start..(start + LONGEST_FIELD).min(text.len())).unwrap_or_default();
        let length = line.iter().position(|b| matches!(b, b'\n' | b'\\' | b'"')).unwrap_or(line.len());
        let named = run(line, 0, |b| b.is_ascii_alphabetic() || b == b'-');
        if named == 0 || named >= length || !rest(line, named).starts_with(b": ") {
            return at;
        }
        at = start + length;
    }
}

/// Behind what may stand between two lines of a key, and whether they are two lines, or two texts of a list.
fn separated(text: &[u8], from: usize) -> (usize, bool) {
    let (mut at, mut line) = (from, false);
    loop {
        if let Some(next) = line_feed(text, at) {
            (at, line) = (next, true);
            continue;
        }
        match byte(text, at) {
            b'"' | b'\'' | b' ' | b'\t' => at += 1,
            b'\\' => at = run(text, at, |b| b == b'\\'),
            b',' => {
                at = run(text, at + 1, is_blank);
                line |= matches!(byte(text, at), b'"' | b'\'' | b'\\');
            }
            // How a difference or a mail shows a line.
            b'-' | b'|' | b'>' | b'#' if line && byte(text, at + 1) != b'-' => at += 1,
            _ => return (at, line),
        }
    }
}

/// Where a key begins whose first line is missing, not before `floor`.
fn body_back(text: &[u8], to: usize, floor: usize) -> usize {
    let mut begin = to;
    loop {
        let (end, line) = separated_back(text, begin, floor);
        let mut start = floor + run_back(text.get(floor..end).unwrap_or_default(), end - floor, is_base64);
        // The letter of a line feed that is written out.
        if before(text, start) == b'\\' && start < end {
            start += 1;
        }
        let short = end - start < NO_WORD;
        if start == end || (short && (begin < to || !line)) {
            return begin;
        }
        begin = start;
    }
}

fn separated_back(text: &[u8], to: usize, floor: usize) -> (usize, bool) {
    let (mut at, mut line) = (to, false);
    while at > floor {
        match before(text, at) {
            b'\n' | b'\r' => (at, line) = (at - 1, true),
            b'n' | b'r' if before(text, at - 1) == b'\\' => (at, line) = (at.saturating_sub(2), true),
            b',' => (at, line) = (at - 1, true),
            b'"' | b'\'' | b'\\' | b' ' | b'\t' => at -= 1,
            _ => break,
        }
    }
    (at.max(floor), line)
}

/// Where base64 ends that stands in lines, whose first is from `start` to `end`: all but the last are as long.
fn wrapped(text: &[u8], start: usize, end: usize) -> usize {
    let (width, mut end) = (end - start, end);
    loop {
        let mut next = end;
        while let Some(after) = line_feed(text, next) {
            next = run(text, after, is_blank);
        }
        let line = run(text, next, is_base64) - next;
        let over = next + line == text.len()
            || line_feed(text, next + line).is_some()
            || matches!(byte(text, next + line), b'"' | b'\'' | b' ' | b'.');
        if next == end || line == 0 || line > width || !over || before(text, end) == b'=' {
            return end;
        }
        end = next + line;
        if line < width {
            return end;
        }
    }
}

fn encoded(hit: &Hit<'_>, spots: &mut Spots) {
    let end = run(hit.text, hit.at, is_base64);
    let first = hit.text.get(hit.at..end.min(hit.at + 64)).unwrap_or_default();
    let whole = first.get(..first.len() / 4 * 4).unwrap_or_default();
    let plain = STANDARD.decode(whole).unwrap_or_default();
    if memmem::find(&plain, b"PRIVATE KEY").is_some() {
        spots.found(hit.at..wrapped(hit.text, hit.at, end), Kind::PrivateKey);
    } else {
        spots.skip(end);
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use crate::redact::{Redactor, Sensitive};

    #[test]
    fn a_key_as_base64_in_lines_is_gone_with_all_of_them() {
        let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", "MIICANARY".repeat(40));
        let encoded = STANDARD.encode(key);
        for (width, feed) in [(76, "\n"), (64, "\n"), (76, "\\n"), (76, "\n    "), (76, "\r\n")] {
            let lines: Vec<&str> =
                encoded.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            let text = format!("key: {}\nname: x", lines.join(feed));
            let clean = Redactor::new(&Sensitive::default()).text(&text).into_owned();
            assert_eq!(clean, "key: [REDACTED private key]\nname: x", "{width} {feed:?}");
        }
    }

    #[test]
    fn a_key_whose_lines_are_texts_of_a_list_is_gone() {
        let mut list = serde_json::json!([
            "a",
            "/k: -----BEGIN PRIVATE KEY-----",
            "/k: MIICANARY",
            "/k: -----END PRIVATE KEY-----",
            1
        ]);
        let before = list.clone();
        let mut redactor = Redactor::new(&Sensitive::default());
        redactor.clean_value(&mut list);
        assert_eq!(list, serde_json::json!(["a", "/k: [REDACTED private key]", 1]), "{before}");
    }
}
