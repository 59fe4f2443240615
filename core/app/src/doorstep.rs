//! What every program of ours does first.

use std::path::Path;
use std::process::ExitCode;

use cincture_core::env::Env;
use cincture_core::platform::{Platform, VARIABLE};
use cincture_engine::sandbox::CHILD_ARGUMENT;

/// The whole of a program's `main`: reads arguments and environment once, and runs. A program that is called `cincture-ID`, by a
/// link perhaps, is on the platform of that id, whatever variables of others are there; [`VARIABLE`] and a flag still beat it.
pub fn doorstep(platforms: &[&dyn Platform]) -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    // Before any thread, runtime or logger: the engine's child is this program again, and enters its sandbox at once.
    if arguments.get(1).is_some_and(|a| a == CHILD_ARGUMENT) {
        return cincture_engine::child_main(&arguments[2..]).into();
    }
    let env = match called(&arguments, platforms) {
        Some(id) => environment().or(VARIABLE, id),
        None => environment(),
    };
    crate::run(platforms, &arguments, &env)
}

/// The id in the name that the program was called by.
fn called(arguments: &[String], platforms: &[&dyn Platform]) -> Option<&'static str> {
    let name = Path::new(arguments.first()?).file_stem()?.to_str()?.strip_prefix("cincture-")?.to_owned();
    platforms.iter().map(|platform| platform.id()).find(|id| *id == name)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Env {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect()
}
