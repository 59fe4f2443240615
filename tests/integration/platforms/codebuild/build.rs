//! A build of CodeBuild as far as its buildspec goes, by the reference
//! <https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html> and the transitions of phases in
//! <https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html>: version 0.2, one shell for all commands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use cincture_core::env::Env;
use cincture_engine::profile::parse_yaml;
use serde_json::Value;

const PHASES: [&str; 4] = ["install", "pre_build", "build", "post_build"];

/// What came of a build.
#[derive(Debug, Default)]
pub(crate) struct Build {
    /// The phases that ran, each with the status of the first of its commands that failed, or 0.
    phases: Vec<(String, i32)>,
    /// Standard output and standard error.
    pub(crate) log: String,
    /// What another action of a pipeline may use.
    pub(crate) exported: BTreeMap<String, String>,
    /// The files of each report group.
    pub(crate) reports: BTreeMap<String, Vec<String>>,
    /// The files that are kept.
    pub(crate) artifacts: Vec<String>,
    /// `CODEBUILD_BUILD_SUCCEEDING` as that phase has it.
    pub(crate) succeeding_in_post_build: Option<String>,
}

impl Build {
    pub(crate) fn ran(&self) -> Vec<&str> {
        self.phases.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(crate) fn failed_phases(&self) -> Vec<&str> {
        self.phases.iter().filter(|(_, status)| *status != 0).map(|(name, _)| name.as_str()).collect()
    }

    pub(crate) fn status_of(&self, phase: &str) -> i32 {
        self.phases.iter().find(|(name, _)| name == phase).expect("it ran").1
    }

    /// A build fails with any of its phases.
    pub(crate) fn succeeded(&self) -> bool {
        self.failed_phases().is_empty()
    }
}

/// Runs `buildspec` in the folder `source`. `of_call` are the variables of the call that started it, which stand over those of the
/// buildspec.
pub(crate) fn run(buildspec: &str, env: &Env, source: &Path, of_call: &[(&str, &str)]) -> Build {
    let spec = parse_yaml(buildspec).unwrap();
    assert_eq!(spec["version"], 0.2);
    check_keys(&spec);
    let left = tempfile::tempdir().unwrap();
    let script = script(&spec, left.path());
    fs::write(left.path().join("script"), script).unwrap();
    let mut shell = Command::new("sh");
    shell.arg(left.path().join("script")).current_dir(source).env_clear().stdin(Stdio::null());
    shell.envs(env.names().map(|name| (name, env.get(name).unwrap()))).env("CODEBUILD_SRC_DIR", source);
    shell.envs(
        entries(&spec["env"]["variables"]).map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())),
    );
    let output = shell.envs(of_call.iter().copied()).output().unwrap();
    let mut build = Build {
        log: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        ..Build::default()
    };
    let read = |name: &str| fs::read_to_string(left.path().join(name)).ok();
    for phase in PHASES {
        let status = read(&format!("{phase}.status"));
        build.phases.extend(status.map(|status| (phase.to_owned(), status.trim().parse().unwrap())));
    }
    build.succeeding_in_post_build = read("succeeding").map(|text| text.trim().to_owned());
    let names = spec["env"]["exported-variables"].as_array().into_iter().flatten().filter_map(Value::as_str);
    build.exported = names.filter_map(|name| Some((name.to_owned(), read(name)?.trim_end().to_owned()))).collect();
    for (group, report) in entries(&spec["reports"]) {
        assert_eq!(report["file-format"], "JUNITXML");
        build.reports.insert(group.clone(), matched(source, report));
    }
    build.artifacts = matched(source, &spec["artifacts"]);
    build
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The reference knows no others, and a build would not begin.
fn check_keys(spec: &Value) {
    let check = |value: &Value, known: &[&str]| {
        entries(value).for_each(|(key, _)| assert!(known.contains(&key.as_str()), "{key} is no key of a buildspec"));
    };
    check(spec, &["version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"]);
    check(
        &spec["env"],
        &["shell", "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper"],
    );
    check(&spec["phases"], &PHASES);
    entries(&spec["phases"])
        .for_each(|(_, phase)| check(phase, &["run-as", "on-failure", "runtime-versions", "commands", "finally"]));
    let files = ["files", "name", "discard-paths", "base-directory", "secondary-artifacts", "exclude-paths"];
    check(&spec["artifacts"], &files);
    entries(&spec["reports"])
        .for_each(|(_, group)| check(group, &["files", "base-directory", "discard-paths", "file-format"]));
}

