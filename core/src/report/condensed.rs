//! Condensed JSON: the controls in buckets by status, with the words of STIGs, and the counts. The form is that of
//! `saf convert hdf2condensed`, whose `compliance.total` is always 0; here it is the percentage.

use std::io::{self, Write};

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::Input;
use super::json::write_json;
use super::stig::{Stig, checklist_word, finding, findings};
use super::write::Report;
use crate::results::{Control, Counted, Counts, Severity, Status};
use crate::untrusted::cut;

/// Characters of a text of a profile or of a check.
const MOST_IN_TEXT: usize = 20_000;

/// Writes at the end only: a bucket is whole before the next begins, so the controls are decoded once more.
pub(super) struct Writer<'a> {
    input: &'a Input,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { input, out }
    }
}

impl Report for Writer<'_> {
    fn end(&mut self) -> io::Result<()> {
        write_json(self.out, &Condensed(self.input))
    }
}

struct Condensed<'a>(&'a Input);

impl Serialize for Condensed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("buckets", &Buckets(self.0))?;
        map.serialize_entry("status", &status(&self.0.tally.counts))?;
        map.end()
    }
}

struct Buckets<'a>(&'a Input);

impl Serialize for Buckets<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(Status::ALL.len()))?;
        for status in Status::ALL {
            map.serialize_entry(status.as_str(), &Bucket(self.0, status))?;
        }
        map.end()
    }
}

/// The controls of one status by their ids; where several have one, the later ones carry profile and target, too.
struct Bucket<'a>(&'a Input, Status);

impl Serialize for Bucket<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let mut seen = std::collections::HashSet::new();
        for counted in self.0.tally.controls.iter().filter(|c| c.status == self.1) {
            let control = self.0.control(counted).ok_or_else(|| S::Error::custom("a control is of another run"))?;
            let whole =
                || format!("{} ({}, {})", counted.id, self.0.profile_name(counted), self.0.target_name(counted.target));
            let key = if seen.insert(counted.id.as_str()) { counted.id.clone() } else { whole() };
            map.serialize_entry(&key, &entry(self.0, counted, &control))?;
        }
        map.end()
    }
}

fn entry(input: &Input, counted: &Counted, control: &Control) -> Value {
    let stig = Stig(control);
    let text = |text: &str| cut(text, MOST_IN_TEXT);
    json!({
        "vuln_num": counted.id,
        "rule_title": text(stig.title()),
        "vuln_discuss": text(stig.discussion()),
        "severity": counted.severity.as_str(),
        "gid": stig.group(),
        "group_title": stig.tag("gtitle"),
        "rule_id": stig.rule(),
        "rule_ver": stig.tag("stig_id"),
        "cci_ref": stig.tags("cci"),
        "nist": stig.tags("nist").join(" "),
        "check_content": text(stig.check()),
        "fix_text": text(stig.fix()),
        "impact": control.impact.to_string(),
        "profile_name": input.profile_name(counted),
        "profile_shasum": input.profile(counted).map_or("", |p| p.sha256.as_str()),
        "target": input.target_name(counted.target),
        "status": control.results.iter().map(|r| r.status.as_deref().unwrap_or("error")).collect::<Vec<_>>(),
        "message": control.results.iter().map(|r| text(&finding(r))).collect::<Vec<_>>(),
        "control_status": word(counted.status),
        "finding_details": text(&findings(control, counted.status)),
    })
}

/// The words of checklists, and one for what they have none for.
fn word(status: Status) -> &'static str {
    match status {
        Status::Error => "Profile_Error",
        known => checklist_word(known),
    }
}

fn status(counts: &Counts) -> Value {
    let mut all = serde_json::Map::new();
    all.insert("compliance".to_owned(), json!({"total": counts.compliance().rounded()}));
    for status in Status::ALL {
        let cells = Severity::ALL.into_iter().map(|s| (s.as_str().to_owned(), json!(counts.cell(status, s))));
        let total = std::iter::once(("total".to_owned(), json!(counts.total(status))));
        all.insert(status.as_str().to_owned(), Value::Object(cells.chain(total).collect()));
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn each_control_is_in_the_bucket_of_its_status_and_none_is_lost_to_another_of_its_name() {
        let controls = || vec![control("a", 0.9, "failed"), control("b", 0.5, "passed")];
        let input = Input::of(run(vec![controls(), controls()], None));
        let found: Value = serde_json::from_slice(&bytes(&input, Format::Condensed).unwrap()).unwrap();
        let failed = found["buckets"]["failed"].as_object().unwrap();
        assert_eq!(failed.keys().collect::<Vec<_>>(), ["a", "a (baseline, k8s://shop/web-1/app)"]);
        assert_eq!(failed["a"]["severity"], "critical");
        assert_eq!(found["status"]["failed"]["total"], 2);
        assert_eq!((&found["status"]["compliance"]["total"], &found["buckets"]["error"]), (&json!(50), &json!({})));
    }
}
