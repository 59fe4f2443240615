//! Systems other than Linux: no profile runs there, so neither the machine nor a folder of it is a target.

use std::convert::Infallible;
use std::path::Path;

use async_trait::async_trait;
use cincture_engine::target::{Answer, Limit, Question, Transport};

use crate::problem::{Code, Problem};

/// There is none.
pub(super) struct LocalTransport(Infallible);

/// There is none.
pub(super) struct RootfsTransport(Infallible);

impl LocalTransport {
    /// # Errors
    /// [`Code::Usage`], always.
    pub(super) fn open() -> Result<Self, Problem> {
        Err(not_here("this machine"))
    }
}

impl RootfsTransport {
    /// # Errors
    /// [`Code::Usage`], always.
    pub(super) fn open(_: &Path) -> Result<Self, Problem> {
        Err(not_here("a root file system"))
    }
}

fn not_here(what: &str) -> Problem {
    let help = "scan from Linux, and judge and report its results here: `cincture gate`, `report`, `explain`, `diff`";
    Problem::new(Code::Usage, format!("{what} can be scanned on Linux only"), "this is another system", help)
}

#[async_trait]
impl Transport for LocalTransport {
    async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
        match self.0 {}
    }
}

#[async_trait]
impl Transport for RootfsTransport {
    async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
        match self.0 {}
    }
}
