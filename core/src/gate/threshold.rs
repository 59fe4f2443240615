//! A threshold, parsed: a list of rules, each with its key and bound.

use std::collections::HashSet;
use std::fmt;

use super::key::{self, Cell, Slot, Subject};
use crate::problem::{Code, Problem};
use crate::yaml::{self, Entry, Node, Refusal};

const HELP: &str = "write `compliance: {min: 80}`, `failed: {critical: {max: 0}}` and the like, or take strict, moderate or permissive";

/// A threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Name of the built-in threshold or of the file, or `inline`.
    pub origin: String,
    /// Its lines, in the order of the text. Never empty.
    pub rules: Vec<Rule>,
}

/// One line of a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The whole key, such as `failed.critical.max`.
    pub key: String,
    /// What is bounded.
    pub subject: Subject,
    /// By what.
    pub bound: Bound,
    /// Where it stands in the text, from 1; 0 where that is not known.
    pub line: u64,
}

/// The bound of a line. Counts are whole numbers, the compliance is percent.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Exactly so many.
    Equal(f64),
    /// At least.
    Min(f64),
    /// At most.
    Max(f64),
    /// Exactly this set of control ids.
    Controls(Vec<String>),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal(n) => write!(f, "= {n}"),
            Self::Min(n) => write!(f, ">= {n}"),
            Self::Max(n) => write!(f, "<= {n}"),
            Self::Controls(ids) => write!(f, "= [{}]", ids.join(", ")),
        }
    }
}

impl Threshold {
    /// Reads the text of a threshold file: YAML or JSON, nested or with flat dotted keys.
    ///
    /// # Errors
    ///
    /// [`Code::ThresholdInvalid`], with the line where it is known, for whatever would otherwise be ignored.
    pub fn parse(text: &str, origin: &str) -> Result<Self, Problem> {
        let build = || match yaml::parse(text)? {
            Node::Map(entries) => build(&[entries]),
            other => Err(no_map(&other)),
        };
        build().map(|rules| Self { origin: origin.to_owned(), rules }).map_err(|r| problem(origin, &r))
    }

    /// Reads the form of the command line: `compliance.min: 80, failed.critical.max: 0`, or each pair in braces.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn parse_inline(text: &str) -> Result<Self, Problem> {
        let yaml = if text.trim_start().starts_with('{') { format!("[{text}\n]") } else { format!("{{{text}\n}}") };
        let build = || match yaml::parse(&yaml)? {
            Node::Map(entries) => build(&[entries]),
            Node::List(items) => build(&items.into_iter().map(map_only).collect::<Result<Vec<_>, _>>()?),
            other => Err(no_map(&other)),
        };
        let rules = build().map_err(|r| problem("inline", &Refusal { line: 0, ..r }))?;
        Ok(Self { origin: "inline".to_owned(), rules })
    }
}

fn problem(origin: &str, refusal: &Refusal) -> Problem {
    let place = if refusal.line == 0 { origin.to_owned() } else { format!("{origin}:{}", refusal.line) };
    Problem::new(Code::ThresholdInvalid, "the threshold cannot be used", &refusal.why, HELP).at(place)
}

fn map_only(node: Node) -> Result<Vec<Entry>, Refusal> {
    match node {
        Node::Map(entries) => Ok(entries),
        other => Err(no_map(&other)),
    }
}

fn no_map(node: &Node) -> Refusal {
    let why = match node {
        Node::Null => "it bounds nothing".to_owned(),
        other => format!("expected keys and bounds, found {}", kind(other)),
    };
    Refusal { line: 0, why }
}

fn build(maps: &[Vec<Entry>]) -> Result<Vec<Rule>, Refusal> {
    let mut rules = Vec::new();
    for map in maps {
        walk(map, &mut Vec::new(), &mut rules)?;
    }
    if rules.is_empty() {
        return Err(Refusal { line: 0, why: "it bounds nothing".to_owned() });
    }
    Ok(rules)
}

