//! What a user is told when something cannot be done: what, where, why, and what to do.

use std::fmt;

use crate::exit::Exit;
use crate::untrusted;

/// A stable name for each kind of problem, in kebab case where people see it.
///
/// Each is listed in `docs/errors.md`; a test compares the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A flag, argument or target that cannot be understood.
    Usage,
    /// An option of a file, the environment or a step that cannot be understood, or that may not stand there.
    ConfigInvalid,
    /// The profile is missing or cannot be read.
    ProfileNotFound,
    /// The profile is there, but is not a profile.
    ProfileInvalid,
    /// The profile may not run without a sandbox.
    SandboxUnavailable,
    /// No program that could run the profile instead of our own engine.
    EngineUnavailable,
    /// The threshold is missing or cannot be read.
    ThresholdNotFound,
    /// The threshold says something that has no meaning, or nothing.
    ThresholdInvalid,
    /// A results file is missing or cannot be read.
    ResultsNotFound,
    /// A results file is not in InSpec's form.
    ResultsInvalid,
    /// The recording is missing, damaged, or of another form.
    RecordingInvalid,
    /// No usable kubeconfig or in-cluster identity.
    KubeconfigInvalid,
    /// The API server does not answer.
    ClusterUnreachable,
    /// The API server refuses the login.
    LoginRefused,
    /// The API server refuses the action.
    Forbidden,
    /// The namespace, pod or container is not there.
    TargetNotFound,
    /// The pod or container is not running.
    TargetNotRunning,
    /// The container has no shell to run commands with.
    NoShell,
    /// The connection to the target broke, or its answer was cut off.
    TargetLost,
    /// The target became another one while it was scanned.
    TargetReplaced,
    /// Short-lived access could not be proven removed.
    AccessLeft,
    /// A folder or file of ours cannot be written.
    OutputUnwritable,
    /// The engine's child process cannot be started or broke the protocol.
    EngineFailed,
    /// Ended by a signal.
    Interrupted,
}

impl Code {
    /// All codes, for the test on the documentation.
    pub const ALL: [Self; 24] = [
        Self::Usage,
        Self::ConfigInvalid,
        Self::ProfileNotFound,
        Self::ProfileInvalid,
        Self::SandboxUnavailable,
        Self::EngineUnavailable,
        Self::ThresholdNotFound,
        Self::ThresholdInvalid,
        Self::ResultsNotFound,
        Self::ResultsInvalid,
        Self::RecordingInvalid,
        Self::KubeconfigInvalid,
        Self::ClusterUnreachable,
        Self::LoginRefused,
        Self::Forbidden,
        Self::TargetNotFound,
        Self::TargetNotRunning,
        Self::NoShell,
        Self::TargetLost,
        Self::TargetReplaced,
        Self::AccessLeft,
        Self::OutputUnwritable,
        Self::EngineFailed,
        Self::Interrupted,
    ];

    /// The name that people see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::ConfigInvalid => "config-invalid",
            Self::ProfileNotFound => "profile-not-found",
            Self::ProfileInvalid => "profile-invalid",
            Self::SandboxUnavailable => "sandbox-unavailable",
            Self::EngineUnavailable => "engine-unavailable",
            Self::ThresholdNotFound => "threshold-not-found",
            Self::ThresholdInvalid => "threshold-invalid",
            Self::ResultsNotFound => "results-not-found",
            Self::ResultsInvalid => "results-invalid",
            Self::RecordingInvalid => "recording-invalid",
            Self::KubeconfigInvalid => "kubeconfig-invalid",
            Self::ClusterUnreachable => "cluster-unreachable",
            Self::LoginRefused => "login-refused",
            Self::Forbidden => "forbidden",
            Self::TargetNotFound => "target-not-found",
            Self::TargetNotRunning => "target-not-running",
            Self::NoShell => "no-shell",
            Self::TargetLost => "target-lost",
            Self::TargetReplaced => "target-replaced",
            Self::AccessLeft => "access-left",
            Self::OutputUnwritable => "output-unwritable",
            Self::EngineFailed => "engine-failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// The exit status that it leads to: what is decidable without the cluster is 2, no server or no login 1, a server
    /// that was reached but a target that was not checked 4.
    pub fn exit(self) -> Exit {
        match self {
            Self::Usage
            | Self::ConfigInvalid
            | Self::ProfileNotFound
            | Self::ProfileInvalid
            | Self::SandboxUnavailable
            | Self::EngineUnavailable
            | Self::ThresholdNotFound
            | Self::ThresholdInvalid
            | Self::ResultsNotFound
            | Self::ResultsInvalid
            | Self::RecordingInvalid
            | Self::KubeconfigInvalid => Exit::Invalid,
            Self::ClusterUnreachable
            | Self::LoginRefused
            | Self::AccessLeft
            | Self::OutputUnwritable
            | Self::EngineFailed
            | Self::Interrupted => Exit::Failed,
            Self::Forbidden
            | Self::TargetNotFound
            | Self::TargetNotRunning
            | Self::NoShell
            | Self::TargetLost
            | Self::TargetReplaced => Exit::Incomplete,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Characters of one part of a problem that are shown: a server's or a profile's words may be of any length.
const MOST_IN_PART: usize = 4_000;

/// One problem, ready to be shown. Its texts may hold what the cluster or the target said: show them only through
/// [`crate::untrusted::printable`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Problem {
    /// Stable name, and with it the exit status.
    pub code: Code,
    /// What could not be done.
    pub what: String,
    /// Where: a file with line, a target, a flag. Empty if `what` says it.
    pub place: String,
    /// Why.
    pub why: String,
    /// What the reader can do about it.
    pub help: String,
}

impl Problem {
    /// A problem with all four parts but the place.
    pub fn new(code: Code, what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, what: what.into(), place: String::new(), why: why.into(), help: help.into() }
    }

    /// The same at `place`.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// What a person is shown: code and what on the first line, then where, why and what to do, a line or more each.
    /// Made harmless for a terminal and a log; ends with a line feed.
    pub fn explained(&self) -> String {
        let mut text =
            format!("error[{}]: {}\n", self.code, untrusted::one_line(&untrusted::cut(&self.what, MOST_IN_PART)));
        let parts = [("where", &self.place), ("why", &self.why), ("help", &self.help)];
        for (name, part) in parts.iter().filter(|(_, part)| !part.is_empty()) {
            for (at, line) in untrusted::printable(&untrusted::cut(part.trim_end(), MOST_IN_PART)).lines().enumerate() {
                let name = if at == 0 { format!("{name}:") } else { String::new() };
                text.push_str(format!("{name:>8} {line}").trim_end());
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_code_what_where_why_and_help_and_lines_up_what_follows() {
        let problem = Problem::new(Code::ThresholdInvalid, "it cannot be used", "line 1\n::error::x", "mend it");
        assert_eq!(
            problem.clone().at("t.yml\n").explained(),
            "error[threshold-invalid]: it cannot be used\n  where: t.yml\n    why: line 1\n         \\x3a:error::x\n   help: mend it\n"
        );
        assert!(!problem.explained().contains("where"));
    }
}
