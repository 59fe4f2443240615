//! `summary.json`: the verdict and how it came about, for programs. Its form is versioned: a key is never removed or given
//! another meaning within one version.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::json::write_json;
use super::reason::first_reason;
use super::sentence::{sentence, word};
use super::write::Report;
use super::{Input, Target};
use crate::exit::Exit;
use crate::gate::{Bound, ControlRef, Known, Line, Source, Verdict};
use crate::problem::Problem;
use crate::redact::{Kind, Redacted};
use crate::results::{Control, Counted, Counts, Severity, Status};
use crate::untrusted::cut;

/// The version of the form.
const SUMMARY_SCHEMA_VERSION: u32 = 1;
/// Characters of a control's reason; results.json has all of it.
const MOST_IN_REASON: usize = 500;

/// The summary of a run: of each control it keeps a line.
pub(super) struct Writer<'a> {
    input: &'a Input,
    controls: Vec<ControlSummary<'a>>,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { input, controls: Vec::new(), out }
    }
}

impl Report for Writer<'_> {
    fn control(&mut self, counted: &Counted, control: &Control) -> io::Result<()> {
        self.controls.push(ControlSummary::of(self.input, counted, control));
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let controls = std::mem::take(&mut self.controls);
        write_json(self.out, &Summary::of(self.input, controls))
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    program: Program<'a>,
    verdict: &'static str,
    message: String,
    exit: ExitStatus,
    started: String,
    duration_seconds: f64,
    threshold: Option<PartSummary<'a>>,
    floors: Vec<PartSummary<'a>>,
    fail_on: Option<PartSummary<'a>>,
    baseline: Option<BaselineSummary<'a>>,
    compliance: Compliance,
    /// As InSpec counts failures: an error is one.
    failure_count: u64,
    counts: Value,
    targets: Vec<TargetSummary<'a>>,
    controls: Vec<ControlSummary<'a>>,
    incomplete: Vec<Reason<'a>>,
    problems: Vec<ProblemSummary<'a>>,
    warnings: &'a [String],
    redacted: RedactedSummary,
}

/// Secrets that were taken out of the texts.
#[derive(Serialize)]
struct RedactedSummary {
    total: usize,
    by_kind: Map<String, Value>,
}

#[derive(Serialize)]
struct Program<'a> {
    name: &'static str,
    version: &'a str,
}

#[derive(Serialize)]
struct ExitStatus {
    status: u8,
    word: &'static str,
}

/// The lines of one part of the gate.
#[derive(Serialize)]
struct PartSummary<'a> {
    origin: &'a str,
    holds: bool,
    lines: Vec<LineSummary<'a>>,
}

/// What an accepted run knows of this one.
#[derive(Serialize)]
struct BaselineSummary<'a> {
    origin: &'a str,
    known: Vec<ControlName<'a>>,
}

#[derive(Serialize)]
struct LineSummary<'a> {
    key: &'a str,
    /// `equal`, `min`, `max` or `controls`.
    kind: &'static str,
    /// A number, or a list of ids.
    bound: Value,
    actual: u64,
    holds: bool,
    controls: Vec<ControlName<'a>>,
    missing: &'a [String],
    known: Vec<ControlName<'a>>,
}

#[derive(Serialize)]
struct ControlName<'a> {
    target: &'a str,
    id: &'a str,
}

/// A control that counts, whatever its status.
#[derive(Serialize)]
struct ControlSummary<'a> {
    target: &'a str,
    profile: &'a str,
    id: String,
    title: Option<String>,
    status: &'static str,
    severity: &'static str,
    /// Why it did not pass: the first check that decided.
    reason: Option<String>,
}

/// Percent.
#[derive(Serialize)]
pub(super) struct Compliance {
    /// What a threshold is held against.
    rounded: u64,
    /// Two decimals, as text, so that `99.50` stays as it is.
    exact: String,
}

#[derive(Serialize)]
struct TargetSummary<'a> {
    name: &'a str,
    reached: bool,
    complete: bool,
    platform: Option<PlatformSummary<'a>>,
    profiles: Vec<&'a str>,
    duration_seconds: f64,
    round_trips: u32,
    compliance: Compliance,
    counts: Value,
}

#[derive(Serialize)]
struct PlatformSummary<'a> {
    name: Option<&'a str>,
    release: Option<&'a str>,
}

#[derive(Serialize)]
struct Reason<'a> {
    target: Option<&'a str>,
    control: Option<&'a str>,
    why: &'a str,
}

#[derive(Serialize)]
struct ProblemSummary<'a> {
    code: &'static str,
    what: &'a str,
    place: &'a str,
    why: &'a str,
    help: &'a str,
    exit: ExitStatus,
}

impl<'a> Summary<'a> {
    fn of(input: &'a Input, controls: Vec<ControlSummary<'a>>) -> Self {
        let targets = input.run.targets.iter().enumerate();
        let reason = |i: &'a super::Incomplete| Reason {
            target: i.target.map(|t| input.target_name(t)),
            control: i.control.as_deref(),
            why: &i.why,
        };
        Self {
            schema_version: SUMMARY_SCHEMA_VERSION,
            program: Program { name: "cincture", version: &input.run.version },
            verdict: word(input.exit),
            message: sentence(input),
            exit: ExitStatus::of(input.exit),
            started: input.run.started.to_string(),
            duration_seconds: input.run.duration.as_secs_f64(),
            threshold: PartSummary::all(input, Source::Threshold).pop(),
            floors: PartSummary::all(input, Source::Floor),
            fail_on: PartSummary::all(input, Source::FailOn).pop(),
            baseline: input.verdict.iter().find_map(|v| Some(BaselineSummary::of(v.baseline.as_ref()?, input))),
            compliance: Compliance::of(&input.tally.counts),
            failure_count: input.tally.counts.failures(),
            counts: counts(&input.tally.counts),
            targets: targets.map(|(at, t)| TargetSummary::of(input, at, t)).collect(),
            controls,
            incomplete: input.run.incomplete.iter().map(reason).collect(),
            problems: input.run.problems.iter().map(ProblemSummary::of).collect(),
            warnings: &input.run.warnings,
            redacted: RedactedSummary::of(&input.redacted()),
        }
    }
}

