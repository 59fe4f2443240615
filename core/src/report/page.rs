//! What is shown on the terminal: controls that did not pass, totals, threshold, what was not checked, problems, and one
//! sentence with the verdict at the end, where a reader looks first.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::Input;
use super::layout::{fitted, padded, wrapped};
use super::sentence::sentence;
use super::table::{Check, Row, Table, table};
use crate::exit::Exit;
use crate::gate::{ControlRef, Line, Source, Verdict};
use crate::number::number;
use crate::problem::Problem;
use crate::results::Status;
use crate::untrusted::{cut, one_line};

/// Controls that are named for one broken line.
const MOST_NAMED: usize = 8;
/// Targets, reasons, problems and warnings that are shown of each.
const MOST_NOTES: usize = 20;
/// Rows that one line of text may take.
const MOST_WRAPPED: usize = 4;
/// A terminal narrower than this is treated as this wide.
const LEAST_WIDTH: usize = 40;
/// Characters of an id.
const MOST_IN_ID: usize = 300;
/// Characters of the sentence at the end.
const MOST_IN_SENTENCE: usize = 1_000;

/// The run as text, at most `width` columns wide where that is possible, with colours if `colour`. Text from outside
/// goes through [`crate::untrusted`].
pub fn render_table(input: &Input, width: usize, colour: bool) -> String {
    let mut page = Page { text: String::new(), width: width.max(LEAST_WIDTH), colour };
    page.controls(&table(input));
    page.targets(input);
    page.totals(input);
    if let Some(verdict) = &input.verdict {
        page.gate(input, verdict);
    }
    page.not_checked(input);
    page.problems(input);
    page.warnings(input);
    page.redacted(input);
    page.verdict(input);
    page.text
}

/// The last line of it alone: the verdict.
pub fn render_verdict(input: &Input, colour: bool) -> String {
    let mut page = Page { text: String::new(), width: LEAST_WIDTH, colour };
    page.verdict(input);
    page.text
}

struct Page {
    text: String,
    width: usize,
    colour: bool,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// `text` (made harmless here) after `indent` spaces, wrapped; what follows the first row stands two further in.
    fn wrap(&mut self, indent: usize, text: &str) {
        let rows = wrapped(&one_line(text), self.width.saturating_sub(indent + 2), MOST_WRAPPED);
        for (at, row) in rows.iter().enumerate() {
            let indent = if at == 0 { indent } else { indent + 2 };
            // Once more: what stood inside of a line may now begin one.
            self.line(&format!("{:indent$}{}", "", one_line(row)));
        }
    }

    fn painted(&self, colour: Colour, text: &str) -> String {
        if self.colour { format!("\u{1b}[{}m{text}\u{1b}[0m", colour.0) } else { text.to_owned() }
    }

    fn controls(&mut self, table: &Table) {
        let widths = table.rows.iter().map(|r| one_line(&r.id).width());
        let id_width = widths.filter(|width| *width <= self.width / 3).max().unwrap_or(0);
        for row in &table.rows {
            self.control(row, id_width);
        }
        for (status, n) in &table.left_out {
            self.line(&format!("… and {n} more with status {}: see results.json", status.as_str()));
        }
        if !table.rows.is_empty() {
            self.line("");
        }
    }

    fn control(&mut self, row: &Row, id_width: usize) {
        let id = one_line(&row.id);
        let status = self.painted(style(row.status), &padded(row.status.as_str(), 7));
        let head = format!("{status}  {:<8}", row.severity.as_str());
        let target = row.target.as_deref().map(|t| format!("{}  ", one_line(t))).unwrap_or_default();
        let text = format!("{target}{}", one_line(&row.title));
        if id.width() <= id_width {
            let room = self.width.saturating_sub(7 + 2 + 8 + 2 + id_width + 2);
            self.line(&format!("{head}  {}  {}", padded(&id, id_width), fitted(&text, room)));
        } else {
            // An id is what a reader searches for: a long one has a line of its own, and is cut where none could be typed.
            self.line(&format!("{head}  {}", cut(&id, MOST_IN_ID)));
            if !text.is_empty() {
                self.line(&format!("         {}", fitted(&text, self.width.saturating_sub(9))));
            }
        }
        for check in &row.checks {
            self.check(check);
        }
        if row.more_checks > 0 {
            self.line(&format!("         … and {}", number(row.more_checks, "more check")));
        }
    }

    fn check(&mut self, check: &Check) {
        self.wrap(9, &check.what);
        for line in &check.found {
            self.wrap(13, line);
        }
        if check.more_lines > 0 {
            self.line(&format!("             … and {}", number(check.more_lines, "more line")));
        }
    }

    fn targets(&mut self, input: &Input) {
        for (at, target) in input.run.targets.iter().enumerate().take(MOST_NOTES) {
            let Some(results) = input.head(at) else {
                self.wrap(0, &format!("Target {}: nothing was found out", target.name));
                continue;
            };
            let platform = [&results.platform.name, &results.platform.release].map(|p| p.clone().unwrap_or_default());
            let profiles = results.profiles.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(", ");
            let seconds = target.duration.as_secs_f64();
            self.wrap(
                0,
                &format!("Target {} ({}): {profiles}, in {seconds:.1} s", target.name, platform.join(" ").trim()),
            );
        }
        if input.run.targets.len() > MOST_NOTES {
            self.line(&format!("… and {} more targets: see summary.json", input.run.targets.len() - MOST_NOTES));
        }
    }

