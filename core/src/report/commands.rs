//! `commands.jsonl`: a line for each command that a profile ran in the target.

use std::io::{self, Write};
use std::time::Duration;

use cincture_engine::target::FailureKind;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Input;
use super::write::Report;
use crate::redact::Redactor;
use crate::untrusted::harmless_json;

/// Most bytes of the file. A profile may run many commands, of any length.
const LARGEST: usize = 16 << 20;

/// Writes the log of a run.
pub(super) struct Writer<'a> {
    log: &'a CommandLog,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { log: &input.run.commands, out }
    }
}

impl Report for Writer<'_> {
    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(self.log.text().as_bytes())
    }
}

/// The commands of a scan, in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLog {
    target: String,
    text: String,
    sequence: u64,
    /// Lines that did not fit.
    cut: u64,
    /// The run's time, since its beginning.
    now: Duration,
    running: Option<CommandRun>,
}

/// A command, and for whom it ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRun {
    /// The profile, as it is named.
    pub profile: String,
    /// The control, if it was for one.
    pub control: Option<String>,
    /// The file of the profile, if it was for its top level.
    pub file: Option<String>,
    /// As the profile or a resource wrote it; in the file passwords are left out.
    pub command: String,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Exit {
        /// Its status.
        status: i32,
        /// Bytes of standard output.
        stdout: usize,
        /// Bytes of standard error.
        stderr: usize,
    },
    /// Its answer did not come, or cannot be used.
    Failed(FailureKind),
    /// The scan ended before it did.
    GivenUp,
}

