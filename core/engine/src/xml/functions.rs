//! The functions of XPath 1.0, but for `id` and `lang`. One that is not known is an error: REXML finds nothing then, and a
//! check that nothing is there would pass.

use super::XmlError;
use super::evaluate::{Context, Evaluation, Value, count, truth};
use super::path::Expression;

type Result<T> = std::result::Result<T, XmlError>;

/// The value of a function for its arguments.
pub(super) fn call<'a, 'i: 'a>(
    evaluation: &mut Evaluation<'_>,
    name: &str,
    arguments: &[Expression],
    context: Context<'a, 'i>,
) -> Result<Value<'a, 'i>> {
    let mut values = Vec::new();
    for argument in arguments {
        values.push(evaluation.value(argument, context)?);
    }
    match name {
        "last" => Ok(whole(count(context.size))),
        "position" => Ok(whole(count(context.position))),
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        "not" => Ok(Value::Bool(!truth(first(name, &values)?))),
        "boolean" => Ok(Value::Bool(truth(first(name, &values)?))),
        "count" | "sum" => of_nodes(evaluation, name, &values),
        "name" | "local-name" | "namespace-uri" => names(evaluation, name, &values, context),
        "number" | "floor" | "ceiling" | "round" => numeric(evaluation, name, &values, context),
        _ => textual(evaluation, name, &values, context),
    }
}

fn whole<'a, 'i>(value: f64) -> Value<'a, 'i> {
    Value::Number { value, whole: true }
}

fn first<'v, 'a, 'i>(name: &str, values: &'v [Value<'a, 'i>]) -> Result<&'v Value<'a, 'i>> {
    values.first().ok_or_else(|| XmlError::path(format!("{name} needs an argument")))
}

fn of_nodes<'a, 'i>(evaluation: &mut Evaluation<'_>, name: &str, values: &[Value<'a, 'i>]) -> Result<Value<'a, 'i>> {
    let Value::Nodes(items) = first(name, values)? else {
        return Err(XmlError::path(format!("{name} needs nodes")));
    };
    if name == "count" {
        return Ok(whole(count(items.len())));
    }
    let mut sum = 0.0;
    for item in items {
        sum += super::evaluate::number_of(&evaluation.text_of(item)?);
    }
    Ok(Value::Number { value: sum, whole: false })
}

/// Of nodes the names of all of them, as in REXML.
fn names<'a, 'i>(
    evaluation: &mut Evaluation<'_>,
    name: &str,
    values: &[Value<'a, 'i>],
    context: Context<'a, 'i>,
) -> Result<Value<'a, 'i>> {
    let items = match values.first() {
        None => vec![context.item],
        Some(Value::Nodes(items)) => items.clone(),
        Some(_) => return Err(XmlError::path(format!("{name} needs nodes"))),
    };
    evaluation.spend(items.len())?;
    let text = evaluation.text;
    let named = items.iter().map(|item| match name {
        "name" => item.name(text),
        "local-name" => item.local_name().to_owned(),
        _ => item.namespace().to_owned(),
    });
    Ok(Value::Names(named.collect()))
}

fn numeric<'a, 'i>(
    evaluation: &mut Evaluation<'_>,
    name: &str,
    values: &[Value<'a, 'i>],
    context: Context<'a, 'i>,
) -> Result<Value<'a, 'i>> {
    let number = match values.first() {
        Some(value) => evaluation.number(value)?,
        None => evaluation.number(&Value::Nodes(vec![context.item]))?,
    };
    Ok(match name {
        "floor" => whole(number.floor()),
        "ceiling" => whole(number.ceil()),
        "round" => whole((number + 0.5).floor()),
        _ => Value::Number { value: number, whole: false },
    })
}

fn textual<'a, 'i>(
    evaluation: &mut Evaluation<'_>,
    name: &str,
    values: &[Value<'a, 'i>],
    context: Context<'a, 'i>,
) -> Result<Value<'a, 'i>> {
    let mut texts = Vec::new();
    for value in values {
        texts.push(evaluation.string(value)?);
    }
    if texts.is_empty() && matches!(name, "string" | "string-length" | "normalize-space") {
        texts.push(evaluation.text_of(&context.item)?);
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(match (name, texts.as_slice()) {
        ("string", [text]) => Value::Text((*text).to_owned()),
        ("string-length", [text]) => whole(count(text.chars().count())),
        ("normalize-space", [text]) => Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        ("concat", [_, _, ..]) => Value::Text(texts.concat()),
        ("contains", [text, part]) => Value::Bool(text.contains(part)),
        ("starts-with", [text, part]) => Value::Bool(text.starts_with(part)),
        ("substring-before", [text, part]) => cut(text.split_once(part).map(|(before, _)| before)),
        ("substring-after", [text, part]) => cut(text.split_once(part).map(|(_, after)| after)),
        ("translate", [text, from, to]) => Value::Text(translate(text, from, to)),
        ("substring", [text, _]) => Value::Text(substring(text, evaluation.number(&values[1])?, f64::INFINITY)),
        ("substring", [text, _, _]) => {
            let start = evaluation.number(&values[1])?;
            let length = evaluation.number(&values[2])?;
            Value::Text(substring(text, start, length))
        }
        _ => return Err(XmlError::path(format!("{name}() with {} arguments is not known", values.len()))),
    })
}

fn cut<'a, 'i>(text: Option<&str>) -> Value<'a, 'i> {
    Value::Text(text.unwrap_or_default().to_owned())
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    text.chars()
        .filter_map(|c| match from.chars().position(|known| known == c) {
            Some(at) => to.get(at).copied(),
            None => Some(c),
        })
        .collect()
}

/// The characters whose position, counted from 1, is at least `start` and below `start + length`, both rounded.
fn substring(text: &str, start: f64, length: f64) -> String {
    let from = (start + 0.5).floor();
    let until = from + (length + 0.5).floor();
    let inside = |index: usize| (from..until).contains(&count(index + 1));
    text.chars().enumerate().filter(|(index, _)| inside(*index)).map(|(_, c)| c).collect()
}
