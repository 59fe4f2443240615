//! `summary.md`: what came of a run, for people who read it at a CI system: its verdict, what broke the threshold, counts, the
//! controls that did not pass, and what was not checked. For GitHub's step summary, comments at a change, GitLab and Azure.

mod controls;
mod escape;
mod section;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use self::controls::Controls;
use self::escape::{code, prose};
use self::section::Section;
use super::sentence::{sentence, word};
use super::write::Report;
use super::{Input, Target};
use crate::exit::Exit;
use crate::gate::{Line, Verdict};
use crate::problem::Problem;
use crate::results::{Counted, Severity, Status};
use crate::untrusted::cut;

/// Bytes of `summary.md`: GitHub takes a step summary of 1 MiB.
pub(super) const MOST_BYTES: usize = 1024 * 1024;
/// Lines of the threshold, targets, and reasons of each kind.
const MOST_ITEMS: usize = 50;
/// Controls that are named for one line of the threshold.
const MOST_NAMED: usize = 8;
/// Characters of a name.
const MOST_IN_NAME: usize = 200;
/// Characters of a sentence.
const MOST_IN_TEXT: usize = 500;

/// The run as Markdown of at most `most_bytes`, as `summary.md` has it: what does not fit is left out line by line, and
/// counted. From 2 KiB on, the verdict is always there.
pub fn markdown(input: &Input, most_bytes: usize) -> String {
    let mut controls = Controls::of(input);
    for counted in &input.tally.controls {
        // Each is decoded, shown or not: secrets are counted on the way.
        if let Some(control) = input.control(counted).filter(|_| controls.wants(counted)) {
            controls.add(counted, &control);
        }
    }
    page(input, &controls, most_bytes)
}

/// The same as a report.
pub(super) struct Writer<'a> {
    input: &'a Input,
    controls: Controls<'a>,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { input, controls: Controls::of(input), out }
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &crate::results::Control) -> io::Result<()> {
        self.controls.add(counted, control);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(page(self.input, &self.controls, MOST_BYTES).as_bytes())
    }
}

/// The sections, in the order of reading. Short ones that matter get their share first; what is left is for the controls.
fn page(input: &Input, controls: &Controls<'_>, most: usize) -> String {
    let mut left = most;
    let mut take = |section: Section, share: usize| {
        let text = section.fitted((most / share).min(left));
        left -= text.len();
        text
    };
    let verdict = take(verdict(input), 1);
    let threshold = take(threshold(input), 4);
    let counts = take(counts(input), 1);
    let redacted = take(redacted(input), 1);
    let notes = [not_checked(input), problems(input), warnings(input)].map(|section| take(section, 8));
    let targets = take(targets(input), 8);
    let rows = take(controls.rows(), 3);
    let details = take(controls.details(), 1);
    [verdict, threshold, counts, redacted, rows, details, notes.concat(), targets].concat()
}

fn verdict(input: &Input) -> Section {
    let (sign, word) = match input.exit {
        // Who reads the heading only must not take counts for a verdict.
        Exit::Pass if input.verdict.is_none() => ("ℹ️", "not judged"),
        Exit::Pass => ("✅", word(input.exit)),
        Exit::Breached => ("❌", word(input.exit)),
        Exit::Incomplete => ("⚠️", word(input.exit)),
        Exit::Failed | Exit::Invalid => ("⛔", word(input.exit)),
    };
    let said = prose(&cut(&sentence(input), MOST_IN_TEXT));
    let head = format!("## {sign} Cincture: {word}\n\n{said} Exit status {}.\n\n", input.exit.code());
    Section { head, ..Section::default() }
}

fn threshold(input: &Input) -> Section {
    let Some(verdict) = &input.verdict else { return Section::default() };
    let held = verdict.lines.iter().filter(|l| l.holds).count();
    let origin = code(&cut(&verdict.origin, MOST_IN_NAME));
    let head = format!(
        "### Threshold\n\nLines of {origin} that hold: {held} of {}.\n\n| Line | Bound | Actual | | Broken by |\n|---|---|---:|---|---|\n",
        verdict.lines.len()
    );
    Section { head, items: lines(input, verdict), all: verdict.lines.len(), what: "line", ..Section::default() }
}

/// The broken ones first.
fn lines(input: &Input, verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<&Line> = verdict.lines.iter().collect();
    lines.sort_by_key(|line| line.holds);
    let several = verdict.parts().count() > 1;
    let row = |line: &&Line| {
        let of = if several { format!(" ({})", code(&cut(&line.origin, MOST_IN_NAME))) } else { String::new() };
        let sign = if line.holds { "✅" } else { "❌ broken" };
        let key = code(&cut(&line.key, MOST_IN_NAME));
        let bound = code(&cut(&line.bound.to_string(), MOST_IN_NAME));
        format!("| {key}{of} | {bound} | {} | {sign} | {} |\n", line.actual, named(input, line))
    };
    lines.iter().take(MOST_ITEMS).map(row).collect()
}

