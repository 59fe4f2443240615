//! A threshold made of results that just meet it, in the form that SAF reads too.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::problem::{Code, Problem};
use crate::report::Input;
use crate::results::{Counts, Severity, Status};

/// How tight it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tightness {
    /// No worse: compliance and passed controls at least as now, all others at most.
    NoWorse,
    /// Exactly these counts.
    Exact,
    /// Exactly these controls in each cell.
    Controls,
}

/// A threshold that the results of `input` meet, and with one control less passed or one more failed do not.
///
/// # Errors
///
/// [`Code::ResultsInvalid`]: no control of them passed or failed.
pub fn generate(input: &Input, tightness: Tightness) -> Result<String, Problem> {
    if input.tally.nothing_evaluated() {
        let help = "give results of a run in which something was checked";
        let why = "no control of the results passed or failed";
        return Err(Problem::new(Code::ResultsInvalid, "no threshold can be made", why, help));
    }
    let counts = &input.tally.counts;
    let compliance = counts.compliance();
    let mut text = header(counts);
    let least = compliance.rounded();
    let _ = match tightness {
        Tightness::NoWorse => writeln!(text, "compliance: {{min: {least}}} # {} %", compliance.exact()),
        _ => writeln!(text, "compliance: {{min: {least}, max: {least}}} # {} %", compliance.exact()),
    };
    for status in Status::ALL {
        match tightness {
            Tightness::NoWorse => bounds(&mut text, counts, status),
            Tightness::Exact => exact(&mut text, counts, status),
            Tightness::Controls => controls(&mut text, input, status),
        }
    }
    Ok(text)
}

fn header(counts: &Counts) -> String {
    let parts = Status::ALL.map(|status| format!("{} {}", counts.total(status), status.as_str()));
    format!("# Made from results with {} controls: {}.\n", counts.all(), parts.join(", "))
}

/// A lower bound of zero holds for any results, so there is none.
fn bounds(text: &mut String, counts: &Counts, status: Status) {
    let key = if status == Status::Passed { "min" } else { "max" };
    let cells = Severity::ALL.map(|severity| (severity, counts.cell(status, severity)));
    let cells: Vec<_> = cells.into_iter().filter(|(_, n)| status != Status::Passed || *n > 0).collect();
    if !cells.is_empty() {
        let _ = writeln!(text, "{}: # {}", status.as_str(), counts.total(status));
        for (severity, n) in cells {
            let _ = writeln!(text, "  {}: {{{key}: {n}}}", severity.as_str());
        }
    }
}

fn exact(text: &mut String, counts: &Counts, status: Status) {
    let _ = writeln!(text, "{}:\n  total: {}", status.as_str(), counts.total(status));
    for severity in Severity::ALL {
        let n = counts.cell(status, severity);
        let _ = writeln!(text, "  {}: {{min: {n}, max: {n}}}", severity.as_str());
    }
}

fn controls(text: &mut String, input: &Input, status: Status) {
    let _ = writeln!(text, "{}: # {}", status.as_str(), input.tally.counts.total(status));
    for severity in Severity::ALL {
        let of_cell = input.tally.controls.iter().filter(|c| c.status == status && c.severity == severity);
        let ids: BTreeSet<&str> = of_cell.map(|c| c.id.as_str()).collect();
        let ids: Vec<String> = ids.into_iter().map(quoted).collect();
        let _ = writeln!(text, "  {}: {{controls: [{}]}}", severity.as_str(), ids.join(", "));
    }
}

/// `id` in YAML's double quotes. All but letters, digits and what is plain in ASCII is written as an escape, so that it holds
/// whatever the id is, and can be printed; `#` is, because CI systems look for commands that begin with it.
fn quoted(id: &str) -> String {
    let mut text = String::from("\"");
    for c in id.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            ' ' => text.push(c),
            _ if (c.is_ascii_graphic() && c != '#') || c.is_alphanumeric() => text.push(c),
            _ => {
                let _ = write!(text, "\\U{:08x}", u32::from(c));
            }
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exit::Exit;
    use crate::gate::{Gate, Threshold};
    use crate::report::{Run, targets};
    use crate::results::Control;
    use crate::results::fixture::{control, profile, results};

    const ALL: [Tightness; 3] = [Tightness::NoWorse, Tightness::Exact, Tightness::Controls];

    fn input(controls: &[Control], gate: Gate) -> Input {
        let file = ("r.json".to_owned(), results(vec![profile("p", None, controls.to_vec())]));
        Input::of(Run { targets: targets(vec![file]), gate, ..Run::default() })
    }

    fn exit(threshold: &str, controls: &[Control]) -> Exit {
        input(controls, Gate::of(Threshold::parse(threshold, "t.yml").expect(threshold))).exit
    }

    fn some() -> Vec<Control> {
        let of = [
            ("p", 0.7, "passed"),
            ("f", 0.9, "failed"),
            ("s", 0.5, "skipped"),
            ("n", 0.0, "passed"),
            ("e", 0.1, "error"),
        ];
        of.map(|(id, impact, status)| control(id, impact, status)).into()
    }

    #[test]
    fn the_results_meet_it_and_one_control_that_is_worse_breaks_it() {
        for tightness in ALL {
            let threshold = generate(&input(&some(), Gate::default()), tightness).unwrap();
            assert_eq!(exit(&threshold, &some()), Exit::Pass, "{threshold}");
            for at in 0..some().len() {
                let mut worse = some();
                worse[at] = control(&worse[at].id, 0.9, if at == 1 { "error" } else { "failed" });
                assert_eq!(exit(&threshold, &worse), Exit::Breached, "{at} {threshold}");
            }
        }
    }

    #[test]
    fn better_results_meet_the_loose_one_only() {
        let mut better = some();
        better[1] = control("f", 0.9, "passed");
        for (tightness, expected) in ALL.into_iter().zip([Exit::Pass, Exit::Breached, Exit::Breached]) {
            let threshold = generate(&input(&some(), Gate::default()), tightness).unwrap();
            assert_eq!(exit(&threshold, &better), expected, "{threshold}");
        }
    }

    #[test]
    fn of_results_that_checked_nothing_there_is_none() {
        for controls in [vec![], vec![control("a", 0.5, "error")]] {
            let problem = generate(&input(&controls, Gate::default()), Tightness::NoWorse).unwrap_err();
            assert_eq!(problem.code, Code::ResultsInvalid);
        }
    }

    proptest! {
        #[test]
        fn an_id_of_any_text_comes_back(id in any::<String>(), hostile in "(##vso\\[|\u{1b}|'|\"|\\\\|\n::error::|, |\u{feff}|\u{ffff}|\u{e0041}|---|: )") {
            for id in [id.clone(), format!("{id}{hostile}{id}"), hostile] {
                let controls = [control("p", 0.5, "passed"), control(&id, 0.5, "failed")];
                let threshold = generate(&input(&controls, Gate::default()), Tightness::Controls).unwrap();
                prop_assert_eq!(exit(&threshold, &controls), Exit::Pass, "{}", threshold);
                let clean = !threshold.contains("##") && !threshold.chars().any(|c| c.is_control() && c != '\n');
                prop_assert!(clean, "{}", threshold);
            }
        }
    }
}
