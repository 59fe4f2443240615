//! What is left of the old tools in a file: needed no longer, or to be looked at by a person.

use super::place::Place;
use super::rewrite::Lines;
use super::shell::Command;
use super::yaml;
use super::{Kind, Note};

const PROGRAMS: [&str; 4] = ["cinc-auditor", "inspec", "cinc", "saf"];
const IMAGES: [&str; 4] = ["mitre/saf", "cincproject/auditor", "chef/inspec", "cinc-auditor:"];
const OF_SAF: [&str; 15] = [
    "validate",
    "threshold",
    "view",
    "summary",
    "convert",
    "report",
    "generate",
    "normalize",
    "filter",
    "trend",
    "visualize",
    "supplement",
    "attest",
    "emasser",
    "delta",
];
/// Commands of InSpec beside `exec`, and what Cincture has for them.
const OF_INSPEC: [(&str, &str); 7] = [
    ("check", "`cincture profile check` looks for what is wrong with a profile"),
    ("json", "`cincture profile info --format json` says what a profile holds"),
    ("export", "`cincture profile info --format json` says what a profile holds"),
    ("shell", "`cincture shell` is the prompt"),
    ("detect", "a scan's summary.json says what platform its target is"),
    ("archive", "Cincture packs no archives: `tar czf` makes one that it reads"),
    ("vendor", "Cincture fetches no profiles: their folders must be there"),
];

/// Whether a program of the old tools only tells its version or installs its plugin.
pub(super) fn is_about_itself(command: &Command) -> bool {
    let words = command.bare();
    let first = words.first().map_or("", String::as_str);
    PROGRAMS.contains(&command.program.as_str())
        && (matches!(first, "--version" | "version" | "-v" | "help" | "--help") || first == "plugin")
}

/// Notes of all lines that no translation has `seen`: from byte, to byte.
pub(super) fn notes(
    text: &str,
    lines: &Lines,
    seen: &[(usize, usize)],
    scripts: &[(Place, Vec<Command>)],
) -> Vec<Note> {
    let mut taken: Vec<bool> = vec![false; text.lines().count() + 2];
    for (start, end) in seen {
        taken[lines.line(*start)..=lines.line(*end)].fill(true);
    }
    let uses_kubectl = scripts.iter().flat_map(|(_, all)| all).any(|c| c.program == "kubectl");
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(number, line)| !taken[*number] && !is_for_people(line))
        .flat_map(|(number, line)| note(number, line, uses_kubectl))
        .collect()
}

/// Comments, and keys whose text only people read.
fn is_for_people(line: &str) -> bool {
    let key = yaml::key(line.trim_start_matches("- ")).map_or("", |(key, _)| key);
    line.starts_with('#') || line.starts_with("//") || matches!(key, "name" | "displayName" | "title" | "description")
}

fn note(line: usize, text: &str, uses_kubectl: bool) -> Option<Note> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "'\"`(){}[];,|&=".contains(c)).filter(|w| !w.is_empty()).collect();
    let needless = |why: &str| Some(Note { line, kind: Kind::Needless, text: why.to_owned() });
    let untranslated = |why: &str| Some(Note { line, kind: Kind::Untranslated, text: why.to_owned() });
    if installs(&words) {
        return needless(
            "Cincture is one program and needs neither Ruby nor Node; this installs what it takes the place of",
        );
    }
    if !uses_kubectl && words.iter().any(|w| w.ends_with("/kubectl")) {
        return needless("kubectl is used for nothing else here, and Cincture does not need it");
    }
    if has(&words, &["kubectl", "create", "token"]) {
        return needless("with --access ephemeral a scan makes short-lived access itself, and removes it");
    }
    if PROGRAMS.iter().any(|p| {
        ["--version", "version"].iter().any(|v| has(&words, &[p, v]))
            || has(&words, &["which", p])
            || has(&words, &["command", "-v", p])
    }) {
        return needless("the tool that this looks for is no longer needed");
    }
    if asks_for_inspecs_status(text, &words) {
        return untranslated(
            "InSpec's exit statuses 100 and 101 do not occur any more: a broken bound is 3, what could not be checked 4",
        );
    }
    if words.contains(&"jq") && (text.contains("failure_count") || text.contains(".controls")) {
        return untranslated(
            "jq asks results here: summary.json has `failure_count` and all other counts, and `cincture gate` judges",
        );
    }
    let of_inspec = |(command, _): &&(&str, &str)| PROGRAMS[..3].iter().any(|p| has(&words, &[p, command]));
    if let Some((_, instead)) = OF_INSPEC.iter().find(of_inspec) {
        return untranslated(instead);
    }
    if mentions(text, &words) {
        return untranslated(
            "this is no command of its own here (an image, a here-document, a string, another shell): translate it by hand",
        );
    }
    None
}

fn mentions(text: &str, words: &[&str]) -> bool {
    let program = |w: &&str| w.rsplit('/').next().unwrap_or(w).to_owned();
    let runs = words.windows(2).any(|pair| {
        let name = program(&pair[0]);
        (PROGRAMS[..3].contains(&name.as_str()) && pair[1] == "exec") || (name == "saf" && OF_SAF.contains(&pair[1]))
    });
    runs || IMAGES.iter().any(|image| text.contains(image)) || text.contains("mitre/saf_action")
}

fn installs(words: &[&str]) -> bool {
    let any = |names: &[&str]| words.iter().any(|w| names.iter().any(|n| w == n || w.starts_with(&format!("{n}@"))));
    let gems = has(words, &["gem", "install"])
        && any(&["cinc-auditor-bin", "inspec", "inspec-bin", "saf", "train-k8s-container"]);
    let packages = words.iter().any(|w| matches!(*w, "npm" | "yarn" | "pnpm")) && any(&["@mitre/saf"]);
    let scripts = words.iter().any(|w| w.contains("omnitruck.cinc.sh") || w.contains("omnitruck.chef.io"));
    let plugin = words.windows(2).any(|pair| pair == ["plugin", "install"]) && any(&["train-k8s-container"]);
    gems || packages || scripts || plugin
}

/// A comparison of an exit status with one of InSpec's own.
fn asks_for_inspecs_status(text: &str, words: &[&str]) -> bool {
    let compares = words.iter().any(|w| matches!(*w, "-eq" | "-ne" | "-gt" | "-ge" | "-lt" | "-le"))
        || text.contains("==")
        || text.contains("!=");
    let lower = text.to_ascii_lowercase();
    let status = ["$?", "exit", "status", "code", "result"].iter().any(|w| lower.contains(w));
    compares && status && words.iter().any(|w| matches!(*w, "100" | "101"))
}

/// Whether `sequence` stands in `words`.
fn has(words: &[&str], sequence: &[&str]) -> bool {
    words.windows(sequence.len()).any(|window| window == sequence)
}
