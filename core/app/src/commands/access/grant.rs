//! `cincture access grant TARGET`.

use std::path::Path;

use cincture_core::access::{Lease, Plan};
use cincture_core::cluster::connect;
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::scan::interrupted;
use cincture_engine::clock;
use secrecy::{ExposeSecret as _, SecretString};

use super::{container, options};
use crate::cli::access::GrantArgs;
use crate::output;
use crate::secret_file::SecretFile;
use crate::system::stop_signal;
use crate::terminal;

/// Makes a lease, writes its kubeconfig, and leaves it; or removes it again.
pub(super) async fn run(args: GrantArgs, env: &Env) -> Result<Exit, Problem> {
    let target = container(&args.target)?;
    Plan::lifetime_of_a_grant(args.ttl)?;
    let stop = stop_signal().map_err(|e| {
        Problem::new(Code::EngineFailed, "signals cannot be watched", e.to_string(), "check the machine's limits")
    })?;
    let caller = connect(&options(&args.cluster, env)?.access()).await?;
    let namespace = match args.access_namespace {
        Some(namespace) => namespace,
        None => caller.usual_namespace()?,
    };
    let plan = Plan::granted(target, namespace.clone(), args.ttl)?;
    // Before anything is created: whether it can be kept.
    let place = Place::prepare(&args.kubeconfig_out)?;
    let mut lease = Lease::new(&caller, &plan, clock::now())?;
    let made = tokio::select! {
        made = lease.establish() => made,
        () = stop => Err(interrupted()),
    };
    match made.and_then(|()| lease.kubeconfig()).and_then(|kubeconfig| place.write(&kubeconfig)) {
        Ok(()) => {}
        Err(problem) => {
            let exit = output::complain(&problem);
            let left = lease.release().await.problem();
            return Ok(left.map_or(exit, |left| exit.and(output::complain(&left))));
        }
    }
    let granted = lease.leave()?;
    terminal::complain(&format!(
        "Lease {} for {}: its token ends at {}.\nTo end it now: cincture access revoke {} -n {namespace}\n",
        granted.lease,
        plan.target,
        granted.token_expires.min(granted.expires),
        granted.lease,
    ));
    Ok(Exit::Pass)
}

/// Where the kubeconfig goes.
enum Place {
    Output,
    File(SecretFile),
}

impl Place {
    fn prepare(path: &Path) -> Result<Self, Problem> {
        if path == Path::new("-") {
            Ok(Self::Output)
        } else {
            SecretFile::prepare(path, "--kubeconfig-out").map(Self::File)
        }
    }

    fn write(self, kubeconfig: &SecretString) -> Result<(), Problem> {
        match self {
            Self::File(file) => file.write(kubeconfig.expose_secret()),
            Self::Output if terminal::print(kubeconfig.expose_secret()) => Ok(()),
            Self::Output => {
                let help = "see who reads the standard output, or give a file";
                Err(Problem::new(Code::OutputUnwritable, "the kubeconfig cannot be written", "nobody reads it", help))
            }
        }
    }
}
