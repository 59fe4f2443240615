//! Inputs of a step that come as variables, as those of GitHub's actions and of Azure's tasks do.

use super::StepInput;
use crate::env::Env;

/// The inputs in variables `INPUT_NAME` that are options, without those called as one of `others`, which are for the adapter
/// or its shim. `INPUT_WAIT-READY` is an input `wait-ready` as a runner spells it, `INPUT_WAIT_READY` as shells can: some drop
/// variables with a hyphen in their name.
pub fn inputs_of_variables(env: &Env, others: &[&str]) -> Vec<StepInput> {
    inputs_where(env, |variable| variable.strip_prefix("INPUT_"), others)
}

/// The same for variables of which `option` gives the part that names one.
pub fn inputs_where(env: &Env, option: impl Fn(&str) -> Option<&str>, others: &[&str]) -> Vec<StepInput> {
    let mut inputs: Vec<StepInput> = Vec::new();
    for origin in env.names() {
        let Some(name) = option(origin) else { continue };
        let name = name.to_ascii_lowercase().replace(['_', '.'], "-");
        let value = env.get(origin).unwrap_or_default();
        let known = inputs.iter().any(|input| input.name == name);
        if !value.trim().is_empty() && !known && !others.contains(&name.as_str()) {
            inputs.push(StepInput { name, value: value.to_owned(), origin: origin.to_owned() });
        }
    }
    inputs
}
