//! The value of an expression in a document.

use std::collections::HashSet;

use roxmltree::Document;

use super::axes::Item;
use super::path::{Expression, Path, Start, Step};
use super::{XmlError, compare, functions};

/// Nodes looked at, and characters of texts put together, in one evaluation.
const MAX_WORK: usize = 5_000_000;

/// The four kinds of XPath, and the names of many nodes, which REXML gives for `name(//x)`.
#[derive(Debug, Clone)]
pub(super) enum Value<'a, 'i> {
    Nodes(Vec<Item<'a, 'i>>),
    Names(Vec<String>),
    Text(String),
    /// `whole`: REXML has an Integer here.
    Number {
        value: f64,
        whole: bool,
    },
    Bool(bool),
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Context<'a, 'i> {
    pub(super) item: Item<'a, 'i>,
    pub(super) position: usize,
    pub(super) size: usize,
}

/// One evaluation, and the work that it has made so far.
pub(super) struct Evaluation<'t> {
    /// The text of the document.
    pub(super) text: &'t str,
    work: usize,
}

type Result<T> = std::result::Result<T, XmlError>;

impl<'t> Evaluation<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, work: 0 }
    }

    pub(super) fn at_root<'a, 'i: 'a>(
        &mut self,
        expression: &Expression,
        document: &'a Document<'i>,
    ) -> Result<Value<'a, 'i>> {
        self.value(expression, Context { item: Item::Node(document.root()), position: 1, size: 1 })
    }

    /// Counts work.
    pub(super) fn spend(&mut self, work: usize) -> Result<()> {
        self.work = self.work.saturating_add(work);
        if self.work > MAX_WORK { Err(XmlError::path("too much work for this document")) } else { Ok(()) }
    }

    /// The string value of an item, counted.
    pub(super) fn text_of(&mut self, item: &Item<'_, '_>) -> Result<String> {
        let text = item.text();
        self.spend(1 + text.len())?;
        Ok(text)
    }

    pub(super) fn value<'a, 'i: 'a>(
        &mut self,
        expression: &Expression,
        context: Context<'a, 'i>,
    ) -> Result<Value<'a, 'i>> {
        self.spend(1)?;
        match expression {
            Expression::Literal(text) => Ok(Value::Text(text.clone())),
            Expression::Number(value, whole) => Ok(Value::Number { value: *value, whole: *whole }),
            Expression::Call(name, arguments) => functions::call(self, name, arguments, context),
            Expression::Negative(inner) => {
                let value = self.value(inner, context)?;
                Ok(Value::Number { value: -self.number(&value)?, whole: false })
            }
            Expression::Binary(sign, left, right) => self.binary(sign, left, right, context),
            Expression::Path(path) => self.path(path, context).map(Value::Nodes),
        }
    }

    fn binary<'a, 'i: 'a>(
        &mut self,
        sign: &str,
        left: &Expression,
        right: &Expression,
        context: Context<'a, 'i>,
    ) -> Result<Value<'a, 'i>> {
        let left = self.value(left, context)?;
        if matches!(sign, "or" | "and") {
            let first = truth(&left);
            let decided = first == (sign == "or");
            return Ok(Value::Bool(if decided { first } else { truth(&self.value(right, context)?) }));
        }
        let right = self.value(right, context)?;
        match sign {
            "|" => self.union(left, right),
            "+" | "-" | "*" | "div" | "mod" => {
                let (left, right) = (self.number(&left)?, self.number(&right)?);
                let value = match sign {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    "div" => left / right,
                    _ => left % right,
                };
                Ok(Value::Number { value, whole: false })
            }
            _ => compare::compare(self, sign, &left, &right).map(Value::Bool),
        }
    }

    /// Those of the left first, as in REXML.
    fn union<'a, 'i: 'a>(&mut self, left: Value<'a, 'i>, right: Value<'a, 'i>) -> Result<Value<'a, 'i>> {
        match (left, right) {
            (Value::Nodes(left), Value::Nodes(right)) => {
                let mut seen = HashSet::new();
                let all = left.into_iter().chain(right).filter(|item| seen.insert(item.key()));
                Ok(Value::Nodes(all.collect()))
            }
            _ => Err(XmlError::path("| stands between nodes only")),
        }
    }

    fn path<'a, 'i: 'a>(&mut self, path: &Path, context: Context<'a, 'i>) -> Result<Vec<Item<'a, 'i>>> {
        let mut items = match &path.start {
            Start::Context => vec![context.item],
            Start::Root => vec![root(context.item)],
            Start::Value(expression, predicates) => {
                let Value::Nodes(items) = self.value(expression, context)? else {
                    return Err(XmlError::path("a step follows nodes only"));
                };
                self.narrow(items, predicates)?
            }
        };
        for step in &path.steps {
            items = self.step(step, &items)?;
        }
        Ok(items)
    }

    /// REXML keeps a parent once for each child that led to it, and then each of its attributes.
    fn step<'a, 'i: 'a>(&mut self, step: &Step, from: &[Item<'a, 'i>]) -> Result<Vec<Item<'a, 'i>>> {
        let repeats = matches!(step.axis.as_str(), "parent" | "ancestor" | "ancestor-or-self" | "attribute");
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        for item in from {
            let mut there = Vec::new();
            for item in item.on(&step.axis) {
                self.spend(1)?;
                if item.fits(&step.test) {
                    there.push(item);
                }
            }
            let there = self.narrow(there, &step.predicates)?;
            found.extend(there.into_iter().filter(|item| seen.insert(item.key()) || repeats));
        }
        Ok(found)
    }

    fn narrow<'a, 'i: 'a>(
        &mut self,
        mut items: Vec<Item<'a, 'i>>,
        predicates: &[Expression],
    ) -> Result<Vec<Item<'a, 'i>>> {
        for predicate in predicates {
            let size = items.len();
            let mut kept = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                let position = index + 1;
                let value = self.value(predicate, Context { item, position, size })?;
                let fits = match value {
                    Value::Number { value, .. } => value == count(position),
                    other => truth(&other),
                };
                if fits {
                    kept.push(item);
                }
            }
            items = kept;
        }
        Ok(items)
    }

    /// The value as text.
    pub(super) fn string(&mut self, value: &Value<'_, '_>) -> Result<String> {
        Ok(match value {
            Value::Nodes(items) => match items.first() {
                Some(item) => self.text_of(item)?,
                None => String::new(),
            },
            Value::Names(names) => names.first().cloned().unwrap_or_default(),
            Value::Text(text) => text.clone(),
            Value::Number { value, .. } => written(*value),
            Value::Bool(truth) => truth.to_string(),
        })
    }

    /// The value as a number; NaN for what is none.
    pub(super) fn number(&mut self, value: &Value<'_, '_>) -> Result<f64> {
        Ok(match value {
            Value::Number { value, .. } => *value,
            Value::Bool(truth) => f64::from(u8::from(*truth)),
            other => number_of(&self.string(other)?),
        })
    }
}

/// A number as XPath has it in a text: digits, a point and a minus sign only.
pub(super) fn number_of(text: &str) -> f64 {
    let text = text.trim();
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if plain { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// Counts are far below what a float holds exactly.
pub(super) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

pub(super) fn truth(value: &Value<'_, '_>) -> bool {
    match value {
        Value::Nodes(items) => !items.is_empty(),
        Value::Names(names) => names.first().is_some_and(|name| !name.is_empty()),
        Value::Text(text) => !text.is_empty(),
        Value::Number { value, .. } => *value != 0.0 && !value.is_nan(),
        Value::Bool(truth) => *truth,
    }
}

fn written(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if value == 0.0 { "0".into() } else { value.to_string() }
}

fn root<'a, 'i: 'a>(item: Item<'a, 'i>) -> Item<'a, 'i> {
    match item {
        Item::Node(node) | Item::Attribute(node, _) => Item::Node(node.document().root()),
    }
}
