//! Which controls of a results file count, where profiles include each other.
//!
//! InSpec lists an overlay and the profiles below it side by side and links them by `parent_profile`. A control of the
//! overlay is counted once; its status and severity are those of the deepest copy, because only that one ran. A control
//! that stands only below is not counted: the overlay left it out.

use std::collections::{HashMap, HashSet};

use super::{Document, Outline, Profile};

/// Where a control stands: index of the profile, index in the profile.
pub(super) type Place = (usize, usize);

/// The profiles of one file, linked.
pub(super) struct Overlays<'a> {
    document: &'a Document,
    named: HashMap<&'a str, usize>,
    children: HashMap<&'a str, Vec<usize>>,
    by_id: Vec<HashMap<&'a str, Vec<usize>>>,
}

impl<'a> Overlays<'a> {
    /// Links the profiles of `document`.
    pub(super) fn of(document: &'a Document) -> Self {
        let profiles = &document.head().profiles;
        let mut named: HashMap<&str, usize> = HashMap::new();
        let mut children: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            *named.entry(&profile.name).or_default() += 1;
            if let Some(parent) = &profile.parent_profile {
                children.entry(parent).or_default().push(at);
            }
        }
        let by_id = (0..profiles.len()).map(|at| by_id(document.outlines(at))).collect();
        Self { document, named, children, by_id }
    }

    /// The independent top-level profiles: those that are nobody's child. A parent that is not in the file is nobody,
    /// and of profiles that include each other in a circle the first counts as top, so that none is ever lost.
    pub(super) fn tops(&self) -> Vec<usize> {
        let mut tops: Vec<usize> = (0..self.profiles().len()).filter(|&at| !self.is_child(at)).collect();
        let mut reached = HashSet::new();
        tops.iter().for_each(|&top| self.reach(top, &mut reached));
        for at in 0..self.profiles().len() {
            if !reached.contains(&at) {
                tops.push(at);
                self.reach(at, &mut reached);
            }
        }
        tops.sort_unstable();
        tops
    }

    /// The ids of profile `top`, in its order, each once.
    pub(super) fn ids(&self, top: usize) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        self.document.outlines(top).iter().map(|c| c.id.as_str()).filter(|id| seen.insert(*id)).collect()
    }

    /// The copies of `id` at and below `top` that no other copy lies below, in the order of the file; and those above.
    pub(super) fn copies(&self, top: usize, id: &str) -> (Vec<Place>, Vec<Place>) {
        let (mut deepest, mut above) = (Vec::new(), Vec::new());
        let mut seen = HashSet::from([top]);
        let mut open = vec![top];
        while let Some(at) = open.pop() {
            let here = self.by_id[at].get(id).into_iter().flatten().map(|&control| (at, control));
            let below: Vec<usize> = self.children_of(at).filter(|c| self.by_id[*c].contains_key(id)).collect();
            if below.is_empty() {
                deepest.extend(here);
            } else {
                above.extend(here);
                open.extend(below.into_iter().filter(|c| seen.insert(*c)));
            }
        }
        if deepest.is_empty() {
            deepest = std::mem::take(&mut above);
        }
        deepest.sort_unstable();
        (deepest, above)
    }

    fn profiles(&self) -> &'a [Profile] {
        &self.document.head().profiles
    }

    fn is_child(&self, at: usize) -> bool {
        let Profile { name, parent_profile: Some(parent), .. } = &self.profiles()[at] else { return false };
        let others = self.named.get(parent.as_str()).map_or(0, |all| all - usize::from(name == parent));
        others > 0
    }

    fn children_of(&self, at: usize) -> impl Iterator<Item = usize> {
        let found = self.children.get(self.profiles()[at].name.as_str());
        found.into_iter().flatten().copied().filter(move |child| *child != at)
    }

    fn reach(&self, from: usize, reached: &mut HashSet<usize>) {
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(self.children_of(at));
            }
        }
    }
}

fn by_id(controls: &[Outline]) -> HashMap<&str, Vec<usize>> {
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, control) in controls.iter().enumerate() {
        by_id.entry(&control.id).or_default().push(at);
    }
    by_id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fixture::{self, results};

    fn profile(name: &str, parent: Option<&str>, ids: &[&str]) -> Profile {
        let controls = ids.iter().map(|id| fixture::control(id, 0.5, "passed")).collect();
        fixture::profile(name, parent, controls)
    }

    #[test]
    fn the_deepest_copy_counts_in_whatever_order_the_profiles_stand() {
        let mut profiles = vec![
            profile("top", None, &["a", "own"]),
            profile("middle", Some("top"), &["a"]),
            profile("base", Some("middle"), &["a", "left-out"]),
        ];
        for _ in 0..2 {
            let document = results(profiles.clone());
            let overlays = Overlays::of(&document);
            let tops = overlays.tops();
            assert_eq!(tops.len(), 1);
            assert_eq!(overlays.ids(tops[0]), ["a", "own"]);
            let (deepest, above) = overlays.copies(tops[0], "a");
            assert_eq!(deepest.iter().map(|p| profiles[p.0].name.as_str()).collect::<Vec<_>>(), ["base"]);
            assert_eq!(above.len(), 2);
            profiles.reverse();
        }
    }

    #[test]
    fn no_profile_is_lost_in_a_circle_or_below_a_parent_that_is_not_there() {
        let document = results(vec![
            profile("a", Some("b"), &["1"]),
            profile("b", Some("a"), &["1"]),
            profile("self", Some("self"), &["2"]),
            profile("orphan", Some("gone"), &["3"]),
        ]);
        let overlays = Overlays::of(&document);
        assert_eq!(overlays.tops(), [0, 2, 3]);
        for (top, id) in [(0, "1"), (2, "2"), (3, "3")] {
            assert!(!overlays.copies(top, id).0.is_empty());
        }
    }

    #[test]
    fn a_long_chain_of_profiles_does_not_exhaust_the_stack() {
        let profiles: Vec<Profile> = (0..2_000)
            .map(|n| profile(&n.to_string(), (n > 0).then(|| (n - 1).to_string()).as_deref(), &["x"]))
            .collect();
        let document = results(profiles);
        let overlays = Overlays::of(&document);
        assert_eq!(overlays.tops(), [0]);
        assert_eq!(overlays.copies(0, "x").0, [(1_999, 0)]);
    }
}
