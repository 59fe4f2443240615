//! Holding what was counted against a gate.

use std::collections::HashSet;

use super::baseline::{Compared, Known};
use super::key::{Cell, Subject};
use super::parts::{Gate, Source};
use super::threshold::{Bound, Rule, Threshold};
use crate::number::number;
use crate::results::{Counted, Severity, Status, Tally};

/// What a gate says about a run: every line of it, held or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Names of the gate's parts, such as `moderate`, or `moderate, floor org.yml, --fail-on high`.
    pub origin: String,
    /// Every line: those of the threshold first, each part in its order.
    pub lines: Vec<Line>,
    /// What the gate leaves open although it matters here.
    pub warnings: Vec<String>,
    /// What the baseline knows, if there is one.
    pub baseline: Option<Known>,
}

/// One line of a gate, held against the results.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which part of the gate it belongs to.
    pub source: Source,
    /// Name of that part: of a built-in threshold or a file, `inline`, or `--fail-on high`.
    pub origin: String,
    /// Such as `failed.critical.max`.
    pub key: String,
    /// What was asked for.
    pub bound: Bound,
    /// What there is: rounded percent, or a number of controls.
    pub actual: u64,
    /// Whether it holds.
    pub holds: bool,
    /// The controls that broke it; empty where it holds. Those that the baseline knows are not among them.
    pub controls: Vec<ControlRef>,
    /// The controls that would break it and are in the baseline. Where it holds all the same, they are why.
    pub known: Vec<ControlRef>,
    /// Ids that a list of controls asks for and that are not there.
    pub missing: Vec<String>,
}

/// A control, named for a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRef {
    /// Index of its target.
    pub target: usize,
    /// Its id.
    pub id: String,
}

impl Verdict {
    /// True where every line holds.
    pub fn holds(&self) -> bool {
        self.lines.iter().all(|l| l.holds)
    }

    /// The lines of each part: its source, its name, its lines. Parts that follow each other and have one name are one.
    pub fn parts(&self) -> impl Iterator<Item = (Source, &str, &[Line])> {
        let parts = self.lines.chunk_by(|a, b| (a.source, &a.origin) == (b.source, &b.origin));
        parts.filter_map(|lines| lines.first().map(|first| (first.source, first.origin.as_str(), lines)))
    }

    /// For a sentence: `the threshold moderate`, or `the gate (strict, floor org.yml)`.
    pub fn subject(&self) -> String {
        match self.lines.iter().all(|l| l.source == Source::Threshold) {
            true => format!("the threshold {}", self.origin),
            false => format!("the gate ({})", self.origin),
        }
    }
}

/// Holds `tally` against every line of `gate`, whose baseline was `compared` with it.
pub(crate) fn evaluate(gate: &Gate, tally: &Tally, compared: Option<&Compared>) -> Verdict {
    let parts = gate.parts();
    let name = |(source, part): &(Source, Threshold)| match source {
        Source::Floor => format!("floor {}", part.origin),
        Source::Threshold | Source::FailOn => part.origin.clone(),
    };
    let of_part = |(source, part): &(Source, Threshold)| {
        let judged = part.rules.iter().map(|rule| {
            let mut line = judge(*source, &part.origin, rule, tally);
            compared.iter().for_each(|compared| compared.excuse(&mut line, rule.subject, tally));
            line
        });
        judged.collect::<Vec<_>>()
    };
    let rules: Vec<&Rule> = parts.iter().flat_map(|(_, part)| &part.rules).collect();
    let mut warnings = Vec::new();
    warnings.extend(unbounded_errors(&rules, tally));
    if rules.iter().all(|rule| rule.always_holds()) {
        warnings.push("no results at all can break this threshold".to_owned());
    }
    Verdict {
        origin: parts.iter().map(name).collect::<Vec<_>>().join(", "),
        lines: parts.iter().flat_map(of_part).collect(),
        warnings,
        baseline: gate
            .baseline
            .as_ref()
            .zip(compared)
            .map(|(baseline, compared)| Known { origin: baseline.origin.clone(), controls: compared.controls(tally) }),
    }
}

fn judge(source: Source, origin: &str, rule: &Rule, tally: &Tally) -> Line {
    let actual = match rule.subject {
        Subject::Compliance => tally.counts.compliance().rounded(),
        Subject::Count(status, Cell::Total) => tally.counts.total(status),
        Subject::Count(status, Cell::Of(severity)) => tally.counts.cell(status, severity),
    };
    let (holds, controls, missing) = match &rule.bound {
        Bound::Controls(ids) => compare_ids(ids, rule.subject, tally),
        bound => match (against(bound, actual), rule.subject) {
            (Held::Yes, _) => (true, Vec::new(), Vec::new()),
            (Held::TooMany, subject) => (false, too_many(subject, tally), Vec::new()),
            (Held::TooFew, subject) => (false, too_few(subject, tally), Vec::new()),
        },
    };
    Line {
        source,
        origin: origin.to_owned(),
        key: rule.key.clone(),
        bound: rule.bound.clone(),
        actual,
        holds,
        controls,
        known: Vec::new(),
        missing,
    }
}

