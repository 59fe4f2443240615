//! Which controls stand in a tree, and which of them must report.

use std::collections::HashSet;

use super::dump::{Node, unquote};
use super::said::{self, Tree};
use super::{Call, Found};
use crate::protocol::{FoundControl, Said};
use crate::results::SourceLocation;

/// Both words for a control.
const CONTROL: [&str; 2] = [":control", ":rule"];
/// Controls of another profile.
const FOREIGN: [&str; 2] = [":include_controls", ":require_controls"];
/// Outside of a control these make one with an id of its own.
const CHECK: [&str; 2] = [":describe", ":expect"];
/// Ways to call or to load what parsing does not see, or to take a control away.
const HIDDEN: [&str; 19] = [
    ":send",
    ":__send__",
    ":public_send",
    ":eval",
    ":instance_eval",
    ":instance_exec",
    ":class_eval",
    ":class_exec",
    ":module_eval",
    ":module_exec",
    ":method",
    ":define_method",
    ":define_singleton_method",
    ":alias_method",
    ":load",
    ":require",
    ":require_relative",
    ":skip_control",
    ":skip_rule",
];

/// Calls of one file that are told; real files have dozens.
const MOST_CALLS: usize = 20_000;
/// Bytes of an argument that may be a path or a name.
const LONGEST_WORD: usize = 1_024;

/// What is known of a node's surroundings.
#[derive(Clone, Copy, Default)]
struct Place {
    /// It runs exactly once, if the file is loaded to its end.
    file_level: bool,
    in_control: bool,
    in_foreign: bool,
    /// The control that it stands in, by its place in [`Found::controls`].
    control: Option<usize>,
}

/// The controls of the file `path`, without their text.
pub(super) fn find(path: &str, nodes: &[Node<'_>]) -> Result<Found, String> {
    let mut places: Vec<Place> = Vec::with_capacity(nodes.len());
    let mut found = Found::default();
    let tree = Tree::of(nodes);
    for (index, node) in nodes.iter().enumerate() {
        let place = match node.parent {
            None => Place { file_level: true, ..Place::default() },
            Some(above) => place(node, nodes, above, *places.get(above).ok_or("the parser's tree is out of order")?),
        };
        places.push(place);
        match node.kind {
            "CallNode" => {
                let before = found.controls.len();
                call(path, nodes, index, place, &mut found);
                words(&tree, index, place, &mut found);
                if let (true, Some(place)) = (found.controls.len() > before, places.last_mut()) {
                    place.control = Some(before);
                }
            }
            "DefNode" => found.defined.push(node.name.trim_start_matches(':').to_owned()),
            "AliasMethodNode" => found.dynamic = true,
            _ => {}
        }
    }
    found.duplicates = duplicates(&found.controls);
    Ok(found)
}

/// The surroundings of a node below `nodes[above]`, whose own are `outer`.
fn place(node: &Node<'_>, nodes: &[Node<'_>], above: usize, outer: Place) -> Place {
    let parent = &nodes[above];
    let block_of = |names: &[&str]| node.kind == "BlockNode" && is_call(parent, names);
    Place {
        file_level: outer.file_level && runs_once(parent.kind, node.field),
        in_control: outer.in_control || block_of(&CONTROL),
        in_foreign: outer.in_foreign || block_of(&FOREIGN),
        control: outer.control,
    }
}

/// Whether the node in this field runs exactly once whenever the node above does. No condition, loop, method, class or
/// block is among these.
fn runs_once(kind: &str, field: &str) -> bool {
    matches!(
        (kind, field),
        ("ProgramNode", "statements")
            | ("StatementsNode" | "ParenthesesNode", "body")
            | ("LocalVariableWriteNode" | "InstanceVariableWriteNode" | "ConstantWriteNode", "value")
            | ("CallNode", "receiver")
    )
}

/// A call without receiver of one of these names.
fn is_call(node: &Node<'_>, names: &[&str]) -> bool {
    node.kind == "CallNode" && node.no_receiver && names.contains(&node.name)
}

