//! `codequality.json`: what failed, ended in an error or was not checked, for the widget of GitLab's merge requests, in the form
//! of its Code Quality reports: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. What its reader
//! really asks for is in `app/validators/json_schemas/codeclimate.json` of <https://gitlab.com/gitlab-org/gitlab>; it stops
//! without a word at the first finding that is not so, and keeps the last of those with one fingerprint.
//!
//! The widget compares with the report of the target branch, and shows what is gone as solved. So what was not checked is a
//! finding too: an unreached target would solve everything.
//!
//! A container has no file. As in SARIF, the path says where it is in the cluster and the line is the place of the control in its
//! profile, so that neither changes with a rollout.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::alias::{alias, digest, path};
use super::json::Harmless;
use super::ranked::Ranked;
use super::reason::first_reason;
use super::write::Report;
use super::{Incomplete, Input};
use crate::number::number;
use crate::results::{Control, Counted, Severity, Status};
use crate::untrusted::{cut, one_line};

/// Characters of a description: the widget shows one line.
const MOST_IN_DESCRIPTION: usize = 500;
/// Characters of the name of a check.
const MOST_IN_NAME: usize = 200;
/// Findings of controls. GitLab takes as many as an artifact has room for, and a page for people has less.
const MOST_FINDINGS: usize = 4_900;
/// Findings for what was not checked.
const MOST_NOT_CHECKED: usize = 99;
/// Checks that are no control's.
const NOT_CHECKED: &str = "cincture/not-checked";
const LEFT_OUT: &str = "cincture/left-out";

/// Writes each finding as it comes.
pub(super) struct Writer<'a> {
    input: &'a Input,
    out: &'a mut dyn Write,
    ranked: Ranked,
    /// How many findings have the same hash: replicas of a workload have one alias.
    seen: HashMap<String, usize>,
    first: bool,
}

/// What is said of one thing, before it has its form.
struct Finding<'a> {
    description: String,
    check: String,
    /// What tells it from others, besides the alias.
    parts: [&'a str; 2],
    severity: &'static str,
    alias: Vec<String>,
    line: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        let ranked = Ranked::of(input, &[Status::Failed, Status::Error], MOST_FINDINGS);
        Ok(Self { input, out, ranked, seen: HashMap::new(), first: true })
    }

    fn add(&mut self, finding: &Finding<'_>) -> io::Result<()> {
        let value = self.value(finding);
        self.out.write_all(if std::mem::take(&mut self.first) { b"\n" } else { b",\n" })?;
        let mut json = serde_json::Serializer::with_formatter(&mut *self.out, Harmless::default());
        Ok(serde::Serialize::serialize(&value, &mut json)?)
    }

    fn value(&mut self, finding: &Finding<'_>) -> Value {
        let parts = || finding.alias.iter().map(String::as_str);
        let hash = digest(parts().chain(finding.parts));
        let seen = self.seen.entry(hash.clone()).or_default();
        *seen += 1;
        json!({
            "description": cut(&one_line(&finding.description), MOST_IN_DESCRIPTION),
            "check_name": cut(&one_line(&finding.check), MOST_IN_NAME),
            "fingerprint": format!("{hash}:{seen}"),
            "severity": finding.severity,
            "location": { "path": path(parts()), "lines": { "begin": finding.line } },
        })
    }

    fn not_checked(&mut self, at: usize, incomplete: &Incomplete) -> io::Result<()> {
        let target = incomplete.target.map_or("cincture", |target| self.input.target_name(target));
        let control = incomplete.control.as_deref();
        let of_control = control.map(|id| format!("control {id}: ")).unwrap_or_default();
        let place = at.to_string();
        self.add(&Finding {
            description: format!("{target}: not checked: {of_control}{}", incomplete.why),
            check: NOT_CHECKED.to_owned(),
            parts: [NOT_CHECKED, control.unwrap_or(&place)],
            severity: "critical",
            alias: alias(target),
            line: at + 1,
        })
    }

    /// How many of something are not in the file.
    fn left_out(&mut self, n: usize, what: &str) -> io::Result<()> {
        if n == 0 {
            return Ok(());
        }
        self.add(&Finding {
            description: format!("{} left out of this file: see results.json and summary.json.", number(n, what)),
            check: LEFT_OUT.to_owned(),
            parts: [LEFT_OUT, what],
            severity: "info",
            alias: alias("cincture://left-out"),
            line: 1,
        })
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        if self.ranked.place(counted).is_none() {
            return Ok(());
        }
        let (target, profile) = (self.input.target_name(counted.target), self.input.profile_name(counted));
        let crashed = if counted.status == Status::Error { "the control ended in an error: " } else { "" };
        let reason = first_reason(control, counted.status);
        self.add(&Finding {
            description: format!("{}: {target}: {crashed}{reason}", counted.id),
            check: format!("{profile}/{}", counted.id),
            parts: [profile, &counted.id],
            severity: severity(counted.severity),
            alias: alias(target),
            line: counted.control + 1,
        })
    }

    fn end(&mut self) -> io::Result<()> {
        let incomplete = &self.input.run.incomplete;
        for (at, one) in incomplete.iter().take(MOST_NOT_CHECKED).enumerate() {
            self.not_checked(at, one)?;
        }
        self.left_out(self.ranked.all - self.ranked.shown(), "finding")?;
        let more = incomplete.len().saturating_sub(MOST_NOT_CHECKED);
        self.left_out(more, "thing that was not checked")?;
        self.out.write_all(b"\n]\n")
    }
}

