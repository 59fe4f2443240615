//! A port of what GitLab reads in the log of a job: `lib/gitlab/ci/ansi2json/converter.rb` and, in `lib/gitlab/regex.rb`, the
//! marks of sections. Times of the runner in front of lines are left out.

/// What is shown.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Log {
    /// Each line with the innermost section that is open there.
    pub(super) lines: Vec<(Option<String>, String)>,
    /// Name and options of each section that was opened, in order.
    pub(super) opened: Vec<(String, String)>,
    /// Names of those that were closed.
    pub(super) closed: Vec<String>,
    /// Escape sequences outside of marks.
    pub(super) escapes: Vec<String>,
    /// Texts that a carriage return took away.
    pub(super) lost: Vec<String>,
    open: Vec<String>,
    line: String,
}

/// The log as people see it.
pub(super) fn read(mut rest: &str) -> Log {
    let mut log = Log::default();
    while let Some(c) = rest.chars().next() {
        if let Some((mark, after)) = mark(rest) {
            log.mark(mark);
            rest = after;
        } else if c == '\u{1b}' && rest[1..].starts_with(|c| ('@'..='_').contains(&c)) {
            rest = log.escape(rest);
        } else if let Some(after) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            log.flush(true);
            rest = after;
        } else if c == '\r' {
            let lost = std::mem::take(&mut log.line);
            log.lost.extend(Some(lost).filter(|text| !text.is_empty()));
            rest = &rest[1..];
        } else {
            log.line.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    log.flush(false);
    log
}

struct Mark<'a> {
    starts: bool,
    name: &'a str,
    options: &'a str,
}

/// `section_start:SECONDS:NAME[OPTIONS]`, a carriage return and `ESC[0K`, and what comes after.
fn mark(text: &str) -> Option<(Mark<'_>, &str)> {
    let rest = text.strip_prefix("section_")?;
    let starts = rest.starts_with("start:");
    let rest = rest.strip_prefix("start:").or_else(|| rest.strip_prefix("end:"))?;
    let (_, rest) = spanned(rest, |c| c.is_ascii_digit())?;
    let (name, rest) = spanned(rest.strip_prefix(':')?, |c| c.is_ascii_alphanumeric() || "_.-".contains(c))?;
    let (options, rest) = options(rest);
    Some((Mark { starts, name, options }, rest.strip_prefix("\r\u{1b}[0K")?))
}

/// At least one character of a kind.
fn spanned(text: &str, kind: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let end = text.find(|c| !kind(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// `[a=b, c=d]`, or nothing.
fn options(text: &str) -> (&str, &str) {
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let good = |all: &str| {
        let pairs = all.split(',').map(|pair| pair.strip_prefix(' ').unwrap_or(pair).split_once('='));
        pairs.into_iter().all(|pair| pair.is_some_and(|(key, value)| word(key) && word(value)))
    };
    let found = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(all, _)| good(all));
    found.unwrap_or(("", text))
}

impl Log {
    fn mark(&mut self, mark: Mark<'_>) {
        let name: String = mark.name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        if mark.starts {
            self.flush(false);
            self.opened.push((name.clone(), mark.options.to_owned()));
            self.open.push(name);
        } else if let Some(at) = self.open.iter().position(|open| *open == name) {
            self.flush(false);
            // Those that were opened inside of it end with it.
            self.open.truncate(at);
            self.closed.push(name);
        }
    }

    /// An escape sequence, which is shown as nothing; one without an end takes the rest of the line with it.
    fn escape<'a>(&mut self, text: &'a str) -> &'a str {
        let line = &text[..text.find('\n').unwrap_or(text.len())];
        let end = line.char_indices().skip(2).find(|(_, c)| ('@'..='~').contains(c));
        let end = end.map_or(line.len(), |(at, c)| at + c.len_utf8());
        self.escapes.push(line[..end].to_owned());
        &text[end..]
    }

    fn flush(&mut self, hard: bool) {
        let line = std::mem::take(&mut self.line);
        if hard || !line.is_empty() {
            self.lines.push((self.open.last().cloned(), line));
        }
    }
}

#[test]
fn marks_are_read_as_gitlab_reads_them() {
    let log =
        read("a\u{1b}[0Ksection_start:1:My_a[collapsed=true,x=y]\r\u{1b}[0Kb\nc\r\nsection_end:2:my_A\r\u{1b}[0Kd");
    let section = || Some("my-a".to_owned());
    let line = |section, text: &str| (section, text.to_owned());
    assert_eq!(log.lines, [line(None, "a"), line(section(), "b"), line(section(), "c"), line(None, "d")]);
    assert_eq!(log.opened, [("my-a".to_owned(), "collapsed=true,x=y".to_owned())]);
    assert_eq!(
        (log.closed.as_slice(), log.escapes.as_slice()),
        (&["my-a".to_owned()][..], &["\u{1b}[0K".to_owned()][..])
    );
    for text in [
        "section_start:1:a\r",
        "section_start::a\r\u{1b}[0K",
        "section_start:1:a[b]\r\u{1b}[0K",
        "section_end:1:a\r\u{1b}[0K",
    ] {
        assert_eq!(read(text).opened, [], "{text:?}");
    }
    assert_eq!(read("seen\rshown\u{1b}[31m!\u{1b}[").lost, ["seen"]);
}
