//! The Ruby that stands between the VM and a profile: the DSL, matchers and resources. Compiled when this program is built
//! (`build.rs`), so that a child loads code and parses nothing but the profile.
//!
//! `FILES`: names in backtraces, and code, in the order in which they are loaded. `RESOURCES`: names of the resources.

include!(concat!(env!("OUT_DIR"), "/prelude.rs"));
