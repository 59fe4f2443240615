//! `codequality.json`: what failed or ended in an error, for the widget of GitLab's merge requests, in the form of its Code
//! Quality reports: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
//!
//! A container has no file. As in SARIF, the path says where it is in the cluster and the line is the place of the control in its
//! profile, so that neither changes with a rollout.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Input;
use super::alias::{alias, digest, path};
use super::json::Harmless;
use super::reason::first_reason;
use super::write::Report;
use crate::results::{Control, Counted, Severity, Status};
use crate::untrusted::{cut, one_line};

/// Characters of a description: the widget shows one line.
const MOST_IN_DESCRIPTION: usize = 500;
/// Characters of the name of a check.
const MOST_IN_NAME: usize = 200;

/// Writes each finding as it comes.
pub(super) struct Writer<'a> {
    input: &'a Input,
    out: &'a mut dyn Write,
    /// How many findings have the same hash: replicas of a workload have one alias, and of findings with one fingerprint GitLab
    /// keeps one.
    seen: HashMap<String, usize>,
    first: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self { input, out, seen: HashMap::new(), first: true })
    }

    fn finding(&mut self, counted: &Counted, control: &Control) -> Value {
        let (target, profile) = (self.input.target_name(counted.target), self.input.profile_name(counted));
        let alias = alias(target);
        let parts = || alias.iter().map(String::as_str);
        let hash = digest(parts().chain([profile, counted.id.as_str()]));
        let seen = self.seen.entry(hash.clone()).or_default();
        *seen += 1;
        let crashed = if counted.status == Status::Error { "the control ended in an error: " } else { "" };
        let reason = first_reason(control, counted.status);
        json!({
            "description": cut(&one_line(&format!("{}: {target}: {crashed}{reason}", counted.id)), MOST_IN_DESCRIPTION),
            "check_name": cut(&one_line(&format!("{profile}/{}", counted.id)), MOST_IN_NAME),
            "fingerprint": format!("{hash}:{seen}"),
            "severity": severity(counted.severity),
            "location": { "path": path(parts()), "lines": { "begin": counted.control + 1 } },
        })
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        if !matches!(counted.status, Status::Failed | Status::Error) {
            return Ok(());
        }
        let finding = self.finding(counted, control);
        self.out.write_all(if std::mem::take(&mut self.first) { b"\n" } else { b",\n" })?;
        serde::Serialize::serialize(
            &finding,
            &mut serde_json::Serializer::with_formatter(&mut *self.out, Harmless::default()),
        )?;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
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
        let bytes = bytes(&Input::of(run(vec![controls.clone(), controls], None)), Format::Codequality).unwrap();
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
    fn without_a_finding_it_is_an_empty_list() {
        assert_eq!(findings(vec![control("a", 0.9, "passed")]), json!([]));
    }
}
