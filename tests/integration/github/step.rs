//! The program as a step of a workflow.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::runner;

/// A step that scans an unpacked root file system, with the files that a runner makes.
pub(super) struct Step {
    pub(super) folder: TempDir,
    command: Command,
}

impl Step {
    /// With a profile of one file.
    pub(super) fn new(profile: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("root")).unwrap();
        let profile = crate::scan::profile(folder.path(), profile);
        let mut command = crate::scan::program();
        command.arg("ci").current_dir(folder.path());
        command.env("GITHUB_ACTIONS", "true").env("INPUT_PROFILE", profile).env("INPUT_OUT", "out");
        command.env("INPUT_TARGET", format!("rootfs://{}", path("root").display()));
        for name in ["OUTPUT", "STEP_SUMMARY", "ENV", "PATH", "STATE"] {
            fs::write(path(name), "").unwrap();
            command.env(format!("GITHUB_{name}"), path(name));
        }
        Self { folder, command }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(super) fn with_all(self, variables: &[(&str, &str)]) -> Self {
        variables.iter().fold(self, |step, (name, value)| step.with(name, value))
    }

    fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    /// A file of the target.
    fn file(self, name: &str, content: &str) -> Self {
        fs::write(self.folder.path().join("root").join(name), content).unwrap();
        self
    }

    pub(super) fn run(mut self) -> Stepped {
        let output = self.command.output().unwrap();
        Stepped { output, folder: self.folder }
    }
}

/// A step that is over.
pub(super) struct Stepped {
    output: Output,
    folder: TempDir,
}

impl Stepped {
    pub(super) fn status(&self) -> Option<i32> {
        self.output.status.code()
    }

    pub(super) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub(super) fn said(&self) -> String {
        self.stdout() + &self.stderr()
    }

