//! The Ruby VM, behind one small interface: nothing outside of this module names its types.
//!
//! The VM has no file system, environment, process or network of its own. What a profile learns of its target it learns
//! through [`Port`]. An instruction budget stops what loops in Ruby code; a loop inside of a native callback is stopped by
//! the parent's deadline.

mod convert;
mod data;
mod host;
mod integrity;
mod lookaround;
mod natives;
mod prelude;
mod prompt;
mod questions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use sabiruby::{Step, Vm, VmError};
use sabiruby_compiler::{Options, compile};
use serde_json::{Map, Value as Json};

use crate::ast::Call;
use crate::protocol::{FromChild, Line, ProfileFile, Reply};
use crate::target::Question;

/// Name of the outermost code, in backtraces. The prelude's files have the same folder.
const MAIN: &str = "cincture/main.rb";
/// The folder of the engine's own Ruby. No file of a profile stands in it, and `eval` may not say that it does.
const OURS: &str = "cincture/";
/// Instructions between two looks at the budget.
const SLICE: u64 = 200_000;

/// The way out of the VM: frames to the parent, and questions that it answers.
pub(crate) trait Port: Send + Sync {
    /// Sends a one-way frame. False: the parent is gone.
    fn send(&mut self, frame: FromChild) -> bool;
    /// Asks the target; as many answers as questions. `None`: the parent is gone.
    fn ask(&mut self, questions: Vec<Question>) -> Option<Reply>;
    /// The next input at the prompt. `None`: there is none any more.
    fn line(&mut self) -> Option<Line>;
}

/// Why a run ended before its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VmFailure {
    /// The VM or the prelude is broken: a fault of ours.
    #[error("the engine's own Ruby failed: {0}")]
    Internal(String),
    /// The budget is spent.
    #[error("the instruction budget is spent")]
    Exhausted,
}

impl VmFailure {
    /// The same, of a file of the prelude.
    fn within(self, name: &str) -> Self {
        match self {
            Self::Internal(why) => Self::Internal(format!("{name}: {why}")),
            Self::Exhausted => self,
        }
    }
}

/// What to run.
pub(crate) struct Job {
    /// The profile's files.
    pub(crate) files: Vec<ProfileFile>,
    /// Which of them hold controls, in the order in which they are loaded.
    pub(crate) control_files: Vec<String>,
    /// Which of them are libraries, in the order in which they are loaded.
    pub(crate) library_files: Vec<String>,
    /// Its `inspec.yml` as JSON.
    pub(crate) metadata: Map<String, Json>,
    /// Values of inputs given from outside.
    pub(crate) inputs: Map<String, Json>,
    /// Ids of controls that are not run again.
    pub(crate) done: Vec<String>,
    /// Files that are not loaded again.
    pub(crate) skip_files: Vec<String>,
    /// Lines of a prompt are evaluated, instead of the profile's controls.
    pub(crate) prompt: bool,
    /// Instructions for one control, for loading one file, or for one input at the prompt.
    pub(crate) instructions: u64,
    /// The time at which the run began.
    pub(crate) now: Timestamp,
    /// Calls in its control files that may be resources.
    pub(crate) calls: BTreeSet<Call>,
}

/// Names of the engine's resources.
pub(crate) fn resources() -> impl Iterator<Item = &'static str> {
    prelude::RESOURCES.iter().copied()
}

/// Loads the prelude and runs the profile, or the prompt, to its end.
pub(crate) fn run(job: Job, port: Box<dyn Port>) -> Result<(), VmFailure> {
    let mut vm = Vm::with_mrblib().map_err(|e| VmFailure::Internal(e.to_string()))?;
    let budget = job.instructions;
    let main = if job.prompt { "Cincture::Prompt.run" } else { "Cincture::Runner.run" };
    let files: BTreeMap<String, Vec<u8>> = job.files.iter().map(|f| (f.path.clone(), f.content.clone())).collect();
    let files = Arc::new(files);
    vm.set_host(Box::new(host::ProfileHost { files: files.clone() }));
    natives::install(&mut vm, port, job, files).map_err(|e| internal(&mut vm, &e))?;
    for (name, code) in prelude::FILES {
        execute(&mut vm, code, u64::MAX).map_err(|failure| failure.within(name))?;
    }
    natives::seal(&mut vm);
    let options = Options { filename: MAIN.into(), debug_info: true, ..Options::default() };
    let main = compile(main.as_bytes(), &options).map_err(|e| VmFailure::Internal(e.to_string()))?;
    execute(&mut vm, &main, budget)
}

fn execute(vm: &mut Vm, code: &[u8], budget: u64) -> Result<(), VmFailure> {
    let code = vm.load(code).map_err(|e| internal(vm, &e))?;
    vm.start(code);
    loop {
        match vm.step(SLICE) {
            Ok(Step::Finished(_)) => return Ok(()),
            Ok(Step::Paused) => {
                if natives::spend(vm, SLICE) > budget {
                    return Err(VmFailure::Exhausted);
                }
            }
            Err(e) => return Err(internal(vm, &e)),
        }
    }
}

fn internal(vm: &mut Vm, error: &VmError) -> VmFailure {
    let mut text = vm.describe_error(error);
    if let VmError::Raise(exception) = error
        && let Ok(trace) = {
            let m = vm.intern("backtrace");
            vm.funcall(*exception, m, &[], sabiruby::Value::Nil)
        }
        && let Ok(Json::Array(lines)) = convert::to_json(vm, trace)
    {
        let lines: Vec<_> = lines.iter().filter_map(Json::as_str).take(8).collect();
        text.push_str(&format!(" at {}", lines.join(" < ")));
    }
    VmFailure::Internal(text)
}
