//! A threshold in words, and what a reader of it should know.

use super::key::{Cell, Subject};
use super::threshold::{Bound, Rule, Threshold};
use crate::results::{Severity, Status};

impl Rule {
    /// What the line asks for, as a sentence without its end. Ids in it are text from outside.
    pub fn words(&self) -> String {
        let subject = match self.subject {
            Subject::Compliance => {
                let (least, n) = match self.bound {
                    Bound::Min(n) => ("at least", n),
                    Bound::Max(n) => ("at most", n),
                    Bound::Equal(n) => ("exactly", n),
                    Bound::Controls(_) => return self.key.clone(),
                };
                return format!("compliance of {least} {n} %, rounded to a whole number");
            }
            Subject::Count(status, Cell::Total) => word(status).to_owned(),
            Subject::Count(status, Cell::Of(severity)) => format!("{} {}", severity.as_str(), word(status)),
        };
        match &self.bound {
            Bound::Max(0.0) | Bound::Equal(0.0) => format!("no {subject} controls"),
            Bound::Max(n) => format!("at most {n} {subject} controls"),
            Bound::Min(n) => format!("at least {n} {subject} controls"),
            Bound::Equal(n) => format!("exactly {n} {subject} controls"),
            Bound::Controls(ids) if ids.is_empty() => format!("no {subject} controls"),
            Bound::Controls(ids) => format!("as {subject} controls exactly {}", ids.join(", ")),
        }
    }
}

impl Threshold {
    /// What a reader should know: lines that hold for any results, lines that no results can meet, errors that are let through.
    pub fn remarks(&self) -> Vec<String> {
        let idle = self.rules.iter().filter(|rule| rule.always_holds());
        let mut remarks: Vec<String> = idle.map(|rule| format!("`{}` holds for any results", rule.key)).collect();
        for (at, rule) in self.rules.iter().enumerate() {
            let others = self.rules[at + 1..].iter().filter(|other| other.subject == rule.subject);
            for other in others.filter(|other| contradict(&rule.bound, &other.bound)) {
                remarks.push(format!("no results can meet both `{}` and `{}`", rule.key, other.key));
            }
        }
        let open = |severity: &&Severity| !self.rules.iter().any(|r| r.bounds_above(Status::Error, **severity));
        let open: Vec<&str> = Severity::ALL.iter().filter(open).map(|s| s.as_str()).collect();
        if !open.is_empty() {
            remarks.push(format!(
                "controls of severity {} may end in an error, which means that they were not checked; add `error.total.max: 0`",
                open.join(", ")
            ));
        }
        remarks
    }
}

fn contradict(one: &Bound, other: &Bound) -> bool {
    let range = |bound: &Bound| match bound {
        Bound::Min(n) => Some((*n, f64::INFINITY)),
        Bound::Max(n) => Some((f64::NEG_INFINITY, *n)),
        Bound::Equal(n) => Some((*n, *n)),
        Bound::Controls(_) => None,
    };
    match (range(one), range(other)) {
        (Some((least, most)), Some((also_least, also_most))) => least.max(also_least) > most.min(also_most),
        _ => false,
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::Skipped => "skipped",
        Status::NoImpact => "not applicable",
        Status::Error => "erroneous",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_said_in_words() {
        for (text, words) in [
            ("compliance.min: 80", "compliance of at least 80 %, rounded to a whole number"),
            ("failed.critical.max: 0", "no critical failed controls"),
            ("error.total: 3", "exactly 3 erroneous controls"),
            ("skipped.low.controls: [a, b]", "as low skipped controls exactly a, b"),
        ] {
            assert_eq!(Threshold::parse_inline(text).unwrap().rules[0].words(), words);
        }
    }

    #[test]
    fn lines_without_effect_contradictions_and_open_errors_are_remarked() {
        let remarks = |text: &str| Threshold::parse_inline(text).unwrap().remarks();
        assert!(remarks("error.total.max: 0").is_empty());
        assert!(remarks("passed.total.min: 0, error.total.max: 0")[0].contains("`passed.total.min` holds for any"));
        assert!(remarks("failed.total.max: 1, failed.total.min: 2, error.total.max: 0")[0].contains("can meet both"));
        assert!(remarks("failed.total.max: 1, error.high.max: 0")[0].contains("critical, medium, low, none may end"));
    }
}
