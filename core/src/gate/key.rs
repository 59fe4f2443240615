//! The keys of a threshold.
//!
//! ```text
//! compliance: {min, max}
//! passed|failed|skipped|no_impact|error:
//!   total: N | {min, max}
//!   critical|high|medium|low|none: N | {min, max, controls: [ids]}
//! ```

use crate::results::{Severity, Status};

/// What a line of a threshold is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The rounded compliance, in percent.
    Compliance,
    /// How many controls have this status, in all or of one severity.
    Count(Status, Cell),
}

/// Part of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// All severities.
    Total,
    /// One severity.
    Of(Severity),
}

/// What may stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Keys only.
    Group,
    /// Keys, or a number that means equality.
    GroupOrEqual(Subject),
    /// A number.
    Min(Subject),
    /// A number.
    Max(Subject),
    /// A list of ids.
    Controls(Subject),
}

/// What may stand at `path`; `None` for an unknown one.
pub(super) fn slot(path: &[String]) -> Option<Slot> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [] | ["compliance"] => Some(Slot::Group),
        ["compliance", "min"] => Some(Slot::Min(Subject::Compliance)),
        ["compliance", "max"] => Some(Slot::Max(Subject::Compliance)),
        [status] => self::status(status).map(|_| Slot::Group),
        [status, cell] => Some(Slot::GroupOrEqual(subject(status, cell)?)),
        [status, cell, "min"] => Some(Slot::Min(subject(status, cell)?)),
        [status, cell, "max"] => Some(Slot::Max(subject(status, cell)?)),
        [status, cell, "controls"] if *cell != "total" => Some(Slot::Controls(subject(status, cell)?)),
        _ => None,
    }
}

/// The known key that is most like the unknown `path`, of the same depth.
pub(super) fn nearest(path: &[String]) -> String {
    let wanted: String = path.join(".").to_lowercase().chars().take(100).collect();
    let depth = path.len().clamp(1, 3);
    let known = known().into_iter().filter(|k| k.split('.').count() == depth);
    known.min_by_key(|k| strsim::damerau_levenshtein(k, &wanted)).unwrap_or_default()
}

fn known() -> Vec<String> {
    let mut known: Vec<String> = ["compliance", "compliance.min", "compliance.max"].map(str::to_owned).into();
    for status in Status::ALL.map(Status::as_str) {
        known.push(status.to_owned());
        for cell in ["total"].into_iter().chain(Severity::ALL.map(Severity::as_str)) {
            known.push(format!("{status}.{cell}"));
            known.extend(["min", "max"].map(|bound| format!("{status}.{cell}.{bound}")));
            if cell != "total" {
                known.push(format!("{status}.{cell}.controls"));
            }
        }
    }
    known
}

fn subject(status: &str, cell: &str) -> Option<Subject> {
    let severity = || Severity::ALL.into_iter().find(|s| s.as_str() == cell).map(Cell::Of);
    let cell = if cell == "total" { Some(Cell::Total) } else { severity() };
    Some(Subject::Count(self::status(status)?, cell?))
}

fn status(name: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|s| s.as_str() == name)
}

/// True where `text` begins with a top-level key and a `.`, `:` or `=` after it.
pub(super) fn begins_with_key(text: &str) -> bool {
    let end = text.find(['.', ':', '=', ' ']).unwrap_or(text.len());
    end < text.len() && (&text[..end] == "compliance" || status(&text[..end]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(key: &str) -> Vec<String> {
        key.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn every_known_key_has_a_slot() {
        let known = known();
        assert_eq!(known.len(), 3 + 5 * (1 + 3 + 5 * 4));
        assert!(known.iter().all(|k| slot(&path(k)).is_some()));
    }

    #[test]
    fn an_unknown_key_is_answered_by_the_nearest_of_its_depth() {
        for (unknown, expected) in [
            ("faild", "failed"),
            ("Failed", "failed"),
            ("failed.critcal", "failed.critical"),
            ("failed.Total.Max", "failed.total.max"),
            ("compliance.minimum", "compliance.min"),
            ("no-impact.total", "no_impact.total"),
            ("failed.high.max.x", "failed.high.max"),
        ] {
            assert_eq!(slot(&path(unknown)), None, "{unknown}");
            assert_eq!(nearest(&path(unknown)), expected);
        }
    }
}
