//! The words of a shell script, with their places in the file.

/// A character and where it stands in the file.
pub(super) type Placed = (usize, char);

/// What a script is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word as it is written, quotes and all.
    Word,
    /// `;`, `&&`, `|`, `>`, a line's end, ...
    Operator,
}

/// A word or an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Bytes of the file.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Scripts in it, `$(...)`: from and to which character of the script.
    pub(super) inner: Vec<(usize, usize)>,
}

impl Token {
    /// Whether it is the operator `text`.
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind == Kind::Operator && self.text == text
    }

    /// The word without its quotes.
    pub(super) fn bare(&self) -> String {
        bare(&self.text)
    }
}

/// `word` without quotes, and without the backslashes that quote.
pub(super) fn bare(word: &str) -> String {
    let (mut out, mut quote, mut chars) = (String::new(), None, word.chars().peekable());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '\\') => out.extend(chars.next()),
            (Some('"'), '\\') if matches!(chars.peek(), Some('"' | '\\')) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// `word` without the quotes around all of it, if those are all that it has: [`Place::quoted`](super::place::Place::quoted)
/// puts them back where they are needed.
pub(super) fn unwrapped(word: &str) -> &str {
    let inner = |quote: char| word.strip_prefix(quote)?.strip_suffix(quote);
    let free = |inner: &&str| !inner.contains(['"', '\'', '\\']);
    let literal = |inner: &&str| free(inner) && !inner.contains(['$', '`']);
    inner('"').filter(free).or_else(|| inner('\'').filter(literal)).unwrap_or(word)
}

/// The characters of `text`, for scripts that stand in no file.
pub(super) fn placed(text: &str) -> Vec<Placed> {
    text.char_indices().collect()
}

/// The tokens of `chars`, which end at byte `end` of the file. Comments and the bodies of here-documents are left out.
pub(super) fn lex(chars: &[Placed], end: usize) -> Vec<Token> {
    let mut lexer = Lexer { chars, end, at: 0, tokens: Vec::new(), documents: Vec::new() };
    while lexer.at < chars.len() {
        lexer.step();
    }
    lexer.tokens
}

struct Lexer<'a> {
    chars: &'a [Placed],
    end: usize,
    at: usize,
    tokens: Vec<Token>,
    /// Ends of here-documents whose bodies begin with the next line.
    documents: Vec<String>,
}

