//! `cincture simulate PLATFORM RESULTS...`.

use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::{self, Artifact, Finished, Platform, ReadFile};
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{Format as Report, render_table};
use cincture_core::untrusted::{harmless_json, one_line};
use serde_json::{Value, json};

use super::ci::Files;
use super::look::{printed, unwritten};
use super::{files, gate};
use crate::cli::Format;
use crate::cli::simulate::SimulateArgs;
use crate::output;

/// A guard as a run would have: nothing is guarded here, and the same input gives the same output.
const GUARD: &str = "00000000000000000000000000000000";
/// Columns of the table: a log has no terminal.
const WIDTH: usize = 100;

/// Prints what the platform would be told.
pub(crate) fn run(args: &SimulateArgs, platforms: &[&dyn Platform], env: &Env) -> Exit {
    printed(simulated(args, platforms, env))
}

fn simulated(args: &SimulateArgs, platforms: &[&dyn Platform], env: &Env) -> Result<(String, Exit), Problem> {
    let platform = named(platforms, &args.platform, env)?;
    let input = gate::input(&args.files, &gate::options(&args.judging, env)?, false)?;
    let job = Job::of(platform, args.environment.as_deref())?;
    let mut context = platform.context(&job.env, job.files.as_ref())?;
    context.nested.clear();
    let reports = reports(platform, context.workspace.as_deref());
    let done = Finished { input: &input, exit: input.exit, context: &context, files: &reports, guard: GUARD };
    let begin = platform.begin(&job.env, GUARD);
    let table = Artifact::Print(render_table(&input, WIDTH, false));
    let all: Vec<Artifact> = begin.into_iter().chain([table]).chain(platform.outputs(&job.env, &done)).collect();
    let text = match args.format {
        Format::Text => log(&all),
        Format::Json => json_of(&all)?,
    };
    Ok((text, input.exit))
}

fn named<'a>(platforms: &[&'a dyn Platform], name: &str, env: &Env) -> Result<&'a dyn Platform, Problem> {
    let none = || Problem::new(Code::Usage, "there is nothing to simulate", "`none` is no platform", "name a platform");
    platform::select(platforms, Some(name), env)?.platform.ok_or_else(none)
}

/// The job that is looked at.
struct Job {
    env: Env,
    files: Box<dyn ReadFile>,
}

impl Job {
    fn of(platform: &dyn Platform, environment: Option<&Path>) -> Result<Self, Problem> {
        let Some(path) = environment else {
            let example = platform.example();
            return Ok(Self { env: example.env(), files: Box::new(example) });
        };
        let text = Files.read(path).and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other));
        let text = text.map_err(|e| {
            let help = "give a text file with NAME=value in each line";
            Problem::new(Code::Usage, "the environment cannot be read", e.to_string(), help)
                .at(path.display().to_string())
        })?;
        Ok(Self { env: Env::of_lines(&text), files: Box::new(Files) })
    }
}

/// The reports that a scan there would write, where it would write them.
fn reports(platform: &dyn Platform, workspace: Option<&Path>) -> Vec<(Report, PathBuf)> {
    let folder = workspace.unwrap_or(Path::new("/")).join("cincture-results");
    let formats = output::usual().into_iter().chain(platform.formats().to_vec()).filter(files::has);
    formats.map(|format| (format, folder.join(format.file_name()))).collect()
}

/// As people read it: first the log as the platform would see it, then what goes elsewhere, each line marked.
fn log(artifacts: &[Artifact]) -> String {
    let printed = artifacts.iter().filter_map(|artifact| match artifact {
        Artifact::Print(text) => Some(text.clone()),
        _ => None,
    });
    let elsewhere = artifacts.iter().filter_map(|artifact| match artifact {
        Artifact::Print(_) => None,
        Artifact::Append { path, text } => Some(marked(&format!("to the end of {}", path.display()), text)),
        Artifact::Comment(comment) => Some(marked(&format!("as the comment at {}", comment.list), &comment.body)),
    });
    printed.chain(elsewhere).collect()
}

fn marked(heading: &str, text: &str) -> String {
    let lines: String = text.lines().map(|line| format!("  | {}\n", one_line(line))).collect();
    format!("\n{}:\n{lines}", one_line(heading))
}

/// A list of what is printed, written and sent.
fn json_of(artifacts: &[Artifact]) -> Result<String, Problem> {
    let values: Vec<Value> = artifacts
        .iter()
        .map(|artifact| match artifact {
            Artifact::Print(text) => json!({ "kind": "print", "text": text }),
            Artifact::Append { path, text } => json!({ "kind": "append", "path": path, "text": text }),
            Artifact::Comment(comment) => json!({ "kind": "comment", "list": comment.list, "text": comment.body }),
        })
        .collect();
    let text = serde_json::to_string_pretty(&values).map_err(|e| unwritten(&e.to_string()))?;
    Ok(harmless_json(&text) + "\n")
}
