//! Which target the options name: a TARGET, or a pod with its namespace.

use super::layer::Given;
use super::options::{CONTAINER, NAMESPACE, POD, TARGET};
use super::origin::Origin;
use super::resolved::{Resolved, needed};
use super::setting::Setting;
use crate::problem::{Code, Problem};
use crate::target::{ContainerName, ContainerTarget, InvalidName, Namespace, PodName, Target};

/// What is to be scanned. Where both a TARGET and a pod are named, the stronger layer counts, and in the same one TARGET;
/// two flags that say different things are an error.
///
/// # Errors
/// [`Code::Usage`]: nothing is named, only a part is, or what is named cannot be a target.
pub fn target(resolved: &Resolved) -> Result<Target, Problem> {
    let (whole, pod) = (resolved.given(&TARGET).first(), resolved.given(&POD).first());
    match (whole, pod) {
        (Some(whole), Some(pod)) if pod.origin.layer() > whole.origin.layer() => parts(resolved, pod),
        (Some(whole), _) => {
            for part in [&POD, &NAMESPACE, &CONTAINER] {
                without_effect(resolved, part)?;
            }
            let text = needed(&TARGET, resolved.text(&TARGET))?;
            text.parse().map_err(|problem| placed(problem, &whole.origin))
        }
        (None, Some(pod)) => parts(resolved, pod),
        (None, None) => match [&NAMESPACE, &CONTAINER].into_iter().find_map(|part| resolved.origin(part)) {
            Some(origin) => {
                let why = format!("{origin} says where to look, and not at which pod");
                let help = "give a TARGET, or --pod (or set $CINCTURE_POD or $TARGET_POD)";
                Err(Problem::new(Code::Usage, "there is no target", why, help))
            }
            None => needed(&TARGET, None),
        },
    }
}

/// Whether anything names a target. A namespace alone does not: CI systems set its variable by themselves.
pub fn names_target(resolved: &Resolved) -> bool {
    [&TARGET, &POD].into_iter().any(|part| resolved.origin(part).is_some())
}

/// A flag beside a target that it does not change: its author believes something else.
fn without_effect(resolved: &Resolved, part: &Setting) -> Result<(), Problem> {
    match resolved.origin(part) {
        Some(Origin::Flag(flag)) => {
            let why = format!("{flag} is for a target that is named by --namespace and --pod");
            let help = "leave it away, or TARGET; a container is written k8s://NAMESPACE/POD/CONTAINER";
            Err(Problem::new(Code::Usage, "flags contradict each other", why, help))
        }
        _ => Ok(()),
    }
}

/// The target itself stands in the message already.
fn placed(problem: Problem, origin: &Origin) -> Problem {
    match origin {
        Origin::Flag(_) => problem,
        other => {
            let place = format!("{other}: {}", problem.place);
            problem.at(place)
        }
    }
}

fn parts(resolved: &Resolved, pod: &Given) -> Result<Target, Problem> {
    let Some(namespace) = resolved.given(&NAMESPACE).first() else {
        let why = format!("{} names a pod, and nothing its namespace", pod.origin);
        let help = "give --namespace, or set $CINCTURE_NAMESPACE, $TARGET_NAMESPACE or $KUBE_NAMESPACE";
        return Err(Problem::new(Code::Usage, "there is no target", why, help));
    };
    let container = resolved.given(&CONTAINER).first();
    Ok(Target::Container(ContainerTarget {
        namespace: name(namespace, Namespace::parse)?,
        pod: name(pod, PodName::parse)?,
        container: container.map(|container| name(container, ContainerName::parse)).transpose()?,
    }))
}

fn name<T>(given: &Given, parse: impl Fn(&str) -> Result<T, InvalidName>) -> Result<T, Problem> {
    let text = given.value.to_string();
    parse(&text).map_err(|e| {
        let why = format!("{text:?} cannot be the name of a {}: {e}", given.setting.name);
        let help = format!("write the {}'s name as kubectl shows it", given.setting.name);
        Problem::new(Code::Usage, "the target cannot be understood", why, help).at(given.origin.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layer, resolve};

    fn of(values: &[(&str, &str, Origin)]) -> Result<String, Problem> {
        let layer = Layer::of(values.iter().cloned()).unwrap();
        target(&resolve(&[layer]).unwrap()).map(|target| target.to_string())
    }

    fn env(name: &str) -> Origin {
        Origin::Environment(name.into())
    }

    fn flag(name: &str) -> Origin {
        Origin::Flag(name.into())
    }

    #[test]
    fn a_pod_and_its_namespace_make_a_target_where_none_is_named_more_strongly() {
        let parts = [("namespace", "shop", env("KUBE_NAMESPACE")), ("pod", "web-0", env("TARGET_POD"))];
        assert_eq!(of(&parts).unwrap(), "k8s://shop/web-0");
        let with = |more: (&'static str, &'static str, Origin)| of(&[parts[0].clone(), parts[1].clone(), more]);
        assert_eq!(with(("container", "app", env("TARGET_CONTAINER"))).unwrap(), "k8s://shop/web-0/app");
        assert_eq!(with(("target", "k8s://a/b", env("CINCTURE_TARGET"))).unwrap(), "k8s://a/b");
        assert_eq!(with(("target", "local://", flag("TARGET"))).unwrap(), "local://");
        let file = Origin::File { path: "cincture.yaml".into(), line: 1 };
        assert_eq!(with(("target", "k8s://a/b", file)).unwrap(), "k8s://shop/web-0");
    }

    #[test]
    fn half_a_target_is_none_and_says_what_is_missing() {
        for (values, words) in [
            (vec![], "there is no target"),
            (vec![("namespace", "shop", env("KUBE_NAMESPACE"))], "$KUBE_NAMESPACE says where to look"),
            (vec![("pod", "web", flag("--pod"))], "--pod names a pod"),
            (vec![("pod", "a/b", flag("--pod")), ("namespace", "n", flag("--namespace"))], "\"a/b\" cannot be"),
            (vec![("target", "web", env("CINCTURE_TARGET"))], "$CINCTURE_TARGET"),
            (vec![("target", "k8s://a/b", flag("TARGET")), ("container", "c", flag("--container"))], "contradict"),
        ] {
            let problem = of(&values).unwrap_err();
            assert_eq!(problem.code, Code::Usage);
            assert!(problem.explained().contains(words), "{problem:?}");
        }
    }
}
