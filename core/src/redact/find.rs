//! Where in a text secrets stand.
//!
//! One pass finds the words that stand in or before a secret; a rule then looks around each. Nothing is searched twice, and no
//! rule tracks back: whatever a rule has looked at in vain it does not look at again, so that a hostile text costs no more than
//! its length.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::kind::Kind;
use super::{account, aws, hash, header, pem, setting, token};

/// A place in a text where a rule's needle stands.
pub(super) struct Hit<'t> {
    pub(super) text: &'t [u8],
    /// Where the needle begins.
    pub(super) at: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Hit<'_> {
    /// The needle, as it stands in the text.
    pub(super) fn needle(&self) -> &[u8] {
        self.text.get(self.at..self.end).unwrap_or_default()
    }
}

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// What is found while a text is gone through.
#[derive(Default)]
pub(super) struct Spots {
    spots: Vec<Spot>,
    /// For each rule, where it need not look before.
    done: [usize; RULES.len()],
    rule: usize,
    /// What [`Spots::remembered`] found last.
    memory: Option<(usize, Option<usize>)>,
}

impl Spots {
    /// Here is a secret; the rule has nothing more to look for in it.
    pub(super) fn found(&mut self, range: Range<usize>, kind: Kind) {
        self.skip(range.end);
        if !range.is_empty() {
            self.spots.push(Spot { range, kind });
        }
    }

    /// The rule would look in vain before `to`.
    pub(super) fn skip(&mut self, to: usize) {
        if let Some(done) = self.done.get_mut(self.rule) {
            *done = to.max(*done);
        }
    }

    /// How far the rule has come.
    pub(super) fn done(&self) -> usize {
        self.done.get(self.rule).copied().unwrap_or(0)
    }

    /// The next place from `from` on that `search` finds; it is asked once for each place. For one rule only.
    pub(super) fn remembered(&mut self, from: usize, search: impl FnOnce(usize) -> Option<usize>) -> Option<usize> {
        match self.memory {
            Some((asked, found)) if asked <= from && found.is_none_or(|at| at >= from) => found,
            _ => {
                let found = search(from);
                self.memory = Some((from, found));
                found
            }
        }
    }

    /// In their order, those that overlap as one.
    pub(super) fn settled(mut self) -> Vec<Spot> {
        settle(&mut self.spots);
        self.spots
    }
}

/// Sorts `spots`, and makes one of those that overlap.
pub(super) fn settle(spots: &mut Vec<Spot>) {
    spots.sort_by_key(|spot| spot.range.start);
    spots.dedup_by(|next, kept| {
        let overlaps = next.range.start < kept.range.end;
        if overlaps {
            kept.range.end = kept.range.end.max(next.range.end);
            kept.kind = kept.kind.min(next.kind);
        }
        overlaps
    });
}

/// One form of secrets.
pub(super) struct Rule {
    /// What stands in each of them, or before it. Case does not count here; the rule looks again.
    pub(super) needles: &'static [&'static str],
    /// Looks around a needle.
    pub(super) look: fn(&Hit<'_>, &mut Spots),
    /// It holds for what an author wrote, too: it is known by its own form, and stands in no text as an example.
    pub(super) authored: bool,
}

const RULES: [&Rule; 14] = [
    &pem::PLAIN,
    &pem::ENCODED,
    &hash::CRYPT,
    &hash::LDAP,
    &hash::DATABASE,
    &hash::MYSQL,
    &token::PREFIXED,
    &token::JWT,
    &token::ENCODED,
    &aws::KEY,
    &account::LINE,
    &header::FIELD,
    &header::ADDRESS,
    &setting::NAMED,
];

struct Needles {
    search: AhoCorasick,
    /// The rule of each needle.
    rules: Vec<usize>,
}

/// `None` never: the needles are constants, and a test builds it.
static NEEDLES: LazyLock<Option<Needles>> = LazyLock::new(|| {
    let of_rules = RULES.iter().enumerate();
    let (rules, needles): (Vec<usize>, Vec<&str>) =
        of_rules.flat_map(|(at, rule)| rule.needles.iter().map(move |needle| (at, *needle))).unzip();
    let search =
        AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(needles).ok()?;
    Some(Needles { search, rules })
});

/// The secrets of `text`; where it is the `author`'s own text, only those that such a text has to lose.
pub(super) fn spots(text: &str, author: bool) -> Vec<Spot> {
    let Some(needles) = &*NEEDLES else { return Vec::new() };
    let mut spots = Spots::default();
    for hit in needles.search.find_overlapping_iter(text) {
        let at = needles.rules.get(hit.pattern().as_usize()).copied().unwrap_or(0);
        let Some(rule) = RULES.get(at).filter(|rule| rule.authored || !author) else { continue };
        spots.rule = at;
        if hit.start() >= spots.done() {
            (rule.look)(&Hit { text: text.as_bytes(), at: hit.start(), end: hit.end() }, &mut spots);
        }
    }
    spots.settled()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_needle_can_be_searched() {
        let needles = NEEDLES.as_ref().unwrap();
        assert_eq!(needles.rules.len(), RULES.iter().map(|rule| rule.needles.len()).sum::<usize>());
    }

    #[test]
    fn those_that_overlap_are_one_of_the_kind_that_says_more() {
        let spot = |range, kind| Spot { range, kind };
        let mut spots = vec![
            spot(4..9, Kind::Password),
            spot(0..3, Kind::Token),
            spot(6..12, Kind::Token),
            spot(12..13, Kind::Token),
        ];
        settle(&mut spots);
        assert_eq!(spots, [spot(0..3, Kind::Token), spot(4..12, Kind::Token), spot(12..13, Kind::Token)]);
    }
}
