//! What whoever scans needs to be allowed, asked of the API server before it is needed.

use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec};
use kube::api::PostParams;
use kube::{Api, Client};
use serde_json::Value;

use super::ask::ask;
use super::install::{Install, Rights};
use crate::cluster::Action;
use crate::problem::Problem;
use crate::target::ContainerTarget;

/// One verb on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Where.
    pub namespace: String,
    /// API group; empty for the core.
    pub group: String,
    /// Resource, such as `pods`.
    pub resource: String,
    /// Such as `exec`.
    pub subresource: Option<String>,
    /// Of this object; of any where its name is not known yet.
    pub name: Option<String>,
    /// Such as `get`.
    pub verb: String,
}

impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = self.subresource.iter().map(|part| format!("/{part}")).collect::<String>();
        write!(f, "{} {}{part} in {}", self.verb, self.resource, self.namespace)
    }
}

/// All that a scan of `target` needs: what `cincture access install` prints for it.
pub fn needs(target: &ContainerTarget, rights: &Rights) -> Vec<Need> {
    let namespaces = vec![target.namespace.clone()];
    let manifests = Install { namespaces, rights: rights.clone(), account: None }.manifests();
    let of = |manifest: &Value| {
        let namespace = manifest["metadata"]["namespace"].as_str().unwrap_or_default().to_owned();
        let rules = manifest["rules"].as_array().cloned().unwrap_or_default();
        rules.into_iter().flat_map(move |rule| of_rule(&rule, &namespace)).collect::<Vec<_>>()
    };
    let mut needs: Vec<Need> = Vec::new();
    for mut need in manifests.iter().flat_map(of) {
        need.name = (need.resource == "pods").then(|| target.pod.to_string());
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}

fn of_rule(rule: &Value, namespace: &str) -> Vec<Need> {
    let words = |key: &str| -> Vec<String> {
        rule[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut needs = Vec::new();
    for group in words("apiGroups") {
        for resource in words("resources") {
            let (resource, subresource) = match resource.split_once('/') {
                Some((resource, part)) => (resource.to_owned(), Some(part.to_owned())),
                None => (resource, None),
            };
            needs.extend(words("verbs").into_iter().map(|verb| Need {
                namespace: namespace.to_owned(),
                group: group.clone(),
                resource: resource.clone(),
                subresource: subresource.clone(),
                name: None,
                verb,
            }));
        }
    }
    needs
}

/// Whether `client`'s identity may; if not, what the authorizer says, which may be nothing.
///
/// # Errors
/// That the API server could not be asked.
pub async fn refusal(client: &Client, need: &Need, what: &'static str, place: &str) -> Result<Option<String>, Problem> {
    let action = Action {
        what,
        verbs: &["create"],
        resource: "selfsubjectaccessreviews",
        namespace: need.namespace.clone(),
        place: place.to_owned(),
    };
    let reviews: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let asked = ask(&action, reviews.create(&PostParams::default(), &question(need))).await;
    let status = asked.map_err(|failure| failure.problem)?.status.unwrap_or_default();
    Ok(if status.allowed { None } else { Some(status.reason.unwrap_or_default()) })
}

fn question(need: &Need) -> SelfSubjectAccessReview {
    let attributes = ResourceAttributes {
        namespace: Some(need.namespace.clone()),
        group: Some(need.group.clone()),
        name: need.name.clone(),
        resource: Some(need.resource.clone()),
        subresource: need.subresource.clone(),
        verb: Some(need.verb.clone()),
        ..ResourceAttributes::default()
    };
    let spec = SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..Default::default() };
    SelfSubjectAccessReview { spec, ..Default::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Namespace, Target};

    #[test]
    fn a_scan_needs_what_the_printed_roles_allow_and_a_pod_is_asked_for_by_its_name() {
        let Target::Container(target) = "k8s://shop/web".parse().unwrap() else { panic!() };
        let said = |rights| needs(&target, &rights).iter().map(ToString::to_string).collect::<Vec<_>>();
        let own = ["get pods in shop", "get pods/exec in shop", "create pods/exec in shop"];
        assert_eq!(said(Rights::Own), own);
        let ephemeral = said(Rights::Ephemeral(Namespace::parse("ci").unwrap()));
        assert!(own.iter().all(|need| ephemeral.contains(&(*need).to_owned())));
        for need in ["create roles in shop", "create serviceaccounts/token in ci", "delete serviceaccounts in ci"] {
            assert!(ephemeral.contains(&need.to_owned()), "{need}: {ephemeral:?}");
        }
        let named = needs(&target, &Rights::Own);
        assert!(named.iter().all(|need| need.name.as_deref() == Some("web")));
    }
}
