//! Counts alone, for each target and for all: what `cincture summary` prints. Nothing is judged.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::Value;

use super::Input;
use super::json::write_json;
use super::summary::{Compliance, counts};
use crate::number::number;
use crate::results::{Counts, Severity, Status};
use crate::untrusted::one_line;

/// The version of the form.
const SCHEMA_VERSION: u32 = 1;

/// The counts of `input` for people.
pub fn render_counts(input: &Input) -> String {
    let mut text = String::new();
    let several = input.run.targets.len() > 1;
    for (at, target) in input.run.targets.iter().enumerate() {
        let _ = writeln!(text, "{}", one_line(&target.name));
        grid(&mut text, &input.tally.counts_of(at));
    }
    if several {
        let _ = writeln!(text, "All {}", number(input.run.targets.len(), "target"));
        grid(&mut text, &input.tally.counts);
    }
    for told in input.run.incomplete.iter().map(|i| input.told(i)) {
        let _ = writeln!(text, "Not checked: {}", one_line(&told));
    }
    for warning in &input.run.warnings {
        let _ = writeln!(text, "warning: {}", one_line(warning));
    }
    text
}

fn grid(text: &mut String, counts: &Counts) {
    let heads: String = Severity::ALL.iter().map(|severity| format!("{:>10}", severity.as_str())).collect();
    let _ = writeln!(text, "  {:<14}{:>8}{heads}", "", "total");
    for (status, name) in [
        (Status::Passed, "passed"),
        (Status::Failed, "failed"),
        (Status::Skipped, "skipped"),
        (Status::NoImpact, "not applicable"),
        (Status::Error, "error"),
    ] {
        let cells: String = Severity::ALL.iter().map(|s| format!("{:>10}", counts.cell(status, *s))).collect();
        let _ = writeln!(text, "  {name:<14}{:>8}{cells}", counts.total(status));
    }
    let compliance = counts.compliance();
    let _ = writeln!(text, "  Compliance {} %, judged as {} %\n", compliance.exact(), compliance.rounded());
}

/// The counts of `input` for programs.
///
/// # Errors
/// None that a value of these types can cause.
pub fn counts_json(input: &Input) -> io::Result<String> {
    let targets = input.run.targets.iter().enumerate().map(|(at, target)| {
        let own = input.tally.counts_of(at);
        Row { name: Some(&target.name), compliance: Compliance::of(&own), counts: counts(&own) }
    });
    let all = &input.tally.counts;
    let document = Document {
        schema_version: SCHEMA_VERSION,
        targets: targets.collect(),
        total: Row { name: None, compliance: Compliance::of(all), counts: counts(all) },
        incomplete: input.run.incomplete.iter().map(|i| input.told(i)).collect(),
        warnings: &input.run.warnings,
    };
    let mut bytes = Vec::new();
    write_json(&mut bytes, &document)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    targets: Vec<Row<'a>>,
    total: Row<'a>,
    incomplete: Vec<String>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    compliance: Compliance,
    counts: Value,
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn each_target_and_all_have_their_grid_and_two_decimals() {
        let one = vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "passed")];
        let text = render_counts(&Input::of(run(vec![one, vec![control("a", 0.5, "passed")]], None)));
        assert!(text.contains("Compliance 66.67 %, judged as 67 %") && text.contains("Compliance 75.00 %"), "{text}");
        assert!(
            text.contains(
                "All 2 targets\n                   total  critical      high    medium       low      none\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("  failed               1         1         0         0         0         0\n"),
            "{text}"
        );
    }
}
