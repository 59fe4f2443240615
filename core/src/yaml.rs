//! YAML as a tree that remembers its lines. Hostile documents end at a budget.

use std::fmt;

use cincture_engine::profile::yaml_limits;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Error, Options, Spanned};

/// The largest text that is read at all, in bytes.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Line of the key, from 1; 0 where it is not known.
    pub(crate) line: u64,
    pub(crate) value: Node,
}

/// What is wrong, and in which line (0: not known).
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) line: u64,
    pub(crate) why: String,
}

/// Reads exactly one document.
pub(crate) fn parse(text: &str) -> Result<Node, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(Refusal { line: 0, why: format!("longer than {MAX_BYTES} bytes") });
    }
    serde_saphyr::from_str_with_options(text, options()).map_err(|e| refusal(&e))
}

fn options() -> Options {
    let mut options = yaml_limits(MAX_BYTES);
    options.duplicate_keys = DuplicateKeyPolicy::Error;
    options.non_finite_float_policy = NonFiniteFloatPolicy::Reject;
    options.strict_booleans = true;
    options.leading_zero_numbers_as_strings = true;
    options.underscored_numbers_as_strings = true;
    options.with_snippet = false;
    options
}

fn refusal(error: &Error) -> Refusal {
    let line = error.location().map_or(0, |l| l.line());
    let why = match error.without_snippet() {
        Error::MultipleDocuments { .. } => "several documents where one is expected".to_owned(),
        other => {
            let text = other.to_string();
            text.lines().next().unwrap_or_default().to_owned()
        }
    };
    Refusal { line, why }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        Node::deserialize(from)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    // A count beyond 2^53 loses digits here; no bound is that large.
    #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = from.next_key::<Spanned<String>>()? {
            let line = key.referenced.line();
            entries.push(Entry { key: key.value, line, value: from.next_value()? });
        }
        Ok(Node::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<Entry> {
        match parse(text) {
            Ok(Node::Map(entries)) => entries,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_remember_their_lines() {
        let found = entries("# a comment\nfailed:\n  total: {max: 0}\n1: x\n");
        assert_eq!((found[0].key.as_str(), found[0].line), ("failed", 2));
        assert_eq!((found[1].key.as_str(), found[1].line), ("1", 4));
        let Node::Map(inner) = &found[0].value else { panic!() };
        assert_eq!((inner[0].key.as_str(), inner[0].line), ("total", 3));
    }

    #[test]
    fn scalars_keep_their_kind() {
        let found = entries("a: 4\nb: '4'\nc: 4.5\nd: true\ne: no\nf:\ng: 1_0\nh: 010\n");
        let values: Vec<Node> = found.into_iter().map(|e| e.value).collect();
        let text = |t: &str| Node::Text(t.to_owned());
        let expected = [
            Node::Number(4.0),
            text("4"),
            Node::Number(4.5),
            Node::Bool(true),
            text("no"),
            Node::Null,
            text("1_0"),
            text("010"),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn anchors_and_merge_keys_work_and_the_own_key_wins() {
        let found = entries("x-base: &b {min: 1, max: 2}\nuse: {<<: *b, max: 9}\nsame: *b\n");
        let Node::Map(merged) = &found[1].value else { panic!() };
        let pairs: Vec<(&str, &Node)> = merged.iter().map(|e| (e.key.as_str(), &e.value)).collect();
        assert!(pairs.contains(&("min", &Node::Number(1.0))) && pairs.contains(&("max", &Node::Number(9.0))));
        assert_eq!(pairs.len(), 2);
        assert!(matches!(&found[2].value, Node::Map(m) if m.len() == 2));
    }

    #[test]
    fn duplicates_several_documents_and_broken_text_are_refused_with_the_line() {
        for (text, line, part) in [
            ("a: 1\nb: 2\na: 3\n", 3, "a"),
            ("a: 1\n---\nb: 2\n", 0, "several documents"),
            ("a: [\n", 0, ""),
            ("a: .inf\n", 1, ""),
            ("a: *nowhere\n", 1, "unknown anchor"),
        ] {
            let refusal = parse(text).unwrap_err();
            assert!(refusal.why.contains(part), "{text:?}: {refusal:?}");
            assert!(line == 0 || refusal.line == line, "{text:?}: {refusal:?}");
        }
    }

    #[test]
    fn hostile_documents_end_at_a_budget() {
        let laughs = format!(
            "a: &a [1,1,1,1,1,1,1,1,1]\n{}",
            (b'b'..=b'j')
                .map(|c| {
                    format!("{0}: &{0} [{1}]\n", c as char, vec![format!("*{}", (c - 1) as char); 9].join(","))
                })
                .collect::<String>()
        );
        let many_aliases = format!("a: &a 1\nb: [{}]\n", vec!["*a"; 101].join(","));
        let deep = format!("a: {}{}", "[".repeat(40), "]".repeat(40));
        let many = format!("a: [{}]", "1,".repeat(20_001));
        let long = format!("a: {}", "x".repeat(MAX_BYTES));
        for text in [laughs, many_aliases, deep, many, long] {
            assert!(parse(&text).is_err(), "{}", &text[..40]);
        }
        let allowed = format!("a: &a 1\nb: [{}]\n", vec!["*a"; 90].join(","));
        assert!(parse(&allowed).is_ok());
    }
}
