//! `report.csv`: a row for each control that counts, and one for each thing that was not checked, for spreadsheets.
//!
//! RFC 4180: a comma, CRLF, every cell in quotes. A spreadsheet takes a cell that begins with one of a few signs for a formula, in
//! quotes or not; such a cell gets an apostrophe before it, as OWASP advises.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::reason::{deciding, first_reason};
use super::stig::Stig;
use super::write::Report;
use super::{Incomplete, Input};
use crate::results::{Control, ControlResult, Counted, Status};
use crate::untrusted::{cut, one_line, printable};

/// Characters of a cell: spreadsheets take 32,767.
const MOST_IN_CELL: usize = 30_000;
/// Checks whose texts are written for one control.
const MOST_CHECKS: usize = 200;
/// The first row. These names stay; columns may be added at the end.
const COLUMNS: [&str; 17] = [
    "target",
    "profile",
    "id",
    "title",
    "status",
    "severity",
    "impact",
    "reason",
    "checked",
    "found",
    "nist",
    "cci",
    "description",
    "check",
    "fix",
    "file",
    "line",
];

/// The run as CSV, row by row.
pub(super) struct Writer<'a> {
    input: &'a Input,
    rows: csv::Writer<&'a mut dyn Write>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut rows =
            WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(out);
        rows.write_record(COLUMNS)?;
        Ok(Self { input, rows })
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        Ok(self.rows.write_record(row(self.input, counted, control).map(|text| cell(&text)))?)
    }

    fn end(&mut self) -> io::Result<()> {
        // A control that was not checked has its row.
        let rest = self.input.run.incomplete.iter().filter(|i| i.control.is_none());
        for incomplete in rest {
            self.rows.write_record(not_checked(self.input, incomplete).map(|text| cell(&text)))?;
        }
        self.rows.flush()
    }
}

fn row<'a>(input: &'a Input, counted: &'a Counted, control: &'a Control) -> [Cow<'a, str>; COLUMNS.len()] {
    let checks: Vec<&ControlResult> = match counted.status {
        Status::Passed | Status::NoImpact => control.results.iter().collect(),
        status => deciding(control, status).collect(),
    };
    let said = Stig(control);
    let source = &control.source_location;
    [
        input.target_name(counted.target).into(),
        input.profile_name(counted).into(),
        counted.id.as_str().into(),
        control.title.as_deref().unwrap_or_default().into(),
        counted.status.as_str().into(),
        counted.severity.as_str().into(),
        control.impact.to_string().into(),
        first_reason(control, counted.status).into(),
        lines(&checks, |r| &r.code_desc).into(),
        lines(&checks, |r| r.message.as_deref().or(r.skip_message.as_deref()).unwrap_or_default()).into(),
        said.tags("nist").join(", ").into(),
        said.tags("cci").join(", ").into(),
        said.discussion().into(),
        said.check().into(),
        said.fix().into(),
        source.file.as_deref().unwrap_or_default().into(),
        source.line.map(|line| line.to_string()).unwrap_or_default().into(),
    ]
}

/// A line for each check, in the same order in each column.
fn lines(checks: &[&ControlResult], text: impl Fn(&ControlResult) -> &str) -> String {
    let texts: Vec<String> = checks.iter().take(MOST_CHECKS).map(|r| one_line(text(r).trim())).collect();
    if texts.iter().all(String::is_empty) {
        return String::new();
    }
    let left_out = checks.len() - texts.len();
    let more = if left_out > 0 { format!("\n[{left_out} more left out]") } else { String::new() };
    texts.join("\n") + &more
}

/// Status and reason of what has no row of its own: whoever counts rows must meet it.
fn not_checked(input: &Input, incomplete: &Incomplete) -> [String; COLUMNS.len()] {
    let mut row = [(); COLUMNS.len()].map(|()| String::new());
    let cells = [
        ("target", incomplete.target.map(|t| input.target_name(t)).unwrap_or_default()),
        ("status", "not_checked"),
        ("reason", &incomplete.why),
    ];
    for (cell, column) in row.iter_mut().zip(COLUMNS) {
        if let Some((_, text)) = cells.iter().find(|(name, _)| *name == column) {
            *cell = (*text).to_owned();
        }
    }
    row
}

/// `text` as a spreadsheet shows it and computes nothing from it. A text that looks as if it had been guarded is guarded, too, so
/// that taking one apostrophe away gives each back.
fn cell(text: &str) -> String {
    let text = cut(&printable(text), MOST_IN_CELL);
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\'');
    if begins.starts_with(is_formula) || text.starts_with(['\t', '\n']) { format!("'{text}") } else { text }
}

/// The signs, and their full-width forms, which some spreadsheets take as well.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::control;

    fn rows(input: &Input) -> Vec<Vec<String>> {
        let bytes = bytes(input, Format::Csv).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn each_control_and_each_thing_that_was_not_checked_has_its_row() {
        let mut failed = control("a", 0.9, "failed");
        failed.results.push(failed.results[0].clone());
        failed.descriptions = json!([{"label": "fix", "data": "Mend, \"soon\"\nor later"}]);
        failed.tags.insert("nist".to_owned(), json!(["AC-6", "CM-6"]));
        let mut run = run(vec![vec![failed, control("b", 0.5, "passed")]], None);
        run.incomplete.push(Incomplete::new(Some(0), "cut off"));
        let input = Input::of(run);
        insta::assert_snapshot!(String::from_utf8(bytes(&input, Format::Csv).unwrap()).unwrap());
        let rows = rows(&input);
        assert_eq!((rows.len(), rows[1][14].as_str()), (4, "Mend, \"soon\"\nor later"));
    }

    #[test]
    fn no_cell_is_a_formula_whatever_stands_before_its_sign() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=1", "'=1", "＝1", "\u{a0}=1", "|x", "-"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        for text in ["a=1", "1-1", "'quoted'", "/etc/passwd", ""] {
            assert_eq!(cell(text), text);
        }
        assert!(cell("\r=1").starts_with("\\x0d"));
        assert!(cell(&"x".repeat(MOST_IN_CELL * 2)).ends_with("[30000 characters cut]"));
    }

    proptest! {
        #[test]
        fn a_hostile_text_comes_back_from_its_cell(text in any::<String>(), at in "(=|\"|\",\"=|;=|\r\n=|\u{feff}=|\t@|'|''-)?") {
            let text = at + &text;
            let mut failed = control("a", 0.9, "failed");
            failed.id = text.clone();
            failed.title = Some(text.clone());
            let rows = rows(&Input::of(run(vec![vec![failed]], None)));
            prop_assert_eq!((rows.len(), rows[1].len()), (2, COLUMNS.len()));
            for shown in &rows[1][2..4] {
                let first = shown.trim_start().chars().next();
                prop_assert!(first.is_none_or(|c| !is_formula(c)) && !shown.starts_with(['\t', '\r', '\n']), "{}", shown);
                let expected = printable(&text);
                prop_assert!(*shown == expected || shown.strip_prefix('\'') == Some(&expected), "{}", shown);
            }
        }
    }
}
