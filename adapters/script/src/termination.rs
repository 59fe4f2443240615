//! The line that Kubernetes keeps of a container that has ended.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::number::number;
use cincture_core::platform::{Artifact, Finished};
use cincture_core::report::word;
use cincture_core::results::Status;

/// The variable that names the file, in a manifest `/dev/termination-log`.
pub const TERMINATION_LOG: &str = "CINCTURE_TERMINATION_LOG";

/// Bytes that the kubelet keeps of it.
pub const MOST_IN_TERMINATION_LOG: usize = 4_096;

/// The line, if a file is named for it.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> Option<Artifact> {
    let path = PathBuf::from(env.get(TERMINATION_LOG)?);
    Some(Artifact::Append { path, text: line(done) })
}

/// Verdict, counts and the codes of problems: words and numbers of ours, no text of a target, a profile or a cluster. That
/// keeps it short: there are as many codes as there are kinds of problems.
fn line(done: &Finished<'_>) -> String {
    let counts = &done.input.tally.counts;
    let total = |status, name: &str| format!("{} {name}", counts.total(status));
    let counted = [
        total(Status::Passed, "passed"),
        total(Status::Failed, "failed"),
        total(Status::Error, "in error"),
        total(Status::Skipped, "skipped"),
        total(Status::NoImpact, "not applicable"),
    ];
    let run = &done.input.run;
    let mut parts = vec![
        format!("Cincture: {} (exit status {})", word(done.exit), done.exit.code()),
        format!("compliance {} %", counts.compliance().rounded()),
        counted.join(", "),
        number(run.targets.len(), "target"),
    ];
    if !run.incomplete.is_empty() {
        parts.push(format!("{} not checked", number(run.incomplete.len(), "thing")));
    }
    let codes: BTreeSet<&str> = run.problems.iter().map(|problem| problem.code.as_str()).collect();
    if !codes.is_empty() {
        parts.push(format!("problems: {}", codes.into_iter().collect::<Vec<_>>().join(", ")));
    }
    parts.join("; ") + "\n"
}
