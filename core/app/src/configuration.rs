//! The options of this run, from everywhere.

use std::path::Path;

use cincture_core::config::{self, Given, Layer, Origin, Resolved, Value, gather, options};
use cincture_core::env::Env;
use cincture_core::problem::Problem;
use cincture_core::transport::OpenOptions;
use cincture_core::untrusted;

use crate::cli::options::OptionArgs;
use crate::terminal;

/// What file, environment, the inputs of a step and the command line come to.
///
/// # Errors
/// See [`gather`].
pub(crate) fn resolved(step: Layer, args: OptionArgs, env: &Env) -> Result<Resolved, Problem> {
    gather(Path::new("."), env, step, args.flags)
}

/// How a command reaches the cluster that has `--kubeconfig` and `--context`, and else no options of the table.
///
/// # Errors
/// See [`config::open_options_of`].
pub(crate) fn open_options(
    kubeconfig: Option<&Path>,
    context: Option<&str>,
    env: &Env,
) -> Result<OpenOptions, Problem> {
    let kubeconfig = kubeconfig.map(|path| (&options::KUBECONFIG, path.display().to_string()));
    let context = context.map(|name| (&options::CONTEXT, name.to_owned()));
    let mut flags = Layer::default();
    for (setting, text) in kubeconfig.into_iter().chain(context) {
        flags.push(Given { setting, value: Value::Text(text), origin: Origin::Flag(setting.spelling()) });
    }
    config::open_options_of(env, flags)
}

/// Tells what the user should know of the layers.
pub(crate) fn warn(resolved: &Resolved) {
    for warning in resolved.warnings() {
        terminal::complain(&format!("warning: {}\n", untrusted::one_line(warning)));
    }
}
