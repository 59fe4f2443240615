//! `cincture access ...`.

mod grant;
mod plan;
mod sweep;

use cincture_core::access::{Format, Install, Rights, render};
use cincture_core::config::AccessSettings;
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::scan::Identity;
use cincture_core::target::{ContainerTarget, Target};
use cincture_core::transport::OpenOptions;

use super::scan::{runtime, to_its_end};
use crate::cli::access::{
    AccessArgs, AccessChoice, AccessCommand, ClusterArgs, InstallArgs, ManifestArgs, ManifestFormat,
};
use crate::configuration;
use crate::output;
use crate::terminal;

/// Does what the subcommand says; every way out has said why.
pub(crate) fn run(args: AccessArgs, env: &Env) -> Exit {
    match args.command {
        AccessCommand::Install(args) => told(install(args)),
        AccessCommand::Plan(args) => driven(plan::run(args, env)),
        AccessCommand::Grant(args) => driven(grant::run(args, env)),
        AccessCommand::Revoke(args) => driven(sweep::revoke(args, env)),
        AccessCommand::List(args) => driven(sweep::list(args, env)),
        AccessCommand::Sweep(args) => driven(sweep::sweep(args, env)),
    }
}

/// The identity that the options of `scan` ask for.
///
/// # Errors
/// [`Code::Usage`]: flags that would be without effect.
pub(super) fn identity(access: &AccessSettings) -> Result<Identity, Problem> {
    match access.ephemeral {
        true => Ok(ephemeral(access)),
        false if access.namespace.is_none() && access.ttl.is_none() => Ok(Identity::Own),
        false => Err(contradiction("--access-namespace and --access-ttl are")),
    }
}

fn contradiction(flags: &str) -> Problem {
    let help = "add --access ephemeral, or leave away what is for it";
    Problem::new(Code::Usage, "flags contradict each other", format!("{flags} for --access ephemeral"), help)
}

/// Access of the scan's own, whatever the flag says.
pub(super) fn ephemeral(access: &AccessSettings) -> Identity {
    Identity::Ephemeral { namespace: access.namespace.clone(), lifetime: access.ttl }
}

/// Runs a command on a runtime.
fn driven(work: impl Future<Output = Result<Exit, Problem>>) -> Exit {
    told(runtime().and_then(|runtime| to_its_end(runtime, work)))
}

fn told(result: Result<Exit, Problem>) -> Exit {
    result.unwrap_or_else(|problem| output::complain(&problem))
}

fn install(args: InstallArgs) -> Result<Exit, Problem> {
    let rights = match (args.access, args.access_namespace) {
        (AccessChoice::Ephemeral, Some(namespace)) => Rights::Ephemeral(namespace),
        (_, None) => Rights::Own,
        (AccessChoice::Own, Some(_)) => return Err(contradiction("--access-namespace is")),
    };
    let install = Install { namespaces: args.namespaces, rights, account: args.service_account };
    Ok(printed(&render(&install.manifests(), format(&args.manifests))?))
}

fn format(args: &ManifestArgs) -> Format {
    match args.format {
        ManifestFormat::Yaml => Format::Yaml,
        ManifestFormat::Json => Format::Json,
    }
}

fn options(args: &ClusterArgs, env: &Env) -> Result<OpenOptions, Problem> {
    configuration::open_options(args.kubeconfig.as_deref(), args.context.as_deref(), env)
}

/// A target that access can be made to.
fn container(text: &str) -> Result<ContainerTarget, Problem> {
    match text.parse()? {
        Target::Container(target) => Ok(target),
        other => {
            let why = format!("{other} is not in a cluster");
            Err(Problem::new(Code::Usage, "there is no access to make", why, "write k8s://NAMESPACE/POD"))
        }
    }
}

fn printed(text: &str) -> Exit {
    if terminal::print(text) { Exit::Pass } else { Exit::Failed }
}
