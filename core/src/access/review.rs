//! Waiting until a new Role has arrived at the API server's authorizer.

use std::time::Duration;

use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec};
use kube::api::PostParams;
use kube::{Api, Client};
use tokio::time::{Instant, sleep};

use super::ask::ask;
use crate::cluster::Action;
use crate::problem::{Code, Problem};
use crate::target::ContainerTarget;

/// The longest wait.
const PATIENCE: Duration = Duration::from_secs(10);
/// First pause between two questions; it doubles.
const PAUSE: Duration = Duration::from_millis(50);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Verb and subresource of `pods` that a scan needs.
const NEEDED: [(&str, Option<&str>); 3] = [("get", None), ("get", Some("exec")), ("create", Some("exec"))];

/// Asks as `client` whether it may look at and exec into the pod of `target`, until it may.
///
/// # Errors
/// [`Code::Forbidden`] if it still may not after ten seconds; or that the server could not be asked in that time.
pub(super) async fn until_allowed(client: &Client, target: &ContainerTarget) -> Result<(), Problem> {
    let end = Instant::now() + PATIENCE;
    for (verb, subresource) in NEEDED {
        let mut pause = PAUSE;
        while let Err(problem) = allowed(client, target, verb, subresource).await {
            if Instant::now() + pause > end {
                return Err(problem);
            }
            sleep(pause).await;
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }
    Ok(())
}

async fn allowed(
    client: &Client,
    target: &ContainerTarget,
    verb: &'static str,
    subresource: Option<&'static str>,
) -> Result<(), Problem> {
    let action = Action {
        what: "the short-lived identity cannot be tried",
        verbs: &["create"],
        resource: "selfsubjectaccessreviews",
        namespace: target.namespace.to_string(),
        place: target.to_string(),
    };
    let reviews: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let question = question(target, verb, subresource);
    let answer = ask(&action, reviews.create(&PostParams::default(), &question)).await.map_err(|f| f.problem)?;
    let status = answer.status.unwrap_or_default();
    if status.allowed {
        return Ok(());
    }
    let resource = subresource.map_or("pods".to_owned(), |sub| format!("pods/{sub}"));
    let said = status.reason.filter(|reason| !reason.is_empty()).map(|reason| format!(": {reason}"));
    let why = format!(
        "the new identity may not {verb} {resource} after {} s, though its Role says so{}",
        PATIENCE.as_secs(),
        said.unwrap_or_default()
    );
    let help = "see whether another authorizer or a policy of the cluster denies it, or use --access own";
    Err(Problem::new(Code::Forbidden, "the short-lived access has no effect", why, help).at(target.to_string()))
}

fn question(target: &ContainerTarget, verb: &str, subresource: Option<&str>) -> SelfSubjectAccessReview {
    let attributes = ResourceAttributes {
        namespace: Some(target.namespace.to_string()),
        name: Some(target.pod.to_string()),
        resource: Some("pods".to_owned()),
        subresource: subresource.map(str::to_owned),
        verb: Some(verb.to_owned()),
        ..ResourceAttributes::default()
    };
    let spec = SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..Default::default() };
    SelfSubjectAccessReview { spec, ..Default::default() }
}
