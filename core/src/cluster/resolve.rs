//! From a pod's name to one running container, and whether it is still the same one after the scan.

use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, Pod};
use kube::api::ListParams;
use kube::{Api, Client};

use super::errors::Action;
use crate::problem::{Code, Problem};
use crate::target::{ContainerName, ContainerTarget, Namespace, PodName};

/// Names the container to take where a pod has several, as kubectl does.
const DEFAULT_CONTAINER: &str = "kubectl.kubernetes.io/default-container";
/// Most names of pods that are compared with one that is not there.
const MOST_NAMES: u32 = 500;
/// How many near names are told.
const NEAR: usize = 3;

/// One running container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Where the pod lives.
    pub namespace: Namespace,
    /// The pod.
    pub pod: PodName,
    /// The container.
    pub container: ContainerName,
    /// Of this very pod: another one may take its name.
    pub pod_uid: String,
    /// Of this very start of the container, as the runtime names it.
    pub container_id: String,
    /// Image, as the runtime names it.
    pub image: String,
    /// Where it runs.
    pub node: Option<String>,
}

impl Resolved {
    /// The target with its container, in the form that a user would write.
    pub fn target(&self) -> ContainerTarget {
        let (namespace, pod) = (self.namespace.clone(), self.pod.clone());
        ContainerTarget { namespace, pod, container: Some(self.container.clone()) }
    }

    /// The API for pods of its namespace.
    pub(crate) fn pods(&self, client: &Client) -> Api<Pod> {
        Api::namespaced(client.clone(), self.namespace.as_str())
    }
}

/// Finds the container that `target` means.
///
/// # Errors
/// [`Code::ClusterUnreachable`], [`Code::LoginRefused`], [`Code::Forbidden`], [`Code::TargetNotFound`] (with near names),
/// [`Code::TargetNotRunning`] (with the reason that Kubernetes gives).
pub async fn resolve(client: &Client, target: &ContainerTarget) -> Result<Resolved, Problem> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), target.namespace.as_str());
    let action = looking(target);
    let pod = match action.within(pods.get(target.pod.as_str())).await {
        Ok(pod) => pod,
        Err(problem) if problem.code == Code::TargetNotFound => return Err(no_pod(&pods, target, problem).await),
        Err(problem) => return Err(problem),
    };
    choose(&pod, target)
}

/// Checks that the pod and its container are still those of `before`.
///
/// # Errors
/// [`Code::TargetReplaced`]; or that the API server could not be asked.
pub async fn still_same(client: &Client, before: &Resolved) -> Result<(), Problem> {
    let target = before.target();
    let pod = match looking(&target).within(before.pods(client).get(before.pod.as_str())).await {
        Ok(pod) => pod,
        Err(problem) if problem.code == Code::TargetNotFound => return Err(replaced(&target, "the pod is gone")),
        Err(problem) => return Err(problem),
    };
    if pod.metadata.uid.as_deref() != Some(before.pod_uid.as_str()) {
        return Err(replaced(&target, "another pod has taken its name"));
    }
    match status(&pod, before.container.as_str()).and_then(|status| status.container_id.as_deref()) {
        Some(id) if id == before.container_id => Ok(()),
        Some(_) => Err(replaced(&target, "the container was started again")),
        None => Err(replaced(&target, "the container is not running any more")),
    }
}

pub(super) fn looking(target: &ContainerTarget) -> Action {
    Action {
        what: "the pod cannot be looked up",
        verbs: &["get"],
        resource: "pods",
        namespace: target.namespace.to_string(),
        place: target.to_string(),
    }
}

fn replaced(target: &ContainerTarget, why: &str) -> Problem {
    let help = "the results are of a container that no longer runs: scan again";
    Problem::new(Code::TargetReplaced, "the target changed while it was scanned", why, help).at(target.to_string())
}

async fn no_pod(pods: &Api<Pod>, target: &ContainerTarget, mut problem: Problem) -> Problem {
    // Only a help: who may not list pods is told what the server said.
    let listed = looking(target).within(pods.list_metadata(&ListParams::default().limit(MOST_NAMES))).await;
    let Ok(listed) = listed else { return problem };
    // Names that could be asked for, and no more than were asked for: comparing takes time.
    let names =
        listed.items.into_iter().filter_map(|pod| pod.metadata.name).filter(|name| PodName::parse(name).is_ok());
    let names: Vec<String> = names.take(MOST_NAMES as usize).collect();
    problem.help = match near(target.pod.as_str(), names).as_slice() {
        [] => format!("there is no pod at all in the namespace {}; see `kubectl get pods -A`", target.namespace),
        names => format!("did you mean {}?", names.join(", ")),
    };
    problem
}

