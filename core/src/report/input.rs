//! What a run came to: the input of every report.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use super::asff::AwsAccount;
use super::commands::CommandLog;
use crate::exit::Exit;
use crate::gate::{Gate, Verdict, evaluate};
use crate::number::number;
use crate::problem::Problem;
use crate::redact::{Redacted, UNREDACTED};
use crate::results::{Control, Counted, Document, Profile, Results, Status, Tally};

/// The facts of a run, as the scan collects them.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Version of Cincture.
    pub version: String,
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub duration: Duration,
    /// Every target that was asked for, also one that was not reached.
    pub targets: Vec<Target>,
    /// What it is held against; an empty gate cannot be breached.
    pub gate: Gate,
    /// What was asked for and not checked.
    pub incomplete: Vec<Incomplete>,
    /// What went wrong.
    pub problems: Vec<Problem>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// Every command that ran in the target.
    pub commands: CommandLog,
    /// Secrets that were taken out of all this. Those of results that were read from a file are counted there.
    pub redacted: Redacted,
    /// Whose Security Hub findings are written for.
    pub aws: AwsAccount,
}

impl Run {
    /// With the texts of results files as they are there, and a warning of it.
    pub fn unredacted(mut self) -> Self {
        for target in &mut self.targets {
            target.results = target.results.take().map(Document::unredacted);
        }
        self.warnings.push(UNREDACTED.to_owned());
        self
    }
}

/// One target and what it gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Such as `k8s://shop/web/app`.
    pub name: String,
    /// Whatever was found, also by a scan that broke off.
    pub results: Option<Document>,
    /// How long it took.
    pub duration: Duration,
    /// Round trips in its exec sessions; none where it is no container.
    pub round_trips: u32,
}

/// Something that was asked for and not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// Index of the target; `None` where it concerns the whole run.
    pub target: Option<usize>,
    /// Id of the control that it concerns, if it is one.
    pub control: Option<String>,
    /// Why.
    pub why: String,
}

impl Incomplete {
    /// Something that concerns no single control.
    pub fn new(target: Option<usize>, why: impl Into<String>) -> Self {
        Self { target, control: None, why: why.into() }
    }
}

/// A run with verdict and exit status.
#[derive(Clone, Debug)]
pub struct Input {
    /// The facts, with everything that was found to be missing or worth knowing when they were counted.
    pub run: Run,
    /// The controls that count.
    pub tally: Tally,
    /// What the gate says; `None` without one, or where there was nothing to judge.
    pub verdict: Option<Verdict>,
    /// The exit status that follows from all of it.
    pub exit: Exit,
}

impl Input {
    /// Counts, gates and settles the exit status. A target without results, an empty profile, or a run in which nothing
    /// was evaluated is incomplete whether the caller says so or not.
    pub fn of(run: Run) -> Self {
        let found = run.targets.iter().enumerate();
        let tally = Tally::of(found.filter_map(|(at, t)| Some((at, t.results.as_ref()?))));
        let mut input = Self { run, tally, verdict: None, exit: Exit::Pass };
        input.judge();
        input.exit = exit(&input.run.problems, input.verdict.as_ref(), &input.run.incomplete);
        input
    }

    fn judge(&mut self) {
        let judged = self.run.gate.judges() && !nothing_to_judge(&self.run, &self.tally);
        let compared = self.run.gate.baseline.as_ref().filter(|_| judged).map(|baseline| baseline.compare(self));
        self.verdict = judged.then(|| evaluate(&self.run.gate, &self.tally, compared.as_ref()));
        let run = &mut self.run;
        run.incomplete.extend(not_checked(&run.targets, &self.tally, judged, &run.incomplete));
        run.warnings.extend(self.tally.warnings.iter().cloned());
        run.warnings.extend(run.commands.warning());
        run.warnings.extend(self.verdict.iter().flat_map(|v| v.warnings.iter().cloned()));
        if let Some(compared) = compared {
            run.warnings.extend(compared.warnings);
            run.incomplete.extend(compared.incomplete);
        }
    }