/// The commands of all phases for one shell, which leaves in the folder `left` what became of them.
fn script(spec: &Value, left: &Path) -> String {
    let left = left.display();
    let mut script = "CODEBUILD_BUILD_SUCCEEDING=1; export CODEBUILD_BUILD_SUCCEEDING; cb_next=install\n".to_owned();
    for phase in PHASES {
        let of_phase = &spec["phases"][phase];
        let _ = writeln!(script, "if [ $cb_next = {phase} ]; then cb_status=0");
        if phase == "post_build" {
            let _ = writeln!(script, "echo $CODEBUILD_BUILD_SUCCEEDING > '{left}/succeeding'");
        }
        for (block, always) in [("commands", false), ("finally", true)] {
            for command in of_phase[block].as_array().into_iter().flatten() {
                let command = command.as_str().unwrap().replace('\'', "'\\''");
                let condition = if always { ":" } else { "[ $cb_status = 0 ]" };
                let _ = writeln!(script, "if {condition}; then eval '{command}' || cb_status=$?; fi");
            }
        }
        let _ = writeln!(script, "echo $cb_status > '{left}/{phase}.status'");
        let _ = writeln!(script, "[ $cb_status = 0 ] || CODEBUILD_BUILD_SUCCEEDING=0");
        let (next, after_failure) = transitions(phase, of_phase["on-failure"].as_str());
        let _ = writeln!(script, "if [ $cb_status = 0 ]; then cb_next={next}; else cb_next={after_failure}; fi\nfi");
    }
    for name in spec["env"]["exported-variables"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        let _ = writeln!(script, "printenv {name} > '{left}/{name}' || rm -f '{left}/{name}'");
    }
    script
}

/// The phase after this one, and that after its failure: what was built is finished, what was not prepared is not built.
fn transitions(phase: &str, on_failure: Option<&str>) -> (&'static str, &'static str) {
    let next = match phase {
        "install" => "pre_build",
        "pre_build" => "build",
        "build" => "post_build",
        _ => "end",
    };
    match (on_failure, phase) {
        (Some("CONTINUE"), _) | (None, "build") => (next, next),
        (Some("ABORT") | None, _) => (next, "end"),
        (Some(other), _) => panic!("on-failure: {other}"),
    }
}

/// The files of a list, which is of names and `**/*`, relative to its base.
fn matched(source: &Path, list: &Value) -> Vec<String> {
    let base = source.join(list["base-directory"].as_str().unwrap_or("."));
    let mut found = Vec::new();
    for pattern in list["files"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if pattern == "**/*" {
            below(&base, &base, &mut found);
        } else {
            assert!(!pattern.contains('*'), "{pattern}: another pattern than this knows");
            found.extend(base.join(pattern).is_file().then(|| pattern.to_owned()));
        }
    }
    found
}

fn below(base: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(base, &path, found);
        } else {
            found.push(path.strip_prefix(base).unwrap().display().to_string());
        }
    }
}

#[test]
fn phases_follow_one_another_as_the_reference_says() {
    let ran = |phases: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = [("PATH", "/usr/bin:/bin")];
        let spec = format!("version: 0.2\nenv: {{exported-variables: [A, B]}}\nphases:\n{phases}");
        let build = run(&spec, &Env::default(), folder.path(), &path);
        let phases: Vec<String> = build.phases.iter().map(|(name, status)| format!("{name}={status}")).collect();
        (phases.join(" "), build)
    };
    let (phases, build) = ran(
        "  install: {commands: ['A=1', 'export B=2']}\n  build: {commands: ['false', 'B=3'], finally: ['echo \"it''s $A\"']}\n",
    );
    assert_eq!(phases, "install=0 pre_build=0 build=1 post_build=0");
    assert_eq!(
        build.exported,
        BTreeMap::from([("B".to_owned(), "2".to_owned())]),
        "a variable of the shell is not exported"
    );
    assert!(build.log.contains("it's 1") && build.succeeding_in_post_build.as_deref() == Some("0"), "{build:?}");
    assert_eq!(ran("  pre_build: {commands: ['(exit 4)']}\n").0, "install=0 pre_build=4");
    assert_eq!(ran("  build: {on-failure: ABORT, commands: ['false']}\n").0, "install=0 pre_build=0 build=1");
    let continued = ran("  install: {on-failure: CONTINUE, commands: ['false']}\n");
    assert_eq!(continued.0, "install=1 pre_build=0 build=0 post_build=0");
}
