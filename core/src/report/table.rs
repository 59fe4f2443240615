//! The controls that did not pass, as people are shown them: failures first, in each status the gravest first.

use super::Input;
use super::reason::{deciding, first_reason};
use crate::results::{Control, ControlResult, Counted, Severity, Status};

/// Rows of each status that are shown; the files have all.
pub(super) const MOST_ROWS: usize = 100;
/// Checks that are shown of one control.
const MOST_CHECKS: usize = 4;
/// Lines that are shown of what one check found.
const MOST_LINES: usize = 8;

/// What the table shows, before it is laid out. Its texts are as they came: hostile.
pub(super) struct Table {
    /// Failed, then error, then skipped controls.
    pub(super) rows: Vec<Row>,
    /// Rows that were cut, by status.
    pub(super) left_out: Vec<(Status, usize)>,
}

/// One control that did not pass.
pub(super) struct Row {
    /// Failed, error or skipped.
    pub(super) status: Status,
    pub(super) severity: Severity,
    /// Name of the target, where there are several.
    pub(super) target: Option<String>,
    pub(super) id: String,
    /// Empty where it has none.
    pub(super) title: String,
    /// The checks that decided, not all of them.
    pub(super) checks: Vec<Check>,
    /// How many more decided.
    pub(super) more_checks: usize,
}

/// One check that decided.
pub(super) struct Check {
    /// What was checked.
    pub(super) what: String,
    /// What was found; InSpec's messages have a line for `expected: …` and one for `got: …`.
    pub(super) found: Vec<String>,
    /// Lines that were cut.
    pub(super) more_lines: usize,
}

/// The rows of `input`.
pub(super) fn table(input: &Input) -> Table {
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    for status in [Status::Failed, Status::Error, Status::Skipped] {
        let mut of_status: Vec<&Counted> = input.tally.controls.iter().filter(|c| c.status == status).collect();
        of_status.sort_by_key(|counted| std::cmp::Reverse(counted.severity));
        if of_status.len() > MOST_ROWS {
            left_out.push((status, of_status.len() - MOST_ROWS));
        }
        rows.extend(of_status.into_iter().take(MOST_ROWS).filter_map(|counted| row(input, counted)));
    }
    Table { rows, left_out }
}

fn row(input: &Input, counted: &Counted) -> Option<Row> {
    let control = input.control(counted)?;
    let (checks, more_checks) = checks(&control, counted.status);
    Some(Row {
        status: counted.status,
        severity: counted.severity,
        target: (input.run.targets.len() > 1).then(|| input.target_name(counted.target).to_owned()),
        id: counted.id.clone(),
        title: control.title.clone().unwrap_or_default(),
        checks,
        more_checks,
    })
}

/// The checks that are shown of a control, and how many more decided.
pub(super) fn checks(control: &Control, status: Status) -> (Vec<Check>, usize) {
    let all: Vec<&ControlResult> = deciding(control, status).collect();
    if all.is_empty() {
        return (vec![Check { what: first_reason(control, status), found: Vec::new(), more_lines: 0 }], 0);
    }
    (all.iter().take(MOST_CHECKS).map(|r| Check::of(r)).collect(), all.len().saturating_sub(MOST_CHECKS))
}

impl Check {
    fn of(result: &ControlResult) -> Self {
        let message = result.message.as_deref().or(result.skip_message.as_deref()).unwrap_or_default();
        // How it was compared is in what was checked, too.
        let told = |line: &&str| !line.trim().is_empty() && !line.starts_with("(compared using ");
        let mut found: Vec<String> = message.lines().filter(told).take(MOST_LINES).map(str::to_owned).collect();
        let more_lines = message.lines().filter(told).count() - found.len();
        let mut what = result.code_desc.clone();
        // `No-op` is InSpec's word where a whole control was skipped.
        if ["", "No-op"].contains(&what.as_str()) && !found.is_empty() {
            what = found.remove(0);
        }
        Self { what, found, more_lines }
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn the_gravest_failure_is_first_and_each_cut_has_its_count() {
        let mut many = control("many", 0.9, "failed");
        many.results[0].message = Some("line\n\n".repeat(MOST_LINES + 3));
        many.results = vec![many.results[0].clone(); MOST_CHECKS + 2];
        let mut controls: Vec<_> = (0..MOST_ROWS + 5).map(|n| control(&format!("c{n}"), 0.1, "failed")).collect();
        controls.push(many);
        let table = table(&Input::of(run(vec![controls], None)));
        let first = &table.rows[0];
        assert_eq!((first.id.as_str(), first.checks.len(), first.more_checks), ("many", MOST_CHECKS, 2));
        assert_eq!((first.checks[0].found.len(), first.checks[0].more_lines), (MOST_LINES, 3));
        assert_eq!((table.rows.len(), table.left_out), (MOST_ROWS, vec![(Status::Failed, 6)]));
    }

    #[test]
    fn a_control_without_checks_says_so() {
        let table = table(&Input::of(run(vec![vec![control("a", 0.5, "")]], None)));
        assert_eq!(table.rows[0].checks[0].what, "no check ran");
    }
}
