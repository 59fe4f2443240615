//! From text to [`Target`].

use std::path::PathBuf;
use std::str::FromStr;

use super::{ContainerName, ContainerTarget, InvalidName, Namespace, PodName, Target};
use crate::number::number;
use crate::problem::{Code, Problem};

const FORMS: &str =
    "write k8s://NAMESPACE/POD, k8s://NAMESPACE/POD/CONTAINER, local://, rootfs:///PATH or replay://FILE";

impl FromStr for Target {
    type Err = Problem;

    /// Reads a target.
    ///
    /// # Errors
    /// [`Code::Usage`], naming the part that is wrong and what to write instead.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(wrong(text, "there is no scheme such as k8s://", FORMS));
        };
        match scheme {
            "k8s" | "k8s-container" => container(text, rest).map(Self::Container),
            "local" if rest.is_empty() => Ok(Self::Local),
            "local" => Err(wrong(text, format!("{rest:?} follows local://, which has no parts"), "write local://")),
            "rootfs" => rootfs(text, rest),
            "replay" => replay(text, rest),
            _ => Err(wrong(text, format!("the scheme {scheme:?} is not known"), FORMS)),
        }
    }
}

fn container(text: &str, rest: &str) -> Result<ContainerTarget, Problem> {
    let parts: Vec<&str> = rest.split('/').collect();
    let (namespace, pod, container) = match parts[..] {
        [namespace, pod] => (namespace, pod, None),
        [namespace, pod, container] => (namespace, pod, Some(container)),
        _ => {
            let why = format!(
                "k8s:// takes a namespace, a pod and perhaps a container, and here {} {}",
                if parts.len() == 1 { "is" } else { "are" },
                number(parts.len(), "part")
            );
            return Err(wrong(text, why, "write k8s://NAMESPACE/POD or k8s://NAMESPACE/POD/CONTAINER"));
        }
    };
    Ok(ContainerTarget {
        namespace: Namespace::parse(namespace).map_err(|e| bad_name(text, "namespace", namespace, &e))?,
        pod: PodName::parse(pod).map_err(|e| bad_name(text, "pod", pod, &e))?,
        container: container
            .map(|name| ContainerName::parse(name).map_err(|e| bad_name(text, "container", name, &e)))
            .transpose()?,
    })
}

fn rootfs(text: &str, path: &str) -> Result<Target, Problem> {
    if !path.starts_with('/') {
        return Err(wrong(text, "the folder is not an absolute path", "write rootfs:///PATH, with three slashes"));
    }
    if path.contains('\0') {
        return Err(wrong(text, "the path holds a NUL", "write rootfs:///PATH"));
    }
    Ok(Target::Rootfs(PathBuf::from(path)))
}

/// A path as any other argument has it: also one from the current folder.
fn replay(text: &str, path: &str) -> Result<Target, Problem> {
    match path {
        "" => Err(wrong(text, "no file is named", "write replay://FILE")),
        path if path.contains('\0') => Err(wrong(text, "the path holds a NUL", "write replay://FILE")),
        path => Ok(Target::Replay(PathBuf::from(path))),
    }
}

fn bad_name(text: &str, part: &str, name: &str, error: &InvalidName) -> Problem {
    let help = format!("write the {part}'s name as kubectl shows it: k8s://NAMESPACE/POD[/CONTAINER]");
    wrong(text, format!("{name:?} cannot be the name of a {part}: {error}"), help)
}

fn wrong(text: &str, why: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem::new(Code::Usage, "the target cannot be understood", why, help).at(format!("{text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_read_and_written_back() {
        for text in [
            "k8s://shop/web-0",
            "k8s://shop/web.0/app",
            "local://",
            "rootfs:///srv/root",
            "replay://a/b",
            "replay:///a",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert_eq!("k8s-container://a/b/c".parse::<Target>(), "k8s://a/b/c".parse());
    }

    #[test]
    fn what_is_wrong_is_said_of_the_right_part() {
        for (text, words) in [
            ("shop/web", "no scheme"),
            ("docker://x", "\"docker\" is not known"),
            ("k8s://shop", "here is 1 part"),
            ("k8s://a/b/c/d", "here are 4 parts"),
            ("k8s:///web", "namespace: it is empty"),
            ("k8s://Shop/web", "\"Shop\" cannot be the name of a namespace: it holds 'S'"),
            ("k8s://shop/we b", "name of a pod: it holds ' '"),
            ("k8s://shop/web/a.b", "name of a container: it holds '.'"),
            ("k8s://shop/web?x=1", "name of a pod: it holds '?'"),
            ("local://etc", "follows local://"),
            ("rootfs://etc", "not an absolute path"),
            ("replay://", "no file is named"),
        ] {
            let problem = text.parse::<Target>().unwrap_err();
            assert_eq!(problem.code, Code::Usage, "{text}");
            assert!(problem.why.contains(words), "{text}: {}", problem.why);
            assert!(problem.help.contains("://") && problem.place.contains(text), "{text}: {problem:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_smuggles_a_character_into_a_name(text in "(k8s://)?[a-z/.%?#&=A-Z0-9\\x00-\\x20-]{0,60}|\\PC*") {
            if let Ok(Target::Container(target)) = text.parse::<Target>() {
                let names = [Some(target.namespace.as_str()), Some(target.pod.as_str()), target.container.as_ref().map(ContainerName::as_str)];
                for name in names.into_iter().flatten() {
                    prop_assert!(!name.is_empty());
                    prop_assert!(name.bytes().all(|b| b"abcdefghijklmnopqrstuvwxyz0123456789.-".contains(&b)));
                }
            }
        }
    }
}
