//! The words of an XPath.

use super::XmlError;

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// With its prefix; the local part may be `*`.
    Name(String),
    Literal(String),
    Number(f64, bool),
    /// An operator by sign or by name.
    Sign(&'static str),
}

/// The longer ones first.
const SIGNS: [&str; 21] =
    ["::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", "@", ",", "/", "|", "+", "-", "=", "<", ">", ".", "$"];
const OPERATORS: [&str; 4] = ["and", "or", "div", "mod"];

pub(super) fn split(path: &str) -> Result<Vec<Token>, XmlError> {
    let mut tokens = Vec::new();
    let mut rest = path.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, left) = next(rest, first, operand_ended(&tokens))?;
        tokens.push(token);
        rest = left.trim_start();
    }
    Ok(tokens)
}

/// Whether what follows can only be an operator.
fn operand_ended(tokens: &[Token]) -> bool {
    match tokens.last() {
        None => false,
        Some(Token::Sign(sign)) => matches!(*sign, ")" | "]" | "." | ".."),
        Some(_) => true,
    }
}

fn next(rest: &str, first: char, operator: bool) -> Result<(Token, &str), XmlError> {
    if first == '"' || first == '\'' {
        let text = &rest[1..];
        let end = text.find(first).ok_or_else(|| XmlError::path("a text without its end"))?;
        return Ok((Token::Literal(text[..end].to_owned()), &text[end + 1..]));
    }
    if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
        return number(rest);
    }
    if first == '*' {
        return Ok((if operator { Token::Sign("*") } else { Token::Name("*".into()) }, &rest[1..]));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Token::Sign(sign), &rest[sign.len()..]));
    }
    let (name, left) = name(rest)?;
    match OPERATORS.iter().find(|word| operator && **word == name) {
        Some(word) => Ok((Token::Sign(word), left)),
        None => Ok((Token::Name(name.to_owned()), left)),
    }
}

fn number(rest: &str) -> Result<(Token, &str), XmlError> {
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let text = &rest[..end];
    let value = text.parse().map_err(|_| XmlError::path(format!("{text} is no number")))?;
    Ok((Token::Number(value, !text.contains('.')), &rest[end..]))
}

/// A name, with a prefix where one colon stands in it.
fn name(rest: &str) -> Result<(&str, &str), XmlError> {
    let part = |text: &str| text.find(|c: char| !is_name_character(c)).unwrap_or(text.len());
    let mut end = part(rest);
    if end == 0 {
        return Err(XmlError::path(format!("unexpected {:?}", rest.chars().next().unwrap_or(' '))));
    }
    if let Some(after) = rest[end..].strip_prefix(':').filter(|after| !after.starts_with(':')) {
        end += 1 + if after.starts_with('*') { 1 } else { part(after) };
    }
    Ok((&rest[..end], &rest[end..]))
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || (!c.is_ascii() && !c.is_whitespace())
}
