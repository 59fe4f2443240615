//! Waiting for a pod that is still to come, or to become ready.

use std::time::Duration;

use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kube::{Api, Client};
use tokio::time::{Instant, sleep, timeout_at};

use super::resolve::{choose, chosen_name, looking, status};
use crate::problem::{Code, Problem};
use crate::target::ContainerTarget;

/// How often the pod is looked at. By `get`, and not by `watch`, which needs a right that scanning does not.
const PAUSE: Duration = Duration::from_secs(1);

/// How far a pod is.
#[derive(Debug, PartialEq, Eq)]
enum Stage {
    Ready,
    /// Not yet; the problem says why not.
    Waiting(Problem),
    /// It never will be.
    Never(Problem),
}

/// Waits until the container of `target` is ready; `told` gets what is waited for, whenever that changes. May be dropped at
/// any time.
///
/// # Errors
/// What [`super::resolve`] would have said when `patience` ended; at once, where waiting cannot help: the pod has ended, it
/// has no such container, or the identity may not look.
pub async fn until_ready(
    client: &Client,
    target: &ContainerTarget,
    patience: Duration,
    told: &mut (dyn FnMut(&str) + Send),
) -> Result<(), Problem> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), target.namespace.as_str());
    let end = Instant::now() + patience;
    let mut last: Option<Problem> = None;
    loop {
        let action = looking(target);
        let stage = match timeout_at(end, action.within(pods.get(target.pod.as_str()))).await {
            Ok(Ok(pod)) => stage(&pod, target),
            Ok(Err(problem)) => match problem.code {
                Code::TargetNotFound | Code::ClusterUnreachable | Code::TargetLost => Stage::Waiting(problem),
                _ => Stage::Never(problem),
            },
            Err(_) => return Err(given_up(last, target, patience)),
        };
        match stage {
            Stage::Ready => return Ok(()),
            Stage::Never(problem) => return Err(problem),
            Stage::Waiting(problem) => {
                if last.as_ref() != Some(&problem) {
                    told(&problem.why);
                }
                last = Some(problem);
            }
        }
        if Instant::now() + PAUSE >= end {
            return Err(given_up(last, target, patience));
        }
        sleep(PAUSE).await;
    }
}

fn given_up(last: Option<Problem>, target: &ContainerTarget, patience: Duration) -> Problem {
    let mut problem = last.unwrap_or_else(|| {
        let help = "see whether `kubectl version` reaches the server with the same kubeconfig";
        let why = "the API server did not answer";
        Problem::new(Code::ClusterUnreachable, "the pod cannot be looked up", why, help).at(target.to_string())
    });
    problem.why = format!("it was waited for {patience:?} (--wait-ready): {}", problem.why);
    problem
}

fn stage(pod: &Pod, target: &ContainerTarget) -> Stage {
    let name = match chosen_name(pod, target) {
        Ok(name) => name,
        Err(problem) => return Stage::Never(problem),
    };
    let found = status(pod, name.as_str());
    let not_yet = match choose(pod, target) {
        Ok(_) if found.is_some_and(|found| ready(pod, found)) => return Stage::Ready,
        Ok(_) => not_ready(pod, target, name.as_str()),
        Err(problem) if problem.code == Code::TargetNotFound => return Stage::Never(problem),
        Err(problem) => problem,
    };
    if has_ended(pod) || found.is_some_and(|found| stays_ended(pod, found)) {
        return Stage::Never(not_yet);
    }
    Stage::Waiting(not_yet)
}

/// A pod that is being deleted is not: another one may come in its place. Containers that are not ordinary ones have no
/// readiness, or another one.
fn ready(pod: &Pod, found: &ContainerStatus) -> bool {
    let ordinary = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
    let ordinary = ordinary.is_some_and(|all| all.iter().any(|status| status.name == found.name));
    pod.metadata.deletion_timestamp.is_none() && (found.ready || !ordinary)
}

