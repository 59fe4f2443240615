//! Ruby's syntax of patterns as that of `fancy-regex`.

/// What `fancy-regex` has to be given for the Ruby pattern `source`. `flags` are the letters behind a literal. Ruby's `^` and
/// `$` are always those of lines, its `m` lets `.` match a line feed, and its shorthands are of ASCII.
pub(super) fn translate(source: &str, flags: &str) -> String {
    let mut out = String::from("(?m");
    for (letter, ours) in [('i', 'i'), ('m', 's'), ('x', 'x')] {
        if flags.contains(letter) {
            out.push(ours);
        }
    }
    out.push(')');
    let mut reader = Reader { out, depth: 0, named: is_named(source) };
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        rest = reader.step(c, rest);
    }
    reader.out
}

/// A pattern that names a group numbers no other.
fn is_named(source: &str) -> bool {
    source.match_indices("(?<").any(|(at, _)| !matches!(source.as_bytes().get(at + 3), Some(b'=' | b'!')))
}

struct Reader {
    out: String,
    /// How many brackets of classes are open.
    depth: usize,
    named: bool,
}

impl Reader {
    /// Takes what `rest` begins with, and gives what is left.
    fn step<'a>(&mut self, c: char, rest: &'a str) -> &'a str {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' => return self.escape(after),
            '[' if self.depth > 0 && after.starts_with(':') => return self.posix(rest),
            '[' => {
                self.depth += 1;
                self.out.push('[');
                return self.opened(after);
            }
            ']' if self.depth > 0 => self.depth -= 1,
            '(' if self.depth == 0 => return self.group(after),
            _ => {}
        }
        self.out.push(c);
        after
    }

    /// A bracket that closes nothing yet stands for itself.
    fn opened<'a>(&mut self, after: &'a str) -> &'a str {
        let (sign, rest) = match after.strip_prefix('^') {
            Some(rest) => ("^", rest),
            None => ("", after),
        };
        self.out.push_str(sign);
        match rest.strip_prefix(']') {
            Some(rest) => {
                self.out.push_str("\\]");
                rest
            }
            None => rest,
        }
    }

    fn posix<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = rest.find(":]").map_or(rest.len(), |at| at + 2);
        self.out.push_str(&rest[..end]);
        &rest[end..]
    }

    fn escape<'a>(&mut self, after: &'a str) -> &'a str {
        let Some(c) = after.chars().next() else {
            self.out.push_str("\\\\");
            return after;
        };
        let set = match c {
            'd' | 'D' => "0-9",
            'w' | 'W' => "a-zA-Z0-9_",
            's' | 'S' => " \\t\\r\\n\\x0C\\x0B",
            'h' | 'H' => "0-9a-fA-F",
            'Z' => {
                self.out.push_str("(?=\\n?\\z)");
                return &after[1..];
            }
            _ => {
                self.out.push('\\');
                self.out.push(c);
                return &after[c.len_utf8()..];
            }
        };
        let not = if c.is_ascii_uppercase() { "^" } else { "" };
        match (self.depth, not) {
            (0, _) | (_, "^") => self.out.push_str(&format!("[{not}{set}]")),
            _ => self.out.push_str(set),
        }
        &after[1..]
    }

    fn group<'a>(&mut self, after: &'a str) -> &'a str {
        let Some(rest) = after.strip_prefix('?') else {
            self.out.push_str(if self.named { "(?:" } else { "(" });
            return after;
        };
        self.out.push_str("(?");
        // Flags inside of the pattern: Ruby's `m` is `s` elsewhere.
        let flags = rest.len() - rest.trim_start_matches(['m', 'i', 'x', '-']).len();
        self.out.push_str(&rest[..flags].replace('m', "s"));
        &rest[flags..]
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    fn found(source: &str, flags: &str, text: &str) -> Option<String> {
        let regex = fancy_regex::Regex::new(&translate(source, flags)).unwrap();
        regex.find(text).unwrap().map(|m| m.as_str().to_owned())
    }

    #[test]
    fn patterns_mean_what_they_mean_in_ruby() {
        for (source, flags, text, expected) in [
            (r"^#(?!include)", "", "x\n#includes\n#other", Some("#")),
            (r"(?<=a)b", "", "ab", Some("b")),
            (r"(['x])no\1", "", "'no'", Some("'no'")),
            (r"b\Z", "", "ab\n", Some("b")),
            (r"b\Z", "", "ab\n\n", None),
            (r"\w+(?=ä)", "", "abä", Some("ab")),
            (r"[\w-]+(?!\d)", "", "a-b5", Some("a-b5")),
            (r"[^\s\d](?=.)", "", " 5x!", Some("x")),
            (r"[]a](?=b)", "", "]b", Some("]")),
            (r"[[:alpha:]\-](?=1)", "", "-1", Some("-")),
            (r"a(?=.b)", "m", "a\nb", Some("a")),
            (r"a(?=.b)", "", "a\nb", None),
            (r"(?mi)A(?=.b)", "", "a\nb", Some("a")),
            (r"(?<q>['x])(n)\k<q>", "", "xnx", Some("xnx")),
            (r"a(?>b*)b", "", "abb", None),
            ("a (?= b ) # c", "x", "ab", Some("a")),
        ] {
            assert_eq!(found(source, flags, text).as_deref(), expected, "/{source}/{flags}");
        }
    }
}