    /// Nothing where nothing was found: figures would say that something was counted.
    fn totals(&mut self, input: &Input) {
        if input.tally.controls.is_empty() {
            return;
        }
        let counts = &input.tally.counts;
        let mut parts = Vec::new();
        for (status, name) in [
            (Status::Passed, "passed"),
            (Status::Failed, "failed"),
            (Status::Error, "error"),
            (Status::Skipped, "skipped"),
            (Status::NoImpact, "not applicable"),
        ] {
            let text = format!("{} {name}", counts.total(status));
            parts.push(if counts.total(status) > 0 { self.painted(style(status), &text) } else { text });
        }
        let compliance = counts.compliance();
        let percent = match compliance.exact() {
            exact if exact.ends_with(".00") => format!("{} %", compliance.rounded()),
            exact => format!("{exact} %, which counts as {} %", compliance.rounded()),
        };
        self.line(&format!("Controls: {}", parts.join(", ")));
        if counts.total(Status::NoImpact) < input.tally.controls.len() as u64 {
            self.line(&format!("Compliance: {percent}"));
        }
    }

    fn gate(&mut self, input: &Input, verdict: &Verdict) {
        for (source, origin, lines) in verdict.parts() {
            let held = lines.iter().filter(|l| l.holds).count();
            let name = match source {
                Source::Threshold => format!("Threshold {origin}"),
                Source::Floor => format!("Floor {origin}"),
                Source::FailOn => origin.to_owned(),
            };
            self.wrap(0, &format!("{name}: {held} of {} lines hold", lines.len()));
            lines.iter().filter(|l| !l.holds || !l.known.is_empty()).for_each(|line| self.broken(input, line));
        }
        if let Some(known) = &verdict.baseline {
            let controls = number(known.controls.len(), "control");
            self.wrap(0, &format!("Baseline {} knows {controls} of these results", known.origin));
        }
    }

    /// A line that does not hold, or that holds only because of the baseline.
    fn broken(&mut self, input: &Input, line: &Line) {
        let mark =
            if line.holds { self.painted(style(Status::Skipped), "known ") } else { self.painted(BAD, "broken") };
        let text = format!("{}: actual {}, bound {}", line.key, line.actual, line.bound);
        let bound = fitted(&one_line(&text), self.width.saturating_sub(10));
        self.line(&format!("  {mark}  {bound}"));
        self.wrap(10, &named(input, line));
        if !line.known.is_empty() {
            self.wrap(10, &format!("known from the baseline: {}", names(input, &line.known)));
        }
    }

    fn not_checked(&mut self, input: &Input) {
        let reasons: Vec<String> = input.run.incomplete.iter().map(|i| input.told(i)).collect();
        if !reasons.is_empty() {
            let title = self.painted(BAD, "Not checked:");
            self.line(&title);
            self.notes(2, &reasons);
        }
    }

    fn problems(&mut self, input: &Input) {
        for problem in input.run.problems.iter().take(MOST_NOTES) {
            let text = self.problem(problem);
            self.text.push_str(&text);
        }
        self.more(input.run.problems.len());
    }

    /// As on standard error, with the name in colour.
    fn problem(&self, problem: &Problem) -> String {
        let explained = problem.explained();
        let name = format!("error[{}]", problem.code);
        explained.replacen(&name, &self.painted(BAD, &name), 1)
    }

    fn warnings(&mut self, input: &Input) {
        let warnings: Vec<String> = input.run.warnings.iter().map(|w| format!("warning: {w}")).collect();
        self.notes(0, &warnings);
    }

    fn redacted(&mut self, input: &Input) {
        if let Some(told) = input.redacted().told() {
            self.wrap(0, &told);
        }
    }

    fn notes(&mut self, indent: usize, notes: &[String]) {
        for note in notes.iter().take(MOST_NOTES) {
            self.wrap(indent, note);
        }
        self.more(notes.len());
    }

    fn more(&mut self, all: usize) {
        if all > MOST_NOTES {
            self.line(&format!("  … and {} more: see summary.json", all - MOST_NOTES));
        }
    }

    fn verdict(&mut self, input: &Input) {
        let colour = if input.exit == Exit::Pass { GOOD } else { BAD };
        let sentence = self.painted(colour, &cut(&one_line(&sentence(input)), MOST_IN_SENTENCE));
        self.line(&format!("{sentence} Exit status {}.", input.exit.code()));
    }
}

/// The parameters of "select graphic rendition", ECMA-48 section 8.3.117.
#[derive(Clone, Copy)]
struct Colour(&'static str);

const BAD: Colour = Colour("1;31");
const GOOD: Colour = Colour("1;32");

fn style(status: Status) -> Colour {
    match status {
        Status::Passed => Colour("32"),
        Status::Failed => BAD,
        Status::Error => Colour("1;35"),
        Status::Skipped => Colour("33"),
        Status::NoImpact => Colour("36"),
    }
}

/// The controls that broke a line, as far as they are named; empty where there are none.
fn named(input: &Input, line: &Line) -> String {
    let missing = line.missing.iter().map(|id| format!("{id} (missing)"));
    let all = line.controls.len() + line.missing.len();
    listed(line.controls.iter().map(|c| name(input, c)).chain(missing), all)
}

fn names(input: &Input, controls: &[ControlRef]) -> String {
    listed(controls.iter().map(|c| name(input, c)), controls.len())
}

fn name(input: &Input, control: &ControlRef) -> String {
    match input.run.targets.len() > 1 {
        true => format!("{} ({})", control.id, input.target_name(control.target)),
        false => control.id.clone(),
    }
}

fn listed(names: impl Iterator<Item = String>, all: usize) -> String {
    let mut text = names.take(MOST_NAMED).collect::<Vec<_>>().join(", ");
    if all > MOST_NAMED {
        let _ = write!(text, " and {} more", all - MOST_NAMED);
    }
    text
}

#[cfg(test)]
mod tests;