#[derive(Serialize)]
struct Line<'a> {
    sequence: u64,
    target: &'a str,
    profile: &'a str,
    control: Option<&'a str>,
    file: Option<&'a str>,
    command: &'a str,
    started_seconds: f64,
    duration_seconds: f64,
    exit_status: Option<i32>,
    failure: Option<Failure>,
    stdout_bytes: Option<usize>,
    stderr_bytes: Option<usize>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Failure {
    Of(FailureKind),
    Word(&'static str),
}

impl CommandLog {
    /// None yet, in `target`.
    pub fn new(target: String) -> Self {
        Self { target, ..Self::default() }
    }

    /// The target is asked something that takes until [`CommandLog::passed`]; if it is a command, this is it.
    pub fn begin(&mut self, run: CommandRun) {
        self.give_up();
        self.running = Some(run);
    }

    /// The command that runs has ended after `took`.
    pub fn end(&mut self, ended: Ended, took: Duration) {
        if let Some(run) = self.running.take() {
            self.add(&run, ended, took);
        }
        self.passed(took);
    }

    /// The command that was begun never came to the target.
    pub fn not_run(&mut self) {
        self.running = None;
    }

    /// The target took this long to answer.
    pub fn passed(&mut self, took: Duration) {
        self.now = self.now.saturating_add(took);
    }

    /// The scan is over: what still runs was given up.
    pub fn give_up(&mut self) {
        if let Some(run) = self.running.take() {
            self.add(&run, Ended::GivenUp, Duration::ZERO);
        }
    }

    /// The file: JSON lines, harmless to print. Where some did not fit, the last one says how many.
    pub fn text(&self) -> String {
        match self.cut {
            0 => self.text.clone(),
            cut => format!("{}{{\"cut\":{cut}}}\n", self.text),
        }
    }

    /// Takes secrets out of the commands; those that stand behind the words of a command line never were in it.
    pub(crate) fn redact(&mut self, redactor: &mut Redactor) {
        let clean = |line: &str| {
            let mut line: Map<String, Value> = serde_json::from_str(line).ok()?;
            redactor.clean_value(line.get_mut("command")?);
            Some(harmless_json(&serde_json::to_string(&line).ok()?) + "\n")
        };
        self.text = self.text.lines().filter_map(clean).collect();
    }

    /// That some did not fit.
    pub(super) fn warning(&self) -> Option<String> {
        let cut = self.cut;
        (cut > 0).then(|| format!("commands.jsonl is cut: {cut} of {} commands are not in it", self.sequence))
    }

    fn add(&mut self, run: &CommandRun, ended: Ended, took: Duration) {
        self.sequence += 1;
        let line = self.line(run, ended, took);
        if self.cut == 0 && self.text.len() + line.len() <= LARGEST {
            self.text.push_str(&line);
        } else {
            self.cut += 1;
        }
    }

    fn line(&self, run: &CommandRun, ended: Ended, took: Duration) -> String {
        let (exit_status, failure, bytes) = match ended {
            Ended::Exit { status, stdout, stderr } => (Some(status), None, Some((stdout, stderr))),
            Ended::Failed(kind) => (None, Some(Failure::Of(kind)), None),
            Ended::GivenUp => (None, Some(Failure::Word("given_up")), None),
        };
        let command = cincture_engine::without_secrets(&run.command);
        let line = Line {
            sequence: self.sequence,
            target: &self.target,
            profile: &run.profile,
            control: run.control.as_deref(),
            file: run.file.as_deref(),
            command: &command,
            started_seconds: self.now.as_secs_f64(),
            duration_seconds: took.as_secs_f64(),
            exit_status,
            failure,
            stdout_bytes: bytes.map(|(stdout, _)| stdout),
            stderr_bytes: bytes.map(|(_, stderr)| stderr),
        };
        harmless_json(&serde_json::to_string(&line).unwrap_or_default()) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn run(command: &str) -> CommandRun {
        CommandRun { profile: "p".into(), control: Some("c".into()), file: None, command: command.into() }
    }

    fn lines(log: &CommandLog) -> Vec<Value> {
        log.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_password_that_a_resource_writes_into_its_command_is_not_in_the_file() {
        let mut log = CommandLog::new("t".into());
        log.begin(run("mysql -uroot -ps3cret -h db -e 'select 1'"));
        log.give_up();
        assert!(
            log.text().contains("mysql -uroot -pREDACTED -h db") && !log.text().contains("s3cret"),
            "{}",
            log.text()
        );
    }

    #[test]
    fn each_command_has_its_line_with_what_it_cost() {
        let mut log = CommandLog::new("k8s://a/b".into());
        assert_eq!(log.text(), "");
        log.passed(Duration::from_millis(250));
        log.begin(run("id"));
        log.end(Ended::Exit { status: 3, stdout: 5, stderr: 0 }, Duration::from_millis(500));
        log.begin(CommandRun { control: None, file: Some("controls/a.rb".into()), ..run("sleep 9") });
        log.end(Ended::Failed(FailureKind::TimedOut), Duration::from_secs(1));
        log.begin(run("never"));
        log.not_run();
        log.begin(run("cut off"));
        log.give_up();
        let all = lines(&log);
        let first = json!({"sequence": 1, "target": "k8s://a/b", "profile": "p", "control": "c", "file": null, "command": "id",
            "started_seconds": 0.25, "duration_seconds": 0.5, "exit_status": 3, "failure": null, "stdout_bytes": 5, "stderr_bytes": 0});
        assert_eq!(all[0], first);
        assert_eq!((&all[1]["started_seconds"], &all[1]["failure"]), (&json!(0.75), &json!("timed_out")));
        assert_eq!((&all[1]["control"], &all[1]["file"]), (&Value::Null, &json!("controls/a.rb")));
        assert_eq!((&all[2]["command"], &all[2]["failure"], all.len()), (&json!("cut off"), &json!("given_up"), 3));
    }

    #[test]
    fn a_hostile_command_stays_one_harmless_line() {
        let mut log = CommandLog::new("t".into());
        let hostile = "a\n::error::b\r\u{1b}]0;x\u{7}##vso[task]\u{202e}\u{9b}2J";
        log.begin(run(hostile));
        log.end(Ended::GivenUp, Duration::ZERO);
        assert_eq!(lines(&log)[0]["command"], hostile);
        let text = log.text();
        assert!(!text.trim_end().chars().any(char::is_control) && !text.contains("##") && !text.contains('\u{202e}'));
    }

    #[test]
    fn what_does_not_fit_is_counted_and_told() {
        let mut log = CommandLog::new("t".into());
        let long = "x".repeat(LARGEST / 2 - 1_000);
        for command in [long.as_str(), "short", long.as_str(), long.as_str(), "short"] {
            log.begin(run(command));
            log.end(Ended::Exit { status: 0, stdout: 0, stderr: 0 }, Duration::ZERO);
        }
        assert!(log.text().len() <= LARGEST + 100);
        assert_eq!(lines(&log).last(), Some(&json!({"cut": 2})));
        assert_eq!(lines(&log).len(), 4);
        assert!(log.warning().unwrap().contains("2 of 5"));
    }
}