/// GitLab's words, from `info` to `blocker`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::None => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::control;

    fn findings(controls: Vec<Control>) -> Value {
        let bytes =
            bytes(&Input::of(run(vec![controls.clone(), controls], Some("failed.total.max: 1"))), Format::Codequality)
                .unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn what_failed_is_there_with_a_fingerprint_of_its_own_and_nothing_else() {
        let found =
            findings(vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "error")]);
        let text = |at: usize, key: &str| found[at][key].as_str().unwrap().to_owned();
        assert_eq!(found.as_array().unwrap().len(), 4);
        assert_eq!((text(0, "severity"), text(1, "severity")), ("blocker".to_owned(), "major".to_owned()));
        let fingerprints: std::collections::BTreeSet<String> = (0..4).map(|at| text(at, "fingerprint")).collect();
        assert_eq!(fingerprints.len(), 4);
        assert!(text(1, "description").starts_with("c: ") && text(1, "description").contains("ended in an error"));
        assert_eq!(found[1]["location"]["lines"]["begin"], 3);
    }

    #[test]
    fn what_was_not_checked_is_a_finding_lest_all_look_solved() {
        let mut run = run(vec![vec![control("a", 0.9, "passed")]; 2], None);
        run.targets[1].results = None;
        run.targets[1].name = "k8s://shop/db-0/app".to_owned();
        run.incomplete.push(Incomplete { target: Some(0), control: Some("b".to_owned()), why: "cut off".to_owned() });
        let bytes = bytes(&Input::of(run), Format::Codequality).unwrap();
        let found: Value = serde_json::from_slice(&bytes).unwrap();
        let shown: Vec<(&str, &str)> = (found.as_array().unwrap().iter())
            .map(|f| (f["location"]["path"].as_str().unwrap(), f["description"].as_str().unwrap()))
            .collect();
        assert_eq!(shown[0], ("kubernetes/shop/web-0/app", "k8s://shop/web-0/app: not checked: control b: cut off"));
        assert!(shown[1].0 == "kubernetes/shop/db-0/app" && shown[1].1.contains("not checked"), "{shown:?}");
        assert_eq!(found[1]["severity"], "critical");
    }

    #[test]
    fn of_too_many_the_gravest_are_there_and_the_others_are_counted() {
        let many = (0..MOST_FINDINGS).map(|n| control(&format!("small {n}"), 0.1, "failed"));
        let found = findings(many.chain([control("grave", 0.9, "failed")]).collect());
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), MOST_FINDINGS + 1);
        assert_eq!(found.iter().filter(|f| f["severity"] == "blocker").count(), 2);
        let last = found.last().unwrap()["description"].as_str().unwrap();
        assert!(last.starts_with("4,902 findings left out") || last.starts_with("4902 findings left out"), "{last}");
    }

    #[test]
    fn without_a_finding_it_is_an_empty_list() {
        assert_eq!(findings(vec![control("a", 0.9, "passed")]), json!([]));
    }
}
