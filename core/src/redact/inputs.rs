//! Values of inputs that are sensitive, wherever they stand.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use memchr::memmem;
use serde_json::Value;

use super::find::Spot;
use super::forms::forms;
use super::kind::Kind;

/// Characters of the shortest value that is removed. What is shorter stands in texts by chance: removed everywhere, it would make
/// them unreadable, and show what it is by what is missing.
pub const SHORTEST: usize = 4;
/// Characters from which on a value is removed inside of a word, too. A shorter one may be a part of many words.
const IN_WORDS: usize = 8;
/// Bytes of a value that are searched for; the rest is compared.
const NEEDLE: usize = 32;

/// The values of sensitive inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitive {
    values: BTreeSet<String>,
    /// Inputs with a value that is too short.
    short: BTreeSet<String>,
}

impl Sensitive {
    /// The value of the input `name`, with all texts and numbers in it; truth and its absence are no secrets.
    pub fn add(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.add_text(name, &number.to_string()),
            Value::String(text) => self.add_text(name, text),
            Value::Array(list) => list.iter().for_each(|value| self.add(name, value)),
            Value::Object(map) => map.values().for_each(|value| self.add(name, value)),
        }
    }

    fn add_text(&mut self, name: &str, text: &str) {
        match text.trim() {
            // What InSpec and we show instead.
            "" | "***" => {}
            text if text.chars().count() < SHORTEST => {
                self.short.insert(name.to_owned());
            }
            text => {
                self.values.insert(text.to_owned());
            }
        }
    }

    /// All that `other` has, too.
    pub fn merge(&mut self, other: &Self) {
        self.values.extend(other.values.iter().cloned());
        self.short.extend(other.short.iter().cloned());
    }

    /// That some values stay where they are.
    pub fn warning(&self) -> Option<String> {
        let names: Vec<&str> = self.short.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| {
            format!(
                "values of sensitive inputs that are shorter than {SHORTEST} characters are not removed from texts: {}",
                names.join(", ")
            )
        })
    }
}

/// Finds them.
pub(super) struct Search {
    needles: AhoCorasick,
    forms: Vec<String>,
}

impl Search {
    /// `None` where there are no values.
    pub(super) fn new(sensitive: &Sensitive) -> Option<Self> {
        let forms: Vec<String> = sensitive.values.iter().flat_map(|value| forms(value)).collect();
        let needles = forms.iter().map(|form| &form.as_bytes()[..form.len().min(NEEDLE)]);
        let needles = AhoCorasick::new(needles).ok().filter(|_| !forms.is_empty())?;
        Some(Self { needles, forms })
    }

    /// Where they stand in `text`, and where one stands of which the end was cut off.
    pub(super) fn spots(&self, text: &str, spots: &mut Vec<Spot>) {
        let mut done = vec![0; self.forms.len()];
        for hit in self.needles.find_overlapping_iter(text) {
            let at = hit.pattern().as_usize();
            let (Some(form), Some(done)) = (self.forms.get(at), done.get_mut(at)) else { continue };
            if hit.start() < *done {
                continue;
            }
            let rest = text.as_bytes().get(hit.start()..).unwrap_or_default();
            let same = rest.iter().zip(form.as_bytes()).take_while(|(a, b)| a == b).count();
            let end = hit.start() + same;
            let whole = same == form.len();
            if if whole { stands_alone(text, hit.start(), end, form) } else { is_cut(text, end) } {
                *done = end;
                spots.push(Spot { range: hit.start()..end, kind: Kind::SensitiveInput });
            }
        }
        self.beginnings(text, spots);
    }

    /// Beginnings that are shorter than what is searched for.
    fn beginnings(&self, text: &str, spots: &mut Vec<Spot>) {
        for mark in CUTS {
            for cut in memmem::find_iter(text.as_bytes(), mark) {
                let head = text.as_bytes().get(..cut).unwrap_or_default();
                let head = head.strip_suffix(b"\"").unwrap_or(head);
                let longest = self.forms.iter().filter_map(|form| beginning(head, form.as_bytes())).max();
                if let Some(length) = longest {
                    spots.push(Spot { range: head.len() - length..head.len(), kind: Kind::SensitiveInput });
                }
            }
        }
    }
}

/// What our texts and RSpec's end with where they were cut.
const CUTS: [&[u8]; 3] = [b"...", "…".as_bytes(), b" ["];

fn is_cut(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    text.is_char_boundary(at) && (rest.is_empty() || CUTS.iter().any(|mark| rest.starts_with(mark)))
}

/// How much of `form` is at the end of `head`, if that is enough to be no chance.
fn beginning(head: &[u8], form: &[u8]) -> Option<usize> {
    let most = form.len().min(NEEDLE);
    let fits = |length: &usize| form.get(..*length).is_some_and(|part| head.ends_with(part));
    let found = (IN_WORDS..most).rev().find(fits)?;
    // A character of several bytes may be cut, too; its rest is no character.
    std::str::from_utf8(form.get(..found)?).is_ok().then_some(found)
}

/// A short value counts as a whole word only.
fn stands_alone(text: &str, from: usize, to: usize, form: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let outside = |text: Option<&str>, last: bool| {
        let found = text.and_then(|text| if last { text.chars().next_back() } else { text.chars().next() });
        !found.is_some_and(in_word)
    };
    form.chars().count() >= IN_WORDS || (outside(text.get(..from), true) && outside(text.get(to..), false))
}
