//! The spellings of cinc-auditor, SAF and the original project's script, as command lines of ours.
//!
//! They are words in and words out: what they become is read by the same command line as everything else, and shown to the user,
//! who can write it from then on.

use cincture_core::problem::{Code, Problem};
use cincture_core::untrusted;

use crate::cli::dropin::{ExecArgs, ScanContainerArgs, ValidateArgs};
use crate::terminal;

/// InSpec's exit status is 0 where nothing failed and nothing was skipped.
const DISTINCT: &str = "strict";
/// With `--no-distinct-exit` it is 0 where nothing failed.
const NOT_DISTINCT: &str = "failed.total.max: 0, error.total.max: 0";
/// What the script says that it judges by, and that what could not be checked is no pass.
const SCRIPT: &str = "compliance.min: 70, error.total.max: 0";

/// `cincture exec` as `cincture scan`.
pub(crate) fn exec(args: &ExecArgs) -> Result<Vec<String>, Problem> {
    refuse(args)?;
    let (profiles, inputs) = profiles_and_inputs(args)?;
    let mut words = vec!["scan".to_owned(), target(args.target.as_deref())?];
    push(&mut words, "--profile", &profiles);
    push(&mut words, "--input", &inputs);
    push(&mut words, "--input-file", &args.input_files);
    push(&mut words, "--command-timeout", args.command_timeout.map(|s| s.to_string()));
    let judged = if args.no_distinct_exit { NOT_DISTINCT } else { DISTINCT };
    push(&mut words, "--threshold", [args.threshold.as_deref().unwrap_or(judged)]);
    reports(&mut words, args)?;
    Ok(words)
}

/// `cincture validate` as `cincture gate`.
pub(crate) fn validate(args: &ValidateArgs) -> Result<Vec<String>, Problem> {
    let results = match (args.words.as_slice(), &args.input) {
        ([word], Some(file)) if word == "threshold" => file,
        ([file], None) if file != "threshold" => file,
        _ => {
            return Err(usage(
                "what is validated is not clear",
                "name one results file: validate threshold -i FILE, or validate FILE",
            ));
        }
    };
    let threshold = match (&args.template_file, &args.template_inline) {
        (Some(threshold), None) | (None, Some(threshold)) => threshold,
        (None, None) => return Err(usage("there is no threshold", "give -T FILE or -F 'compliance.min: 80'")),
        (Some(_), Some(_)) => return Err(usage("there are two thresholds", "give -T or -F")),
    };
    if let Some(other) = args.reporter.iter().find(|r| *r != "cli") {
        let help = "leave it away; `cincture gate` has --report and --format json";
        return Err(usage(&format!("the reporter {other} is not known here"), help));
    }
    Ok(["gate", results, "--threshold", threshold].map(str::to_owned).to_vec())
}

/// `cincture scan-container` as `cincture scan`.
pub(crate) fn scan_container(args: &ScanContainerArgs) -> Vec<String> {
    let target = format!("k8s://{}/{}/{}", args.namespace, args.pod, args.container);
    let threshold = args.threshold.as_deref().unwrap_or(SCRIPT);
    let words = ["scan", &target, "--profile", &args.profile, "--threshold", threshold, "--out", &args.out];
    words.map(str::to_owned).to_vec()
}

/// Says in one line what `words` are.
pub(crate) fn tell(words: &[String]) {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    terminal::complain(&format!("this is: cincture {}\n", untrusted::one_line(&words.join(" "))));
}

/// `word` as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn push(words: &mut Vec<String>, flag: &str, values: impl IntoIterator<Item = impl ToString>) {
    for value in values {
        words.extend([flag.to_owned(), value.to_string()]);
    }
}

fn refuse(args: &ExecArgs) -> Result<(), Problem> {
    let refused = &args.refused;
    for (flag, given) in
        [("--controls", &refused.controls), ("--tags", &refused.tags), ("--waiver-file", &refused.waiver_file)]
    {
        if !given.is_empty() {
            let help = "leave it away, and let the threshold allow what may fail; or use the engine's own program";
            return Err(usage(&format!("{flag} cannot be had"), help));
        }
    }
    Ok(())
}

fn target(target: Option<&str>) -> Result<String, Problem> {
    let Some(target) = target else { return Ok("local://".to_owned()) };
    let scheme = target.split_once("://").map_or("", |(scheme, _)| scheme);
    if ["k8s-container", "k8s", "local", "rootfs", "replay"].contains(&scheme) {
        return Ok(target.to_owned());
    }
    let help = "k8s-container://NAMESPACE/POD/CONTAINER, local:// and rootfs:///PATH can be scanned";
    Err(usage("this kind of target cannot be had", help).at(target))
}

/// The profiles; and the inputs, of which one that is no `NAME=VALUE` is the profile where there is no other.
fn profiles_and_inputs(args: &ExecArgs) -> Result<(Vec<String>, Vec<String>), Problem> {
    let (inputs, paths): (Vec<String>, Vec<String>) =
        args.inputs.iter().cloned().partition(|input| input.contains('='));
    match (args.profiles.is_empty(), paths.is_empty()) {
        (false, true) => Ok((args.profiles.clone(), inputs)),
        (true, false) => Ok((paths, inputs)),
        (true, true) => Err(usage("there is no profile", "name one: cincture exec PROFILE -t TARGET")),
        (false, false) => Err(usage("an input has no value", "give --input NAME=VALUE").at(paths.join(" "))),
    }
}

