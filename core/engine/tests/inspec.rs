//! Profiles whose every result is known from InSpec 7.1 itself: same statuses, same words.
//!
//! The expected results are `[control, status, code_desc, message]`, recorded from InSpec on a system with the files of
//! `target.json`. `bare` is a target without tools, where InSpec itself does not work: what it would say if it had them.
//! `packages` was not recorded: it is about databases that InSpec takes for empty where they cannot be read; nor was
//! `nginx-own`: it is about what InSpec's grammar of nginx cannot read, or reads wrongly.
//! This program is its own test harness because it is also the engine's child.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "all of it is a test, which clippy does not see without the harness"
)]

#[path = "inspec/cases.rs"]
mod cases;
#[path = "inspec/recorded.rs"]
mod recorded;

use std::path::Path;

use cincture_engine::protocol::{ChildLimits, ProfileFile, Source};
use cincture_engine::results::Control;
use cincture_engine::sandbox::CHILD_ARGUMENT;
use cincture_engine::{Limits, Options, Outcome, ProfileRun, child_main};
use recorded::Recorded;

/// A result as recorded: control, status, `code_desc`, message or reason.
type Line = (String, String, String, Option<String>);

/// Name, target, and the control that asks what the target cannot answer.
const PROFILES: &[(&str, &str, Option<&str>)] = &[
    ("matchers", "target.json", None),
    ("resources", "target.json", None),
    ("auditd", "auditd-target.json", None),
    ("pam", "pam-target.json", None),
    ("keys", "keys-target.json", None),
    ("remote", "remote-target.json", Some("unanswerable")),
    ("x509", "x509-target.json", None),
    ("blocks", "blocks-target.json", None),
    ("clients", "clients-target.json", Some("unanswerable")),
    ("docker", "docker-target.json", None),
    ("bare", "bare-target.json", Some("unanswerable")),
    ("packages", "rpm-target.json", Some("unanswerable")),
    ("packages", "pacman-target.json", Some("unanswerable")),
    ("configs", "configs-target.json", None),
    ("data", "data-target.json", None),
    ("xml", "xml-target.json", None),
    ("services", "services-target.json", None),
    ("servers", "servers-target.json", None),
    ("nginx", "nginx-target.json", None),
    ("nginx-own", "nginx-target.json", None),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|a| a == CHILD_ARGUMENT) {
        std::process::exit(i32::from(child_main(&arguments[1..])));
    }
    let failed = PROFILES.iter().map(|profile| compare(profile)).sum::<usize>() + cases::compare_all();
    println!("inspec: {failed} differences");
    std::process::exit(i32::from(failed > 0));
}

fn compare((name, target, unanswerable): &(&str, &str, Option<&str>)) -> usize {
    let expected: Vec<Line> = serde_json::from_slice(&fixture(&format!("{name}.json"))).unwrap();
    let outcome = run(name, Recorded::new(&fixture(target)));
    let found: Vec<Line> = outcome.profile.controls.iter().flat_map(lines).collect();
    let mut failed = 0;
    let answered = found.iter().filter(|line| Some(line.0.as_str()) != *unanswerable);
    for (expected, found) in expected.iter().zip(answered).filter(|(e, f)| e != f) {
        println!("InSpec: {expected:?}\n  ours: {found:?}");
        failed += 1;
    }
    let held_back = found.iter().filter(|line| Some(line.0.as_str()) == *unanswerable && line.1 != "passed").count();
    if expected.len() + held_back != found.len() || outcome.incomplete.is_empty() != unanswerable.is_none() {
        println!(
            "{name}: {} results, not {}; {:?} {:?}",
            found.len(),
            expected.len(),
            outcome.incomplete,
            outcome.warnings
        );
        failed += 1;
    }
    println!("test {name}: {} results ... {}", found.len(), if failed == 0 { "ok" } else { "FAILED" });
    failed
}

fn lines(control: &Control) -> Vec<Line> {
    let line = |r: &cincture_engine::results::ControlResult| {
        let reason = r.message.clone().or_else(|| r.skip_message.clone());
        (control.id.clone(), r.status.clone().unwrap_or_default(), r.code_desc.clone(), reason)
    };
    control.results.iter().map(line).collect()
}

fn run(name: &str, mut target: Recorded) -> Outcome {
    let content = fixture(&format!("{name}.rb"));
    let source = Source::Files(vec![ProfileFile { path: format!("controls/{name}.rb"), content }]);
    let options = Options {
        program: std::env::current_exe().unwrap(),
        name: name.into(),
        inputs: serde_json::Map::new(),
        limits: ChildLimits::default(),
        asking: Limits::default(),
        now: jiff::Timestamp::constant(1_800_000_000, 0),
        trusted: true,
    };
    let mut run = ProfileRun::new(source, options);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run.drive(&mut target, &mut |_| ())).unwrap();
    run.finish()
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspec");
    std::fs::read(folder.join(name)).unwrap()
}
