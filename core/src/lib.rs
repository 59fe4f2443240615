//! Targets, transports, scans, results, gate and reports.

pub mod exit;
pub mod problem;
pub mod untrusted;
