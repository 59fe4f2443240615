//! The table on the terminal: failures first, the gravest first, then what was not checked, then one verdict sentence.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Input;
use super::reason::first_reason;
use super::sentence::{sentence, word};
use crate::exit::Exit;
use crate::gate::{Line, Verdict};
use crate::problem::Problem;
use crate::results::{Severity, Status};
use crate::untrusted::one_line;

/// Rows of each status that are shown; the files have all.
const MOST_ROWS: usize = 100;
/// Controls that are named for one broken line.
const MOST_NAMED: usize = 10;
/// Reasons, problems and warnings that are shown of each.
const MOST_NOTES: usize = 20;
/// A terminal narrower than this is treated as this wide.
const LEAST_WIDTH: usize = 40;

/// What the table shows, before it is laid out. Its texts are as they came: hostile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Failed, then error, then skipped controls; in each the gravest first.
    pub rows: Vec<Row>,
    /// Rows that were cut, by status.
    pub left_out: Vec<(Status, usize)>,
}

/// One control that did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Failed, error or skipped.
    pub status: Status,
    /// How grave.
    pub severity: Severity,
    /// Name of the target, where there are several.
    pub target: Option<String>,
    /// The control's id.
    pub id: String,
    /// Its title, or why it did not pass where it has none.
    pub title: String,
    /// Why it did not pass.
    pub reason: String,
}

/// The rows of `input`.
pub fn table(input: &Input) -> Table {
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    for status in [Status::Failed, Status::Error, Status::Skipped] {
        let mut of_status = rows_of(input, status);
        if of_status.len() > MOST_ROWS {
            left_out.push((status, of_status.len() - MOST_ROWS));
            of_status.truncate(MOST_ROWS);
        }
        rows.append(&mut of_status);
    }
    Table { rows, left_out }
}

fn rows_of(input: &Input, status: Status) -> Vec<Row> {
    let several = input.targets.len() > 1;
    let counted = input.tally.controls.iter().filter(|c| c.status == status);
    let mut rows: Vec<Row> = counted
        .filter_map(|c| {
            let control = input.control(c)?;
            Some(Row {
                status,
                severity: c.severity,
                target: several.then(|| input.target_name(c.target).to_owned()),
                id: c.id.clone(),
                title: control.title.clone().unwrap_or_default(),
                reason: first_reason(control, status),
            })
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.severity));
    rows
}

/// The table as text, at most `width` columns wide where that is possible, with colours if `colour`. Text from outside
/// goes through [`crate::untrusted`].
pub fn render_table(input: &Input, width: usize, colour: bool) -> String {
    let mut page = Page { text: String::new(), width: width.max(LEAST_WIDTH), colour };
    let table = table(input);
    page.rows(&table);
    page.totals(input);
    if let Some(verdict) = &input.verdict {
        page.threshold(input, verdict);
    }
    let reasons = input.incomplete.iter().map(|i| match i.target {
        Some(target) => format!("{}: {}", input.target_name(target), i.why),
        None => i.why.clone(),
    });
    page.notes("Not checked", reasons.collect());
    page.notes("Problems", input.problems.iter().map(told).collect());
    page.notes("Warnings", input.warnings.clone());
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

    fn painted(&self, colour: Colour, text: &str) -> String {
        if self.colour { format!("\u{1b}[{}m{text}\u{1b}[0m", colour.0) } else { text.to_owned() }
    }

    fn rows(&mut self, table: &Table) {
        let id_width = table.rows.iter().map(|r| one_line(&r.id).width()).max().unwrap_or(0).min(self.width / 3);
        for row in &table.rows {
            let id = padded(&one_line(&row.id), id_width);
            let status = self.painted(style(row.status), &format!("{:<7}", row.status.as_str()));
            let target = row.target.as_deref().map(|t| format!("{}  ", one_line(t))).unwrap_or_default();
            let text = if row.title.is_empty() { &row.reason } else { &row.title };
            let room = self.width.saturating_sub(7 + 2 + 8 + 2 + id_width + 2);
            let text = fitted(&format!("{target}{}", one_line(text)), room);
            self.line(&format!("{status}  {:<8}  {id}  {text}", row.severity.as_str()));
            if !row.title.is_empty() {
                let reason = fitted(&one_line(&row.reason), self.width.saturating_sub(9));
                self.line(&format!("         {reason}"));
            }
        }
        for (status, n) in &table.left_out {
            self.line(&format!("… and {n} more {} controls: see results.json", status.as_str()));
        }
        if !table.rows.is_empty() {
            self.line("");
        }
    }

    fn totals(&mut self, input: &Input) {
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
        let total = format!(
            "Controls: {}. Compliance {} % ({} %).",
            parts.join(", "),
            compliance.rounded(),
            compliance.exact()
        );
        self.line(&total);
    }

    fn threshold(&mut self, input: &Input, verdict: &Verdict) {
        let broken: Vec<&Line> = verdict.lines.iter().filter(|l| !l.holds).collect();
        let held = verdict.lines.len() - broken.len();
        let title = format!("Threshold {}: {held} of {} lines hold.", one_line(&verdict.origin), verdict.lines.len());
        self.line(&title);
        for line in broken {
            let mark = self.painted(BAD, "broken");
            let controls = named(input, line);
            let controls = if controls.is_empty() { String::new() } else { format!(": {controls}") };
            let bound = fitted(&one_line(&line.bound.to_string()), self.width);
            self.line(&format!("  {mark}  {}: actual {}, bound {bound}{controls}", line.key, line.actual));
        }
    }

    fn notes(&mut self, title: &str, notes: Vec<String>) {
        if notes.is_empty() {
            return;
        }
        self.line(&format!("{title}:"));
        for note in notes.iter().take(MOST_NOTES) {
            self.line(&format!("  {}", one_line(note)));
        }
        if notes.len() > MOST_NOTES {
            self.line(&format!("  … and {} more: see summary.json", notes.len() - MOST_NOTES));
        }
    }

    fn verdict(&mut self, input: &Input) {
        let colour = if input.exit == Exit::Pass { GOOD } else { BAD };
        let sentence = self.painted(colour, &one_line(&sentence(input)));
        self.line(&format!("{sentence} Exit status {} ({}).", input.exit.code(), word(input.exit)));
    }
}

