//! The cluster, the caller's rights in it, and the target. Only questions are asked.

use k8s_openapi::api::authentication::v1::SelfSubjectReview;
use kube::api::PostParams;
use kube::{Api, Client};

use super::Check;
use crate::access::{Rights, needs, refusal};
use crate::cluster::{Action, Connection, connect, resolve};
use crate::problem::{Code, Problem};
use crate::scan::Identity;
use crate::target::{ContainerTarget, Namespace};
use crate::transport::{OpenOptions, with_server};

/// Whether the cluster is reached and as whom, whether that identity may do what a scan of `target` with `identity` needs,
/// and whether the target is there and runs. `waits`: a target that is not there yet would be waited for.
pub async fn cluster(
    target: Option<&ContainerTarget>,
    identity: &Identity,
    open: &OpenOptions,
    waits: bool,
) -> Vec<Check> {
    let caller = match connect(&open.access()).await {
        Ok(caller) => caller,
        Err(problem) => return vec![Check::failed("cluster", problem)],
    };
    let mut checks = match reached(&caller).await {
        Ok(check) => vec![check],
        Err(problem) => return vec![Check::failed("cluster", with_server(problem, &caller.server))],
    };
    let Some(target) = target else { return checks };
    let rights = rights(identity, &caller);
    checks.push(match rights {
        Ok(rights) => permissions(&caller.client, target, &rights).await,
        Err(problem) => Check::failed("permissions", problem),
    });
    checks.push(match resolve(&caller.client, target).await {
        Ok(found) => Check::ok("target", format!("{} runs {}", found.target(), found.image)),
        Err(problem) if waits && matches!(problem.code, Code::TargetNotFound | Code::TargetNotRunning) => {
            Check::warning("target", format!("{}: {}", problem.what, problem.why), "--wait-ready waits for it")
        }
        Err(problem) => Check::failed("target", problem),
    });
    checks
}

async fn reached(caller: &Connection) -> Result<Check, Problem> {
    let action = |what, resource| Action {
        what,
        verbs: &["create"],
        resource,
        namespace: String::new(),
        place: caller.server.clone(),
    };
    let version = action("the cluster cannot be asked for its version", "version");
    let version = version.within(caller.client.apiserver_version()).await?;
    let review = action("the cluster cannot be asked who the caller is", "selfsubjectreviews");
    let reviews: Api<SelfSubjectReview> = Api::all(caller.client.clone());
    let (server, version) = (&caller.server, version.git_version);
    // Clusters before 1.28 have no such review: a login that is refused is told by the permissions.
    Ok(match review.within(reviews.create(&PostParams::default(), &SelfSubjectReview::default())).await {
        Ok(review) => {
            let user = review.status.and_then(|status| status.user_info).and_then(|user| user.username);
            Check::ok("cluster", format!("{server} ({version}), as {}", user.unwrap_or_else(|| "nobody".into())))
        }
        Err(problem) if problem.code == Code::LoginRefused => return Err(problem),
        Err(problem) => {
            let found = format!("{server} ({version}); as whom is not known: {}", problem.why);
            Check::warning("cluster", found, "`kubectl auth whoami` may tell")
        }
    })
}

fn rights(identity: &Identity, caller: &Connection) -> Result<Rights, Problem> {
    let namespace = |named: &Option<Namespace>| named.clone().map_or_else(|| caller.usual_namespace(), Ok);
    match identity {
        Identity::Own => Ok(Rights::Own),
        Identity::Ephemeral { namespace: named, .. } => Ok(Rights::Ephemeral(namespace(named)?)),
    }
}

async fn permissions(client: &Client, target: &ContainerTarget, rights: &Rights) -> Check {
    let all = needs(target, rights);
    let mut missing = Vec::new();
    for need in &all {
        match refusal(client, need, "the permissions cannot be asked for", &target.to_string()).await {
            Ok(None) => {}
            Ok(Some(_)) => missing.push(need.to_string()),
            Err(problem) => return Check::failed("permissions", problem),
        }
    }
    if missing.is_empty() {
        let verbs = all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Check::ok("permissions", verbs);
    }
    let access = match rights {
        Rights::Own => String::new(),
        Rights::Ephemeral(namespace) => format!(" --access ephemeral --access-namespace {namespace}"),
    };
    let help = format!(
        "`cincture access install -n {}{access} --service-account NAMESPACE:NAME` prints the Roles that are needed",
        target.namespace
    );
    let why = missing.join(", ");
    Check::failed("permissions", Problem::new(Code::Forbidden, "the caller may not", why, help).at(target.to_string()))
}
