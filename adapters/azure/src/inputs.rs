//! What the task was given. In a script there are no inputs: its variables are options.

use cincture_core::env::Env;
use cincture_core::platform::{StepInput, inputs_of_variables};

/// Inputs that are for the task, and no options of a scan.
const NOT_OPTIONS: [&str; 4] = ["program", "version", "download-url", "checksum"];

/// The inputs that are options, as the task passes them on: `INPUT_WAIT_READY` for `wait-ready`. The agent gives a task its
/// inputs in variables of this form, and they are gone from the environment of what it starts.
pub(crate) fn of(env: &Env) -> Vec<StepInput> {
    inputs_of_variables(env, &NOT_OPTIONS)
}
