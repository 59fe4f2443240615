//! The scalars of a YAML file that may be scripts, found line by line.
//!
//! No parser of YAML: each byte must stay where it is, and pipelines of which a document in a script breaks the indentation are
//! about in numbers. What follows a key that is never a script, as `name`, is left out.

use super::lex::{self, Placed};
use super::place::Place;
use super::script::Script;

const NEVER_SCRIPTS: [&str; 14] = [
    "name",
    "description",
    "title",
    "displayName",
    "label",
    "stage",
    "image",
    "uses",
    "id",
    "key",
    "path",
    "default",
    "if",
    "summary",
];

struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The scripts of `text`.
pub(super) fn scripts(text: &str) -> Vec<Script> {
    let mut start = 0;
    let mut lines = Vec::new();
    for text in text.split_inclusive('\n') {
        lines.push(Line { start, text: text.strip_suffix('\n').unwrap_or(text) });
        start += text.len();
    }
    let (mut scripts, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        at += scalar(&lines[at..], &mut scripts).max(1);
    }
    scripts
}

/// What stands after `KEY:`, and the key, if `text` begins with one.
pub(super) fn key(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = match text.strip_prefix('"').or_else(|| text.strip_prefix('\'')) {
        Some(inner) => {
            let (key, rest) = inner.split_once(['"', '\''])?;
            (key, rest.strip_prefix(':')?)
        }
        None => {
            let ends = |(at, _): &(usize, &str)| text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\r']);
            let (at, _) = text.match_indices(':').find(ends)?;
            (&text[..at], &text[at + 1..])
        }
    };
    let is_key = !key.is_empty()
        && !key.starts_with(['[', '{', '|', '>', '&', '*', '!', '#', '%', '@', '`', '-'])
        && !key.contains(" #");
    (is_key && (rest.is_empty() || rest.starts_with([' ', '\r']))).then_some((key, rest))
}

