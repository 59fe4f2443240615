//! The child's side: enters the sandbox, looks into the profile, runs it, reports over its pipe, ends.

use std::collections::{BTreeSet, HashSet};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::ast::Call;
use crate::profile::{self, Metadata};
use crate::protocol::{
    ChildLimits, Description, Foreseen, FromChild, Line, MAX_FROM_PARENT, Mode, ProfileFile, Reply, Source, Start,
};
use crate::target::Question;
use crate::vm::{self, Job, Port, VmFailure};
use crate::{ast, pipe, sandbox};

/// Runs as the engine's child, on standard input and output, and gives the process's exit status.
///
/// `main` calls this first thing, before any thread, runtime or logger exists, when the first argument is
/// [`sandbox::CHILD_ARGUMENT`]; `arguments` are those after it ([`ChildLimits::arguments`]).
pub fn child_main(arguments: &[String]) -> u8 {
    let Some(limits) = ChildLimits::from_arguments(arguments) else {
        return 70;
    };
    let Ok(entered) = sandbox::enter(&limits) else {
        return 70;
    };
    let port = Pipes { from: std::io::stdin(), to: std::io::stdout() };
    let shared = Shared(Arc::new(Mutex::new(port)));
    if !shared.clone().send(FromChild::Sandboxed { seccomp: entered.seccomp, landlock: entered.landlock }) {
        return 71;
    }
    let Some(start) = shared.lock(|p| pipe::read::<Start>(&mut p.from, MAX_FROM_PARENT).ok().flatten()) else {
        return 72;
    };
    serve(start, shared)
}

fn serve(start: Start, mut port: Shared) -> u8 {
    let mode = start.mode;
    let prepared = match prepare(start) {
        Ok(prepared) => prepared,
        Err(message) => {
            port.send(FromChild::Refused { message });
            return 0;
        }
    };
    if !port.send(FromChild::Described(Box::new(prepared.description))) {
        return 71;
    }
    if mode == Mode::Describe {
        return 0;
    }
    match vm::run(prepared.job, Box::new(port.clone())) {
        Ok(()) => 0,
        Err(VmFailure::Exhausted) => {
            port.send(FromChild::Exhausted);
            0
        }
        Err(VmFailure::Internal(message)) => {
            port.send(FromChild::Warning { message });
            73
        }
    }
}

struct Prepared {
    description: Description,
    job: Job,
}

/// Parses everything of the profile that can be known without running it.
fn prepare(start: Start) -> Result<Prepared, String> {
    let mut files = profile::unpack(start.source).map_err(|e| e.to_string())?;
    let mut metadata = profile::metadata(&files, &start.name).map_err(|e| e.to_string())?;
    for source in start.further {
        further(source, &mut files, &mut metadata)?;
    }
    let mut description = Description {
        metadata: metadata.fields,
        sha256: profile::sha256(&files),
        gaps: metadata.gaps,
        ..Description::default()
    };
    let controls = profile::controls(&files);
    let mut calls = BTreeSet::new();
    let mut words = Words::default();
    controls.iter().for_each(|file| calls.extend(look_into(file, &mut description, &mut words)));
    if start.mode == Mode::Describe {
        profile::libraries(&files).iter().for_each(|file| look_into_library(file, &mut description, &mut words));
        description.foreseen = words.unknown();
    }
    let paths = |files: Vec<&ProfileFile>| files.into_iter().map(|f| f.path.clone()).collect();
    let job = Job {
        control_files: paths(controls),
        library_files: paths(profile::libraries(&files)),
        metadata: description.metadata.clone(),
        files,
        inputs: start.inputs,
        done: start.done,
        skip_files: start.skip_files,
        prompt: start.mode == Mode::Prompt,
        instructions: start.instructions,
        now: start.now,
        calls,
    };
    Ok(Prepared { description, job })
}