enum Held {
    Yes,
    TooMany,
    TooFew,
}

/// Counts beyond 2^53 do not occur.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn against(bound: &Bound, actual: u64) -> Held {
    let actual = actual as f64;
    match bound {
        Bound::Equal(n) | Bound::Max(n) if actual > *n => Held::TooMany,
        Bound::Equal(n) | Bound::Min(n) if actual < *n => Held::TooFew,
        _ => Held::Yes,
    }
}

/// Exactly the ids of the cell; of several targets or profiles, an id that occurs more than once is one.
fn compare_ids(ids: &[String], subject: Subject, tally: &Tally) -> (bool, Vec<ControlRef>, Vec<String>) {
    let wanted: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let found: Vec<&Counted> = tally.controls.iter().filter(|c| is_in(c, subject)).collect();
    let there: HashSet<&str> = found.iter().map(|c| c.id.as_str()).collect();
    let unexpected = refs(found.into_iter().filter(|c| !wanted.contains(c.id.as_str())));
    let missing: Vec<String> = ids.iter().filter(|id| !there.contains(id.as_str())).cloned().collect();
    (unexpected.is_empty() && missing.is_empty(), unexpected, missing)
}

fn too_many(subject: Subject, tally: &Tally) -> Vec<ControlRef> {
    let counts = |c: &&Counted| match subject {
        Subject::Compliance => c.status == Status::Passed,
        Subject::Count(..) => is_in(c, subject),
    };
    refs(tally.controls.iter().filter(counts))
}

/// For a lack of passed controls, those that could have passed; a lack of anything else is nobody's fault.
fn too_few(subject: Subject, tally: &Tally) -> Vec<ControlRef> {
    let could_have = |c: &&Counted| !matches!(c.status, Status::Passed | Status::NoImpact);
    match subject {
        Subject::Compliance | Subject::Count(Status::Passed, Cell::Total) => {
            refs(tally.controls.iter().filter(could_have))
        }
        Subject::Count(Status::Passed, Cell::Of(severity)) => {
            refs(tally.controls.iter().filter(could_have).filter(|c| c.severity == severity))
        }
        Subject::Count(..) => Vec::new(),
    }
}

fn is_in(control: &Counted, subject: Subject) -> bool {
    match subject {
        Subject::Compliance => false,
        Subject::Count(status, Cell::Total) => control.status == status,
        Subject::Count(status, Cell::Of(severity)) => control.status == status && control.severity == severity,
    }
}

/// In the order of the profile, each once.
fn refs<'a>(controls: impl Iterator<Item = &'a Counted>) -> Vec<ControlRef> {
    let mut seen = HashSet::new();
    let distinct = controls.filter(|c| seen.insert((c.target, c.id.as_str())));
    distinct.map(|c| ControlRef { target: c.target, id: c.id.clone() }).collect()
}