/// Adds the rules of `map`, which stands at `path`. The depth is bounded by that of the YAML.
fn walk(map: &[Entry], path: &mut Vec<String>, rules: &mut Vec<Rule>) -> Result<(), Refusal> {
    for entry in map.iter().filter(|e| !e.key.starts_with("x-")) {
        let depth = path.len();
        path.extend(entry.key.split('.').map(str::to_owned));
        add(entry, path, rules)?;
        path.truncate(depth);
    }
    Ok(())
}

fn add(entry: &Entry, path: &mut Vec<String>, rules: &mut Vec<Rule>) -> Result<(), Refusal> {
    let key = shortened(&path.join("."));
    let refusal = |why: String| Refusal { line: entry.line, why };
    let Some(slot) = key::slot(path) else { return Err(refusal(unknown(&key, path))) };
    let (subject, bound) = match (slot, &entry.value) {
        (_, Node::Null) => return Err(refusal(format!("`{key}` has no value, so it bounds nothing"))),
        (Slot::Group | Slot::GroupOrEqual(_), Node::Map(inner)) => {
            if inner.is_empty() {
                return Err(refusal(format!("`{key}` is empty, so it bounds nothing")));
            }
            return walk(inner, path, rules);
        }
        (Slot::Group, other) => {
            return Err(refusal(format!(
                "`{key}` needs keys below it, such as `{key}: {}`, found {}",
                example(path),
                kind(other)
            )));
        }
        (Slot::GroupOrEqual(subject), value) => (subject, Bound::Equal(plain_number(&key, value).map_err(refusal)?)),
        (Slot::Min(subject), value) => (subject, Bound::Min(number(&key, value).map_err(refusal)?)),
        (Slot::Max(subject), value) => (subject, Bound::Max(number(&key, value).map_err(refusal)?)),
        (Slot::Controls(subject), value) => (subject, Bound::Controls(ids(&key, value).map_err(refusal)?)),
    };
    check_range(&key, subject, &bound).map_err(refusal)?;
    if let Some(first) = rules.iter().find(|r| r.key == key) {
        return Err(refusal(format!("`{key}` stands twice: also in line {}", first.line)));
    }
    rules.push(Rule { key, subject, bound, line: entry.line });
    Ok(())
}

/// A hostile key may be as long as the text.
fn shortened(key: &str) -> String {
    key.chars().take(100).collect()
}

fn unknown(key: &str, path: &[String]) -> String {
    if path.len() == 3 && path[1] == "total" && path[2] == "controls" {
        return format!("`{key}`: a list of controls belongs under a severity, such as `{}.high.controls`", path[0]);
    }
    format!("unknown key `{key}`; the nearest known one is `{}`", key::nearest(path))
}

fn example(path: &[String]) -> &'static str {
    if path.first().is_some_and(|p| p == "compliance") { "{min: 80}" } else { "{total: {max: 0}}" }
}

fn kind(node: &Node) -> String {
    match node {
        Node::Null => "nothing".to_owned(),
        Node::Bool(b) => format!("`{b}`"),
        Node::Number(n) => format!("the number {n}"),
        Node::Text(t) => format!("the text {:?}", t.chars().take(60).collect::<String>()),
        Node::List(_) => "a list".to_owned(),
        Node::Map(_) => "a map".to_owned(),
    }
}

/// A number; one in quotes counts too, because the reference tool compares it as a number.
fn number(key: &str, value: &Node) -> Result<f64, String> {
    match value {
        Node::Text(text) => match text.trim().parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(n),
            _ => Err(format!("`{key}` needs a number, found {}", kind(value))),
        },
        other => plain_number(key, other),
    }
}

/// A number without quotes: the reference tool never finds `"4"` equal to 4.
fn plain_number(key: &str, value: &Node) -> Result<f64, String> {
    match value {
        Node::Number(n) => Ok(*n),
        other => Err(format!("`{key}` needs a number without quotes, found {}", kind(other))),
    }
}

