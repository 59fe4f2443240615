//! Nodes and attributes, and which of them are on an axis.

use roxmltree::{Attribute, Node, NodeType};
use serde_json::{Value as Json, json};

use super::path::Test;

/// A node, or an attribute by its number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'a, 'i> {
    Node(Node<'a, 'i>),
    Attribute(Node<'a, 'i>, usize),
}

impl<'a, 'i> Item<'a, 'i> {
    /// What is the same for the same item only.
    pub(super) fn key(&self) -> (u32, usize) {
        match self {
            Self::Node(node) => (node.id().get(), 0),
            Self::Attribute(node, number) => (node.id().get(), number + 1),
        }
    }

    fn attribute(&self) -> Option<Attribute<'a, 'i>> {
        match self {
            Self::Node(_) => None,
            Self::Attribute(node, number) => node.attributes().nth(*number),
        }
    }

    /// The string value of XPath.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Attribute(..) => self.attribute().map(|a| a.value().to_owned()).unwrap_or_default(),
            Self::Node(node) if node.is_element() || node.is_root() => {
                node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
            }
            Self::Node(node) => node.text().unwrap_or_default().to_owned(),
        }
    }

    /// As the resource gives it.
    pub(super) fn found(&self, document: &str) -> Json {
        match self {
            Self::Attribute(..) => {
                let written = self.attribute().and_then(|a| document.get(a.range_value())).unwrap_or_default();
                json!(["attribute", written])
            }
            Self::Node(node) => match node.node_type() {
                NodeType::Element | NodeType::Root => {
                    let text = node.children().find(Node::is_text).and_then(|text| text.text());
                    json!(["element", text])
                }
                NodeType::Text => json!(["REXML::Text", node.text()]),
                NodeType::Comment => json!(["REXML::Comment", node.text()]),
                NodeType::PI => json!(["REXML::Instruction", node.pi().map(|pi| pi.target)]),
            },
        }
    }

    /// The name without its prefix.
    pub(super) fn local_name(&self) -> &'a str {
        match self {
            Self::Node(node) => node.tag_name().name(),
            Self::Attribute(node, number) => node.attributes().nth(*number).map_or("", |a| a.name()),
        }
    }

    pub(super) fn namespace(&self) -> &'a str {
        match self {
            Self::Node(node) => node.tag_name().namespace().unwrap_or(""),
            Self::Attribute(node, number) => node.attributes().nth(*number).and_then(|a| a.namespace()).unwrap_or(""),
        }
    }

    /// The name as it is written.
    pub(super) fn name(&self, document: &str) -> String {
        let start = match self {
            Self::Node(node) => node.range().start + 1,
            Self::Attribute(..) => self.attribute().map_or(0, |a| a.range().start),
        };
        let written = document.get(start..).unwrap_or("");
        let end = written.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=')).unwrap_or(0);
        let local = self.local_name();
        if written[..end].ends_with(local) { written[..end].to_owned() } else { local.to_owned() }
    }

    /// The items on an axis, those nearest to the item first.
    pub(super) fn on(self, axis: &str) -> Box<dyn Iterator<Item = Self> + 'a>
    where
        'i: 'a,
    {
        match self {
            Self::Node(node) => of_node(node, axis),
            Self::Attribute(node, _) => match axis {
                "self" => Box::new(std::iter::once(self)),
                "parent" => Box::new(std::iter::once(Self::Node(node))),
                "ancestor" => Box::new(node.ancestors().map(Item::Node)),
                _ => Box::new(std::iter::empty()),
            },
        }
    }

    /// As REXML has it, a name without prefix means the default namespace of the very element.
    pub(super) fn fits(&self, test: &Test) -> bool {
        match (self, test) {
            (Self::Node(node), Test::Kind(kind)) => match kind.as_str() {
                "text" => node.is_text(),
                "comment" => node.is_comment(),
                "processing-instruction" => node.is_pi(),
                _ => true,
            },
            (Self::Attribute(..), Test::Kind(kind)) => kind == "node",
            (Self::Node(node), Test::Name(prefix, local)) => {
                node.is_element()
                    && (local == "*" || local == self.local_name())
                    && match prefix {
                        Some(prefix) => node.lookup_namespace_uri(Some(prefix)) == Some(self.namespace()),
                        None => local == "*" || node.default_namespace().unwrap_or("") == self.namespace(),
                    }
            }
            (Self::Attribute(node, _), Test::Name(prefix, local)) => {
                let namespace = prefix.as_ref().map(|prefix| node.lookup_namespace_uri(Some(prefix)));
                (local == "*" || local == self.local_name())
                    && match namespace {
                        Some(namespace) => namespace == Some(self.namespace()),
                        None => local == "*" || self.namespace().is_empty(),
                    }
            }
        }
    }
}

fn of_node<'a, 'i: 'a>(node: Node<'a, 'i>, axis: &str) -> Box<dyn Iterator<Item = Item<'a, 'i>> + 'a> {
    let nodes: Box<dyn Iterator<Item = Node<'a, 'i>> + 'a> = match axis {
        "attribute" => return Box::new((0..node.attributes().len()).map(move |n| Item::Attribute(node, n))),
        "child" => Box::new(node.children()),
        "self" => Box::new(std::iter::once(node)),
        "parent" => Box::new(node.parent().into_iter()),
        "descendant" => Box::new(node.descendants().skip(1)),
        "descendant-or-self" => Box::new(node.descendants()),
        "ancestor" => Box::new(node.ancestors().skip(1)),
        "ancestor-or-self" => Box::new(node.ancestors()),
        "following-sibling" => Box::new(node.next_siblings().skip(1)),
        "preceding-sibling" => Box::new(node.prev_siblings().skip(1)),
        "following" => Box::new(node.ancestors().flat_map(|n| n.next_siblings().skip(1)).flat_map(|n| n.descendants())),
        _ => Box::new(node.ancestors().flat_map(|n| n.prev_siblings().skip(1)).flat_map(|n| n.descendants())),
    };
    Box::new(nodes.map(Item::Node))
}
