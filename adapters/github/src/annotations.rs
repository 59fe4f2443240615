//! Annotations: the verdict, what went wrong, and the gravest findings.

use cincture_core::platform::{CiContext, Finding, Findings, Finished, Level};
use cincture_core::untrusted::cut_units;

use crate::output::command;

/// Annotations of each level that the runner takes from a step; it drops the others without a word.
const MOST_OF_LEVEL: usize = 10;
/// Of them, warnings that are kept for what goes wrong afterwards.
const KEPT: usize = 1;
/// UTF-16 units of a message that the runner keeps.
const MOST_IN_MESSAGE: usize = 4_096;
/// Units of a title: more is not shown.
const MOST_IN_TITLE: usize = 200;
/// Where those are that are not annotated.
const REST: &str = "the summary of this run and the files of the step have all of them.";

/// The commands for all levels, a line each.
pub(crate) fn of(done: &Finished<'_>) -> String {
    let findings = Findings::of(done).and(stranger(done.context));
    let most = |level| if level == Level::Warning { MOST_OF_LEVEL - KEPT } else { MOST_OF_LEVEL };
    let all = Level::ALL.into_iter().flat_map(|level| findings.of_level(level, most(level), REST));
    all.map(|finding| annotation(&finding)).collect()
}

/// A warning about the step.
pub(crate) fn warning(text: &str) -> String {
    annotation(&Finding::new(Level::Warning, "Cincture", text))
}

/// A run with the repository's rights for somebody who has none.
fn stranger(context: &CiContext) -> Option<Finding> {
    let fork = context.change.as_ref().is_some_and(|change| change.from_fork);
    let warned = fork && context.cause.as_deref() == Some("pull_request_target");
    let text = "pull_request_target gives this run the repository's token and secrets, and the pull request is a \
                fork's: whatever of it is checked out here (cincture.yaml, profile, threshold) is a stranger's. \
                Use pull_request, or check out nothing of it.";
    warned.then(|| Finding::new(Level::Warning, "Cincture: pull_request_target", text))
}

fn annotation(finding: &Finding) -> String {
    let title = cut_units(&finding.title, MOST_IN_TITLE);
    command(finding.level.as_str(), &[("title", &title)], &cut_units(&finding.message, MOST_IN_MESSAGE))
}
