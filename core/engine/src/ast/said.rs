//! What a control says of itself (title, description, impact, tags), and what its describes ask, as far as it is literal.

use serde_json::{Number, Value};

use super::controls::parts;
use super::dump::{Node, unquote};
use crate::protocol::Said;

/// Lists in lists that are read.
const MOST_NESTED: u32 = 4;

/// The nodes, and how many there are from each of them on downwards: so the ones right below a node are found without
/// looking at those below them.
pub(super) struct Tree<'n, 'a> {
    pub(super) nodes: &'n [Node<'a>],
    sizes: Vec<usize>,
}

impl<'n, 'a> Tree<'n, 'a> {
    pub(super) fn of(nodes: &'n [Node<'a>]) -> Self {
        let mut sizes = vec![1; nodes.len()];
        for index in (0..nodes.len()).rev() {
            // A node stands after the one above it.
            if let Some(above) = nodes[index].parent {
                sizes[above] += sizes[index];
            }
        }
        Self { nodes, sizes }
    }

    /// The nodes right below `of`.
    fn below(&self, of: usize) -> impl Iterator<Item = usize> {
        let end = of + self.sizes[of];
        let within = move |at: usize| (at < end).then_some(at);
        std::iter::successors(within(of + 1), move |at| within(at + self.sizes[*at]))
    }

    fn field(&self, of: usize, name: &str) -> Option<usize> {
        self.below(of).find(|at| self.nodes[*at].field == name)
    }

    /// The arguments of a call.
    fn arguments(&self, call: usize) -> impl Iterator<Item = usize> {
        self.field(call, "arguments").into_iter().flat_map(|list| self.below(list))
    }

    fn literal(&self, at: usize, nested: u32) -> Option<Value> {
        let node = &self.nodes[at];
        match node.kind {
            "StringNode" | "SymbolNode" => text(unquote(node.unescaped)?),
            "InterpolatedStringNode" => text(parts(self.nodes, at)?),
            "FloatNode" => node.value.parse().ok().and_then(Number::from_f64).map(Value::Number),
            "IntegerNode" => node.value.parse::<i64>().ok().map(Value::from),
            "TrueNode" => Some(true.into()),
            "FalseNode" => Some(false.into()),
            "ArrayNode" if nested < MOST_NESTED => {
                self.below(at).map(|item| self.literal(item, nested + 1)).collect::<Option<Vec<_>>>().map(Value::Array)
            }
            _ => None,
        }
    }

    fn text(&self, at: usize) -> Option<String> {
        self.literal(at, 0)?.as_str().map(str::to_owned)
    }
}

fn text(bytes: Vec<u8>) -> Option<Value> {
    String::from_utf8(bytes).ok().map(Value::String)
}

/// Adds what the call at `index`, in a control, says of the control.
pub(super) fn note(tree: &Tree<'_, '_>, index: usize, said: &mut Said) {
    let mut arguments = tree.arguments(index);
    match tree.nodes[index].name {
        ":title" => said.title.extend(arguments.next().map(|at| tree.text(at))),
        ":impact" => said.impact.extend(arguments.next().map(|at| tree.literal(at, 0))),
        ":desc" => description(tree, arguments, said),
        ":tag" => arguments.for_each(|at| tag(tree, at, said)),
        _ => {}
    }
}

/// `desc TEXT`, or `desc LABEL, TEXT`.
fn description(tree: &Tree<'_, '_>, mut arguments: impl Iterator<Item = usize>, said: &mut Said) {
    let (first, second) = (arguments.next(), arguments.next());
    let (label, text) = match (first, second) {
        (Some(label), Some(text)) => (tree.text(label), text),
        (Some(text), None) => (Some("default".to_owned()), text),
        (None, _) => return,
    };
    if let Some(label) = label {
        said.descriptions.insert(label, tree.text(text));
    }
}

/// `tag 'name'`, or `tag name: VALUE, ...`.
fn tag(tree: &Tree<'_, '_>, at: usize, said: &mut Said) {
    if !matches!(tree.nodes[at].kind, "KeywordHashNode" | "HashNode") {
        if let Some(name) = tree.text(at) {
            said.tags.insert(name, Value::Null);
        }
        return;
    }
    for pair in tree.below(at).filter(|pair| tree.nodes[*pair].kind == "AssocNode") {
        let name = tree.field(pair, "key").and_then(|key| tree.text(key));
        let value = tree.field(pair, "value").and_then(|value| tree.literal(value, 0));
        if let Some(name) = name {
            said.tags.insert(name, value.unwrap_or_default());
        }
    }
}

/// The word that a describe's first argument begins with, where that can be a resource, with its line.
pub(super) fn resource(tree: &Tree<'_, '_>, describe: usize) -> Option<(u32, String)> {
    let mut at = tree.arguments(describe).next()?;
    while tree.nodes[at].kind == "CallNode" && !tree.nodes[at].no_receiver {
        at = tree.field(at, "receiver")?;
    }
    let node = &tree.nodes[at];
    (node.kind == "CallNode").then(|| (node.line, node.name.trim_start_matches(':').to_owned()))
}

/// The text of a call's first argument.
pub(super) fn only_text(tree: &Tree<'_, '_>, call: usize) -> Option<String> {
    let first = tree.arguments(call).next()?;
    tree.text(first)
}
