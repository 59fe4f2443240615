//! Targets, transports, scans, results, gate, reports, and what CI platforms have in common.

pub mod access;
#[cfg_attr(not(target_os = "linux"), path = "cinc/elsewhere.rs")]
pub mod cinc;
pub mod cluster;
pub mod compare;
pub mod config;
pub mod coverage;
pub mod doctor;
pub mod env;
pub mod exit;
pub mod gate;
pub mod migrate;
pub mod number;
pub mod platform;
pub mod problem;
pub mod profile;
pub mod recording;
pub mod redact;
pub mod report;
pub mod results;
pub mod scan;
pub mod target;
pub mod transport;
pub mod untrusted;
mod yaml;