/// The controls that broke a line, as far as they are named.
fn named(input: &Input, line: &Line) -> String {
    let several = input.run.targets.len() > 1;
    let name = |text: &str| code(&cut(text, MOST_IN_NAME));
    let controls = line.controls.iter().map(|c| match several {
        true => format!("{} ({})", name(&c.id), name(input.target_name(c.target))),
        false => name(&c.id),
    });
    let missing = line.missing.iter().map(|id| format!("{} (missing)", name(id)));
    let mut text = controls.chain(missing).take(MOST_NAMED).collect::<Vec<_>>().join(", ");
    let all = line.controls.len() + line.missing.len();
    if all > MOST_NAMED {
        text.push_str(&format!(" and {} more", all - MOST_NAMED));
    }
    text
}

/// Nothing where nothing was found: figures would say that something was counted.
fn counts(input: &Input) -> Section {
    if input.tally.controls.is_empty() {
        return Section::default();
    }
    let counts = &input.tally.counts;
    let names = Severity::ALL.map(Severity::as_str).join(" | ");
    let mut head = format!("### Controls\n\n| | {names} | total |\n|---|{}\n", "---:|".repeat(Severity::ALL.len() + 1));
    for status in Status::ALL {
        let cells = Severity::ALL.map(|severity| counts.cell(status, severity).to_string()).join(" | ");
        head.push_str(&format!("| {} | {cells} | {} |\n", named_status(status), counts.total(status)));
    }
    let compliance = counts.compliance();
    head.push_str(&format!("\nCompliance: {} % ({} %).\n\n", compliance.rounded(), compliance.exact()));
    Section { head, ..Section::default() }
}

fn redacted(input: &Input) -> Section {
    let head = input.redacted().told().map(|told| format!("{told}.\n\n"));
    Section { head: head.unwrap_or_default(), ..Section::default() }
}

fn named_status(status: Status) -> &'static str {
    match status {
        Status::NoImpact => "not applicable",
        status => status.as_str(),
    }
}

fn not_checked(input: &Input) -> Section {
    let reasons = input.run.incomplete.iter().map(|i| input.told(i));
    list("### Not checked\n\n", "reason", reasons)
}

fn problems(input: &Input) -> Section {
    let told = |p: &Problem| {
        let place = if p.place.is_empty() { String::new() } else { format!("{}: ", p.place) };
        format!("[{}] {}: {place}{}; {}", p.code, p.what, p.why, p.help)
    };
    list("### Problems\n\n", "problem", input.run.problems.iter().map(told))
}

fn warnings(input: &Input) -> Section {
    list("### Warnings\n\n", "warning", input.run.warnings.iter().cloned())
}

fn list(head: &str, what: &'static str, texts: impl ExactSizeIterator<Item = String>) -> Section {
    let all = texts.len();
    if all == 0 {
        return Section::default();
    }
    let item = |text: String| format!("- {}\n", prose(&cut(&text, MOST_IN_TEXT)));
    Section {
        head: head.to_owned(),
        items: texts.take(MOST_ITEMS).map(item).collect(),
        all,
        what,
        ..Section::default()
    }
}

fn targets(input: &Input) -> Section {
    let head = "### Targets\n\n| Target | Platform | Profiles | Compliance |\n|---|---|---|---:|\n".to_owned();
    let targets = input.run.targets.iter().enumerate().take(MOST_ITEMS);
    let items: Vec<String> = targets.map(|(at, target)| target_row(input, at, target)).collect();
    if items.is_empty() {
        return Section::default();
    }
    Section { head, items, all: input.run.targets.len(), what: "target", ..Section::default() }
}

fn target_row(input: &Input, at: usize, target: &Target) -> String {
    let name = code(&cut(&target.name, MOST_IN_NAME));
    let Some(results) = input.head(at) else { return format!("| {name} | nothing was found out | | |\n") };
    let platform = [&results.platform.name, &results.platform.release].map(|p| p.clone().unwrap_or_default()).join(" ");
    let profiles: Vec<&str> = results.profiles.iter().map(|p| p.name.as_str()).collect();
    let [platform, profiles] = [platform.trim(), &profiles.join(", ")].map(|text| code(&cut(text, MOST_IN_NAME)));
    format!("| {name} | {platform} | {profiles} | {} % |\n", input.tally.counts_of(at).compliance().rounded())
}
