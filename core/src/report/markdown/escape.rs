//! The escape of Markdown, for texts from outside: whatever they hold, they are one piece of text in the place where they
//! were put, and nothing in them becomes markup, a link, a mention, a reference to an issue, or a command to a bot.
//!
//! The grammar is that of CommonMark with GitHub's and GitLab's extensions. Both also look for references in the text that
//! comes out (`@name`, `#12`, `www.`), where no backslash protects any more. Code is exempt from that; in prose a zero-width
//! space parts what would be one. It cannot be mistaken for one from outside, since those are written out.

use crate::untrusted::{one_line, printable};

/// Parts what would be read as a reference.
pub(super) const PART: char = '\u{200b}';
/// What a code block is moved in by: none of its lines begins with what bots look for there (`/approve`).
const INDENT: &str = "  ";
/// The least that fences a code block.
const LEAST_FENCE: usize = 3;

/// `text` as prose on one line.
pub(super) fn prose(text: &str) -> String {
    let text = one_line(text);
    let text = text.trim();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // Items of lists, underlines of headings, and commands to bots are such at the beginning of a line only.
    if text.starts_with(|c: char| c.is_ascii_digit() || "-+=:/".contains(c)) {
        out.push(PART);
    }
    for (at, c) in text.char_indices() {
        match c {
            // A backslash does not keep a bar from ending a table's cell in all readers.
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '!' | '~' | '&' | '$' | '^' | '@' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        if opens_reference(&text[..at], c, &text[at + c.len_utf8()..]) {
            out.push(PART);
        }
    }
    out
}

/// Mentions, issues, merge requests, labels, milestones, snippets, alerts, inline changes, emoji, addresses.
fn opens_reference(before: &str, c: char, after: &str) -> bool {
    let next = after.chars().next();
    let ends_with = |word: &str| {
        let tail = before.len().checked_sub(word.len()).and_then(|from| before.get(from..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    match c {
        '@' | '#' | '!' | '$' | '%' | '&' | '~' | '^' | '[' | '*' | '{' => next.is_some_and(|n| !n.is_whitespace()),
        ':' => next.is_some_and(|n| n.is_ascii_alphanumeric() || "/+-_".contains(n)),
        'w' | 'W' => next == Some('.') && ends_with("ww"),
        'h' | 'H' => next == Some('-') && ends_with("g"),
        _ => false,
    }
}

/// `text` as code on one line; empty for an empty text, which code cannot be.
pub(super) fn code(text: &str) -> String {
    let text = one_line(text);
    text.split('|').map(span).collect::<Vec<_>>().join("&#124;")
}

/// A bar ends a table's cell even inside of code, so that `text` holds none.
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let edge = |c: char| c == '`' || c == ' ';
    let pad = if text.starts_with(edge) || text.ends_with(edge) { " " } else { "" };
    // One space at each end is taken off, but not where there are only spaces.
    let pad = if text.trim_matches(' ').is_empty() { "" } else { pad };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// `text` as a code block, with an empty line after it.
pub(super) fn block(text: &str) -> String {
    let text = printable(text).replace('\t', "\\t");
    let fence = "`".repeat(LEAST_FENCE.max(longest_run(&text) + 1));
    let mut out = format!("{INDENT}{fence}\n");
    for line in text.trim_end_matches('\n').split('\n') {
        if !line.is_empty() {
            out.push_str(INDENT);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&format!("{INDENT}{fence}\n\n"));
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        let text = "Set PermitRootLogin to no (5 checks), see /etc/ssh: yes; a-b = 50 % of c.";
        assert_eq!(prose(text), text);
        assert_eq!(code("ssh-01"), "`ssh-01`");
    }

    #[test]
    fn references_are_parted_in_prose_and_bars_never_stand_in_a_cell() {
        let shown = prose("@me #12 !3 GH-4 www.x.y https://x a|b &amp; :tada:");
        assert_eq!(shown.replace(PART, "·"), r"\@·me \#·12 \!·3 GH·-4 www·.x.y https:·//x a&#124;b \&·amp; :·tada:");
        assert_eq!(code("a||`b"), "`a`&#124;&#124;`` `b ``");
    }
}
