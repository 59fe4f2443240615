//! One file for each command.

pub(crate) mod access;
pub(crate) mod ci;
pub(crate) mod completions;
pub(crate) mod coverage;
pub(crate) mod migrate;
mod files;
pub(crate) mod gate;
pub(crate) mod profile;
pub(crate) mod scan;
pub(crate) mod shell;