/// An error is a control that could not be checked: a threshold that says nothing about them would let them pass.
fn unbounded_errors(rules: &[&Rule], tally: &Tally) -> Option<String> {
    let is_open = |severity: &Severity| !rules.iter().any(|r| r.bounds_above(Status::Error, *severity));
    let open: u64 = Severity::ALL.iter().filter(|s| is_open(s)).map(|s| tally.counts.cell(Status::Error, *s)).sum();
    (open > 0).then(|| {
        let controls = number(open as usize, "control");
        format!(
            "{controls} ended in an error, and no `error` line of the threshold bounds them; add `error.total.max: 0`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fixture::{control, profile, results};

    /// Two failures (critical, low), an error (high), a skip, a pass, one not applicable.
    fn tally() -> Tally {
        let controls = vec![
            control("f-critical", 1.0, "failed"),
            control("f-low", 0.2, "failed"),
            control("e-high", 0.7, "error"),
            control("s-medium", 0.5, "skipped"),
            control("p-high", 0.7, "passed"),
            control("n", 0.0, "failed"),
        ];
        Tally::of([(0, &results(vec![profile("p", None, controls)]))])
    }

    fn held(text: &str) -> Verdict {
        evaluate(&Gate::of(Threshold::parse_inline(text).unwrap()), &tally(), None)
    }

    fn line(text: &str) -> Line {
        held(text).lines.remove(0)
    }

    fn ids(line: &Line) -> Vec<&str> {
        line.controls.iter().map(|c| c.id.as_str()).collect()
    }

    #[test]
    fn each_bound_holds_up_to_its_edge() {
        for (holds, breaks) in [
            ("compliance.min: 20", "compliance.min: 20.5"),
            ("compliance.max: 20", "compliance.max: 0"),
            ("failed.total: 2", "failed.total: 1"),
            ("failed.total.max: 2", "failed.total.max: 1"),
            ("failed.total.min: 2", "failed.total.min: 3"),
            ("failed.critical: 1", "failed.critical: 0"),
            ("failed.none.max: 0", "failed.low.max: 0"),
            ("no_impact.total.min: 1", "no_impact.total.min: 2"),
            ("no_impact.total.max: 1", "no_impact.total.max: 0"),
            ("failed.low.controls: [f-low]", "failed.low.controls: []"),
            ("skipped.low.controls: []", "skipped.medium.controls: [other]"),
        ] {
            assert!(line(holds).holds, "{holds}");
            let broken = line(breaks);
            assert!(!broken.holds, "{breaks}");
        }
    }

    #[test]
    fn a_broken_line_names_what_broke_it() {
        for (text, actual, expected) in [
            ("failed.total.max: 1", 2, vec!["f-critical", "f-low"]),
            ("failed.critical: 0", 1, vec!["f-critical"]),
            ("compliance.min: 80", 20, vec!["f-critical", "f-low", "e-high", "s-medium"]),
            ("compliance.max: 10", 20, vec!["p-high"]),
            ("passed.high.min: 2", 1, vec!["e-high"]),
            ("error.total.min: 2", 1, vec![]),
            ("failed.low.controls: [gone]", 1, vec!["f-low"]),
        ] {
            let line = line(text);
            assert_eq!((line.actual, ids(&line)), (actual, expected), "{text}");
        }
        assert_eq!(line("failed.low.controls: [gone]").missing, ["gone"]);
        assert!(line("failed.total.max: 2").controls.is_empty());
    }

    #[test]
    fn all_lines_are_judged_and_the_verdict_needs_each() {
        let verdict = held("failed.total.max: 9, failed.critical.max: 0, error.total.max: 0");
        assert_eq!(verdict.lines.iter().map(|l| l.holds).collect::<Vec<_>>(), [true, false, false]);
        assert!(!verdict.holds());
    }

    #[test]
    fn errors_that_no_line_bounds_are_warned_of() {
        for (text, warned) in [
            ("failed.total.max: 9", true),
            ("failed.total.max: 9, error.total.min: 0", true),
            ("failed.total.max: 9, error.low.max: 0", true),
            ("failed.total.max: 9, error.high.max: 1", false),
            ("failed.total.max: 9, error.total: 1", false),
            ("failed.total.max: 9, error.high.controls: [e-high]", false),
        ] {
            let verdict = held(text);
            assert!(verdict.holds(), "{text}");
            assert_eq!(verdict.warnings.iter().any(|w| w.contains("ended in an error")), warned, "{text}");
        }
        let idle = held("passed.total.min: 0, error.total.max: 5");
        assert!(idle.warnings.is_empty());
        let idle = held("passed.total.min: 0, compliance.max: 100");
        assert!(idle.warnings.iter().any(|w| w.contains("can break")));
    }

    #[test]
    fn a_floor_and_fail_on_are_judged_whatever_the_threshold_allows_and_each_line_says_whose_it_is() {
        let parse = |text: &str, origin: &str| Threshold::parse(text, origin).unwrap();
        let gate = Gate {
            threshold: Some(parse("failed: {total: {max: 9}}", "repo.yml")),
            floors: vec![parse("failed: {low: {max: 0}}", "org.yml"), parse("compliance: {min: 10}", "unit.yml")],
            fail_on: Some(Severity::Critical),
            baseline: None,
        };
        let verdict = evaluate(&gate, &tally(), None);
        let found: Vec<_> = verdict.parts().map(|(s, o, l)| (s, o, l.iter().filter(|l| !l.holds).count())).collect();
        assert_eq!(
            found,
            [
                (Source::Threshold, "repo.yml", 0),
                (Source::Floor, "org.yml", 1),
                (Source::Floor, "unit.yml", 0),
                (Source::FailOn, "--fail-on critical", 1)
            ]
        );
        assert!(!verdict.holds());
        assert_eq!(verdict.subject(), "the gate (repo.yml, floor org.yml, floor unit.yml, --fail-on critical)");
        // The error of severity high is bounded by no part.
        assert!(verdict.warnings[0].contains("ended in an error"), "{:?}", verdict.warnings);
        assert!(!evaluate(&Gate { threshold: None, ..gate }, &tally(), None).holds());
    }
}