impl RedactedSummary {
    /// Each kind is there, also one of which there was none.
    fn of(redacted: &Redacted) -> Self {
        let of_kind = |kind: Kind| (kind.as_str().to_owned(), json!(redacted.of(kind)));
        Self { total: redacted.total(), by_kind: Kind::ALL.into_iter().map(of_kind).collect() }
    }
}

impl ExitStatus {
    fn of(exit: Exit) -> Self {
        Self { status: exit.code(), word: word(exit) }
    }
}

impl<'a> PartSummary<'a> {
    fn all(input: &'a Input, of: Source) -> Vec<Self> {
        let parts = input.verdict.iter().flat_map(Verdict::parts).filter(|(source, ..)| *source == of);
        parts.map(|(_, origin, lines)| Self::of(origin, lines, input)).collect()
    }

    fn of(origin: &'a str, lines: &'a [Line], input: &'a Input) -> Self {
        let holds = lines.iter().all(|l| l.holds);
        Self { origin, holds, lines: lines.iter().map(|l| LineSummary::of(l, input)).collect() }
    }
}

impl<'a> LineSummary<'a> {
    fn of(line: &'a Line, input: &'a Input) -> Self {
        let (kind, bound) = match &line.bound {
            Bound::Equal(n) => ("equal", number(*n)),
            Bound::Min(n) => ("min", number(*n)),
            Bound::Max(n) => ("max", number(*n)),
            Bound::Controls(ids) => ("controls", json!(ids)),
        };
        let (controls, known) = (ControlName::all(&line.controls, input), ControlName::all(&line.known, input));
        let Line { key, actual, holds, missing, .. } = line;
        Self { key, kind, bound, actual: *actual, holds: *holds, controls, missing, known }
    }
}

impl<'a> ControlName<'a> {
    fn all(controls: &'a [ControlRef], input: &'a Input) -> Vec<Self> {
        controls.iter().map(|c| Self { target: input.target_name(c.target), id: &c.id }).collect()
    }
}

impl<'a> BaselineSummary<'a> {
    fn of(known: &'a Known, input: &'a Input) -> Self {
        Self { origin: &known.origin, known: ControlName::all(&known.controls, input) }
    }
}

impl<'a> ControlSummary<'a> {
    fn of(input: &'a Input, counted: &Counted, control: &Control) -> Self {
        let reason = Some(first_reason(control, counted.status)).filter(|reason| !reason.is_empty());
        Self {
            target: input.target_name(counted.target),
            profile: input.profile_name(counted),
            id: counted.id.clone(),
            title: control.title.clone(),
            status: counted.status.as_str(),
            severity: counted.severity.as_str(),
            reason: reason.map(|reason| cut(&reason, MOST_IN_REASON)),
        }
    }
}

/// `4` rather than `4.0`; bounds are from 0 to far below 2^53.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole, and never negative")]
fn number(n: f64) -> Value {
    if n.fract() == 0.0 { json!(n as u64) } else { json!(n) }
}

impl Compliance {
    pub(super) fn of(counts: &Counts) -> Self {
        let compliance = counts.compliance();
        Self { rounded: compliance.rounded(), exact: compliance.exact() }
    }
}

pub(super) fn counts(counts: &Counts) -> Value {
    let mut all = Map::new();
    for status in Status::ALL {
        let mut of_status = Map::new();
        of_status.insert("total".to_owned(), json!(counts.total(status)));
        for severity in Severity::ALL {
            of_status.insert(severity.as_str().to_owned(), json!(counts.cell(status, severity)));
        }
        all.insert(status.as_str().to_owned(), Value::Object(of_status));
    }
    Value::Object(all)
}

impl<'a> TargetSummary<'a> {
    fn of(input: &'a Input, at: usize, target: &'a Target) -> Self {
        let results = input.head(at);
        let own = input.tally.counts_of(at);
        Self {
            name: &target.name,
            reached: results.is_some(),
            complete: results.is_some() && !input.run.incomplete.iter().any(|i| i.target == Some(at)),
            platform: results
                .map(|r| PlatformSummary { name: r.platform.name.as_deref(), release: r.platform.release.as_deref() }),
            profiles: results.into_iter().flat_map(|r| &r.profiles).map(|p| p.name.as_str()).collect(),
            duration_seconds: target.duration.as_secs_f64(),
            round_trips: target.round_trips,
            compliance: Compliance::of(&own),
            counts: counts(&own),
        }
    }
}

impl<'a> ProblemSummary<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            code: problem.code.as_str(),
            what: &problem.what,
            place: &problem.place,
            why: &problem.why,
            help: &problem.help,
            exit: ExitStatus::of(problem.code.exit()),
        }
    }
}

#[cfg(test)]
mod tests;
