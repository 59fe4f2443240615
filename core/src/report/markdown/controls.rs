//! The controls that did not pass: a row for each, and what was checked and found.

use super::escape::{block, code, prose};
use super::section::Section;
use super::{MOST_IN_NAME, MOST_IN_TEXT};
use crate::number::number;
use crate::report::Input;
use crate::report::ranked::Ranked;
use crate::report::reason::first_reason;
use crate::report::table::checks;
use crate::report::text::words;
use crate::results::{Control, Counted, Status};
use crate::untrusted::cut;

/// Controls that have a row.
const MOST_ROWS: usize = 200;
/// Controls of which the checks are shown.
const MOST_DETAILS: usize = 50;
/// Characters of what was checked and found for one control.
const MOST_IN_DETAIL: usize = 4_000;

/// What is shown of the controls, as far as it has been found.
pub(super) struct Controls<'a> {
    input: &'a Input,
    ranked: Ranked,
    /// By their place.
    rows: Vec<String>,
    details: Vec<String>,
}

impl<'a> Controls<'a> {
    pub(super) fn of(input: &'a Input) -> Self {
        let ranked = Ranked::of(input, &[Status::Failed, Status::Error, Status::Skipped], MOST_ROWS);
        let rows = vec![String::new(); ranked.shown()];
        let details = vec![String::new(); ranked.shown().min(MOST_DETAILS)];
        Self { input, ranked, rows, details }
    }

    /// Whether `counted` is one that is shown.
    pub(super) fn wants(&self, counted: &Counted) -> bool {
        self.ranked.place(counted).is_some()
    }

    /// Takes what is shown of `control`, if anything is.
    pub(super) fn add(&mut self, counted: &Counted, control: &Control) {
        let Some(place) = self.ranked.place(counted) else { return };
        if let Some(row) = self.rows.get_mut(place) {
            *row = self::row(self.input, counted, control);
        }
        if let Some(detail) = self.details.get_mut(place) {
            *detail = self::detail(self.input, counted, control);
        }
    }

    /// A table, the gravest first.
    pub(super) fn rows(&self) -> Section {
        if self.rows.is_empty() {
            return Section::default();
        }
        let head = "### Controls that did not pass\n\n| Status | Severity | Control | Title | Reason |\n|---|---|---|---|---|\n";
        let items = self.rows.clone();
        Section { head: head.to_owned(), items, all: self.ranked.all, what: "control", foot: String::new() }
    }

    /// What was checked and found, folded.
    pub(super) fn details(&self) -> Section {
        if self.details.is_empty() {
            return Section::default();
        }
        Section {
            head: "<details>\n<summary>What was checked and found</summary>\n\n".to_owned(),
            items: self.details.clone(),
            foot: "\n</details>\n".to_owned(),
            all: self.ranked.all,
            what: "control",
        }
    }
}

fn row(input: &Input, counted: &Counted, control: &Control) -> String {
    let name = named(input, counted);
    let title = prose(&cut(&words(control.title.as_deref().unwrap_or_default()), MOST_IN_NAME));
    let reason = prose(&cut(&first_reason(control, counted.status), MOST_IN_NAME));
    let [status, severity] = [counted.status.as_str(), counted.severity.as_str()];
    format!("| {status} | {severity} | {name} | {title} | {reason} |\n")
}

/// The id, with the target where there are several.
fn named(input: &Input, counted: &Counted) -> String {
    let id = code(&cut(&counted.id, MOST_IN_NAME));
    match input.run.targets.len() {
        0 | 1 => id,
        _ => format!("{id} ({})", code(&cut(input.target_name(counted.target), MOST_IN_NAME))),
    }
}

fn detail(input: &Input, counted: &Counted, control: &Control) -> String {
    let (checks, more) = checks(control, counted.status);
    let mut lines = Vec::new();
    for check in &checks {
        lines.push(cut(&check.what, MOST_IN_TEXT));
        lines.extend(check.found.iter().map(|line| format!("  {}", cut(line, MOST_IN_TEXT))));
        if check.more_lines > 0 {
            lines.push(format!("  … and {}", number(check.more_lines, "more line")));
        }
    }
    if more > 0 {
        lines.push(format!("… and {}", number(more, "more check")));
    }
    let text = cut(&lines.join("\n"), MOST_IN_DETAIL);
    let [status, severity] = [counted.status.as_str(), counted.severity.as_str()];
    format!("#### {status}, {severity}: {}\n\n{}", named(input, counted), block(&text))
}
