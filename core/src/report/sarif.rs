//! `report.sarif`: SARIF 2.1.0 for code scanning at GitHub, GitLab, Jenkins and Azure.
//!
//! A result for each failed control and each that ended in an error, and one for whatever was asked for and not checked: a
//! service that closes what it no longer sees must see that. Passed, skipped and not applicable controls are counted in the run's
//! properties only, since readers show every result as a finding.
//!
//! A container has no source file. The location is a path made of the target's [`alias`](super::alias) and the place of the
//! control in its profile as the line, so that results are told apart by readers that compare nothing else; its source in
//! the profile is a property. Neither it nor the fingerprint changes with a rollout, an image, or the order of targets.
//!
//! The limits are those of the readers: 5,000 results and 20 runs (GitHub, GitLab), 10 MB (GitLab), 1,024 characters of a
//! text, beyond which GitLab drops the result. What is left out is counted in a result of its own.

mod finding;
mod log;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::PrettyFormatter;

use self::finding::{Finding, Rule};
use super::Input;
use super::json::Harmless;
use super::ranked::Ranked;
use super::write::Report;
use crate::results::{Control, Counted, Status};

/// Results of controls in one file.
const MOST_RESULTS: usize = 4_900;
/// Bytes of the file.
const MOST_BYTES: usize = 9_900_000;
/// Characters of a text: the most that is taken, and what is tried where the file would be too large.
const MOST_IN_TEXT: [usize; 4] = [1_024, 512, 256, 128];

/// What is reported: of each control its texts, and of each rule once.
struct Found {
    ranked: Ranked,
    findings: Vec<Finding>,
    rules: Vec<Rule>,
    /// Index in `rules` by the rule's id.
    places: HashMap<String, usize>,
}

/// The run as SARIF. The gravest results come first, so they are kept until the end.
pub(super) struct Writer<'a> {
    input: &'a Input,
    found: Found,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { input, found: Found::of(input), out }
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        self.found.add(self.input, counted, control);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.found.findings.sort_by_key(|finding| finding.place);
        let bytes = fitted(self.input, &self.found, MOST_BYTES)?;
        self.out.write_all(&bytes)
    }
}

/// The file in at most `most_bytes`: with shorter texts if need be, and then with fewer results.
fn fitted(input: &Input, found: &Found, most_bytes: usize) -> io::Result<Vec<u8>> {
    let mut shown = found.findings.len();
    let [mut most_in_text, fewer @ ..] = MOST_IN_TEXT;
    let mut fewer = fewer.into_iter();
    loop {
        let mut bytes = Vec::new();
        write_json(&mut bytes, &log::log(input, found, shown, most_in_text))?;
        if bytes.len() <= most_bytes || shown == 0 {
            return Ok(bytes);
        }
        match fewer.next() {
            Some(fewer) => most_in_text = fewer,
            None => shown /= 2,
        }
    }
}

impl Found {
    fn of(input: &Input) -> Self {
        let ranked = Ranked::of(input, &[Status::Failed, Status::Error], MOST_RESULTS);
        Self { ranked, findings: Vec::new(), rules: Vec::new(), places: HashMap::new() }
    }

    fn add(&mut self, input: &Input, counted: &Counted, control: &Control) {
        let Some(place) = self.ranked.place(counted) else { return };
        let rule = Rule::of(input.profile_name(counted), counted, control);
        let at = *self.places.entry(rule.id.clone()).or_insert_with(|| {
            self.rules.push(rule);
            self.rules.len() - 1
        });
        self.findings.push(Finding::of(input, counted, control, place, at));
    }
}

/// A line for each value and no indentation, which would be a third of the file.
fn write_json(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    let formatter = Harmless(PrettyFormatter::with_indent(b""));
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, formatter))?;
    out.write_all(b"\n")
}