    /// The deciding copy of `counted`; `None` only for one of another run.
    pub fn control(&self, counted: &Counted) -> Option<Cow<'_, Control>> {
        let results = self.run.targets.get(counted.target)?.results.as_ref()?;
        results.control(counted.profile, counted.control).map(Cow::Owned)
    }

    /// The profile that holds `counted`, without its controls; `None` only for one of another run.
    pub fn profile(&self, counted: &Counted) -> Option<&Profile> {
        self.head(counted.target)?.profiles.get(counted.profile)
    }

    /// What the results of a target say besides their controls: platform, version, profiles. `None` for one that gave none.
    pub fn head(&self, target: usize) -> Option<&Results> {
        self.run.targets.get(target)?.results.as_ref().map(Document::head)
    }

    /// Name of the profile that holds `counted`; empty only for one of another run.
    pub fn profile_name(&self, counted: &Counted) -> &str {
        self.profile(counted).map_or("", |p| &p.name)
    }

    /// What was not checked, in a line: the target if there are several, the control, and why.
    pub fn told(&self, incomplete: &Incomplete) -> String {
        let target = incomplete.target.filter(|_| self.run.targets.len() > 1);
        let target = target.map(|t| format!("{}: ", self.target_name(t))).unwrap_or_default();
        let control = incomplete.control.as_ref().map(|id| format!("control {id}: ")).unwrap_or_default();
        format!("{target}{control}{}", incomplete.why)
    }

    /// Secrets that were taken out of the texts: of a scan all, of results from a file those of the controls that were asked
    /// for so far.
    pub fn redacted(&self) -> Redacted {
        let mut redacted = self.run.redacted;
        let documents = self.run.targets.iter().filter_map(|target| target.results.as_ref());
        documents.for_each(|document| redacted.merge(&document.taken_out()));
        redacted
    }

    /// Name of a target; empty only for an index of another run.
    pub fn target_name(&self, target: usize) -> &str {
        self.run.targets.get(target).map_or("", |t| &t.name)
    }
}

/// No control was found, and it is known why: no target gave results, or what they would have said was not checked. The run
/// is incomplete or failed then, not breached. Results that are whole and without a control are judged, as SAF does.
fn nothing_to_judge(run: &Run, tally: &Tally) -> bool {
    let no_results = run.targets.iter().all(|t| t.results.is_none());
    tally.controls.is_empty() && (no_results || !run.incomplete.is_empty() || !run.problems.is_empty())
}

fn not_checked(targets: &[Target], tally: &Tally, judged: bool, known: &[Incomplete]) -> Vec<Incomplete> {
    let mut found = Vec::new();
    if targets.is_empty() {
        found.push(Incomplete::new(None, "no target was scanned"));
    }
    for (at, target) in targets.iter().enumerate() {
        if target.results.is_none() && !known.iter().any(|i| i.target == Some(at)) {
            found.push(Incomplete::new(Some(at), "the target gave no results"));
        }
    }
    found.extend(tally.unevaluated.iter().map(|(at, why)| Incomplete::new(Some(*at), why.clone())));
    let errors = tally.counts.total(Status::Error);
    if !judged && errors > 0 {
        let errors = number(errors as usize, "control");
        found.push(Incomplete::new(
            None,
            format!("{errors} ended in an error, and there is no threshold to judge them"),
        ));
    }
    if !tally.controls.is_empty() && tally.nothing_evaluated() {
        found.push(Incomplete::new(None, "no control was evaluated: none of them passed or failed"));
    }
    found
}

