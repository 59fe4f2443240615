//! Where a control is in the page: the part of an address after `#`.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Characters of an id that are taken over.
const MOST_OF_ID: usize = 60;

/// The element ids of controls. No two are the same, whatever the controls are called, and each is the same in the next run.
#[derive(Default)]
pub(super) struct Anchors {
    /// Each that was given, and the number that the next of its kind gets.
    given: HashMap<String, usize>,
}

impl Anchors {
    /// An element id for the control `id`; `target` is the name of its target where there are several.
    pub(super) fn give(&mut self, target: Option<&str>, id: &str) -> String {
        let first = anchor(target, id);
        let mut number = self.given.get(&first).copied().unwrap_or(1);
        let mut given = first.clone();
        while self.given.contains_key(&given) {
            number += 1;
            given = format!("{first}.{number}");
        }
        self.given.insert(first, number);
        self.given.entry(given.clone()).or_insert(1);
        given
    }

    /// The element id of the first control of this name; `None` where it is not in the page.
    pub(super) fn of(&self, target: Option<&str>, id: &str) -> Option<String> {
        Some(anchor(target, id)).filter(|anchor| self.given.contains_key(anchor))
    }
}

/// Plain ids stay as they are, so that people can type them. For others, and where several targets have the same, a digest
/// tells them apart.
fn anchor(target: Option<&str>, id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let shown: String = id.chars().take(MOST_OF_ID).map(|c| if plain(c) { c } else { '-' }).collect();
    if target.is_none() && shown == id && !id.is_empty() {
        return format!("control-{id}");
    }
    let digest = Sha256::digest(format!("{}\0{id}", target.unwrap_or_default()));
    let digits: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("control-{shown}.{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_id_stays_and_others_are_told_apart() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.give(None, "SV-86681r1_rule"), "control-SV-86681r1_rule");
        let (space, tab) = (anchors.give(None, "a b\""), anchors.give(None, "a\tb\""));
        assert!(space != tab && space.starts_with("control-a-b-."), "{space} {tab}");
        let (one, two) = (anchors.give(Some("one"), "a"), anchors.give(Some("two"), "a"));
        assert!(one != two, "{one}");
        assert_eq!(anchors.of(Some("two"), "a"), Some(two));
        assert_eq!(anchors.of(None, "never given"), None);
    }

    #[test]
    fn no_two_are_the_same_even_where_ids_are() {
        let mut anchors = Anchors::default();
        let given: Vec<String> = ["a", "a.2", "a", "a", "a.2", ""].iter().map(|id| anchors.give(None, id)).collect();
        let distinct: std::collections::HashSet<&String> = given.iter().collect();
        assert_eq!(distinct.len(), given.len(), "{given:?}");
        assert_eq!(given[0], "control-a");
    }
}
