//! `summary.json`: the verdict and how it came about, for programs. Its form is versioned: a key is never removed or given
//! another meaning within one version.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::sentence::{sentence, word};
use super::{Input, Target};
use crate::exit::Exit;
use crate::gate::{Bound, ControlRef, Line, Verdict};
use crate::problem::{Code, Problem};
use crate::results::{Counts, Severity, Status};

/// The version of the form.
const SUMMARY_SCHEMA_VERSION: u32 = 1;

/// The summary of a run.
///
/// # Errors
///
/// None that a value of these types can cause.
pub fn summary_json(input: &Input) -> Result<Vec<u8>, Problem> {
    to_json("summary.json", &Summary::of(input))
}

/// `value` as indented JSON that ends with a line feed.
pub(super) fn to_json(file: &str, value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| {
        let help = "this is a defect of Cincture: please report it";
        Problem::new(Code::OutputUnwritable, "the report cannot be written", e.to_string(), help).at(file)
    })?;
    bytes.push(b'\n');
    Ok(bytes)
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
    threshold: Option<Threshold<'a>>,
    compliance: Compliance,
    counts: Value,
    targets: Vec<TargetSummary<'a>>,
    incomplete: Vec<Reason<'a>>,
    problems: Vec<ProblemSummary<'a>>,
    warnings: &'a [String],
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

#[derive(Serialize)]
struct Threshold<'a> {
    origin: &'a str,
    holds: bool,
    lines: Vec<LineSummary<'a>>,
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
    controls: Vec<ControlSummary<'a>>,
    missing: &'a [String],
}

#[derive(Serialize)]
struct ControlSummary<'a> {
    target: &'a str,
    id: &'a str,
}

/// Percent.
#[derive(Serialize)]
struct Compliance {
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
    fn of(input: &'a Input) -> Self {
        let targets = input.targets.iter().enumerate();
        let reason = |i: &'a super::Incomplete| Reason { target: i.target.map(|t| input.target_name(t)), why: &i.why };
        Self {
            schema_version: SUMMARY_SCHEMA_VERSION,
            program: Program { name: "cincture", version: &input.version },
            verdict: word(input.exit),
            message: sentence(input),
            exit: ExitStatus::of(input.exit),
            started: input.started.to_string(),
            duration_seconds: input.duration.as_secs_f64(),
            threshold: input.verdict.as_ref().map(|v| Threshold::of(v, input)),
            compliance: Compliance::of(&input.tally.counts),
            counts: counts(&input.tally.counts),
            targets: targets.map(|(at, t)| TargetSummary::of(input, at, t)).collect(),
            incomplete: input.incomplete.iter().map(reason).collect(),
            problems: input.problems.iter().map(ProblemSummary::of).collect(),
            warnings: &input.warnings,
        }
    }
}

impl ExitStatus {
    fn of(exit: Exit) -> Self {
        Self { status: exit.code(), word: word(exit) }
    }
}

impl<'a> Threshold<'a> {
    fn of(verdict: &'a Verdict, input: &'a Input) -> Self {
        let lines = verdict.lines.iter().map(|l| LineSummary::of(l, input)).collect();
        Self { origin: &verdict.origin, holds: verdict.holds(), lines }
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
        let control = |c: &'a ControlRef| ControlSummary { target: input.target_name(c.target), id: &c.id };
        let controls = line.controls.iter().map(control).collect();
        Self { key: &line.key, kind, bound, actual: line.actual, holds: line.holds, controls, missing: &line.missing }
    }
}

/// `4` rather than `4.0`; bounds are from 0 to far below 2^53.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole, and never negative")]
fn number(n: f64) -> Value {
    if n.fract() == 0.0 { json!(n as u64) } else { json!(n) }
}

impl Compliance {
    fn of(counts: &Counts) -> Self {
        let compliance = counts.compliance();
        Self { rounded: compliance.rounded(), exact: compliance.exact() }
    }
}

fn counts(counts: &Counts) -> Value {
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
        let results = target.results.as_ref();
        let own = input.tally.counts_of(at);
        Self {
            name: &target.name,
            reached: results.is_some(),
            complete: results.is_some() && !input.incomplete.iter().any(|i| i.target == Some(at)),
            platform: results
                .map(|r| PlatformSummary { name: r.platform.name.as_deref(), release: r.platform.release.as_deref() }),
            profiles: results.into_iter().flat_map(|r| &r.profiles).map(|p| p.name.as_str()).collect(),
            duration_seconds: target.duration.as_secs_f64(),
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
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::report::Incomplete;
    use crate::results::fixture::control;

    fn summary(input: &Input) -> Value {
        serde_json::from_slice(&summary_json(input).unwrap()).unwrap()
    }

    #[test]
    fn a_program_finds_verdict_lines_counts_targets_and_reasons() {
        let controls = vec![control("a", 0.9, "failed"), control("b", 0.5, "passed"), control("c", 0.5, "error")];
        let mut run =
            run(vec![controls], Some("failed.critical.max: 0, compliance.min: 10, passed.medium.controls: [b, z]"));
        run.incomplete.push(Incomplete { target: Some(0), why: "cut off".to_owned() });
        run.problems.push(Problem::new(Code::TargetLost, "what", "why", "help").at("k8s://shop/web/app"));
        run.warnings.push("first".to_owned());
        let summary = summary(&Input::of(run));
        let expected = json!({
            "schema_version": 1, "verdict": "breached", "exit": {"status": 3, "word": "breached"},
            "started": "1970-01-01T00:00:00Z", "duration_seconds": 2.25, "compliance": {"rounded": 33, "exact": "33.33"},
            "program": {"name": "cincture", "version": "0.1.0"},
            "incomplete": [{"target": "k8s://shop/web/app", "why": "cut off"}],
        });
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&summary[key], value, "{key}");
        }
        let at = "k8s://shop/web/app";
        assert_eq!(
            summary["threshold"]["lines"],
            json!([
                {"key": "failed.critical.max", "kind": "max", "bound": 0, "actual": 1, "holds": false,
                 "controls": [{"target": at, "id": "a"}], "missing": []},
                {"key": "compliance.min", "kind": "min", "bound": 10, "actual": 33, "holds": true, "controls": [], "missing": []},
                {"key": "passed.medium.controls", "kind": "controls", "bound": ["b", "z"], "actual": 1, "holds": false,
                 "controls": [], "missing": ["z"]},
            ])
        );
        assert_eq!(
            summary["counts"]["failed"],
            json!({"total": 1, "critical": 1, "high": 0, "medium": 0, "low": 0, "none": 0})
        );
        assert_eq!(summary["targets"][0]["complete"], false);
        assert_eq!(summary["problems"][0]["code"], "target-lost");
        assert_eq!(summary["warnings"][0], "first");
        assert!(summary["warnings"][1].as_str().unwrap().contains("ended in an error"));
    }

    #[test]
    fn without_a_threshold_the_key_is_null_and_the_bytes_are_the_same_each_time() {
        let input = Input::of(run(vec![vec![control("a", 0.9, "passed")]], None));
        assert_eq!(summary(&input)["threshold"], Value::Null);
        assert_eq!(summary(&input)["verdict"], "pass");
        assert_eq!(summary_json(&input).unwrap(), summary_json(&input).unwrap());
    }
}