fn exit(problems: &[Problem], verdict: Option<&Verdict>, incomplete: &[Incomplete]) -> Exit {
    let mut exit = problems.iter().fold(Exit::Pass, |exit, p| exit.and(p.code.exit()));
    if verdict.is_some_and(|v| !v.holds()) {
        exit = exit.and(Exit::Breached);
    }
    if incomplete.is_empty() { exit } else { exit.and(Exit::Incomplete) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::gate::Threshold;
    use crate::problem::Code;
    use crate::results::fixture::{control, profile, results};

    /// A run over one target for each list of controls.
    pub(in crate::report) fn run(targets: Vec<Vec<Control>>, threshold: Option<&str>) -> Run {
        let several = targets.len() > 1;
        let target = |(at, controls)| Target {
            name: if several { format!("k8s://shop/web-{at}/app") } else { "k8s://shop/web/app".to_owned() },
            results: Some(results(vec![profile("baseline", None, controls)])),
            duration: Duration::from_millis(1_500),
            round_trips: 7,
        };
        Run {
            version: "0.1.0".to_owned(),
            started: Timestamp::UNIX_EPOCH,
            duration: Duration::from_millis(2_250),
            targets: targets.into_iter().enumerate().map(target).collect(),
            gate: Gate { threshold: threshold.map(|t| Threshold::parse_inline(t).unwrap()), ..Gate::default() },
            ..Run::default()
        }
    }

    fn good() -> Run {
        run(vec![vec![control("a", 0.5, "passed")]], Some("failed.total.max: 0"))
    }

    #[test]
    fn a_run_passes_only_where_the_threshold_holds_and_everything_was_checked() {
        assert_eq!(Input::of(good()).exit, Exit::Pass);
        let breached = run(vec![vec![control("a", 0.5, "failed")]], Some("failed.total.max: 0"));
        assert_eq!(Input::of(breached).exit, Exit::Breached);
        let mut lost = good();
        lost.incomplete.push(Incomplete::new(Some(0), "cut off"));
        assert_eq!(Input::of(lost).exit, Exit::Incomplete);
        let mut unreachable = good();
        unreachable.problems.push(Problem::new(Code::ClusterUnreachable, "", "", ""));
        assert_eq!(Input::of(unreachable).exit, Exit::Failed);
    }

    #[test]
    fn without_a_threshold_an_error_is_incomplete_and_a_failure_is_only_told() {
        let errors = run(vec![vec![control("a", 0.5, "error"), control("b", 0.5, "passed")]], None);
        assert_eq!(Input::of(errors).exit, Exit::Incomplete);
        let failures = run(vec![vec![control("a", 0.5, "failed"), control("b", 0.5, "passed")]], None);
        assert_eq!(Input::of(failures).exit, Exit::Pass);
    }

    #[test]
    fn a_target_that_gave_nothing_is_incomplete_and_breaches_nothing() {
        let mut unreached = run(vec![vec![]], Some("compliance.min: 80"));
        unreached.targets[0].results = None;
        let input = Input::of(unreached);
        assert_eq!((input.exit, input.verdict), (Exit::Incomplete, None));
        // The same where a profile was found, but none of its controls could be.
        let mut unparsed = run(vec![vec![]], Some("compliance.min: 80"));
        unparsed.incomplete.push(Incomplete::new(Some(0), "the only file does not parse"));
        let input = Input::of(unparsed);
        assert_eq!((input.exit, input.verdict), (Exit::Incomplete, None));
    }

    #[test]
    fn what_the_caller_forgets_is_incomplete_all_the_same() {
        let nothing = |controls| Input::of(run(controls, Some("failed.total.max: 0")));
        assert_eq!(nothing(vec![]).exit, Exit::Incomplete);
        assert_eq!(nothing(vec![vec![]]).exit, Exit::Incomplete);
        assert_eq!(nothing(vec![vec![control("a", 0.5, "skipped")]]).exit, Exit::Incomplete);
        assert_eq!(nothing(vec![vec![control("a", 0.5, "error")]]).exit, Exit::Incomplete);
        assert_eq!(nothing(vec![vec![control("a", 0.5, "passed")], vec![]]).exit, Exit::Incomplete);
        let mut unreached = good();
        unreached.targets.push(Target {
            name: "k8s://shop/gone".into(),
            results: None,
            duration: Duration::ZERO,
            round_trips: 0,
        });
        let input = Input::of(unreached);
        assert_eq!((input.exit, input.run.incomplete.len()), (Exit::Incomplete, 1));
        assert_eq!(input.target_name(1), "k8s://shop/gone");
    }
}