/// The few of `names` that are most like `name`.
fn near(name: &str, mut names: Vec<String>) -> Vec<String> {
    names.sort_by(|a, b| strsim::jaro_winkler(name, b).total_cmp(&strsim::jaro_winkler(name, a)).then(a.cmp(b)));
    names.truncate(NEAR);
    names
}

/// The container of `pod` that `target` means, if it runs.
pub(super) fn choose(pod: &Pod, target: &ContainerTarget) -> Result<Resolved, Problem> {
    let place = target.to_string();
    let name = chosen_name(pod, target)?;
    let Some(status) = status(pod, name.as_str()) else {
        return Err(no_status(pod, &name, &place));
    };
    let running = status.state.as_ref().is_some_and(|state| state.running.is_some());
    match (running, &status.container_id, &pod.metadata.uid) {
        (true, Some(container_id), Some(pod_uid)) => Ok(Resolved {
            namespace: target.namespace.clone(),
            pod: target.pod.clone(),
            container: name,
            pod_uid: pod_uid.clone(),
            container_id: container_id.clone(),
            image: status.image.clone(),
            node: pod.spec.as_ref().and_then(|spec| spec.node_name.clone()),
        }),
        _ => Err(not_running(pod, &name, status.state.as_ref(), &place)),
    }
}

/// The container's name: as it was asked for, or the pod's default.
pub(super) fn chosen_name(pod: &Pod, target: &ContainerTarget) -> Result<ContainerName, Problem> {
    match &target.container {
        Some(name) => Ok(name.clone()),
        None => default_container(pod, &target.to_string()),
    }
}

fn default_container(pod: &Pod, place: &str) -> Result<ContainerName, Problem> {
    let annotated = pod.metadata.annotations.as_ref().and_then(|all| all.get(DEFAULT_CONTAINER));
    let names = ordinary(pod);
    let name = match (annotated, names.as_slice()) {
        (Some(name), _) => name.as_str(),
        (None, [name]) => name,
        (None, _) => {
            let why = format!("the pod has {} containers: {}", names.len(), names.join(", "));
            let help = "write k8s://NAMESPACE/POD/CONTAINER";
            return Err(
                Problem::new(Code::TargetNotFound, "it is not said which container to scan", why, help).at(place)
            );
        }
    };
    ContainerName::parse(name).map_err(|e| {
        let why = format!("{name:?} cannot be the name of a container: {e}");
        Problem::new(Code::TargetNotFound, "the pod's default container cannot be used", why, "name a container")
            .at(place)
    })
}

fn ordinary(pod: &Pod) -> Vec<&str> {
    pod.spec.iter().flat_map(|spec| &spec.containers).map(|container| container.name.as_str()).collect()
}

/// All containers by name: ordinary, init, ephemeral.
fn all_names(pod: &Pod) -> Vec<&str> {
    let mut names = ordinary(pod);
    for spec in pod.spec.iter() {
        names.extend(spec.init_containers.iter().flatten().map(|container| container.name.as_str()));
        names.extend(spec.ephemeral_containers.iter().flatten().map(|container| container.name.as_str()));
    }
    names
}

pub(super) fn status<'a>(pod: &'a Pod, name: &str) -> Option<&'a ContainerStatus> {
    let status = pod.status.as_ref()?;
    let all = [&status.container_statuses, &status.init_container_statuses, &status.ephemeral_container_statuses];
    all.into_iter().flatten().flatten().find(|status| status.name == name)
}

fn no_status(pod: &Pod, name: &ContainerName, place: &str) -> Problem {
    let names = all_names(pod);
    if names.contains(&name.as_str()) {
        return not_running(pod, name, None, place);
    }
    let why = format!("the pod has no container {name}");
    let help = format!("its containers are: {}", names.join(", "));
    Problem::new(Code::TargetNotFound, "the container is not there", why, help).at(place)
}

fn not_running(pod: &Pod, name: &ContainerName, state: Option<&ContainerState>, place: &str) -> Problem {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref()).unwrap_or("unknown");
    let mut why = format!("the container {name} is {}, and the pod's phase is {phase}", state_words(state));
    if let Some(reason) = pod.status.as_ref().and_then(|status| status.reason.as_deref()) {
        why = format!("{why} ({reason})");
    }
    let help = "scan a container that runs; `kubectl describe pod` tells why this one does not";
    Problem::new(Code::TargetNotRunning, "the container is not running", why, help).at(place)
}

