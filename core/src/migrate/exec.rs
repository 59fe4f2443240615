//! `cinc-auditor exec` becomes `cincture scan`.

use super::lex;
use super::options::{Given, Known, Takes};
use super::place::{Place, Threshold};
use super::rewrite::{Context, Outcome, Replacement};
use super::shell::Command;

const PROGRAMS: [&str; 3] = ["cinc-auditor", "cinc", "inspec"];

const KNOWN: [Known; 20] = [
    Known(&["--target", "-t"], Takes::One),
    Known(&["--reporter"], Takes::Many),
    Known(&["--input"], Takes::Many),
    Known(&["--input-file", "--attrs"], Takes::Many),
    Known(&["--command-timeout"], Takes::One),
    Known(&["--no-distinct-exit"], Takes::None),
    Known(&["--distinct-exit"], Takes::None),
    // From here on they change neither what is checked nor how it is judged.
    Known(&["--no-create-lockfile"], Takes::None),
    Known(&["--create-lockfile"], Takes::None),
    Known(&["--color"], Takes::None),
    Known(&["--no-color"], Takes::None),
    Known(&["--show-progress"], Takes::None),
    Known(&["--no-show-progress"], Takes::None),
    Known(&["--chef-license"], Takes::One),
    Known(&["--chef-license-key"], Takes::One),
    Known(&["--log-level", "-l"], Takes::One),
    Known(&["--enhanced-outcomes"], Takes::None),
    Known(&["--backend-cache"], Takes::None),
    Known(&["--no-backend-cache"], Takes::None),
    Known(&["--sort-results-by"], Takes::One),
];
const NEEDLESS_FROM: usize = 7;

/// What becomes of `command`, if it is an `exec`.
pub(super) fn translate(command: &Command, context: &Context<'_>) -> Option<Outcome> {
    let is_exec =
        PROGRAMS.contains(&command.program.as_str()) && command.words.first().is_some_and(|word| word.bare() == "exec");
    is_exec.then(|| match scan(command, context) {
        Ok(replacement) => Outcome::Replace(replacement),
        Err(why) => Outcome::Keep(why),
    })
}

fn scan(command: &Command, context: &Context<'_>) -> Result<Replacement, String> {
    let given = Given::read(&command.words[1..], &KNOWN)
        .map_err(|option| format!("`cincture scan` has nothing for {option} of `{} exec`", command.program))?;
    let place = context.place;
    let mut groups = vec![format!("cincture scan {}", target(given.value("--target"), place)?)];
    let (profiles, inputs) = profiles_and_inputs(&given)?;
    groups.extend(profiles.iter().map(|profile| format!("--profile {}", place.quoted(profile))));
    groups.extend(inputs.iter().map(|input| format!("--input {}", place.quoted(input))));
    groups.extend(given.values("--input-file").iter().map(|file| format!("--input-file {}", place.quoted(file))));
    groups.extend(given.value("--command-timeout").map(|seconds| format!("--command-timeout {seconds}")));
    let lenient = given.has("--no-distinct-exit");
    let threshold = if lenient { Threshold::no_failure().written(place) } else { "strict".to_owned() };
    groups.push(format!("--threshold {threshold}"));
    let reports = Reports::of(&given.values("--reporter"), place)?;
    groups.extend(reports.flags.iter().cloned());
    let note = note(&given, lenient, &reports, context);
    Ok(Replacement { start: command.start, end: command.end, groups, note })
}

fn note(given: &Given, lenient: bool, reports: &Reports, context: &Context<'_>) -> String {
    let judged = if lenient {
        "no control may fail, as `exec` judged with --no-distinct-exit"
    } else {
        "no control may fail or be skipped, as `exec` judged (100, 101)"
    };
    let mut note = format!("`exec` is `cincture scan`; {judged}; the exit status is 3 then");
    if let Some(line) = reports.results.as_deref().and_then(|file| context.gates.line_of(file)) {
        note += &format!("; to let the gate of line {line} judge alone, write --threshold none");
    }
    let needless = KNOWN[NEEDLESS_FROM..].iter().map(|k| k.0[0]).filter(|name| given.has(name));
    let needless: Vec<&str> = needless.collect();
    if !needless.is_empty() {
        note += &format!("; without a counterpart, and needed for nothing: {}", needless.join(" "));
    }
    note
}

