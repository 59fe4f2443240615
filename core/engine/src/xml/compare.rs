//! Comparisons: of nodes, one that fits is enough.

use super::XmlError;
use super::evaluate::{Evaluation, Value, number_of, truth};

/// A value without nodes.
#[derive(Clone)]
enum Plain {
    Text(String),
    Number(f64),
    Bool(bool),
}

/// Whether `left sign right` holds.
pub(super) fn compare(
    evaluation: &mut Evaluation<'_>,
    sign: &str,
    left: &Value<'_, '_>,
    right: &Value<'_, '_>,
) -> Result<bool, XmlError> {
    let one_bool = matches!(left, Value::Bool(_)) || matches!(right, Value::Bool(_));
    if one_bool && matches!(sign, "=" | "!=") {
        return Ok((truth(left) == truth(right)) == (sign == "="));
    }
    let left = plain(evaluation, left)?;
    let right = plain(evaluation, right)?;
    for one in &left {
        evaluation.spend(right.len())?;
        if right.iter().any(|other| holds(sign, one, other)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn plain(evaluation: &mut Evaluation<'_>, value: &Value<'_, '_>) -> Result<Vec<Plain>, XmlError> {
    Ok(match value {
        Value::Nodes(items) => {
            items.iter().map(|item| evaluation.text_of(item).map(Plain::Text)).collect::<Result<_, _>>()?
        }
        Value::Names(names) => names.iter().cloned().map(Plain::Text).collect(),
        Value::Text(text) => vec![Plain::Text(text.clone())],
        Value::Number { value, .. } => vec![Plain::Number(*value)],
        Value::Bool(truth) => vec![Plain::Bool(*truth)],
    })
}

fn holds(sign: &str, left: &Plain, right: &Plain) -> bool {
    if let (Plain::Text(left), Plain::Text(right), "=" | "!=") = (left, right, sign) {
        return (left == right) == (sign == "=");
    }
    let (left, right) = (number(left), number(right));
    match sign {
        "=" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    }
}

fn number(value: &Plain) -> f64 {
    match value {
        Plain::Text(text) => number_of(text),
        Plain::Number(number) => *number,
        Plain::Bool(truth) => f64::from(u8::from(*truth)),
    }
}
