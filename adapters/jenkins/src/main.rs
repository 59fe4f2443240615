//! `cincture` with Jenkins as its only platform: a doorstep.

use std::process::ExitCode;

use cincture_core::env::Env;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    // Before any thread, runtime or logger: the engine's child is this program again, and enters its sandbox at once.
    if arguments.get(1).is_some_and(|a| a == cincture_engine::sandbox::CHILD_ARGUMENT) {
        return cincture_engine::child_main(&arguments[2..]).into();
    }
    cincture_app::run(&[&cincture_jenkins::Jenkins], &arguments, &environment())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn environment() -> Env {
    let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect()
}