/// Where `--reporter` wants what.
fn reports(words: &mut Vec<String>, args: &ExecArgs) -> Result<(), Problem> {
    let mut out = args.out.clone();
    for reporter in &args.reporter {
        let (name, file) =
            reporter.split_once(':').map_or((reporter.as_str(), None), |(name, file)| (name, Some(file)));
        let format = match (name, file) {
            ("cli" | "progress" | "progress-bar" | "documentation", None) => continue,
            ("json", _) => "results",
            ("junit" | "junit2", Some(_)) => "junit",
            ("html" | "html2", Some(_)) => "html",
            _ => {
                let help =
                    "cli, json:FILE, junit2:FILE and html2:FILE can be had; a scan's other reports are in its folder";
                return Err(usage("this reporter cannot be had", help).at(reporter.clone()));
            }
        };
        let file = file.unwrap_or("-");
        if file == "-" && args.reporter.len() > 1 && !args.reporter.iter().all(|r| r == reporter || r.contains(':')) {
            return Err(usage("two reporters go to standard output", "name a file: json:FILE").at(reporter.clone()));
        }
        match file.strip_suffix("results.json") {
            Some(folder) if format == "results" && out.is_none() && (folder.is_empty() || folder.ends_with('/')) => {
                out = Some(if folder.is_empty() { ".".to_owned() } else { folder.trim_end_matches('/').to_owned() });
            }
            _ => push(words, "--report", [format!("{format}={file}")]),
        }
    }
    push(words, "--out", out);
    Ok(())
}

fn usage(why: &str, help: &str) -> Problem {
    Problem::new(Code::Usage, "the command cannot be translated", why, help)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    /// What a line becomes, which is understood as well.
    fn becomes(line: &[&str]) -> Result<String, String> {
        let cli = Cli::try_parse_from([&["cincture"], line].concat()).map_err(|e| e.to_string())?;
        let words = match cli.command {
            Command::Exec(args) => exec(&args),
            Command::Validate(args) => validate(&args),
            Command::ScanContainer(args) => Ok(scan_container(&args)),
            other => panic!("{other:?}"),
        };
        let words = words.map_err(|problem| problem.explained())?;
        Cli::try_parse_from([vec!["cincture".to_owned()], words.clone()].concat()).map_err(|e| e.to_string())?;
        Ok(words.join(" "))
    }

    fn split(line: &str) -> Vec<&str> {
        line.split(' ').collect()
    }

    #[test]
    fn lines_of_other_tools_are_lines_of_ours() {
        for (old, new) in [
            (
                "exec -t k8s-container://n/p/c --input ./base --reporter json:results.json",
                "scan k8s-container://n/p/c --profile ./base --threshold strict --out .",
            ),
            (
                "exec p q -t k8s-container://n/p/c --reporter cli json:a.json junit2:j.xml --input a=1 b=2 --no-color --chef-license accept",
                "scan k8s-container://n/p/c --profile p --profile q --input a=1 --input b=2 --threshold strict --report results=a.json --report junit=j.xml",
            ),
            (
                "exec p --no-distinct-exit --reporter json:out/results.json",
                "scan local:// --profile p --threshold failed.total.max: 0, error.total.max: 0 --out out",
            ),
            ("exec p --reporter json", "scan local:// --profile p --threshold strict --report results=-"),
            ("exec p --threshold moderate", "scan local:// --profile p --threshold moderate"),
            ("validate threshold -i r.json -T t.yml", "gate r.json --threshold t.yml"),
            ("validate threshold --input r.json -F compliance.min:80", "gate r.json --threshold compliance.min:80"),
            ("validate r.json -c t.yml --reporter cli", "gate r.json --threshold t.yml"),
            (
                "scan-container n p c base",
                "scan k8s://n/p/c --profile base --threshold compliance.min: 70, error.total.max: 0 --out results",
            ),
            ("scan-container n p c base t.yml", "scan k8s://n/p/c --profile base --threshold t.yml --out results"),
        ] {
            assert_eq!(becomes(&split(old)).as_deref(), Ok(new), "{old}");
        }
    }

    #[test]
    fn what_cannot_be_had_is_refused_and_never_left_away() {
        for (line, why) in [
            ("exec p -t docker://x", "docker://x"),
            ("exec p -t ssh://x", "k8s-container://NAMESPACE/POD/CONTAINER"),
            ("exec p --controls a", "--controls cannot be had"),
            ("exec p --waiver-file w.yml", "--waiver-file cannot be had"),
            ("exec p --reporter json-min:x", "json-min:x"),
            ("exec p --reporter cli json", "standard output"),
            ("exec p --input a", "has no value"),
            ("exec -t local://", "no profile"),
            ("exec p --unheard-of", "--unheard-of"),
            ("validate threshold -i r.json", "no threshold"),
            ("validate threshold -i r.json -T a -F b", "two thresholds"),
            ("validate threshold -T a", "not clear"),
            ("validate a b -T t", "not clear"),
            ("validate a -c t --reporter json:x", "json:x"),
        ] {
            let told = becomes(&split(line)).unwrap_err();
            assert!(told.contains(why), "{line}: {told}");
        }
    }

    #[test]
    fn what_is_told_can_be_typed() {
        assert_eq!(quoted("a'b c"), "'a'\\''b c'");
        assert_eq!(quoted("k8s://a/b"), "k8s://a/b");
        assert_eq!(quoted(""), "''");
    }
}