fn ids(key: &str, value: &Node) -> Result<Vec<String>, String> {
    let Node::List(items) = value else { return Err(format!("`{key}` needs a list of ids, found {}", kind(value))) };
    let mut seen = HashSet::new();
    let mut ids: Vec<String> = Vec::new();
    for item in items {
        match item {
            Node::Text(id) if !seen.insert(id) => return Err(format!("`{key}` names {id:?} twice")),
            Node::Text(id) => ids.push(id.clone()),
            other => {
                return Err(format!(
                    "`{key}` needs ids as text (in quotes if they look like numbers), found {}",
                    kind(other)
                ));
            }
        }
    }
    Ok(ids)
}

fn check_range(key: &str, subject: Subject, bound: &Bound) -> Result<(), String> {
    let (Bound::Equal(n) | Bound::Min(n) | Bound::Max(n)) = bound else { return Ok(()) };
    match subject {
        Subject::Compliance if !(0.0..=100.0).contains(n) => {
            Err(format!("`{key}` is percent, from 0 to 100; found {n}"))
        }
        Subject::Count(..) if *n < 0.0 || n.fract() != 0.0 => {
            Err(format!("`{key}` counts controls: 0, 1, 2, …; found {n}"))
        }
        _ => Ok(()),
    }
}

impl Rule {
    /// True where no results can break the rule.
    pub(super) fn always_holds(&self) -> bool {
        match self.bound {
            Bound::Min(n) => n == 0.0,
            Bound::Max(n) => self.subject == Subject::Compliance && n >= 100.0,
            Bound::Equal(_) | Bound::Controls(_) => false,
        }
    }

