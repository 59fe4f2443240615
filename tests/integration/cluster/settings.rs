//! What the environment says about the test cluster; the only place of the harness that reads it.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variables, as they were when a test began.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// `CINCTURE_CLUSTER`: the state folder (`RUN`) of a cluster that is up.
    pub(super) reuse: Option<PathBuf>,
    /// `PATH`, handed on to programs in the cluster.
    pub(super) path: OsString,
    without: bool,
    complete: bool,
}

/// Whether a test gets a cluster.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Shared,
    None,
    Refused(&'static str),
}

impl Settings {
    #[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
    pub(super) fn read() -> Self {
        Self::from(|name| env::var_os(name))
    }

    pub(super) fn from(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let on = |name| variable(name).is_some_and(|value| value == "1");
        Self {
            reuse: variable("CINCTURE_CLUSTER").filter(|run| !run.is_empty()).map(PathBuf::from),
            path: variable("PATH").unwrap_or_else(|| "/usr/sbin:/usr/bin:/sbin:/bin".into()),
            without: on("CINCTURE_NO_CLUSTER"),
            complete: on("CINCTURE_REQUIRE_SHARED"),
        }
    }

    pub(super) fn wanted(&self) -> Wanted {
        match (self.without, self.complete) {
            (false, _) => Wanted::Shared,
            (true, false) => Wanted::None,
            (true, true) => {
                Wanted::Refused("CINCTURE_NO_CLUSTER=1 leaves tests out, which CINCTURE_REQUIRE_SHARED=1 forbids")
            }
        }
    }
}
