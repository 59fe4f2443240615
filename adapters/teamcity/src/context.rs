//! What TeamCity says of the run.

use cincture_core::env::Env;
use cincture_core::platform::CiContext;

/// The run of `env`.
pub(crate) fn of(_: &Env) -> CiContext {
    CiContext { platform: "teamcity".to_owned(), ..CiContext::default() }
}
