//! `cincture access plan TARGET`.

use cincture_core::access::{Plan, render};
use cincture_core::cluster::usual_namespace;
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::Problem;
use cincture_engine::clock;

use super::{container, format, options, printed};
use crate::cli::access::PlanArgs;
use crate::terminal;

/// Prints manifests; no server is asked.
pub(super) async fn run(args: PlanArgs, env: &Env) -> Result<Exit, Problem> {
    let target = container(&args.target)?;
    Plan::lifetime_of_a_grant(args.ttl)?;
    let namespace = match args.access_namespace {
        Some(namespace) => namespace,
        None => usual_namespace(&options(&args.cluster, env)?.access()).await?,
    };
    let plan = Plan::granted(target, namespace, args.ttl)?;
    let text = render(&plan.manifests(clock::now())?, format(&args.manifests))?;
    terminal::complain("Names and times are examples: each lease draws its own. Nothing was created.\n");
    Ok(printed(&text))
}