fn state_words(state: Option<&ContainerState>) -> String {
    let with = |reason: &Option<String>, message: &Option<String>| {
        let words: Vec<&str> = [reason, message].into_iter().flatten().map(String::as_str).collect();
        if words.is_empty() { String::new() } else { format!(" ({})", words.join(": ")) }
    };
    match state {
        Some(ContainerState { waiting: Some(waiting), .. }) => {
            format!("waiting{}", with(&waiting.reason, &waiting.message))
        }
        Some(ContainerState { terminated: Some(ended), .. }) => {
            format!("ended with status {}{}", ended.exit_code, with(&ended.reason, &ended.message))
        }
        _ => "not started".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(annotation: Option<&str>, state: serde_json::Value) -> Pod {
        let annotations = annotation.map(|name| json!({ DEFAULT_CONTAINER: name }));
        serde_json::from_value(json!({
            "metadata": { "name": "web", "namespace": "shop", "uid": "u-1", "annotations": annotations },
            "spec": { "nodeName": "n1", "containers": [{ "name": "app" }, { "name": "proxy" }], "initContainers": [{ "name": "setup" }] },
            "status": { "phase": "Running", "containerStatuses": [
                { "name": "app", "containerID": "containerd://1", "image": "i:1", "imageID": "", "ready": true, "restartCount": 0, "state": state },
            ] },
        }))
        .unwrap()
    }

    fn target(text: &str) -> ContainerTarget {
        match text.parse().unwrap() {
            crate::target::Target::Container(target) => target,
            other => panic!("{other}"),
        }
    }

    fn running() -> serde_json::Value {
        json!({ "running": {} })
    }

    #[test]
    fn the_container_is_the_named_one_the_annotated_one_or_a_question() {
        let found = choose(&pod(None, running()), &target("k8s://shop/web/app")).unwrap();
        assert_eq!(
            (found.container.as_str(), found.container_id.as_str(), found.pod_uid.as_str()),
            ("app", "containerd://1", "u-1")
        );
        assert_eq!(found.target().to_string(), "k8s://shop/web/app");
        let found = choose(&pod(Some("app"), running()), &target("k8s://shop/web")).unwrap();
        assert_eq!(found.container.as_str(), "app");
        let asked = choose(&pod(None, running()), &target("k8s://shop/web")).unwrap_err();
        assert_eq!(asked.code, Code::TargetNotFound);
        assert!(asked.why.contains("app, proxy"), "{}", asked.why);
        let hostile = choose(&pod(Some("../../x"), running()), &target("k8s://shop/web")).unwrap_err();
        assert_eq!(hostile.code, Code::TargetNotFound);
        let missing = choose(&pod(None, running()), &target("k8s://shop/web/db")).unwrap_err();
        assert_eq!(missing.code, Code::TargetNotFound);
        assert!(missing.help.contains("app, proxy, setup"), "{}", missing.help);
    }

    #[test]
    fn a_container_that_does_not_run_is_refused_with_kubernetes_reason() {
        for (state, words) in [
            (
                json!({ "waiting": { "reason": "ImagePullBackOff", "message": "no such image" } }),
                "waiting (ImagePullBackOff: no such image)",
            ),
            (json!({ "waiting": { "reason": "CrashLoopBackOff" } }), "CrashLoopBackOff"),
            (json!({ "terminated": { "reason": "Completed", "exitCode": 0 } }), "ended with status 0 (Completed)"),
            (json!({}), "not started"),
        ] {
            let problem = choose(&pod(None, state), &target("k8s://shop/web/app")).unwrap_err();
            assert_eq!(problem.code, Code::TargetNotRunning);
            assert!(problem.why.contains(words) && problem.why.contains("Running"), "{}", problem.why);
        }
        let pending = choose(&pod(None, running()), &target("k8s://shop/web/proxy")).unwrap_err();
        assert_eq!(pending.code, Code::TargetNotRunning);
    }

    #[test]
    fn near_names_come_first() {
        let names = ["db-0", "web-7f9", "cache", "web-1", "zeta"].map(str::to_owned).to_vec();
        assert_eq!(near("web-7f8", names)[0], "web-7f9");
    }
}