    /// True where the rule keeps the count of its cell down.
    pub(super) fn bounds_above(&self, status: crate::results::Status, severity: crate::results::Severity) -> bool {
        let covers = |cell| cell == Cell::Total || cell == Cell::Of(severity);
        matches!(self.subject, Subject::Count(s, cell) if s == status && covers(cell))
            && !matches!(self.bound, Bound::Min(_))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> Problem {
        let problem = Threshold::parse(text, "t.yml").expect_err(text);
        assert_eq!(problem.code, Code::ThresholdInvalid);
        problem
    }

    fn keys(threshold: &Threshold) -> Vec<String> {
        threshold.rules.iter().map(|r| format!("{} {}", r.key, r.bound)).collect()
    }

    #[test]
    fn every_part_of_the_grammar_is_read() {
        let text = "compliance: {min: 66, max: 99.5}\nfailed:\n  total: 4\n  high: 2\n  low: {min: 1, max: 3, controls: [a, 'b']}\n\
                    no_impact: {none: {controls: []}, total: {min: 1}}\n";
        let expected = [
            "compliance.min >= 66",
            "compliance.max <= 99.5",
            "failed.total = 4",
            "failed.high = 2",
            "failed.low.min >= 1",
            "failed.low.max <= 3",
            "failed.low.controls = [a, b]",
            "no_impact.none.controls = []",
            "no_impact.total.min >= 1",
        ];
        assert_eq!(keys(&Threshold::parse(text, "t.yml").unwrap()), expected);
    }

    #[test]
    fn flat_keys_nested_keys_anchors_and_json_come_to_the_same() {
        let expected = ["failed.critical.max <= 0", "failed.high.max <= 0"];
        for text in [
            "failed.critical.max: 0\nfailed.high.max: 0\n",
            "failed: {critical.max: 0, high: {max: 0}}\n",
            "failed.critical: {max: 0}\nfailed:\n  high: {max: 0}\n",
            "x-none: &none {max: 0}\nfailed: {critical: *none, high: *none}\n",
            "x-base: &base\n  critical: {max: 0}\nfailed:\n  <<: *base\n  high: {max: 0}\n",
            "{\"failed\":{\"critical\":{\"max\":0},\"high\":{\"max\":0}}}",
            "failed: {critical: {max: '0'}, high: {max: 0.0}}",
        ] {
            let mut found = keys(&Threshold::parse(text, "t.yml").unwrap());
            found.sort();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_the_reference_tool_ignores_is_refused_with_line_and_nearest_key() {
        for (text, line, part) in [
            ("compliance: {min: 1}\nfaild: {total: 0}\n", 2, "unknown key `faild`; the nearest known one is `failed`"),
            ("failed:\n  critcal: {max: 0}\n", 2, "the nearest known one is `failed.critical`"),
            ("failed:\n  total:\n    maximum: 0\n", 3, "the nearest known one is `failed.total.max`"),
            ("Failed: {Total: {Max: 0}}", 1, "`failed`"),
            ("compliance: 80", 1, "`compliance: {min: 80}`"),
            ("failed: 0", 1, "needs keys below it"),
            ("failed: {total: {controls: [a]}}", 1, "belongs under a severity"),
            ("failed: {high: {controls: a}}", 1, "needs a list of ids"),
            ("failed: {high: {controls: [1.10]}}", 1, "in quotes"),
            ("failed: {high: {controls: [a, a]}}", 1, "twice"),
            ("failed: {total: '4'}", 1, "without quotes"),
            ("compliance: {min: abc}", 1, "needs a number"),
            ("compliance: {min: true}", 1, "needs a number"),
            ("compliance: {min: 101}", 1, "from 0 to 100"),
            ("compliance: {min: .nan}", 1, ""),
            ("failed: {total: {max: -1}}", 1, "counts controls"),
            ("failed: {total: {max: 0.5}}", 1, "counts controls"),
            ("failed: {total: {max: }}", 1, "bounds nothing"),
            ("failed: {total: null}", 1, "bounds nothing"),
            ("failed: {total: {}}", 1, "bounds nothing"),
            ("failed.total.max: 1\nfailed: {total: {max: 2}}\n", 2, "stands twice: also in line 1"),
            ("failed: {total: {max: 1}}\nfailed: {high: {max: 1}}\n", 2, "failed"),
        ] {
            let problem = refused(text);
            assert_eq!(problem.place, format!("t.yml:{line}"), "{text}: {}", problem.why);
            assert!(problem.why.contains(part), "{text}: {}", problem.why);
        }
    }

    #[test]
    fn a_threshold_that_bounds_nothing_is_refused() {
        for text in ["", "{}", "# only a comment\n", "x-base: {failed: {total: 0}}\n", "---\n", "null"] {
            assert!(refused(text).why.contains("bounds nothing"), "{text:?}: {}", refused(text).why);
        }
        for text in ["80", "abc", "- a\n", "failed: {total: 0}\n---\ncompliance: {min: 1}\n", "a: ["] {
            refused(text);
        }
    }

    #[test]
    fn both_inline_forms_are_read_and_flat_keys_of_one_level_both_hold() {
        for text in [
            "{failed.total.max: 3}, {failed.total.min: 1}",
            "failed.total.max: 3, failed.total.min: 1",
            "{\"failed.total.max\": 3, failed.total.min: 1}",
            "failed.total.max: 3, failed.total.min: 1 # why",
        ] {
            let threshold = Threshold::parse_inline(text).unwrap();
            assert_eq!(keys(&threshold), ["failed.total.max <= 3", "failed.total.min >= 1"], "{text}");
        }
        for text in [
            "failed.total.max: 3}, {compliance.min: 1",
            "{failed.total.max: 3}, 4",
            "{failed.total.max: 3}], [{a: 1}",
            "a",
            "failed.total.max: 1]",
        ] {
            assert_eq!(Threshold::parse_inline(text).unwrap_err().code, Code::ThresholdInvalid, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>(), yamlish in "[a-z.{}\\[\\]:,&*<!|>'\"#0-9 \n-]{0,60}") {
            for text in [text, yamlish] {
                let _ = Threshold::parse(&text, "t.yml");
                let _ = Threshold::parse_inline(&text);
            }
        }

        #[test]
        fn a_threshold_that_is_read_has_rules(status in "passed|failed|error", n in 0_u32..1000) {
            let threshold = Threshold::parse(&format!("{status}: {{total: {{max: {n}}}}}"), "t.yml").unwrap();
            prop_assert_eq!(&threshold.rules[0].bound, &Bound::Max(f64::from(n)));
        }
    }
}
