//! The original project's `scan-container.sh` becomes `cincture scan`.

use super::rewrite::{Context, Outcome, Replacement};
use super::shell::Command;

/// What becomes of `command`, if it runs that script or one of its kin.
pub(super) fn translate(command: &Command, context: &Context<'_>) -> Option<Outcome> {
    let words: Vec<&str> = command.words.iter().map(|w| w.text.as_str()).collect();
    let first = words.first().map(|w| w.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default());
    let (script, words) = match (command.program.as_str(), first) {
        ("bash" | "sh", Some(script)) => (script, &words[1..]),
        (script, _) => (script, &words[..]),
    };
    match script {
        "scan-container.sh" => Some(scan(command, words, context)),
        "scan-distroless-container.sh" | "scan-with-sidecar.sh" => {
            Some(Outcome::Keep(format!("{script} adds a container to the pod, which `cincture scan` does not")))
        }
        _ => None,
    }
}

fn scan(command: &Command, words: &[&str], context: &Context<'_>) -> Outcome {
    let words = if words.iter().any(|word| word.starts_with('-')) { &[] } else { words };
    let (parts, threshold) = match words {
        [namespace, pod, container, profile] => ([namespace, pod, container, profile], None),
        [namespace, pod, container, profile, threshold] => ([namespace, pod, container, profile], Some(threshold)),
        _ => return Outcome::Keep("NAMESPACE POD CONTAINER PROFILE [THRESHOLD] is expected".to_owned()),
    };
    let place = context.place;
    let [namespace, pod, container] = [parts[0], parts[1], parts[2]].map(|part| part.trim_matches('"'));
    let target = place.quoted(&format!("k8s://{namespace}/{pod}/{container}"));
    let default = [("compliance.min", "70"), ("error.total.max", "0")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    let judged = threshold.map_or_else(|| place.inline(&default), |file| place.quoted(file));
    let groups = vec![
        format!("cincture scan {target}"),
        format!("--profile {}", place.quoted(parts[3])),
        format!("--threshold {judged}"),
        "--out results".to_owned(),
    ];
    let mut note = "the script is `cincture scan`".to_owned();
    if threshold.is_none() {
        note += "; 70 percent is what it judges by where no threshold is given";
    }
    Outcome::Replace(Replacement { start: command.start, end: command.end, groups, note })
}
