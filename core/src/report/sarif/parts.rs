//! Rules, results and notifications as SARIF has them.

use serde_json::{Value, json};

use super::Found;
use super::finding::{Finding, Rule, Text, name};
use super::log::{LEFT_OUT, NOT_CHECKED};
use crate::number::number;
use crate::report::alias::{alias, digest, path};
use crate::report::sentence::sentence;
use crate::report::{Incomplete, Input};
use crate::results::Severity;

/// Problems and warnings that are told, each.
const MOST_NOTIFICATIONS: usize = 20;

/// The only fingerprint that GitHub reads.
pub(super) const FINGERPRINT: &str = "primaryLocationLineHash";

/// What parts are made of.
pub(super) struct Maker<'a> {
    pub(super) input: &'a Input,
    pub(super) found: &'a Found,
    pub(super) most_in_text: usize,
}

impl Maker<'_> {
    /// A control's rule. `security-severity` is what GitHub and GitLab rank by.
    pub(super) fn rule(&self, rule: &Rule) -> Value {
        let text = |text: &Text| json!({ "text": text.fitted(self.most_in_text) });
        json!({
            "id": rule.id,
            "name": rule.name,
            "shortDescription": text(&rule.title),
            "fullDescription": text(&rule.about),
            "help": text(&rule.help),
            "defaultConfiguration": { "level": level(rule.severity) },
            "properties": { "security-severity": format!("{:.1}", rank(rule.severity) / 10.0), "tags": rule.tags },
        })
    }

    pub(super) fn result(&self, finding: &Finding, rule: &Rule, rule_index: usize) -> Value {
        let counted = &finding.counted;
        let target = self.input.target_name(counted.target);
        let profile = self.input.profile_name(counted);
        let alias = alias(target);
        let parts = alias.iter().map(String::as_str);
        // From 1, in the order of the profile: each control of a target has a place of its own.
        let line = counted.control + 1;
        json!({
            "ruleId": rule.id,
            "ruleIndex": rule_index,
            "level": level(counted.severity),
            "rank": rank(counted.severity),
            "message": { "text": finding.message.fitted(self.most_in_text) },
            "locations": [location(&alias, target, line)],
            "partialFingerprints": { FINGERPRINT: digest(parts.chain([profile, counted.id.as_str()])) },
            "properties": { "cincture": {
                "locationSource": "synthetic",
                "target": name(target),
                "profile": name(profile),
                "control": rule.name,
                "status": counted.status.as_str(),
                "severity": counted.severity.as_str(),
                "sourceFile": finding.source.0,
                "sourceLine": finding.source.1,
            } },
        })
    }

    /// Something that was asked for and not checked; `at` is its place among those of the run.
    pub(super) fn not_checked(&self, at: usize, incomplete: &Incomplete) -> Value {
        let target = incomplete.target.map_or("cincture", |target| self.input.target_name(target));
        let control = incomplete.control.as_deref();
        let of_control = control.map(|id| format!("control {id}: ")).unwrap_or_default();
        let message = format!("{}: not checked: {of_control}{}", name(target), incomplete.why);
        let alias = alias(target);
        let at_text = at.to_string();
        let parts = alias.iter().map(String::as_str).chain([NOT_CHECKED, control.unwrap_or(&at_text)]);
        self.other(NOT_CHECKED, "error", &message, location(&alias, target, at + 1), &digest(parts))
    }

    /// How many of something are not in the file.
    pub(super) fn left_out(&self, n: usize, what: &str) -> Value {
        let message = format!("{} left out of this file: see results.json and summary.json.", number(n, what));
        let alias = alias("cincture://left-out");
        self.other(LEFT_OUT, "note", &message, location(&alias, "cincture", 1), &digest([LEFT_OUT, what]))
    }

    fn other(&self, rule: &str, level: &str, message: &str, location: Value, hash: &str) -> Value {
        json!({
            "ruleId": rule,
            "ruleIndex": 0,
            "level": level,
            "message": { "text": Text::of(message).fitted(self.most_in_text) },
            "locations": [location],
            "partialFingerprints": { FINGERPRINT: hash },
        })
    }

    /// The rule of results that are no control's.
    pub(super) fn other_rule(&self, id: &str) -> Value {
        let (name, text, level) = match id {
            NOT_CHECKED => ("NotChecked", "Something that was asked for was not checked", "error"),
            _ => ("LeftOut", "Something was found that this file has no room for", "note"),
        };
        let text = json!({ "text": text });
        json!({
            "id": id,
            "name": name,
            "shortDescription": text,
            "fullDescription": text,
            "help": text,
            "defaultConfiguration": { "level": level },
        })
    }

    /// How the whole run went.
    pub(super) fn invocation(&self) -> Value {
        let run = &self.input.run;
        let problems =
            run.problems.iter().map(|p| ("error", format!("[{}] {}: {}; {}", p.code, p.what, p.why, p.help)));
        let warnings = run.warnings.iter().map(|w| ("warning", w.clone()));
        let told = |(level, text): (&str, String)| json!({ "level": level, "message": { "text": Text::of(&text).fitted(self.most_in_text) } });
        let mut notifications = vec![told(("note", sentence(self.input)))];
        notifications.extend(problems.take(MOST_NOTIFICATIONS).map(told));
        notifications.extend(warnings.take(MOST_NOTIFICATIONS).map(told));
        let more = [run.problems.len(), run.warnings.len()].map(|n| n.saturating_sub(MOST_NOTIFICATIONS));
        if more != [0, 0] {
            let [problems, warnings] = [number(more[0], "problem"), number(more[1], "warning")];
            notifications.push(told(("note", format!("{problems} and {warnings} left out: see summary.json"))));
        }
        let end = run.started.checked_add(run.duration).unwrap_or(run.started);
        json!({
            "executionSuccessful": run.incomplete.is_empty() && run.problems.is_empty(),
            "exitCode": self.input.exit.code(),
            "startTimeUtc": run.started.to_string(),
            "endTimeUtc": end.to_string(),
            "toolExecutionNotifications": notifications,
        })
    }
}

/// A place that is no file: a path and a line of our making, and the target by its name.
fn location(alias: &[String], target: &str, line: usize) -> Value {
    let last = alias.last().map(String::as_str).unwrap_or_default();
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": path(alias.iter().map(String::as_str)) },
            "region": { "startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1 },
        },
        "logicalLocations": [{ "name": name(last), "fullyQualifiedName": name(target), "kind": "resource" }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::None => "note",
    }
}

/// 0 to 100; a tenth of it is `security-severity`, of which GitHub takes more than 9 as critical, and refuses 0.
fn rank(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 95.0,
        Severity::High => 80.0,
        Severity::Medium => 55.0,
        Severity::Low => 20.0,
        Severity::None => 1.0,
    }
}