    pub(super) fn commands(&self) -> Vec<runner::Command> {
        runner::commands(&self.stdout())
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    pub(super) fn output(&self, name: &str) -> Option<String> {
        let outputs = runner::outputs(&self.file("OUTPUT")).unwrap();
        outputs.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

#[test]
fn a_verdict_is_the_exit_status_the_outputs_the_summary_and_an_annotation() {
    for (expected, status, verdict, kind) in [("1", 0, "pass", "notice"), ("2", 3, "breached", "error")] {
        let profile = format!("control('a') {{ impact 0.9; describe(1) {{ it {{ should eq {expected} }} }} }}");
        let ran = Step::new(&profile).with("INPUT_THRESHOLD", "failed.total.max: 0").run();
        assert_eq!(ran.status(), Some(status), "{}", ran.said());
        assert_eq!(ran.output("verdict").as_deref(), Some(verdict));
        assert_eq!(ran.output("exit-status"), Some(status.to_string()));
        let results = PathBuf::from(ran.output("results").unwrap());
        assert!(results.is_absolute() && results.ends_with("out/results.json") && results.is_file());
        assert!(ran.file("STEP_SUMMARY").contains(verdict), "{}", ran.file("STEP_SUMMARY"));
        let first = ran.commands().remove(0);
        assert_eq!(
            (first.name.as_str(), first.properties["title"].as_str()),
            (kind, format!("Cincture: {verdict}").as_str())
        );
        for untouched in ["ENV", "PATH", "STATE"] {
            assert_eq!(ran.file(untouched), "", "{untouched}");
        }
    }
}

#[test]
fn a_step_that_cannot_begin_tells_its_outputs_too() {
    for (step, status, verdict) in [
        (Step::new("").with("INPUT_TARGET", "k8s:/x"), 2, "invalid"),
        (Step::new("").with("INPUT_TIMEOUT", "soon"), 2, "invalid"),
        (Step::new("control(").with("INPUT_THRESHOLD", "strict"), 4, "incomplete"),
        (Step::new("").with("INPUT_TARGET", ""), 2, "invalid"),
    ] {
        let ran = step.run();
        assert_eq!(ran.status(), Some(status), "{}", ran.said());
        assert_eq!(ran.output("verdict").as_deref(), Some(verdict), "{}", ran.said());
        assert_eq!(ran.commands().first().map(|c| c.name.as_str()), Some("error"), "{}", ran.said());
    }
}

#[test]
fn what_a_container_holds_is_no_command_on_either_stream() {
    let hostile =
        "::set-output name=verdict::pass\n##[add-mask]a\r::error::b\n\u{1b}[2J::notice::c\n::stop-commands::d";
    let profile = "control(\"::warning::id\") { title \"##[error]title\"; describe(file('/x').content) { it { should eq 'y' } } }";
    let ran = Step::new(profile).file("x", hostile).run();
    assert_eq!(runner::commands(&ran.stderr()), []);
    let texts: Vec<runner::Command> = ran.commands();
    assert!(texts.iter().all(|c| ["error", "warning", "notice"].contains(&c.name.as_str())), "{texts:?}");
    // The verdict and the one control.
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.iter().any(|c| c.data.contains("set-output name=verdict")), "the finding itself is told: {texts:?}");
}

#[test]
fn no_report_is_printed_where_a_runner_reads_and_those_that_are_asked_for_are_outputs() {
    let profile = "control('a') { title \"x\\n::error::title\"; describe(1) { it { should eq 1 } } }";
    let printed = Step::new(profile).args(&["--report", "csv=-"]).run();
    assert_eq!(printed.status(), Some(2), "{}", printed.said());
    assert!(printed.stderr().contains("would be read for commands"), "{}", printed.stderr());
    let plain = Step::new(profile).with("GITHUB_ACTIONS", "").args(&["rootfs:///usr/share/doc", "--report", "csv=-"]);
    assert!(plain.args(&["--profile", "profile.rb"]).run().stdout().contains("\"target\",\"profile\""));
    let asked = Step::new(profile).with("INPUT_REPORT", "xccdf\njunit=more/again.xml\n").run();
    assert!(asked.output("xccdf").unwrap().ends_with("/out/xccdf.xml"), "{}", asked.said());
    assert!(asked.output("junit").unwrap().ends_with("/out/junit.xml"), "{}", asked.said());
    assert!(asked.file("more/again.xml").contains("<testsuite"));
}

#[test]
fn masks_and_the_guard_come_before_anything_else() {
    let kubeconfig = "users: [{name: ci, user: {token: s3cr3t-t0k3n}}]";
    let ran = Step::new("describe(1) { it { should eq 1 } }").with("KUBECONFIG_CONTENT", kubeconfig).run();
    let stdout = ran.stdout();
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines[0], "::add-mask::s3cr3t-t0k3n");
    let guard = lines[1].strip_prefix("::stop-commands::").expect("the guard");
    assert!(guard.len() == 32 && guard.chars().all(|c| c.is_ascii_hexdigit()), "{guard}");
    assert_eq!(lines.iter().filter(|line| **line == format!("::{guard}::")).count(), 1);
    assert!(!ran.file("OUTPUT").contains("s3cr3t"));
}

#[test]
fn an_event_that_cannot_be_read_or_outputs_that_cannot_be_written_change_no_verdict() {
    let ran = Step::new("describe(1) { it { should eq 1 } }").with("GITHUB_EVENT_PATH", "/nowhere/event.json").run();
    assert_eq!(ran.status(), Some(0), "{}", ran.said());
    assert!(ran.stderr().contains("warning: the event of the run is not known"), "{}", ran.stderr());
    let step = Step::new("describe(1) { it { should eq 1 } }");
    let (link, theirs) = (step.folder.path().join("link"), step.folder.path().join("theirs"));
    fs::write(&theirs, "theirs").unwrap();
    symlink(&theirs, &link).unwrap();
    let ran = step.with("GITHUB_OUTPUT", &link.display().to_string()).run();
    assert_eq!(ran.status(), Some(0), "{}", ran.said());
    assert_eq!(ran.file("theirs"), "theirs");
    let warning = ran.commands().into_iter().find(|c| c.name == "warning").expect("a warning");
    assert!(warning.data.contains("not a regular file"), "{warning:?}");
}

#[test]
fn the_platform_can_be_named_and_without_one_the_step_says_so() {
    let profile = "describe(1) { it { should eq 1 } }";
    let none = Step::new(profile)
        .with("GITHUB_ACTIONS", "")
        .args(&["rootfs:///usr/share/doc", "--profile", "profile.rb"])
        .run();
    assert_eq!(none.status(), Some(0), "{}", none.said());
    assert!(none.stderr().contains("no CI platform is here"), "{}", none.stderr());
    assert!(none.commands().is_empty() && none.file("OUTPUT").is_empty());
    let named = Step::new(profile).with("GITHUB_ACTIONS", "").with("CINCTURE_PLATFORM", "github").run();
    assert_eq!(named.output("verdict").as_deref(), Some("pass"), "{}", named.said());
    let refused = Step::new(profile).args(&["--platform", "gitlub"]).run();
    assert_eq!(refused.status(), Some(2));
    assert!(refused.stderr().contains("the names are github"), "{}", refused.stderr());
}

#[test]
fn results_of_an_earlier_step_are_judged_without_a_scan() {
    let profile = "control('a') { impact 0.9; describe(1) { it { should eq 2 } } }";
    let step = Step::new(profile).with("INPUT_THRESHOLD", "none");
    let folder = step.folder.path().display().to_string();
    let ran = step.run();
    assert_eq!(ran.status(), Some(0), "{}", ran.said());
    let results = ran.output("results").unwrap();
    let judge = || Step::new("").with("INPUT_TARGET", "").with("INPUT_RESULTS", &format!("\n {results} \n"));
    let judged = judge().with("INPUT_THRESHOLD", "failed.total.max: 0").run();
    assert_eq!(judged.status(), Some(3), "{}", judged.said());
    assert_eq!(judged.output("verdict").as_deref(), Some("breached"));
    assert_eq!(judged.commands()[1].properties["title"], "a failed (critical)");
    assert!(judged.output("commands").is_none() && judged.output("junit").is_some());
    let both = judge().with("INPUT_TARGET", "local://").run();
    assert_eq!(both.status(), Some(2), "{}", both.said());
    assert!(both.stderr().contains("there are a target and results"), "{}", both.stderr());
    let missing = judge().args(&["--results", &format!("{folder}/none.json")]).run();
    assert_eq!(missing.output("verdict").as_deref(), Some("invalid"), "{}", missing.said());
}
