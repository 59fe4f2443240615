//! `cincture access list`, `revoke` and `sweep`: what there is, and its end.

use std::fmt::Write as _;

use cincture_core::access::{self, Found, LeaseId, Left, Released, Scope, Selection, Survey, survey};
use cincture_core::cluster::{Connection, connect};
use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::untrusted;
use cincture_engine::clock;

use super::options;
use crate::cli::Format;
use crate::cli::access::{ClusterArgs, ListArgs, RevokeArgs, ScopeArgs, SweepArgs};
use crate::output;
use crate::terminal;

/// What was found, and with whom to act on it.
struct Looked {
    caller: Connection,
    survey: Survey,
}

async fn look(scope: &ScopeArgs, cluster: &ClusterArgs, env: &Env) -> Result<Looked, Problem> {
    let caller = connect(&options(cluster, env)?.access()).await?;
    let scope = match (scope.all_namespaces, scope.namespaces.as_slice()) {
        (true, _) => Scope::Everywhere(vec![caller.usual_namespace()?]),
        (false, []) => Scope::Namespaces(vec![caller.usual_namespace()?]),
        (false, named) => Scope::Namespaces(named.to_vec()),
    };
    let survey = survey(&caller.client, &scope).await?;
    Ok(Looked { caller, survey })
}

/// Prints each object of each lease.
pub(super) async fn list(args: ListArgs, env: &Env) -> Result<Exit, Problem> {
    let looked = look(&args.scope, &args.cluster, env).await?;
    let now = clock::now();
    let mut text = String::new();
    for found in &looked.survey.found {
        let over = if found.mark.expires <= now { "over since" } else { "until" };
        let _ = writeln!(text, "{} {over} {} for {}", line(found), found.mark.expires, found.mark.target);
    }
    if text.is_empty() {
        text.push_str(&format!("No lease in {}.\n", places(&looked.survey)));
    }
    if args.format == Format::Json {
        text = untrusted::harmless_json(&format!("{:#}\n", access::listed(&looked.survey, now)));
    }
    Ok(shown(&text, &looked.survey))
}

/// Removes one lease.
pub(super) async fn revoke(args: RevokeArgs, env: &Env) -> Result<Exit, Problem> {
    let looked = look(&args.scope, &args.cluster, env).await?;
    let selection = Selection::Lease(args.lease.clone());
    if looked.survey.doomed(&selection, clock::now()).is_empty() {
        return Err(no_lease(&args.lease, &looked.survey));
    }
    Ok(remove(&looked, &selection).await)
}

/// Removes those whose time is over, or those that were asked for.
pub(super) async fn sweep(args: SweepArgs, env: &Env) -> Result<Exit, Problem> {
    let looked = look(&args.scope, &args.cluster, env).await?;
    let selection = match args.lease {
        Some(lease) => Selection::Lease(lease),
        None if args.force => Selection::All,
        None => Selection::Expired,
    };
    if !args.dry_run {
        return Ok(remove(&looked, &selection).await);
    }
    let mut text = String::new();
    for found in looked.survey.doomed(&selection, clock::now()) {
        let _ = writeln!(text, "would remove {}", line(found));
    }
    if text.is_empty() {
        text.push_str(&format!("Nothing to remove in {}.\n", places(&looked.survey)));
    }
    Ok(shown(&text, &looked.survey))
}

async fn remove(looked: &Looked, selection: &Selection) -> Exit {
    let doomed = looked.survey.doomed(selection, clock::now());
    let swept = access::sweep(&looked.caller.client, &doomed).await;
    let mut text = String::new();
    for found in &swept.removed {
        let _ = writeln!(text, "removed {}", line(found));
    }
    if doomed.is_empty() {
        text.push_str(&format!("Nothing to remove in {}.\n", places(&looked.survey)));
    }
    let exit = shown(&text, &looked.survey);
    left(swept.left).map_or(exit, |left| exit.and(output::complain(&left)))
}

fn left(left: Vec<Left>) -> Option<Problem> {
    Released { left }.problem()
}

fn line(found: &Found) -> String {
    format!("{} {} {}/{}", found.mark.lease, found.kind, found.namespace, found.name)
}

fn places(survey: &Survey) -> String {
    let names: Vec<&str> = survey.looked.iter().map(|namespace| namespace.as_str()).collect();
    match (survey.everywhere, names.as_slice()) {
        (true, _) => "the whole cluster".to_owned(),
        (false, []) => "any namespace that could be looked at".to_owned(),
        (false, names) => names.join(", "),
    }
}

/// Prints, and says loudly what could not be looked at and what was left alone: then the answer is incomplete.
fn shown(text: &str, survey: &Survey) -> Exit {
    let printed = if terminal::print(text) { Exit::Pass } else { Exit::Failed };
    let unseen = survey.unseen.iter().map(|unseen| format!("not looked at: {unseen}"));
    let strange = survey.strange.iter().map(|s| format!("left alone: {} {}: {}", s.kind, s.name, s.why));
    let lines: Vec<String> = unseen.chain(strange).map(|line| untrusted::one_line(&line)).collect();
    if lines.is_empty() {
        return printed;
    }
    let help = "look with an identity that may list serviceaccounts, roles and rolebindings there, or at each namespace \
                with -n; look at what was left alone with kubectl";
    let what = "not all could be looked at, or is provably ours";
    printed.and(output::complain(&Problem::new(Code::Forbidden, what, lines.join("\n"), help)))
}

fn no_lease(lease: &LeaseId, survey: &Survey) -> Problem {
    let why = format!("nothing of it was found in {}", places(survey));
    let help = "it may have been removed already; if not, look with -n NAMESPACE or --all-namespaces";
    let mut problem = Problem::new(Code::TargetNotFound, format!("there is no lease {lease}"), why, help);
    for unseen in &survey.unseen {
        let _ = write!(problem.why, "\nnot looked at: {}", untrusted::one_line(&unseen.to_string()));
    }
    problem
}
