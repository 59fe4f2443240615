//! Runs InSpec profiles in a sandboxed child process of the same program.
//!
//! The parent side ([`run_profile`]) owns the transport and the list of controls that must report; the child side
//! ([`child_main`]) holds the Ruby VM and parses everything the profile's author wrote. They share two pipes and nothing
//! else. This crate knows no Kubernetes and no CI system.

mod bytes;
pub mod clock;
pub mod protocol;
pub mod results;
pub mod target;
