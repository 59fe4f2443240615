//! The grammar of XPath 1.0.

use super::XmlError;
use super::tokens::{self, Token};

/// Expressions that may stand one in another.
const MAX_DEPTH: usize = 40;
/// Words of a path.
const MAX_TOKENS: usize = 2_000;

/// An expression.
#[derive(Debug)]
pub(super) enum Expression {
    Literal(String),
    Number(f64, bool),
    Call(String, Vec<Expression>),
    /// Two values and the sign between them.
    Binary(&'static str, Box<Expression>, Box<Expression>),
    Negative(Box<Expression>),
    Path(Path),
}

/// Steps, and where they begin.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) start: Start,
    pub(super) steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Debug)]
pub(super) enum Start {
    Context,
    Root,
    /// What an expression in parentheses, or a function, gives; narrowed down.
    Value(Box<Expression>, Vec<Expression>),
}

/// One step of a path.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) axis: String,
    pub(super) test: Test,
    pub(super) predicates: Vec<Expression>,
}

/// Which nodes of an axis are meant.
#[derive(Debug)]
pub(super) enum Test {
    /// By prefix and local name; `*` for any.
    Name(Option<String>, String),
    /// `node()`, `text()`, `comment()`, `processing-instruction()`.
    Kind(String),
}

/// From the loosest to the tightest.
const LEVELS: [&[&str]; 7] =
    [&["or"], &["and"], &["=", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "div", "mod"], &["|"]];
/// The level at which a minus sign may stand in front.
const NEGATIVE: usize = 6;
const AXES: [&str; 12] = [
    "child",
    "attribute",
    "self",
    "parent",
    "descendant",
    "descendant-or-self",
    "ancestor",
    "ancestor-or-self",
    "following",
    "following-sibling",
    "preceding",
    "preceding-sibling",
];
const KINDS: [&str; 4] = ["node", "text", "comment", "processing-instruction"];

pub(super) fn parse(path: &str) -> Result<Expression, XmlError> {
    let mut tokens = tokens::split(path)?;
    if tokens.len() > MAX_TOKENS {
        return Err(XmlError::path("too long"));
    }
    tokens.reverse();
    let mut parser = Parser { tokens, depth: 0 };
    let expression = parser.binary(0)?;
    match parser.tokens.last() {
        None => Ok(expression),
        Some(token) => Err(XmlError::path(format!("unexpected {token:?}"))),
    }
}

/// Takes the words from the end of the list.
struct Parser {
    tokens: Vec<Token>,
    depth: usize,
}

impl Parser {
    fn peek(&self, sign: &str) -> bool {
        matches!(self.tokens.last(), Some(Token::Sign(found)) if *found == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.peek(sign);
        if found {
            self.tokens.pop();
        }
        found
    }

    fn need(&mut self, sign: &str) -> Result<(), XmlError> {
        if self.take(sign) { Ok(()) } else { Err(XmlError::path(format!("{sign} is missing"))) }
    }

    fn binary(&mut self, level: usize) -> Result<Expression, XmlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH * LEVELS.len() {
            return Err(XmlError::path("nested too deeply"));
        }
        let expression = self.chain(level);
        self.depth -= 1;
        expression
    }

    fn chain(&mut self, level: usize) -> Result<Expression, XmlError> {
        if level == NEGATIVE && self.take("-") {
            return Ok(Expression::Negative(Box::new(self.binary(level)?)));
        }
        let Some(signs) = LEVELS.get(level) else { return self.operand() };
        let mut left = self.binary(level + 1)?;
        while let Some(sign) = signs.iter().find(|sign| self.peek(sign)) {
            self.tokens.pop();
            left = Expression::Binary(sign, Box::new(left), Box::new(self.binary(level + 1)?));
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expression, XmlError> {
        let value = match self.tokens.pop() {
            Some(Token::Literal(text)) => Expression::Literal(text),
            Some(Token::Number(number, whole)) => Expression::Number(number, whole),
            Some(Token::Sign("(")) => {
                let inner = self.binary(0)?;
                self.need(")")?;
                inner
            }
            Some(Token::Name(name)) if self.peek("(") && !KINDS.contains(&name.as_str()) => self.call(name)?,
            Some(token) => {
                self.tokens.push(token);
                return self.location();
            }
            None => return Err(XmlError::path("it ends too early")),
        };
        let predicates = self.predicates()?;
        let steps = self.more_steps()?;
        if predicates.is_empty() && steps.is_empty() {
            return Ok(value);
        }
        Ok(Expression::Path(Path { start: Start::Value(Box::new(value), predicates), steps }))
    }

    fn call(&mut self, name: String) -> Result<Expression, XmlError> {
        self.need("(")?;
        let mut arguments = Vec::new();
        while !self.take(")") {
            if !arguments.is_empty() {
                self.need(",")?;
            }
            arguments.push(self.binary(0)?);
        }
        Ok(Expression::Call(name, arguments))
    }

    fn location(&mut self) -> Result<Expression, XmlError> {
        let whole = |start, steps| Ok(Expression::Path(Path { start, steps }));
        if self.peek("//") {
            return whole(Start::Root, self.more_steps()?);
        }
        if self.take("/") {
            let mut steps = Vec::new();
            if self.begins_step() {
                steps.push(self.step()?);
                steps.extend(self.more_steps()?);
            }
            return whole(Start::Root, steps);
        }
        let mut steps = vec![self.step()?];
        steps.extend(self.more_steps()?);
        whole(Start::Context, steps)
    }

    fn begins_step(&self) -> bool {
        matches!(self.tokens.last(), Some(Token::Name(_) | Token::Sign("." | ".." | "@")))
    }

    /// Steps that each begin with a slash or two.
    fn more_steps(&mut self) -> Result<Vec<Step>, XmlError> {
        let mut steps = Vec::new();
        loop {
            if self.take("//") {
                steps.push(Step::any("descendant-or-self"));
            } else if !self.take("/") {
                return Ok(steps);
            }
            steps.push(self.step()?);
        }
    }

    fn step(&mut self) -> Result<Step, XmlError> {
        if self.take(".") {
            return Ok(Step::any("self"));
        }
        if self.take("..") {
            return Ok(Step::any("parent"));
        }
        let axis = self.axis()?;
        let test = self.test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn axis(&mut self) -> Result<String, XmlError> {
        if self.take("@") {
            return Ok("attribute".into());
        }
        let named = matches!(self.tokens.as_slice(), [.., Token::Sign("::"), Token::Name(_)]);
        match self.tokens.pop() {
            Some(Token::Name(name)) if named => {
                self.need("::")?;
                let known = AXES.contains(&name.as_str());
                if known { Ok(name) } else { Err(XmlError::path(format!("the axis {name} is not known"))) }
            }
            token => {
                self.tokens.extend(token);
                Ok("child".into())
            }
        }
    }

    fn test(&mut self) -> Result<Test, XmlError> {
        let Some(Token::Name(name)) = self.tokens.pop() else {
            return Err(XmlError::path("a name is missing"));
        };
        if KINDS.contains(&name.as_str()) && self.take("(") {
            self.need(")")?;
            return Ok(Test::Kind(name));
        }
        Ok(match name.split_once(':') {
            Some((prefix, local)) => Test::Name(Some(prefix.into()), local.into()),
            None => Test::Name(None, name),
        })
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, XmlError> {
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.binary(0)?);
            self.need("]")?;
        }
        Ok(predicates)
    }
}

impl Step {
    fn any(axis: &str) -> Self {
        Self { axis: axis.into(), test: Test::Kind("node".into()), predicates: Vec::new() }
    }
}
