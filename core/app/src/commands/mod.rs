//! One file for each command.

pub(crate) mod access;
pub(crate) mod ci;
pub(crate) mod completions;
pub(crate) mod coverage;
pub(crate) mod detect;
pub(crate) mod doctor;
pub(crate) mod dropin;
pub(crate) mod explain;
mod files;
pub(crate) mod gate;
pub(crate) mod generate;
pub(crate) mod look;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod profile;
pub(crate) mod report;
mod reports;
pub(crate) mod scan;
pub(crate) mod shell;
pub(crate) mod show_config;
pub(crate) mod simulate;
pub(crate) mod threshold;