/// The scalar that begins in the first line: how many lines it takes.
fn scalar(lines: &[Line<'_>], scripts: &mut Vec<Script>) -> usize {
    let line = &lines[0];
    let (mut rest, mut column) = (line.text.trim_start_matches(' '), line.indent());
    while let Some(item) = rest.strip_prefix("- ") {
        let item = item.trim_start_matches(' ');
        // A plain scalar goes on where it is indented more than its dash; a key is where it stands.
        column = if key(item).is_some() || item.starts_with("- ") { line.text.len() - item.len() } else { column };
        rest = item;
    }
    let found = key(rest);
    let is_script = found.is_none_or(|(key, _)| !NEVER_SCRIPTS.contains(&key));
    let value = found.map_or(rest, |(_, value)| value.trim_start_matches(' '));
    let from = line.text.len() - value.len();
    let used = match value.chars().next() {
        Some('|' | '>') if is_header(value) => {
            return block(lines, line.indent(), value.starts_with('>'), is_script, scripts);
        }
        Some(quote @ ('"' | '\'')) => match quoted(lines, from, quote) {
            Some((script, used)) => (script, used),
            None => plain(lines, from, column),
        },
        None | Some('#' | '[' | '{' | '&' | '*' | '!' | '\r') => return 1,
        Some(_) => plain(lines, from, column),
    };
    if is_script {
        scripts.push(used.0);
    }
    used.1
}

/// `|`, `>-`, `|2+ # comment`.
fn is_header(value: &str) -> bool {
    let rest = value[1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-').trim();
    rest.is_empty() || rest.starts_with('#')
}

/// A block scalar after its first line.
fn block(lines: &[Line<'_>], parent: usize, folded: bool, is_script: bool, scripts: &mut Vec<Script>) -> usize {
    let Some(first) = lines.iter().skip(1).find(|line| !line.is_blank()) else { return lines.len() };
    let indent = first.indent();
    if indent <= parent {
        return 1;
    }
    let mut body = Body { chars: Vec::new(), document: None };
    let mut used = 1;
    for line in &lines[1..] {
        if !line.is_blank() && line.indent() < indent && body.document.is_none() {
            break;
        }
        body.line(line, indent, folded);
        used += 1;
    }
    // A document that never ends is none: its words were something else.
    if body.document.is_some() {
        let until = |line: &Line<'_>| !line.is_blank() && line.indent() < indent;
        let end = lines[1..].iter().position(until).map_or(lines.len(), |at| at + 1);
        body = Body { chars: Vec::new(), document: None };
        lines[1..end].iter().for_each(|line| body.line(line, indent, folded));
        used = end;
    }
    if is_script {
        let last = &lines[used - 1];
        scripts.push(Script { chars: body.chars, end: last.start + last.text.len(), place: Place::Lines });
    }
    used
}

struct Body {
    chars: Vec<Placed>,
    /// The end of the here-document that is open.
    document: Option<String>,
}

impl Body {
    fn line(&mut self, line: &Line<'_>, indent: usize, folded: bool) {
        let cut = line.indent().min(indent);
        let text = &line.text[cut..];
        let lines_stay = !folded || text.trim().is_empty() || text.starts_with(' ');
        if let Some((_, before @ ' ')) = self.chars.last_mut()
            && lines_stay
        {
            *before = '\n';
        }
        self.chars.extend(text.char_indices().map(|(at, c)| (line.start + cut + at, c)));
        self.chars.push((line.start + line.text.len(), if lines_stay { '\n' } else { ' ' }));
        match &self.document {
            Some(end) if text.trim() == end => self.document = None,
            Some(_) => {}
            None => self.document = document_of(text),
        }
    }
}

/// The end of the here-document that `line` opens.
fn document_of(line: &str) -> Option<String> {
    let tokens = lex::lex(&lex::placed(line), line.len());
    let at = tokens.iter().position(|t| t.is("<<") || t.is("<<-"))?;
    tokens.get(at + 1).map(lex::Token::bare)
}

/// A plain scalar from byte `from` of the first line, with the lines that go on with it.
fn plain(lines: &[Line<'_>], from: usize, column: usize) -> (Script, usize) {
    let goes_on =
        |line: &Line<'_>| !line.is_blank() && line.indent() > column && !line.text.trim_start().starts_with('#');
    let used = 1 + lines[1..].iter().take_while(|line| goes_on(line)).count();
    let mut chars = Vec::new();
    for (at, line) in lines[..used].iter().enumerate() {
        let cut = if at == 0 { from } else { line.indent() };
        chars.extend(line.text[cut..].char_indices().map(|(at, c)| (line.start + cut + at, c)));
        chars.push((line.start + line.text.len(), ' '));
    }
    let last = &lines[used - 1];
    (Script { chars, end: last.start + last.text.len(), place: Place::YamlPlain }, used)
}

/// A scalar in quotes, from its opening quote at byte `from`. None where it does not end, goes on after its end, or holds an
/// escape that stands for another character.
fn quoted(lines: &[Line<'_>], from: usize, quote: char) -> Option<(Script, usize)> {
    let mut chars: Vec<Placed> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let cut = if at == 0 { from + 1 } else { line.indent() };
        let mut rest = line.text[cut..].char_indices().peekable();
        while let Some((offset, c)) = rest.next() {
            let here = line.start + cut + offset;
            match (c, rest.peek().map(|(_, next)| *next)) {
                ('\'', Some('\'')) if quote == '\'' => chars.extend(rest.next().map(|_| (here, '\''))),
                ('\\', Some(next @ ('"' | '\\'))) if quote == '"' => chars.extend(rest.next().map(|_| (here, next))),
                ('\\', Some(_)) if quote == '"' => return None,
                _ if c == quote => {
                    let after = line.text[cut + offset + 1..].trim();
                    let place = if quote == '"' { Place::YamlDouble } else { Place::YamlSingle };
                    let ends = after.is_empty() || after.starts_with('#');
                    return ends.then_some((Script { chars, end: here, place }, at + 1));
                }
                _ => chars.push((here, c)),
            }
        }
        chars.push((line.start + line.text.len(), ' '));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &str) -> Vec<(String, Place)> {
        scripts(text).iter().map(|s| (s.chars.iter().map(|(_, c)| *c).collect(), s.place)).collect()
    }

    #[test]
    fn blocks_plain_and_quoted_scalars_are_scripts_and_names_are_not() {
        let text = "jobs:\n  - name: cinc exec x\n    run: |\n      a\n        b\n\n      c\n  - run: d e\n      f\n  - \"g \\\"h\\\"\"\n  - 'i ''j'''\n";
        assert_eq!(
            bodies(text),
            [
                ("a\n  b\n\nc\n".into(), Place::Lines),
                ("d e f ".into(), Place::YamlPlain),
                ("g \"h\"".into(), Place::YamlDouble),
                ("i 'j'".into(), Place::YamlSingle)
            ]
        );
    }

    #[test]
    fn a_folded_block_joins_lines_that_are_not_indented_more() {
        assert_eq!(bodies("a: >-\n  b\n  c\n    d\n  e\n"), [("b c\n  d\ne ".into(), Place::Lines)]);
    }

    #[test]
    fn a_here_document_may_break_the_indentation_and_one_without_end_does_not_swallow_the_file() {
        let text = "a:\n  run: |\n    cat << EOF\nx:\nEOF\n    b\nc: d\n";
        assert_eq!(bodies(text)[0].0, "cat << EOF\nx:\nEOF\nb\n");
        let text = "a:\n  run: |\n    echo $((1 << x))\n    b\nc: d\n";
        assert_eq!(bodies(text)[0].0, "echo $((1 << x))\nb\n");
    }
}
