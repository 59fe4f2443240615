//! CI platforms: what one knows of the run that it is in, and in what form it wants to be told what came of a scan.
//!
//! A [`Platform`] reads an environment and says what to print, write or send, as values; it performs nothing, so that every
//! line of it can be tested against a port of the platform's own parser. The last step, in core/app, carries the
//! [`Artifact`]s out. The verdict and the exit status are settled before, and are the same everywhere.

mod artifact;
mod context;
mod example;
mod findings;
mod inputs;
mod secrets;
mod select;
mod values;

use std::io;
use std::path::{Path, PathBuf};

pub use artifact::{Artifact, Comment};
pub use context::{Build, Change, CiContext, without_account};
pub use example::Example;
pub use findings::{Finding, Findings, Level, ranked};
pub use inputs::{inputs_of_variables, inputs_where};
pub use secrets::secrets;
pub use select::{Selected, VARIABLE, select};
pub use values::values;

use crate::env::Env;
use crate::exit::Exit;
use crate::problem::Problem;
use crate::report::{Format, Input};

/// A CI system.
pub trait Platform: Sync {
    /// Its name in options and documents, such as `github`.
    fn id(&self) -> &'static str;

    /// Whether `env` is that of one of its jobs.
    fn detect(&self, env: &Env) -> bool;

    /// What it says of the run.
    ///
    /// # Errors
    /// A file that it names (an event, properties) cannot be read or has another form.
    fn context(&self, env: &Env, files: &dyn ReadFile) -> Result<CiContext, Problem>;

    /// The inputs of the step, as its user wrote them; those that were left empty are not among them. None where inputs are
    /// variables like others, or flags.
    fn inputs(&self, _env: &Env) -> Vec<StepInput> {
        Vec::new()
    }

    /// What comes before anything is printed: masks, a guard against commands in the output. `guard` is random, of 32
    /// hexadecimal digits, and the same in [`Finished`].
    fn begin(&self, _env: &Env, _guard: &str) -> Vec<Artifact> {
        Vec::new()
    }

    /// What comes when the files are written and the table is printed; it takes the guard away first.
    fn outputs(&self, _env: &Env, _done: &Finished<'_>) -> Vec<Artifact> {
        Vec::new()
    }

    /// Reports that it takes besides those that every scan writes.
    fn formats(&self) -> &'static [Format] {
        &[]
    }

    /// A job as it describes one, for looking at its outputs without it.
    fn example(&self) -> Example;

    /// Whether it stands for having no CI system, so that it hosts none.
    fn is_last_resort(&self) -> bool {
        false
    }

    /// A warning about the step itself, such as an output that could not be made. It is on standard error already.
    fn warning(&self, _text: &str) -> Vec<Artifact> {
        Vec::new()
    }
}

/// A value that the step was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepInput {
    /// Name of the option, such as `threshold`.
    pub name: String,
    /// As it was written; never empty.
    pub value: String,
    /// Where it came from, for people: `INPUT_THRESHOLD`.
    pub origin: String,
}

/// A run that is over, for [`Platform::outputs`].
pub struct Finished<'a> {
    /// Results and verdict.
    pub input: &'a Input,
    /// The exit status, which is not that of `input` where its reports could not be written.
    pub exit: Exit,
    /// Where it ran.
    pub context: &'a CiContext,
    /// The reports that were written, with absolute paths.
    pub files: &'a [(Format, PathBuf)],
    /// The `guard` of [`Platform::begin`].
    pub guard: &'a str,
}

/// Files that a platform names.
pub trait ReadFile {
    /// The content.
    ///
    /// # Errors
    /// Why there is none.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}