fn call(path: &str, nodes: &[Node<'_>], index: usize, place: Place, found: &mut Found) {
    let node = &nodes[index];
    if node.no_receiver && found.calls.len() < MOST_CALLS {
        found.calls.extend(maybe_resource(nodes, index));
    }
    if is_call(node, &CONTROL) && !place.in_foreign {
        control(path, nodes, index, place, found);
    }
    let with_receiver = CONTROL.contains(&node.name) && !node.no_receiver;
    let hidden = HIDDEN.contains(&node.name) || CHECK.contains(&node.name) || describe_one(node, nodes, index);
    found.dynamic |= with_receiver || is_call(node, &FOREIGN) || (hidden && !place.in_control);
}

/// What is read for people, and changes nothing in what must report.
fn words(tree: &Tree<'_, '_>, index: usize, place: Place, found: &mut Found) {
    let node = &tree.nodes[index];
    if is_call(node, &[":describe"]) {
        found.asked.extend(said::resource(tree, index));
    }
    if is_call(node, &[":name"]) {
        found.defined.extend(said::only_text(tree, index));
    }
    if let Some(control) = place.control.filter(|_| node.no_receiver).and_then(|at| found.controls.get_mut(at)) {
        said::note(tree, index, &mut control.said);
    }
}

/// `describe.one do`.
fn describe_one(node: &Node<'_>, nodes: &[Node<'_>], index: usize) -> bool {
    node.name == ":one" && nodes.get(index + 1).is_some_and(|receiver| is_call(receiver, &CHECK))
}

/// A call with a path, a name, or nothing as its first argument.
fn maybe_resource(nodes: &[Node<'_>], index: usize) -> Option<Call> {
    let name = nodes[index].name.strip_prefix(':')?.to_owned();
    let bare = !nodes.get(index + 1).is_some_and(|node| node.parent == Some(index) && node.field == "arguments");
    if bare {
        return Some((name, None));
    }
    let argument = literal_id(nodes, index)?;
    let word = argument.len() <= LONGEST_WORD && !argument.contains([' ', '\n']);
    word.then_some((name, Some(argument)))
}

fn control(path: &str, nodes: &[Node<'_>], index: usize, place: Place, found: &mut Found) {
    let Some(id) = literal_id(nodes, index) else {
        found.dynamic = true;
        return;
    };
    let required = place.file_level;
    found.dynamic |= !required;
    found.controls.push(FoundControl {
        id,
        source_location: SourceLocation { line: Some(nodes[index].line), file: Some(path.to_owned()) },
        end_line: nodes[index].end_line,
        required,
        code: String::new(),
        said: Said::default(),
    });
}

/// The first argument of the call, if it is a text or a symbol without anything computed in it.
fn literal_id(nodes: &[Node<'_>], call: usize) -> Option<String> {
    // Without a receiver the arguments are the first node below the call, and their first one is the first below them.
    let arguments = nodes.get(call + 1).filter(|node| node.parent == Some(call) && node.field == "arguments")?;
    let first = nodes.get(call + 2).filter(|node| node.parent == Some(call + 1))?;
    let bytes = match first.kind {
        _ if arguments.kind != "ArgumentsNode" => return None,
        "StringNode" | "SymbolNode" => unquote(first.unescaped)?,
        "InterpolatedStringNode" => parts(nodes, call + 2)?,
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}

/// The text of literals that stand side by side, or of a heredoc of several lines.
pub(super) fn parts(nodes: &[Node<'_>], of: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in nodes[of + 1..].iter().take_while(|node| node.parent == Some(of)) {
        if part.kind != "StringNode" {
            return None;
        }
        bytes.extend(unquote(part.unescaped)?);
    }
    Some(bytes)
}

fn duplicates(controls: &[FoundControl]) -> Vec<String> {
    let (mut seen, mut named) = (HashSet::new(), HashSet::new());
    let again = controls.iter().filter(|control| !seen.insert(&control.id));
    again.filter(|control| named.insert(&control.id)).map(|control| control.id.clone()).collect()
}