/// The target, as it is written there.
fn target(word: Option<&str>, place: Place) -> Result<String, String> {
    let Some(word) = word else { return Ok("local://".to_owned()) };
    let bare = lex::bare(word);
    if let Some(rest) = bare.strip_prefix("k8s-container://") {
        if rest.starts_with('/') {
            return Err("the target has no namespace; write k8s://NAMESPACE/POD/CONTAINER".to_owned());
        }
        return Ok(place.quoted(&word.replacen("k8s-container://", "k8s://", 1)));
    }
    if bare.starts_with('$') && !bare.contains("://") {
        return Ok(place.quoted(word));
    }
    if bare.starts_with("local://") {
        return Ok("local://".to_owned());
    }
    let offered = "`cincture scan` has k8s://NAMESPACE/POD/CONTAINER, local:// and rootfs:///PATH";
    Err(format!("the target {bare} has no counterpart; {offered}"))
}

/// The profiles; and the inputs, of which one that is no `NAME=VALUE` is the profile where there is no other.
fn profiles_and_inputs(given: &Given) -> Result<(Vec<String>, Vec<String>), String> {
    let (inputs, paths): (Vec<String>, Vec<String>) =
        given.values("--input").into_iter().partition(|i| i.contains('='));
    let profiles = if given.words.is_empty() { &paths } else { &given.words };
    match profiles.as_slice() {
        [] => return Err("it names no profile".to_owned()),
        _ if !given.words.is_empty() && !paths.is_empty() => {
            return Err(format!("the input {} has no value", paths.join(" ")));
        }
        _ => {}
    }
    let remote = |p: &&String| {
        let bare = lex::bare(p);
        bare.contains("://") || bare.starts_with("git@") || bare.ends_with(".git")
    };
    match profiles.iter().find(remote) {
        Some(profile) => {
            Err(format!("the profile {profile} would be downloaded; fetch it first, and name its folder or archive"))
        }
        None => Ok((profiles.clone(), inputs)),
    }
}

/// What the results are written to.
struct Reports {
    flags: Vec<String>,
    /// The JSON, without quotes.
    results: Option<String>,
}

impl Reports {
    fn of(reporters: &[String], place: Place) -> Result<Self, String> {
        let mut reports = Self { flags: Vec::new(), results: None };
        for reporter in reporters {
            let reporter = lex::unwrapped(reporter);
            let (name, file) = reporter.split_once(':').map_or((reporter, None), |(n, f)| (n, Some(f)));
            match (lex::bare(name).as_str(), file) {
                ("cli" | "progress" | "progress-bar" | "documentation", None) => {}
                ("json", Some(file)) if reports.results.is_none() => {
                    reports.results = Some(lex::bare(file));
                    reports.flags.push(results_flag(file, place));
                }
                ("junit" | "junit2", Some(file)) => reports.flags.push(report("junit", file, place)),
                ("html" | "html2", Some(file)) => reports.flags.push(report("html", file, place)),
                _ => return Err(format!("`cincture scan` has nothing for --reporter {reporter}")),
            }
        }
        Ok(reports)
    }
}

/// `--out` where the name is ours, else the file as it is called.
fn results_flag(file: &str, place: Place) -> String {
    match file.strip_suffix("results.json") {
        Some("" | "./") => "--out .".to_owned(),
        Some(folder) if folder.ends_with('/') => format!("--out {}", place.quoted(folder.trim_end_matches('/'))),
        _ => report("results", file, place),
    }
}

/// `--report FORMAT=FILE`.
fn report(format: &str, file: &str, place: Place) -> String {
    format!("--report {}", place.quoted(&format!("{format}={file}")))
}
