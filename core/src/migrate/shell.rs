//! The commands of a script.

use super::lex::{self, Kind, Token};
use super::script::Script;

/// A command of a script, from its program to its last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The program, without its folder.
    pub(super) program: String,
    /// Its words.
    pub(super) words: Vec<Token>,
    /// Bytes of the file.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where it begins with its negation `!`, if it has one.
    pub(super) negation: Option<usize>,
    /// Whether something else depends on its exit status: `if`, `&&`, `||`, ...
    pub(super) is_condition: bool,
    /// Where `> /dev/null` after it ends.
    pub(super) silenced: Option<usize>,
    /// A file that its output goes to.
    pub(super) output: Option<String>,
    /// A redirection stands between its words, so that it is not one piece of text.
    pub(super) is_torn: bool,
    /// Where a redirection of its output ends, with nothing after it.
    pub(super) output_end: usize,
}

const SEPARATORS: [&str; 10] = ["\n", ";", "&&", "||", "|", "&", "(", ")", ";;", "|&"];
const KEYWORDS: [&str; 11] = ["if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "time"];
const DECIDING: [&str; 4] = ["if", "elif", "while", "until"];

/// The commands of `script`, those in `$(...)` included.
pub(super) fn commands(script: &Script) -> Vec<Command> {
    let mut all = Vec::new();
    collect(&script.chars, script.end, &mut all);
    all
}

/// The first command of `text`, which stands in no file.
pub(super) fn command_of(text: &str) -> Option<Command> {
    let mut all = Vec::new();
    collect(&lex::placed(text), text.len(), &mut all);
    all.into_iter().next()
}

fn collect(chars: &[lex::Placed], end: usize, all: &mut Vec<Command>) {
    let tokens = lex::lex(chars, end);
    let is_separator = |t: &Token| t.kind == Kind::Operator && SEPARATORS.contains(&t.text.as_str());
    let mut from: usize = 0;
    for to in 0..=tokens.len() {
        if tokens.get(to).is_none_or(is_separator) {
            let before = from.checked_sub(1).and_then(|at| tokens.get(at));
            all.extend(command(&tokens[from..to], before, tokens.get(to)));
            from = to + 1;
        }
    }
    for (start, stop) in tokens.iter().flat_map(|t| &t.inner) {
        let end = chars.get(*stop).map_or(end, |(offset, _)| *offset);
        collect(&chars[*start..*stop], end, all);
    }
}

/// The command that `tokens` are, between two separators.
fn command(tokens: &[Token], before: Option<&Token>, after: Option<&Token>) -> Option<Command> {
    let joins = |t: Option<&Token>| t.is_some_and(|t| t.is("&&") || t.is("||"));
    let (mut at, mut negation, mut is_condition) = (0, None, joins(before) || joins(after));
    while let Some(token) = tokens.get(at).filter(|t| t.kind == Kind::Word) {
        let word = token.text.as_str();
        if !KEYWORDS.contains(&word) && !is_assignment(word) {
            break;
        }
        if word == "!" {
            (negation, is_condition) = (Some(token.start), true);
        }
        is_condition |= DECIDING.contains(&word);
        at += 1;
    }
    at += tokens[at..].iter().take_while(|t| matches!(t.text.as_str(), "sudo" | "command" | "-E")).count();
    let program = tokens.get(at).filter(|t| t.kind == Kind::Word)?;
    let mut command = Command {
        program: program.bare().rsplit('/').next().unwrap_or_default().to_owned(),
        words: Vec::new(),
        start: program.start,
        end: program.end,
        negation,
        is_condition,
        silenced: None,
        output: None,
        is_torn: false,
        output_end: program.end,
    };
    command.read(&tokens[at + 1..]);
    Some(command)
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

impl Command {
    fn read(&mut self, tokens: &[Token]) {
        let (mut at, mut redirected) = (0, false);
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            let touches = next.is_some_and(|n| n.kind == Kind::Operator && n.start == token.end);
            let descriptor = token.kind == Kind::Word && touches && token.text.chars().all(|c| c.is_ascii_digit());
            if descriptor {
                redirected = true;
                self.redirect(&token.text, tokens, at + 1);
                at += 3;
            } else if token.kind == Kind::Operator {
                redirected = true;
                self.redirect("1", tokens, at);
                at += 2;
            } else {
                self.is_torn |= redirected;
                self.end = token.end;
                self.words.push(token.clone());
                at += 1;
            }
        }
        if self.output_end < self.end {
            self.output_end = self.end;
        }
    }

    /// The redirection of `descriptor` whose operator is at `at`.
    fn redirect(&mut self, descriptor: &str, tokens: &[Token], at: usize) {
        let (Some(operator), Some(target)) = (tokens.get(at), tokens.get(at + 1)) else { return };
        let to_null = target.bare() == "/dev/null";
        match (descriptor, operator.text.as_str()) {
            ("1", ">" | "&>") if to_null => self.silenced = Some(target.end),
            ("1", ">") => {
                self.output = Some(target.text.clone());
                self.output_end = target.end;
            }
            ("2", ">&") if self.silenced.is_some() => self.silenced = Some(target.end),
            ("2", ">") if to_null && self.silenced.is_some() => self.silenced = Some(target.end),
            _ => {}
        }
    }

    /// Its words without quotes.
    pub(super) fn bare(&self) -> Vec<String> {
        self.words.iter().map(Token::bare).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::Place;
    use super::*;

    fn of(text: &str) -> Vec<Command> {
        commands(&Script { chars: lex::placed(text), end: text.len(), place: Place::Lines })
    }

    #[test]
    fn each_command_is_found_behind_keywords_assignments_and_separators() {
        let text = "if ! A=1 sudo /opt/x/cinc exec p; then\n  b || c\nfi; d $(e f)";
        let found: Vec<(String, bool)> = of(text).into_iter().map(|c| (c.program, c.is_condition)).collect();
        let expected = [("cinc", true), ("b", true), ("c", true), ("fi", false), ("d", false), ("e", false)];
        assert_eq!(found, expected.map(|(program, condition)| (program.to_owned(), condition)));
        let inner = of(text).pop().unwrap();
        assert_eq!(&text[inner.start..inner.end], "e f");
    }

    #[test]
    fn redirections_are_no_words() {
        let command = of("jq -e x f.json > /dev/null 2>&1").remove(0);
        assert_eq!((command.bare(), command.silenced), (vec!["-e".into(), "x".into(), "f.json".into()], Some(31)));
        let command = of("saf a -o junit > junit.xml").remove(0);
        assert_eq!((command.output.as_deref(), command.is_torn), (Some("junit.xml"), false));
        assert!(of("a > b c").remove(0).is_torn);
    }
}
