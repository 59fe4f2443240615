//! What became of one control.

use std::collections::BTreeSet;

use cincture_engine::Outcome;

use super::cause::{Cause, Kind};
use crate::results::{Control, ControlResult};

/// What became of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Every describe block that it came to ran.
    Evaluated,
    /// A condition of the profile took it out.
    NotApplicable,
    /// No check stands in it.
    WithoutChecks,
    /// These stood in the way.
    NotEvaluated(BTreeSet<Cause>),
}

/// How the engine calls the one result of a control that a condition took out.
const NO_CHECK: &str = "No-op";
/// How the result of a block that raised begins.
const RAISED: &str = "Control Source Code Error";

/// What became of `control`, as `outcome` has it.
pub(super) fn fate(control: &Control, outcome: &Outcome) -> Fate {
    let mut causes = gaps(control, outcome);
    let taken_out = control.results.iter().any(|result| result.code_desc == NO_CHECK);
    if causes.is_empty() && taken_out {
        return Fate::NotApplicable;
    }
    let unrun = outcome.unrun.iter().filter(|unrun| unrun.control.as_ref() == Some(&control.id));
    causes.extend(unrun.map(|unrun| Cause::new(Kind::Target, &unrun.why)));
    if causes.is_empty() {
        causes.extend(control.results.iter().filter_map(raised));
    }
    if causes.is_empty() && control.results.is_empty() {
        if control.code.as_deref().is_some_and(|code| !has_checks(code)) {
            return Fate::WithoutChecks;
        }
        causes.insert(nothing_checked(outcome));
    }
    if causes.is_empty() { Fate::Evaluated } else { Fate::NotEvaluated(causes) }
}

fn gaps(control: &Control, outcome: &Outcome) -> BTreeSet<Cause> {
    let own = outcome.incomplete.iter().filter(|reason| reason.control.as_ref() == Some(&control.id));
    let file = control.source_location.file.as_deref().unwrap_or_default();
    let of_file = format!("file {file:?}");
    let broken_file =
        || outcome.incomplete.iter().find(|reason| reason.control.is_none() && reason.why.starts_with(&of_file));
    own.map(|reason| match broken_file() {
        Some(file) if reason.why == "the control never reported" => Cause::of(&file.why),
        _ => Cause::of(&reason.why),
    })
    .collect()
}

fn raised(result: &ControlResult) -> Option<Cause> {
    let message = result.message.as_deref().unwrap_or_default();
    result.code_desc.starts_with(RAISED).then(|| Cause::raised(message))
}

/// Whether one of the words by which checks are made stands in Ruby text; in doubt (it stands in a description) it has.
fn has_checks(code: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.split(|c| !word(c)).any(|word| word == "describe" || word == "expect")
}

/// Describe blocks are there, and none was reached.
fn nothing_checked(outcome: &Outcome) -> Cause {
    match &outcome.profile.status_message {
        Some(why) => Cause::new(Kind::Platform, why),
        None => Cause::new(Kind::Target, "no describe block was reached"),
    }
}
