//! Profiles whose author means harm, through the real program.
//!
//! Each file (or folder with an `inspec.yml`) of `tests/hostile` is one attack; its first comments say what is attacked and
//! what must come of it:
//!
//! * `# exit:` the statuses that are right, 4 where nothing stands. Zero is never among them.
//! * `# attack:` what may become of the control `attack`: `error` where nothing stands, or some of `absent`, `failed`,
//!   `any`.
//! * `# honest:` the controls that pass all the same, `before after` where nothing stands.
//! * `# threshold:` `none` where nothing stands, so that only what was not checked can spoil the scan.
//!
//! The target is a root file system with a `/etc/passwd` that differs from the scanning machine's. Every run is looked at
//! for the same things besides: time and memory, files written, nothing of the scanning machine and no command to a CI
//! system in anything that came out, no process left.

mod attack;
mod ended;
mod generated;
mod killed;
mod run;

use std::path::{Path, PathBuf};

use attack::Attack;
use run::Scan;

/// The folder of the attacks.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hostile")
}

/// Files and folders of [`folder`] whose name begins with one of `prefixes`.
fn attacks(prefixes: &[&str]) -> Vec<Attack> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries.filter(|path| prefixes.iter().any(|p| name(path).starts_with(p))).collect();
    found.sort();
    assert!(!found.is_empty(), "{prefixes:?}");
    found.iter().map(|path| Attack::read(path)).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Runs them all, and tells of all that went wrong at the end.
fn all(prefixes: &[&str]) {
    let mut wrong = Vec::new();
    for attack in attacks(prefixes) {
        let ended = Scan::of(&attack.path, &attack.threshold).run();
        wrong.extend(attack.faults(&ended).into_iter().map(|fault| format!("{}: {fault}", attack.name)));
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

const LOOPS: [&str; 4] = ["loop_", "sleep_", "at_exit", "gc_"];
const GROWTH: [&str; 11] =
    ["huge_", "string_", "array_", "hash_", "symbol_", "class_", "eval_", "fiber_", "recursion", "regexp_", "global_"];
const REPORTS: [&str; 15] = [
    "tag_",
    "gaps_",
    "ref_",
    "cyclic_",
    "message_",
    "title_",
    "file_",
    "control_",
    "controls_",
    "results_",
    "warnings_",
    "puts_",
    "questions_",
    "input_",
    "names_",
];
const MACHINE: [&str; 5] = ["read_", "object_", "program_", "socket_", "extension"];
const ENDS: [&str; 3] = ["exit_", "syntax_", "yaml_"];
const LIES: [&str; 10] = [
    "redefine_",
    "reassign_",
    "remove_",
    "forge_",
    "complete_",
    "skip_",
    "host_",
    "duplicate_",
    "frames_",
    "resource_",
];

#[test]
fn endless_loops_cost_their_own_control() {
    all(&LOOPS);
}

#[test]
fn huge_data_costs_its_own_control() {
    all(&GROWTH);
}

#[test]
fn huge_or_hostile_reports_are_held_off() {
    all(&REPORTS);
}

#[test]
fn nothing_of_the_scanning_machine_is_read_or_started() {
    all(&MACHINE);
}

#[test]
fn a_profile_cannot_end_the_scan() {
    all(&ENDS);
}

#[test]
fn a_profile_cannot_make_itself_pass() {
    all(&LIES);
}

#[test]
fn every_attack_is_run_once() {
    let groups = [&LOOPS[..], &GROWTH, &REPORTS, &MACHINE, &ENDS, &LIES];
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = name(&entry.unwrap().path());
        let runs = groups.iter().filter(|group| group.iter().any(|prefix| name.starts_with(prefix))).count();
        assert_eq!(runs, 1, "{name}");
    }
}
