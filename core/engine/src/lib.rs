//! Runs InSpec profiles in a sandboxed child process of the same program.
//!
//! The parent side ([`ProfileRun`]) owns the transport and the list of controls that must report; the child side
//! ([`child_main`]) holds the Ruby VM and parses everything the profile's author wrote. They share two pipes and nothing
//! else. This crate knows no Kubernetes and no CI system.

mod ast;
mod bytes;
mod child;
pub mod clock;
mod ledger;
mod pipe;
pub mod profile;
pub mod prompt;
pub mod protocol;
pub mod results;
#[cfg_attr(not(target_os = "linux"), path = "sandbox/elsewhere.rs")]
pub mod sandbox;
pub mod secrets;
mod sensitive;
mod session;
mod supervise;
pub mod target;
mod vm;
mod xml;

pub use child::child_main;
pub use ledger::{Outcome, Unchecked};
pub use pipe::weight;
pub use secrets::without_secrets;
pub use sensitive::SensitiveInput;
pub use supervise::{EngineError, Event, Limits, Options, ProfileRun, describe, sandbox_here};