fn not_ready(pod: &Pod, target: &ContainerTarget, name: &str) -> Problem {
    let why = match pod.metadata.deletion_timestamp {
        Some(_) => "the pod is being deleted".to_owned(),
        None => format!("the container {name} runs, and is not ready"),
    };
    let help = "see what its readiness probe says (`kubectl describe pod`), or wait longer";
    Problem::new(Code::TargetNotRunning, "the container is not ready", why, help).at(target.to_string())
}

fn has_ended(pod: &Pod) -> bool {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    matches!(phase, Some("Failed" | "Succeeded"))
}

/// It ended, and Kubernetes will not start it again: <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy>.
fn stays_ended(pod: &Pod, found: &ContainerStatus) -> bool {
    let Some(ended) = found.state.as_ref().and_then(|state| state.terminated.as_ref()) else { return false };
    match pod.spec.as_ref().and_then(|spec| spec.restart_policy.as_deref()) {
        Some("Never") => true,
        Some("OnFailure") => ended.exit_code == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn target(text: &str) -> ContainerTarget {
        match text.parse().unwrap() {
            crate::target::Target::Container(target) => target,
            other => panic!("{other}"),
        }
    }

    fn pod(policy: &str, phase: &str, ready: bool, state: Value) -> Pod {
        serde_json::from_value(json!({
            "metadata": { "name": "web", "namespace": "shop", "uid": "u-1" },
            "spec": { "restartPolicy": policy, "containers": [{ "name": "app" }] },
            "status": { "phase": phase, "containerStatuses": [
                { "name": "app", "containerID": "containerd://1", "image": "i:1", "imageID": "", "ready": ready, "restartCount": 0, "state": state },
            ] },
        }))
        .unwrap()
    }

    #[test]
    fn it_is_ready_it_may_become_so_or_it_never_will() {
        let running = json!({ "running": {} });
        let ended = |status: i32| json!({ "terminated": { "exitCode": status } });
        let waiting = |reason: &str| json!({ "waiting": { "reason": reason } });
        for (policy, phase, ready, state, expected) in [
            ("Always", "Running", true, running.clone(), "ready"),
            ("Always", "Running", false, running.clone(), "waiting"),
            ("Always", "Pending", false, waiting("ImagePullBackOff"), "waiting"),
            ("Always", "Pending", false, waiting("ContainerCreating"), "waiting"),
            ("Always", "Running", false, waiting("CrashLoopBackOff"), "waiting"),
            ("Always", "Running", false, ended(1), "waiting"),
            ("OnFailure", "Running", false, ended(1), "waiting"),
            ("OnFailure", "Running", false, ended(0), "never"),
            ("Never", "Running", false, ended(1), "never"),
            ("Never", "Failed", false, ended(1), "never"),
            ("Always", "Failed", false, waiting("ContainerCreating"), "never"),
            ("Never", "Succeeded", false, ended(0), "never"),
        ] {
            let found = match stage(&pod(policy, phase, ready, state.clone()), &target("k8s://shop/web")) {
                Stage::Ready => "ready",
                Stage::Waiting(_) => "waiting",
                Stage::Never(_) => "never",
            };
            assert_eq!(found, expected, "{policy} {phase} {state}");
        }
    }

    #[test]
    fn what_is_waited_for_is_told_and_what_cannot_be_is_not_waited_for() {
        let pulling = pod("Always", "Pending", false, json!({ "waiting": { "reason": "ImagePullBackOff" } }));
        let Stage::Waiting(problem) = stage(&pulling, &target("k8s://shop/web")) else { panic!() };
        assert!(problem.why.contains("ImagePullBackOff"), "{problem:?}");
        let Stage::Never(problem) = stage(&pulling, &target("k8s://shop/web/db")) else { panic!() };
        assert_eq!(problem.code, Code::TargetNotFound);
        let mut going = pod("Always", "Running", true, json!({ "running": {} }));
        going.metadata.deletion_timestamp = serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap();
        let Stage::Waiting(problem) = stage(&going, &target("k8s://shop/web")) else { panic!() };
        assert!(problem.why.contains("deleted"), "{problem:?}");
        let late = given_up(Some(problem), &target("k8s://shop/web"), Duration::from_secs(60));
        assert_eq!((late.code, late.why.contains("60s")), (Code::TargetNotRunning, true));
    }
}
