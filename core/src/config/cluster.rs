//! How the cluster is reached, as the options say.

use super::environment::of_env;
use super::layer::{Given, Layer};
use super::options::{CONTEXT, KUBECONFIG, KUBECONFIG_CONTENT};
use super::resolved::{Resolved, resolve};
use crate::env::Env;
use crate::problem::Problem;
use crate::transport::OpenOptions;

/// The way to the cluster. A kubeconfig that is named as strongly as one that was given whole, or more so, is the one.
pub fn open_options(resolved: &Resolved, env: &Env) -> OpenOptions {
    let named = resolved.given(&KUBECONFIG).first().map(|given| given.origin.layer());
    let content = resolved.given(&KUBECONFIG_CONTENT).first();
    let whole = content.filter(|content| named.is_none_or(|named| content.origin.layer() > named));
    OpenOptions {
        kubeconfig: resolved.text(&KUBECONFIG).filter(|_| whole.is_none()).map(Into::into),
        kubeconfig_content: whole.map(|given: &Given| given.value.to_string().into()),
        context: resolved.text(&CONTEXT).map(str::to_owned),
        env: env.clone(),
    }
}

/// The same for a command that has no other options of the table: `flags` over `env`.
///
/// # Errors
/// [`crate::problem::Code::ConfigInvalid`]: a variable that is not of its option's kind.
pub fn open_options_of(env: &Env, flags: Layer) -> Result<OpenOptions, Problem> {
    let layer = of_env(env, &[&KUBECONFIG, &KUBECONFIG_CONTENT, &CONTEXT])?;
    Ok(open_options(&resolve(&[layer, flags])?, env))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::config::Origin;

    #[test]
    fn the_stronger_of_a_file_and_a_whole_kubeconfig_counts_and_the_file_where_both_are_as_strong() {
        let open = |variables: &[(&str, &str)], flags: &[(&str, &str)]| {
            let env = variables.iter().copied().collect();
            let flags = flags.iter().map(|(name, value)| (name, value, Origin::Flag(format!("--{name}"))));
            let open = open_options_of(&env, Layer::of(flags).unwrap()).unwrap();
            let content = open.kubeconfig_content.as_ref().map(|text| text.expose_secret().to_owned());
            (open.kubeconfig.map(|path| path.display().to_string()), content)
        };
        let content = ("KUBECONFIG_CONTENT", "users: []");
        assert_eq!(open(&[content], &[]), (None, Some("users: []".into())));
        assert_eq!(open(&[content], &[("kubeconfig", "f")]), (Some("f".into()), None));
        assert_eq!(open(&[content, ("CINCTURE_KUBECONFIG", "f")], &[]), (Some("f".into()), None));
        assert_eq!(open(&[("THRESHOLD_SCORE", "of another tool")], &[]), (None, None));
    }
}