fn told(problem: &Problem) -> String {
    let place = if problem.place.is_empty() { String::new() } else { format!(" ({})", problem.place) };
    format!("{}{place}: {}; {}", problem.what, problem.why, problem.help)
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

fn named(input: &Input, line: &Line) -> String {
    let several = input.targets.len() > 1;
    let controls = line.controls.iter().map(|c| match several {
        true => format!("{} ({})", one_line(&c.id), one_line(input.target_name(c.target))),
        false => one_line(&c.id),
    });
    let missing = line.missing.iter().map(|id| format!("{} (missing)", one_line(id)));
    let mut text = controls.chain(missing).take(MOST_NAMED).collect::<Vec<_>>().join(", ");
    let all = line.controls.len() + line.missing.len();
    if all > MOST_NAMED {
        let _ = write!(text, " and {} more", all - MOST_NAMED);
    }
    text
}

/// `text` cut to `most` columns; an ellipsis stands for what is missing.
fn fitted(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn padded(text: &str, columns: usize) -> String {
    let text = fitted(text, columns);
    let missing = columns.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::problem::Code;
    use crate::report::Incomplete;
    use crate::results::fixture::control;

    fn mixed() -> Input {
        let controls = vec![
            control("p-1", 0.5, "passed"),
            control("s-1", 0.5, "skipped"),
            control("f-low", 0.1, "failed"),
            control("f-critical", 1.0, "failed"),
            control("e-1", 0.7, "error"),
        ];
        let mut run = run(vec![controls], Some("failed.critical.max: 0, failed.low.max: 1"));
        run.incomplete.push(Incomplete { target: Some(0), why: "the answer was cut off".to_owned() });
        run.problems.push(Problem::new(Code::TargetLost, "the scan broke off", "connection closed", "try again"));
        Input::of(run)
    }

    #[test]
    fn failures_come_first_then_broken_lines_then_one_verdict() {
        insta::assert_snapshot!(render_table(&mixed(), 80, false), @r"
        failed   critical  f-critical  Title of f-critical
                 File /f-critical is expected to exist: expected /f-critical to exist
        failed   low       f-low       Title of f-low
                 File /f-low is expected to exist: expected /f-low to exist
        error    high      e-1         Title of e-1
                 File /e-1 is expected to exist
        skipped  medium    s-1         Title of s-1
                 File /s-1 is expected to exist: no /s-1 here

        Controls: 1 passed, 2 failed, 1 error, 1 skipped, 0 not applicable. Compliance 20 % (20.00 %).
        Threshold inline: 1 of 2 lines hold.
          broken  failed.critical.max: actual 1, bound <= 0: f-critical
        Not checked:
          k8s://shop/web/app: the answer was cut off
        Problems:
          the scan broke off: connection closed; try again
        Warnings:
          1 control(s) ended in an error, and no `error` line of the threshold bounds them; add `error.total.max: 0`
        Breached: the threshold inline does not hold in 1 of its 2 lines. Exit status 3 (breached).
        ");
    }

    #[test]
    fn nothing_from_outside_reaches_the_terminal_raw() {
        let hostile = "a\u{1b}[2J\r\n::error::x ##vso[task] \u{202e}";
        let mut bad = control(hostile, 1.0, "failed");
        bad.title = Some(hostile.to_owned());
        bad.results[0].message = Some(hostile.to_owned());
        let mut run = run(vec![vec![bad.clone()], vec![bad]], Some("failed.critical.max: 0"));
        run.targets[0].name = hostile.to_owned();
        run.warnings.push(hostile.to_owned());
        run.incomplete.push(Incomplete { target: Some(0), why: hostile.to_owned() });
        run.problems.push(Problem::new(Code::TargetLost, hostile, hostile, hostile).at(hostile));
        let shown = render_table(&Input::of(run), 100, false);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        assert!(!shown.contains("##") && !shown.contains('\u{202e}'));
        assert!(shown.lines().all(|l| !l.trim_start().starts_with("::")));
    }

    #[test]
    fn colour_changes_nothing_but_the_colour_and_a_cut_is_announced() {
        let many = (0..MOST_ROWS + 5).map(|n| control(&format!("c{n}"), 0.9, "failed")).collect();
        let input = Input::of(run(vec![many], Some("failed.total.max: 0")));
        let (plain, coloured) = (render_table(&input, 80, false), render_table(&input, 80, true));
        assert!(plain.contains("… and 5 more failed controls") && plain.contains(" and 95 more"));
        assert_ne!(plain, coloured);
        let mut stripped = String::new();
        for (at, part) in coloured.split("\u{1b}[").enumerate() {
            stripped.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(stripped, plain);
    }

    #[test]
    fn rows_keep_to_the_width() {
        let mut wide = control("界界界界界界界界界界界界界界界界界界界界", 0.9, "failed");
        wide.title = Some("界".repeat(100));
        wide.results[0].message = Some("x".repeat(300));
        let shown = render_table(&Input::of(run(vec![vec![wide]], None)), 60, false);
        assert!(shown.lines().take(2).all(|l| l.width() <= 60), "{shown}");
    }
}
