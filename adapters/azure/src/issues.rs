//! Issues of the step: the verdict, what went wrong, and the gravest findings.

use cincture_core::env::Env;
use cincture_core::number::number;
use cincture_core::platform::{self, Finding, Findings, Finished, Level, ranked};
use cincture_core::untrusted::cut_units;

use crate::output::command;

/// Issues of each kind that the agent keeps for a step: `_maxIssueCount` of its `ExecutionContext.cs`.
const MOST_OF_LEVEL: usize = 10;
/// Of them, warnings that are kept for what goes wrong afterwards.
const KEPT: usize = 1;
/// UTF-16 units of a message: the page of a run shows a few lines.
const MOST_IN_MESSAGE: usize = 4_096;
/// Where those are that are no issues.
const REST: &str = "the summary of this run and the files of the step have all of them.";

/// The commands, a line each, and a line on what Azure has no kind of issue for.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> String {
    let findings = Findings::of(done).and(stranger(env, done));
    let most = [(Level::Error, MOST_OF_LEVEL), (Level::Warning, MOST_OF_LEVEL - KEPT)];
    let all = most.into_iter().flat_map(|(level, most)| findings.of_level(level, most, REST));
    all.map(|finding| issue(&finding)).chain(notices(done)).collect()
}

/// A warning about the step.
pub(crate) fn warning(text: &str) -> String {
    issue(&Finding::new(Level::Warning, "Cincture", text))
}

fn issue(finding: &Finding) -> String {
    let kind = if finding.level == Level::Error { "error" } else { "warning" };
    let text = cut_units(&format!("{}: {}", finding.title, finding.message), MOST_IN_MESSAGE);
    command("task.logissue", &[("type", kind)], &text)
}

/// Issues are errors and warnings only.
fn notices(done: &Finished<'_>) -> Option<String> {
    let notices = ranked(done.input, Level::Notice).len();
    let controls = number(notices, "control");
    (notices > 0).then(|| format!("{controls} skipped, or failed with low severity, are no issues: {REST}\n"))
}

/// A build with secrets for somebody who may not have them.
fn stranger(env: &Env, done: &Finished<'_>) -> Option<Finding> {
    let fork = done.context.change.as_ref().is_some_and(|change| change.from_fork);
    let warned = fork && !platform::secrets(env, None).is_empty();
    let text = "this build has a kubeconfig, and nothing says that its pull request is not a fork's: whatever of it \
                is checked out here (cincture.yaml, profile, threshold) may be a stranger's. Make no secrets available to \
                builds of forks, or check out nothing of it.";
    warned.then(|| Finding::new(Level::Warning, "Cincture: fork", text))
}
