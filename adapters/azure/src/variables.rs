//! Outputs of the step: variables `STEP.NAME` for later steps, jobs and stages.

use cincture_core::platform::{Finished, values};

use crate::output::command;

/// A command for each. They are not read-only: a step that the agent tries again would fail at the second one.
pub(crate) fn of(done: &Finished<'_>) -> String {
    let values = values(done).into_iter();
    values
        .map(|(name, value)| command("task.setvariable", &[("variable", legal(name)), ("isOutput", "true")], &value))
        .collect()
}

/// A hyphen is in no variable of a shell.
fn legal(name: &str) -> &str {
    match name {
        "exit-status" => "exitStatus",
        name => name,
    }
}
