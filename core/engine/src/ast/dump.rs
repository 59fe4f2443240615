//! Reads the parser's tree from its text.
//!
//! A node's line is `@ Kind (location: (line,column)-(line,column))`; the lines of its fields are `+-- name: value` in the
//! column of its `@`; nodes below it stand further to the right, each after the line of the field that it belongs to. All
//! text of the author is escaped in it, so that it cannot pass for a line of the tree. Whatever looks otherwise is an error.

/// One node, with what is needed of its fields.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node<'a> {
    /// Such as `CallNode`.
    pub(super) kind: &'a str,
    /// Index of the node above it, always smaller than its own.
    pub(super) parent: Option<usize>,
    /// The field of the node above that it belongs to.
    pub(super) field: &'a str,
    /// First line, from 1.
    pub(super) line: u32,
    /// Last line.
    pub(super) end_line: u32,
    /// Its field `name`, such as `:control`.
    pub(super) name: &'a str,
    /// Its field `unescaped`, still quoted and escaped.
    pub(super) unescaped: &'a str,
    /// Its field `value`, where that is a number.
    pub(super) value: &'a str,
    /// Its field `receiver` is there, and is nil.
    pub(super) no_receiver: bool,
}

/// A node whose lines go on.
struct Open<'a> {
    column: usize,
    index: usize,
    field: &'a str,
}

/// All nodes, each after the one above it, in the order of the source.
pub(super) fn parse(text: &str) -> Result<Vec<Node<'_>>, String> {
    let mut nodes = Vec::new();
    let mut open = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        read(line, &mut nodes, &mut open)
            .ok_or_else(|| format!("the parser's tree has an unknown line: {line:.80?}"))?;
    }
    Ok(nodes)
}

fn read<'a>(line: &'a str, nodes: &mut Vec<Node<'a>>, open: &mut Vec<Open<'a>>) -> Option<()> {
    let column = line.find(|c| c != ' ' && c != '|')?;
    let rest = &line[column..];
    match rest.strip_prefix("+-- ") {
        None => node(column, rest.strip_prefix("@ ")?, nodes, open),
        Some(item) => match item.strip_prefix("@ ") {
            Some(listed) => node(column + 4, listed, nodes, open),
            None => field(column, item, nodes, open),
        },
    }
}

fn node<'a>(column: usize, rest: &'a str, nodes: &mut Vec<Node<'a>>, open: &mut Vec<Open<'a>>) -> Option<()> {
    close(open, column);
    let above = open.last();
    if above.is_none() != nodes.is_empty() {
        return None;
    }
    let (kind, location) = rest.split_once(" (location: (")?;
    let (start, end) = location.strip_suffix("))")?.split_once(")-(")?;
    nodes.push(Node {
        kind,
        parent: above.map(|above| above.index),
        field: above.map_or("", |above| above.field),
        line: line_of(start)?,
        end_line: line_of(end)?,
        name: "",
        unescaped: "",
        value: "",
        no_receiver: false,
    });
    open.push(Open { column, index: nodes.len() - 1, field: "" });
    Some(())
}

fn field<'a>(column: usize, item: &'a str, nodes: &mut [Node<'a>], open: &mut Vec<Open<'a>>) -> Option<()> {
    close(open, column + 1);
    let of = open.last_mut().filter(|of| of.column == column)?;
    let (field, value) = item.split_once(':')?;
    let value = value.trim_start();
    of.field = field;
    let node = nodes.get_mut(of.index)?;
    match field {
        "name" => node.name = value,
        "unescaped" => node.unescaped = value,
        "value" => node.value = value,
        "receiver" => node.no_receiver = value == "nil",
        _ => {}
    }
    Some(())
}

/// Forgets the nodes that begin at `column` or to the right of it.
fn close(open: &mut Vec<Open<'_>>, column: usize) {
    while open.last().is_some_and(|last| last.column >= column) {
        open.pop();
    }
}

fn line_of(place: &str) -> Option<u32> {
    place.split_once(',')?.0.parse().ok()
}

/// The bytes of a quoted text, such as `"a\n\xC3\xA9"`.
pub(super) fn unquote(quoted: &str) -> Option<Vec<u8>> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'\\' { escaped(&mut rest)? } else { byte });
    }
    Some(bytes)
}

fn escaped(rest: &mut std::str::Bytes<'_>) -> Option<u8> {
    Some(match rest.next()? {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'x' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
        itself @ (b'"' | b'\\' | b'#') => itself,
        _ => return None,
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_with_parents_fields_and_lines() {
        let text = sabiruby_compiler::ast(b"a.b(1,\n 2) { c }", "x").unwrap();
        let nodes = parse(&text).unwrap();
        let shown: Vec<_> = nodes.iter().map(|n| (n.kind, n.parent, n.field, n.name, n.line, n.end_line)).collect();
        assert_eq!(
            shown,
            [
                ("ProgramNode", None, "", "", 1, 2),
                ("StatementsNode", Some(0), "statements", "", 1, 2),
                ("CallNode", Some(1), "body", ":b", 1, 2),
                ("CallNode", Some(2), "receiver", ":a", 1, 1),
                ("ArgumentsNode", Some(2), "arguments", "", 1, 2),
                ("IntegerNode", Some(4), "arguments", "", 1, 1),
                ("IntegerNode", Some(4), "arguments", "", 2, 2),
                ("BlockNode", Some(2), "block", "", 2, 2),
                ("StatementsNode", Some(7), "body", "", 2, 2),
                ("CallNode", Some(8), "body", ":c", 2, 2),
            ]
        );
        assert!(nodes[3].no_receiver && !nodes[2].no_receiver);
    }

    #[test]
    fn all_bytes_come_back_from_their_quotes() {
        for byte in 0..=255u8 {
            let source = format!("\"\\x{byte:02x}#\\{{\"");
            let text = sabiruby_compiler::ast(source.as_bytes(), "x").unwrap();
            let nodes = parse(&text).unwrap();
            assert_eq!(unquote(nodes[2].unescaped).unwrap(), [byte, b'#', b'{'], "{text}");
        }
        assert_eq!(unquote("\"\\q\""), None);
        assert_eq!(unquote("\"\\x4\""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in r"(( |\||\+-- |@ Node |\(location: \(1,0\)-\(2,1\)\)|name: |x|\n|é)){0,60}") {
            if let Ok(nodes) = parse(&text) {
                for (index, node) in nodes.iter().enumerate() {
                    assert!(node.parent.is_none_or(|parent| parent < index));
                }
            }
        }

        #[test]
        fn names_of_the_author_stay_inside_their_quotes(id in ".{0,20}") {
            let literal: String = id.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
            let text = sabiruby_compiler::ast(format!("control \"{literal}\" do\nend").as_bytes(), "x").unwrap();
            let nodes = parse(&text).unwrap();
            assert_eq!(nodes.len(), 6);
            assert_eq!(unquote(nodes[4].unescaped).unwrap(), id.as_bytes());
        }
    }

    #[test]
    fn lines_of_no_tree_are_errors() {
        for text in ["hello", "+-- name: x", "@ A (location: (1,0)-(1,1))\n@ B (location: (1,0)-(1,1))", "@ A", "   "] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
