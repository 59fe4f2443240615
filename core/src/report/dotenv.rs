//! `cincture.env`: the verdict as variables, for what a pipeline does next.
//!
//! GitLab takes it as a `dotenv` report, Bamboo's task *Inject Bamboo variables* as properties, a shell with `. ./cincture.env`. The
//! names are ours and the values are words and numbers of ours, so that nothing in it needs a quote in any of the three; no text of
//! a target or a profile is here.

use std::io::{self, Write};

use super::write::Report;
use super::{Input, word};
use crate::results::Status;

/// The run as variables.
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
        VARIABLES.iter().zip(values(self.input)).try_for_each(|(name, value)| writeln!(self.out, "{name}={value}"))
    }
}

/// The names. Where a pipeline hands them on they are in the environment of the next run, which knows them as its own words.
pub const VARIABLES: [&str; 8] = [
    "CINCTURE_VERDICT",
    "CINCTURE_EXIT_STATUS",
    "CINCTURE_COMPLIANCE",
    "CINCTURE_PASSED",
    "CINCTURE_FAILED",
    "CINCTURE_ERRORS",
    "CINCTURE_SKIPPED",
    "CINCTURE_NO_IMPACT",
];

/// The values, in the order of [`VARIABLES`], which are of letters, digits, `_`, `.` and `-`.
fn values(input: &Input) -> [String; 8] {
    let counts = &input.tally.counts;
    let total = |status| counts.total(status).to_string();
    [
        word(input.exit).to_owned(),
        input.exit.code().to_string(),
        counts.compliance().rounded().to_string(),
        total(Status::Passed),
        total(Status::Failed),
        total(Status::Error),
        total(Status::Skipped),
        total(Status::NoImpact),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn what_decides_is_there_and_nothing_needs_a_quote() {
        let controls = vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "passed")];
        let text = bytes(&Input::of(run(vec![controls], None)), Format::Dotenv).unwrap();
        let text = String::from_utf8(text).unwrap();
        let expected = "CINCTURE_VERDICT=pass\nCINCTURE_EXIT_STATUS=0\nCINCTURE_COMPLIANCE=67\nCINCTURE_PASSED=2\n\
                        CINCTURE_FAILED=1\nCINCTURE_ERRORS=0\nCINCTURE_SKIPPED=0\nCINCTURE_NO_IMPACT=0\n";
        assert_eq!(text, expected);
    }
}
