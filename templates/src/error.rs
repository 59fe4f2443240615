//! What is wrong with a request or a template.

use std::io;
use std::path::PathBuf;

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No template is of this platform.
    #[error("no pipeline is generated for {name:?}; the platforms are {known}")]
    Platform {
        /// As it was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The platform has no such kind, or not in that pattern.
    #[error("{platform} has no kind {name:?} in the pattern {pattern}; there are {known}")]
    Kind {
        /// The platform.
        platform: String,
        /// As it was asked for.
        name: String,
        /// The pattern.
        pattern: &'static str,
        /// Those that there are.
        known: String,
    },
    /// The platform has pipelines in the other pattern only.
    #[error("pipelines for {platform} are not in the pattern {pattern}, but in {other}")]
    Pattern {
        /// The platform.
        platform: String,
        /// As it was asked for.
        pattern: &'static str,
        /// The pattern that they are in.
        other: &'static str,
    },
    /// A value is set for what is no variable.
    #[error("no variable is called {name:?}; the nearest is `{nearest}`")]
    Unknown {
        /// As it was set.
        name: String,
        /// The one that was perhaps meant.
        nearest: &'static str,
    },
    /// A value is set for a variable that none of the templates has.
    #[error("nothing that is generated here has the variable `{0}`")]
    Unused(&'static str),
    /// A value is not of the variable's kind.
    #[error("the value of `{name}` is {value:?}: {why}")]
    Value {
        /// The variable.
        name: &'static str,
        /// The value.
        value: String,
        /// What it has to be.
        why: &'static str,
    },
    /// A variable that has no default was not set.
    #[error("`{name}` has no value: {about}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// What it is for.
        about: &'static str,
    },
    /// A template cannot be read or carried out.
    #[error("the template {path} cannot be used: {why}")]
    Template {
        /// Its file.
        path: String,
        /// Why, with the line.
        why: String,
    },
    /// The folder of a user's templates cannot be read.
    #[error("{}: {error}", path.display())]
    Folder {
        /// What was read.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}
