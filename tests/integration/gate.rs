//! The commands that read results files, as a user meets them: no target and no cluster is needed for any of them.

mod bad_input;
mod baseline;
mod damaged;
mod explaining;
mod judging;
mod looking;
mod report;
mod stream;

use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scan::program;

/// A folder with results files, in which commands run.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes `content` as the file `name`.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    /// Writes results of one profile.
    fn results(&self, name: &str, target: Option<&str>, controls: &[Value]) -> &Self {
        self.file(name, results(target, controls).to_string())
    }

    /// Runs the program in the folder.
    fn run(&self, arguments: &[&str]) -> Ran {
        self.fed(arguments, b"")
    }

    /// The same, with these variables.
    fn ran_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path()).envs(variables.iter().copied());
        Ran(command.output().unwrap())
    }

    /// The same, with `input` on its standard input.
    fn fed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = program();
        command.args(arguments).current_dir(self.0.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may end without having read any of it.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran(child.wait_with_output().unwrap())
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

struct Ran(Output);

impl Ran {
    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.0.stdout).unwrap_or_else(|e| panic!("{e}\n{}", self.said()))
    }

    /// All that was printed.
    fn said(&self) -> String {
        self.stdout() + &String::from_utf8_lossy(&self.0.stderr)
    }

    /// Asserts the exit status and that each of `words` was said; long lines are wrapped, so spaces and ends of lines are one.
    fn ended(&self, status: i32, words: &[&str]) -> &Self {
        let said = self.said();
        assert_eq!(self.0.status.code(), Some(status), "{said}");
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(flat.contains(word), "{word:?} is not in\n{said}");
        }
        self
    }
}

/// A control with one check for each of `checks`: its status, and what it checked.
fn control(id: &str, impact: f64, checks: &[(&str, &str)]) -> Value {
    let check = |(status, desc): &(&str, &str)| {
        json!({"status": status, "code_desc": desc, "start_time": "2026-01-01T00:00:00Z", "run_time": 0.1,
               "message": format!("expected: good\n     got: bad in {desc}")})
    };
    let checks: Vec<Value> = checks.iter().map(check).collect();
    json!({"id": id, "title": format!("Title of {id}"), "desc": null, "impact": impact, "refs": [], "tags": {},
           "source_location": {"line": 1, "ref": "controls/a.rb"}, "results": checks})
}

fn passed(id: &str) -> Value {
    control(id, 0.5, &[("passed", "it is good")])
}

fn failed(id: &str, impact: f64) -> Value {
    control(id, impact, &[("failed", "it is good")])
}

fn results(target: Option<&str>, controls: &[Value]) -> Value {
    let mut platform = json!({"name": "debian", "release": "12"});
    if let Some(target) = target {
        platform["target_id"] = json!(target);
    }
    json!({"platform": platform, "version": "1.0", "statistics": {"duration": 1.5}, "profiles": [{
        "name": "baseline", "sha256": "00", "controls": controls, "groups": [], "supports": [], "attributes": []}]})
}
