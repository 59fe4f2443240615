//! Profiles looked at without running them: what they say of themselves, and what is wrong with them.
//!
//! All of it comes from the engine's child that parses ([`cincture_engine::describe`]): no target, no code of the profile.

mod check;
mod info;
mod new;

use std::path::PathBuf;

use cincture_engine::protocol::{ChildLimits, Description};
use cincture_engine::{EngineError, Options, clock, describe};
use serde_json::Map;

pub use check::{Checked, Finding, Level, check};
pub use info::{ControlInfo, Info};
pub use new::{NewFile, files, name_for};

use crate::problem::Problem;
use crate::scan::engine_problem;
use crate::scan::profiles::ProfileSource;

/// How the engine's child is started.
#[derive(Clone, Debug)]
pub struct Looking {
    /// This very program.
    pub program: PathBuf,
    /// Look at strangers' profiles even without the system call filter.
    pub allow_unsandboxed: bool,
}

impl Looking {
    async fn at(&self, profile: &ProfileSource) -> Result<Description, EngineError> {
        let options = Options {
            program: self.program.clone(),
            name: profile.name.clone(),
            inputs: Map::new(),
            limits: ChildLimits::default(),
            asking: Default::default(),
            now: clock::now(),
            trusted: profile.built_in || self.allow_unsandboxed,
        };
        describe(profile.source.clone(), options).await
    }
}

/// What a profile says of itself.
///
/// # Errors
///
/// A profile that is none, or that may not be looked at here.
pub async fn info(profile: &ProfileSource, looking: &Looking) -> Result<Info, Problem> {
    let description = looking.at(profile).await.map_err(|e| engine_problem(&profile.argument, &e))?;
    Ok(Info::of(profile, description))
}