const OPERATORS: [&str; 20] = [
    "&>>", "<<<", "<<-", "&&", "||", ";;", ">>", "<<", "&>", ">&", "<&", ">|", "|&", ";", "&", "|", "<", ">", "(", ")",
];

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn offset(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.end, |(offset, _)| *offset)
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    fn step(&mut self) {
        match self.peek(0) {
            Some(' ' | '\t' | '\r') => self.at += 1,
            Some('\n') => self.line_end(),
            Some('\\') if self.continuation() > 0 => self.at += self.continuation(),
            Some('#') => self.skip_to_line_end(),
            Some(_) => match OPERATORS.iter().find(|op| self.starts_with(op)) {
                Some(op) if !(op.starts_with("<<") && self.parameter() > 0) => self.operator(op),
                _ => self.word(),
            },
            None => {}
        }
    }

    /// Characters of a backslash, or of two as Groovy has them, and the line's end that they take away.
    fn continuation(&self) -> usize {
        ["\\\n", "\\\r\n", "\\\\\n", "\\\\\r\n"].iter().find(|c| self.starts_with(c)).map_or(0, |c| c.len())
    }

    fn skip_to_line_end(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, from: usize, inner: Vec<(usize, usize)>) {
        let text = self.chars[from..self.at].iter().map(|(_, c)| *c).collect();
        let (start, end) = (self.offset(from), self.offset(self.at));
        self.tokens.push(Token { kind, text, start, end, inner });
    }

    fn operator(&mut self, op: &str) {
        let from = self.at;
        self.at += op.len();
        self.push(Kind::Operator, from, Vec::new());
        if op == "<<" || op == "<<-" {
            while matches!(self.peek(0), Some(' ' | '\t')) {
                self.at += 1;
            }
            let delimiter = self.at;
            self.word();
            if self.at > delimiter {
                let word = self.tokens.last().map(Token::bare).unwrap_or_default();
                self.documents.push(word.trim_start_matches('\\').to_owned());
            }
        }
    }

    fn line_end(&mut self) {
        let from = self.at;
        self.at += 1;
        self.push(Kind::Operator, from, Vec::new());
        for delimiter in std::mem::take(&mut self.documents) {
            while self.at < self.chars.len() {
                let from = self.at;
                self.skip_to_line_end();
                let line: String = self.chars[from..self.at].iter().map(|(_, c)| *c).collect();
                self.at = (self.at + 1).min(self.chars.len());
                if line.trim() == delimiter {
                    break;
                }
            }
        }
    }

    /// A word: up to a blank or an operator that is in no quotes.
    fn word(&mut self) {
        let (from, mut inner) = (self.at, Vec::new());
        while let Some(c) = self.peek(0) {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '>' => break,
                '<' if self.parameter() == 0 => break,
                '<' => self.at += self.parameter(),
                '\\' if self.continuation() > 0 => break,
                '\\' => self.at = (self.at + 2).min(self.chars.len()),
                '\'' => self.single(),
                '"' => self.double(&mut inner),
                '`' => self.until('`'),
                '$' => self.dollar(&mut inner),
                _ => self.at += 1,
            }
        }
        if self.at == from && self.at < self.chars.len() {
            self.at += 1;
        }
        if self.at > from {
            self.push(Kind::Word, from, inner);
        }
    }

    fn single(&mut self) {
        self.until('\'');
    }

    /// Past the next `close` after the character here, or to the end.
    fn until(&mut self, close: char) {
        self.at += 1;
        while self.peek(0).is_some_and(|c| c != close) {
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.chars.len());
    }

    fn double(&mut self, inner: &mut Vec<(usize, usize)>) {
        self.at += 1;
        while let Some(c) = self.peek(0) {
            match c {
                '"' => break,
                '\\' => self.at = (self.at + 2).min(self.chars.len()),
                '$' => self.dollar(inner),
                _ => self.at += 1,
            }
        }
        self.at = (self.at + 1).min(self.chars.len());
    }

    /// `$NAME`, `${...}`, `${{ ... }}` of GitHub, `$[[ ... ]]` of GitLab, `$(...)`.
    fn dollar(&mut self, inner: &mut Vec<(usize, usize)>) {
        let close = [("${{", "}}"), ("$[[", "]]"), ("${", "}")].into_iter().find(|(open, _)| self.starts_with(open));
        if let Some((_, close)) = close {
            while self.at < self.chars.len() && !self.starts_with(close) {
                self.at += 1;
            }
            self.at = (self.at + close.len()).min(self.chars.len());
        } else if self.starts_with("$(") {
            self.substitution(inner);
        } else {
            self.at += 1;
        }
    }

    fn substitution(&mut self, inner: &mut Vec<(usize, usize)>) {
        self.at += 2;
        let (from, mut depth) = (self.at, 1);
        while let Some(c) = self.peek(0) {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                '\'' => {
                    self.single();
                    continue;
                }
                '"' => {
                    self.double(&mut Vec::new());
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                inner.push((from, self.at - 1));
                return;
            }
        }
    }

    /// Length of `<< name >>`, as CircleCI writes its parameters. 0 where there is none.
    fn parameter(&self) -> usize {
        let rest: String = self.chars[self.at..].iter().map(|(_, c)| *c).take_while(|c| *c != '\n').take(200).collect();
        let Some(name) = rest.strip_prefix("<<").and_then(|rest| rest.split_once(">>")).map(|(name, _)| name) else {
            return 0;
        };
        let word = name.trim();
        let is_name = word.contains('.') && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        if is_name { name.chars().count() + 4 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(script: &str) -> Vec<String> {
        lex(&placed(script), script.len()).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_keep_their_quotes_and_expressions_and_operators_part_them() {
        assert_eq!(texts("a 'b c' \"d $(e f) g\";h"), ["a", "'b c'", "\"d $(e f) g\"", ";", "h"]);
        assert_eq!(
            texts("a ${{ x.y }}/b $[[ inputs.p ]] << parameters.z >>/q"),
            ["a", "${{ x.y }}/b", "$[[ inputs.p ]]", "<< parameters.z >>/q"]
        );
        assert_eq!(texts("a \\\n  b # c\nd"), ["a", "b", "\n", "d"]);
        assert_eq!(texts("a \\\\\n b"), ["a", "b"]);
        assert_eq!(texts("a>b 2>&1"), ["a", ">", "b", "2", ">&", "1"]);
    }

    #[test]
    fn bodies_of_here_documents_are_no_script() {
        assert_eq!(texts("cat << 'EOF' > x\nit's\n  EOF\nb"), ["cat", "<<", "'EOF'", ">", "x", "\n", "b"]);
    }

    #[test]
    fn open_quotes_and_brackets_end_with_the_script() {
        for script in ["a 'b", "a \"b", "a $(b", "a ${b", "a `b", "a \\", "<<", "a << ", "${{", "$("] {
            texts(script);
        }
    }

    #[test]
    fn quotes_are_taken_off() {
        assert_eq!(bare("a'b c'\"d\\\"e\"\\ f"), "ab cd\"e f");
    }
}
