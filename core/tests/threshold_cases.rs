//! Every recorded case of `saf validate threshold` against ours: the same verdict wherever that tool really checks, and
//! each difference listed by name with its reason.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "test code outside of test functions")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use cincture_core::exit::Exit;
use cincture_core::gate::{self, Gate};
use cincture_core::problem::Problem;
use cincture_core::report::{Input, Run, Target};
use cincture_core::results;
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    input: Option<String>,
    threshold_file: Option<String>,
    inline: Option<String>,
    #[serde(default)]
    extra_args: Option<Vec<String>>,
    exit_code: i32,
}

/// Cases about the options themselves; the command line answers them all with exit status 2 before a gate exists.
const OF_THE_COMMAND_LINE: [&str; 4] = ["both", "neither", "no-input", "badflag"];

const IGNORED: &str = "the reference ignores this line; here it is checked";
const UNKNOWN: &str = "the reference ignores an unknown key or form; here it is refused";
const UNREAD: &str = "the reference exits 0 without having read the file";
const NOTHING: &str = "nothing was evaluated, which is incomplete and never a pass";
const ALL_ERRORS: &str =
    "every control that applies ended in an error: nothing was checked, whatever the threshold allows";
const NO_BOUND: &str = "a bound without a value bounds nothing and is refused";

/// Name, our exit status, reason.
const DIFFERENCES: [(&str, Exit, &str); 41] = [
    ("compl-max0-ignored", Exit::Breached, IGNORED),
    ("failed-none-max", Exit::Breached, IGNORED),
    ("total-min-bad-no_impact", Exit::Breached, IGNORED),
    ("sev-scalar-ignored", Exit::Breached, IGNORED),
    ("flat-file-clobber", Exit::Breached, IGNORED),
    ("inl-clobber", Exit::Breached, IGNORED),
    ("inl-float", Exit::Breached, "the reference cuts an inline bound of 37.9 to 37; here it is taken as written"),
    ("compl-min-word", Exit::Invalid, UNKNOWN),
    ("compl-scalar", Exit::Invalid, UNKNOWN),
    ("yaml-list", Exit::Invalid, UNKNOWN),
    ("case-key", Exit::Invalid, UNKNOWN),
    ("inl-word", Exit::Invalid, UNKNOWN),
    ("inl-outerquote", Exit::Invalid, UNKNOWN),
    ("inl-equals", Exit::Invalid, UNKNOWN),
    ("total-string", Exit::Invalid, "the reference never finds \"4\" equal to 4; here the quotes are refused"),
    ("ctl-string", Exit::Invalid, "the reference takes a text for a list of letters; here it is refused"),
    ("ctl-dup", Exit::Invalid, "the reference counts an id that is named twice as two; here it is refused"),
    ("total-null", Exit::Invalid, NO_BOUND),
    ("ex-null-max", Exit::Invalid, NO_BOUND),
    ("inl-empty", Exit::Invalid, NO_BOUND),
    ("yaml-bad", Exit::Invalid, UNREAD),
    ("tmissing", Exit::Invalid, UNREAD),
    ("imissing", Exit::Invalid, UNREAD),
    ("in-malformed-fmax0", Exit::Invalid, UNREAD),
    ("in-impact_string-fmax0", Exit::Invalid, UNREAD),
    ("in-status_bogus-fmax0", Exit::Invalid, UNREAD),
    ("in-results_missing-fmax0", Exit::Invalid, UNREAD),
    ("in-tags_missing-fmax0", Exit::Invalid, UNREAD),
    ("in-refs_missing-fmax0", Exit::Invalid, UNREAD),
    ("in-attest_bad-fmax0", Exit::Invalid, UNREAD),
    ("in-inspec-jsonmin-fmax0", Exit::Invalid, UNREAD),
    ("in-inspec-profilejson-fmax0", Exit::Invalid, UNREAD),
    ("in-bom-fmax0", Exit::Breached, "the reference cannot read a byte-order mark and exits 0; here it is read"),
    ("in-sevtag_num-fmax0", Exit::Breached, "the reference crashes on a numeric tag and exits 0"),
    ("in-two_profiles-fmax0", Exit::Breached, "the reference counts the first independent profile only"),
    ("in-noprofiles-fmax0", Exit::Incomplete, NOTHING),
    ("in-inspec-badsupport-fmax0", Exit::Incomplete, NOTHING),
    ("zerocontrols-failedmax0", Exit::Incomplete, NOTHING),
    ("in-status_error-fmax0", Exit::Incomplete, ALL_ERRORS),
    ("in-empty_results-fmax0", Exit::Incomplete, ALL_ERRORS),
    ("st-error-nopass", Exit::Incomplete, ALL_ERRORS),
];

#[test]
fn every_recorded_case_has_the_verdict_of_the_reference_or_a_listed_reason() {
    let Some(folder) = common::shared("threshold-cases") else { return };
    let cases: Cases = serde_json::from_slice(&fs::read(folder.join("cases.json")).unwrap()).unwrap();
    assert_eq!(cases.cases.len(), 143);
    let mut differences: BTreeMap<&str, (Exit, &str)> =
        DIFFERENCES.iter().map(|(n, e, why)| (*n, (*e, *why))).collect();
    let mut wrong = Vec::new();
    for case in cases.cases.iter().filter(|c| !OF_THE_COMMAND_LINE.contains(&c.name.as_str())) {
        let reference = if case.exit_code == 0 { Exit::Pass } else { Exit::Breached };
        let (expected, why) = differences.remove(case.name.as_str()).unwrap_or((reference, "as the reference"));
        let ours = run(&folder, case);
        if ours != expected {
            wrong.push(format!("{}: {ours:?}, expected {expected:?} ({why})", case.name));
        }
        if expected == reference && why != "as the reference" {
            wrong.push(format!("{}: listed as a difference, but it is none", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(differences.is_empty(), "no such cases: {differences:?}");
}

/// What `gate` does: threshold and results are loaded, held against each other, and all decides the exit status.
fn run(folder: &Path, case: &Case) -> Exit {
    gate_run(folder, case).map_or_else(|problem| problem.code.exit(), |run| Input::of(run).exit)
}

fn gate_run(folder: &Path, case: &Case) -> Result<Run, Problem> {
    let (mut threshold, mut input) = (case.threshold_file.clone(), case.input.clone());
    for pair in case.extra_args.iter().flatten().collect::<Vec<_>>().chunks(2) {
        match pair {
            [flag, value] if *flag == "-T" => threshold = Some((*value).clone()),
            [flag, value] if *flag == "-i" => input = Some((*value).clone()),
            other => panic!("{}: {other:?}", case.name),
        }
    }
    let at = |name: &String| folder.join(name).to_str().unwrap().to_owned();
    let argument = case.inline.clone().unwrap_or_else(|| at(&threshold.expect("a threshold")));
    let input = input.expect("an input");
    Ok(Run {
        version: "0.1.0".to_owned(),
        started: Timestamp::UNIX_EPOCH,
        duration: Duration::ZERO,
        gate: Gate::of(gate::load(&argument)?),
        targets: vec![Target {
            name: input.clone(),
            results: Some(results::load(Path::new(&at(&input)))?),
            duration: Duration::ZERO,
            round_trips: 0,
        }],
        incomplete: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        ..Run::default()
    })
}
