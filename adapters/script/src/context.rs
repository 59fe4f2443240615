//! What a machine or a pod says of a run that no CI system started.

use cincture_core::env::Env;
use cincture_core::platform::CiContext;

/// Where it runs, as far as anybody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Pod,
    Ci,
    Shell,
}

/// The run of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let place = place(env);
    CiContext {
        platform: "script".to_owned(),
        flavour: match place {
            Place::Pod => Some("pod".to_owned()),
            Place::Ci => Some("ci".to_owned()),
            Place::Shell => None,
        },
        job: if place == Place::Pod { pod(env) } else { None },
        actor: env.get("LOGNAME").or_else(|| env.get("USER")).map(str::to_owned),
        ..CiContext::default()
    }
}

/// A pod has the address of its API server in the environment; `CI` is what nearly all CI systems set, also unknown ones.
fn place(env: &Env) -> Place {
    match env.get("CI") {
        _ if env.get("KUBERNETES_SERVICE_HOST").is_some() => Place::Pod,
        Some(value) if value != "false" => Place::Ci,
        _ => Place::Shell,
    }
}

/// `NAMESPACE/POD`, if the manifest hands both down; else the name of the host, which is the pod's unless it uses its node's
/// network.
fn pod(env: &Env) -> Option<String> {
    let pod = env.get("POD_NAME").or_else(|| env.get("HOSTNAME"))?;
    Some(env.get("POD_NAMESPACE").map_or_else(|| pod.to_owned(), |namespace| format!("{namespace}/{pod}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_a_ci_system_and_a_shell_are_told_apart() {
        let found = |variables: &[(&str, &str)]| {
            let context = of(&variables.iter().copied().collect());
            (context.flavour, context.job)
        };
        let pod = ("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        let of_pod = |job: Option<&str>| (Some("pod".to_owned()), job.map(str::to_owned));
        assert_eq!(found(&[pod, ("CI", "true")]), of_pod(None));
        assert_eq!(found(&[pod, ("HOSTNAME", "gate-x2x9z")]), of_pod(Some("gate-x2x9z")));
        assert_eq!(
            found(&[pod, ("HOSTNAME", "node-1"), ("POD_NAME", "gate-x2x9z"), ("POD_NAMESPACE", "ci")]),
            of_pod(Some("ci/gate-x2x9z"))
        );
        assert_eq!(found(&[("CI", "woodpecker"), ("HOSTNAME", "a")]), (Some("ci".to_owned()), None));
        assert_eq!(found(&[("CI", "false"), ("HOSTNAME", "a")]), (None, None));
    }
}