/// Adds libraries, data files and inputs of another profile.
fn further(source: Source, files: &mut Vec<ProfileFile>, metadata: &mut Metadata) -> Result<(), String> {
    let more = profile::unpack(source).map_err(|e| e.to_string())?;
    let inputs = profile::metadata(&more, "").map_err(|e| e.to_string())?.inputs;
    let wanted = |file: &ProfileFile| file.path.starts_with("libraries/") || file.path.starts_with("files/");
    for file in more.into_iter().filter(wanted) {
        match files.iter().find(|known| known.path == file.path) {
            Some(known) if known.content == file.content => {}
            Some(_) => return Err(format!("two of the profiles have a file {}, and not the same", file.path)),
            None => files.push(file),
        }
    }
    metadata.inputs.extend(inputs);
    let inputs = metadata.inputs.iter().cloned().map(Value::Object).collect();
    metadata.fields.insert("inputs".into(), Value::Array(inputs));
    Ok(())
}

/// The words of all files of a profile that may be resources.
#[derive(Default)]
struct Words {
    asked: Vec<Foreseen>,
    defined: HashSet<String>,
}

/// Words of the DSL and of Ruby that may stand where a describe is given a resource.
const NO_RESOURCES: [&str; 14] = [
    "input",
    "attribute",
    "input_object",
    "inspec",
    "format",
    "sprintf",
    "lambda",
    "proc",
    "Array",
    "Integer",
    "Float",
    "String",
    "caller",
    "raise",
];

impl Words {
    fn add(&mut self, path: &str, found: &ast::Found) {
        let asked =
            found.asked.iter().map(|(line, word)| Foreseen { path: path.into(), line: *line, what: word.clone() });
        self.asked.extend(asked);
        self.defined.extend(found.defined.iter().cloned());
    }

    /// Resources that neither the engine nor the profile has.
    fn unknown(self) -> Vec<Foreseen> {
        let known: HashSet<&str> = vm::resources().chain(NO_RESOURCES).collect();
        let unknown = |word: &str| !known.contains(word) && !self.defined.contains(word);
        let asked = self.asked.iter().filter(|asked| unknown(&asked.what));
        asked.map(|asked| Foreseen { what: format!("resource `{}`", asked.what), ..asked.clone() }).collect()
    }
}

fn look_into_library(file: &ProfileFile, description: &mut Description, words: &mut Words) {
    match ast::find(&file.path, &file.content) {
        Ok(found) => words.add(&file.path, &found),
        Err(message) => {
            description.broken_libraries.insert(file.path.clone(), message);
        }
    }
}

/// Adds what parsing finds to the description and to the words; the calls that may be resources.
fn look_into(file: &ProfileFile, description: &mut Description, words: &mut Words) -> BTreeSet<Call> {
    match ast::find(&file.path, &file.content) {
        Ok(found) => {
            words.add(&file.path, &found);
            description.dynamic |= found.dynamic;
            description.controls.extend(found.controls);
            found.calls
        }
        Err(message) => {
            description.unreadable.insert(file.path.clone(), message);
            BTreeSet::new()
        }
    }
}

struct Pipes<R, W> {
    from: R,
    to: W,
}

/// The pipes, shared between the VM's natives and what runs around them. One thread: the lock is never waited for.
struct Shared<R = std::io::Stdin, W = std::io::Stdout>(Arc<Mutex<Pipes<R, W>>>);

impl<R, W> Clone for Shared<R, W> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R, W> Shared<R, W> {
    fn lock<T>(&self, act: impl FnOnce(&mut Pipes<R, W>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<R: Read + Send, W: Write + Send> Port for Shared<R, W> {
    fn send(&mut self, frame: FromChild) -> bool {
        self.lock(|p| pipe::write(&mut p.to, &frame).is_ok())
    }

    fn ask(&mut self, questions: Vec<Question>) -> Option<Reply> {
        self.lock(|p| {
            pipe::write(&mut p.to, &FromChild::Ask { questions }).ok()?;
            pipe::read(&mut p.from, MAX_FROM_PARENT).ok()?
        })
    }

    fn line(&mut self) -> Option<Line> {
        self.lock(|p| pipe::read(&mut p.from, MAX_FROM_PARENT).ok()?)
    }
}
