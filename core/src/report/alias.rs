//! What a target is called in reports that are compared with those of later runs: its name, without what changes from one
//! rollout to the next.

use sha2::{Digest, Sha256};

/// Bytes of one part of an alias, before it is encoded.
const MOST_IN_PART: usize = 120;
/// Parts of an alias.
const MOST_PARTS: usize = 8;
/// Stands for the scheme of a target that has none: a file of results that names no target.
const RESULTS: &str = "results";
/// What Kubernetes makes the generated parts of names from: no vowels, so that they hold no words.
const GENERATED: &str = "bcdfghjklmnpqrstvwxz2456789";

/// The parts of the alias, such as `kubernetes`, `shop`, `web`, `app` for `k8s://shop/web-5d4f8c7b9-x2x9z/app`; at least one.
pub(super) fn alias(name: &str) -> Vec<String> {
    let (scheme, rest) = name.split_once("://").unwrap_or((RESULTS, name));
    let mut parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    if scheme == RESULTS && rest.starts_with('/') {
        // A file, from the root of a machine that is another one for each run.
        parts = parts.split_off(parts.len().saturating_sub(2));
    }
    let mut alias: Vec<String> = match scheme {
        "k8s" | "k8s-container" => {
            let of_pod = |(at, part): (usize, &&str)| if at == 1 { workload(part) } else { part }.to_owned();
            [vec!["kubernetes".to_owned()], parts.iter().enumerate().map(of_pod).collect()].concat()
        }
        scheme => [&[scheme], parts.as_slice()].concat().into_iter().map(str::to_owned).collect(),
    };
    if alias.len() > MOST_PARTS {
        let rest = alias.split_off(MOST_PARTS - 1).join("/");
        alias.push(rest);
    }
    alias.iter().map(|part| short(part, MOST_IN_PART)).collect()
}

/// What a pod belongs to, as far as its name says it: a Deployment's pod is `NAME-HASH-RANDOM`, a CronJob's
/// `NAME-MINUTES-RANDOM`, a DaemonSet's or a Job's `NAME-RANDOM`. A StatefulSet's pods keep their numbers, which stay.
fn workload(pod: &str) -> &str {
    let generated = |part: &str| part.chars().all(|c| GENERATED.contains(c));
    let Some((owner, _)) = pod.rsplit_once('-').filter(|(_, random)| random.len() == 5 && generated(random)) else {
        return pod;
    };
    let rollout = |part: &str| {
        (6..=10).contains(&part.len()) && generated(part)
            || (8..=10).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    owner.rsplit_once('-').filter(|(_, part)| rollout(part)).map_or(owner, |(name, _)| name)
}

/// A path, relative and without a colon, as URIs have it: everything but letters, digits, `.`, `_`, `-` is percent-encoded.
pub(super) fn path<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().map(segment).collect::<Vec<_>>().join("/")
}

/// Where a target is found in reports that ask for a file: a relative path that a rollout
/// does not change, such as `kubernetes/shop/web/app`. It has less than 3,000 bytes.
pub fn location(name: &str) -> String {
    path(alias(name).iter().map(String::as_str))
}

/// Segments of dots alone are steps of a path, even when they are encoded.
fn segment(text: &str) -> String {
    let steps = text.bytes().all(|b| b == b'.');
    let mut out = String::from(if steps { "_" } else { "" });
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `text` in at most `most` bytes (33 or more); two long ones are the same only if they were.
pub fn short(text: &str, most: usize) -> String {
    const DIGITS: usize = 32;
    if text.len() <= most {
        return text.to_owned();
    }
    let mut end = most.saturating_sub(DIGITS + 1);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", &text[..end], &digest([text])[..DIGITS])
}

/// SHA-256 over `parts`, hexadecimal; where one ends and the next begins counts.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rollout_changes_no_alias_and_a_name_that_people_chose_stays() {
        let cases = [
            ("k8s://shop/web-5d4f8c7b9-x2x9z/app", "kubernetes/shop/web/app"),
            ("k8s://shop/web-6b8d9f5c4-bq7lm/app", "kubernetes/shop/web/app"),
            ("k8s://shop/node-agent-8x2vw", "kubernetes/shop/node-agent"),
            ("k8s://shop/backup-28391820-x2x9z/main", "kubernetes/shop/backup/main"),
            ("k8s://shop/db-0/postgres", "kubernetes/shop/db-0/postgres"),
            ("k8s://shop/web-nginx/app", "kubernetes/shop/web-nginx/app"),
            ("k8s-container://shop/web/app", "kubernetes/shop/web/app"),
            ("local://", "local"),
            ("rootfs:///srv/image:1", "rootfs/srv/image%3A1"),
            ("../a/./b c", "results/_../a/_./b%20c"),
            ("/home/runner/work/x/out/results.json", "results/out/results.json"),
            ("", "results"),
        ];
        for (name, expected) in cases {
            assert_eq!(location(name), expected, "{name}");
        }
    }

    #[test]
    fn long_names_stay_apart() {
        let [a, b] = ["a", "b"].map(|end| short(&("ä".repeat(200) + end), 121));
        assert!(a != b && a.len() <= 121 && b.len() <= 121, "{a} {b}");
    }

    proptest! {
        #[test]
        fn a_path_is_relative_and_plain(name in any::<String>()) {
            let path = location(&name);
            prop_assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-%/".contains(&b)), "{}", path);
            prop_assert!(path.split('/').all(|part| !["", ".", ".."].contains(&part)), "{}", path);
            prop_assert!(path.len() <= MOST_PARTS * (3 * MOST_IN_PART + 1));
        }
    }
}
