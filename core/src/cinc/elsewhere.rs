//! `--engine cinc` is for Linux: elsewhere there is no program of that kind to be found.

use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::problem::{Code, Problem};

/// There is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// None.
    pub path: PathBuf,
    never: std::convert::Infallible,
}

impl Program {
    /// # Errors
    /// [`Code::EngineUnavailable`], always.
    pub fn find(_: Option<&Path>, _: &Env) -> Result<Self, Problem> {
        let help = "leave --engine away";
        Err(Problem::new(
            Code::EngineUnavailable,
            "the engine that was asked for is not to be had",
            "it is for Linux",
            help,
        ))
    }

    /// That this cannot be reached.
    pub(crate) fn never(&self) -> ! {
        match self.never {}
    }
}
