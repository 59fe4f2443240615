//! `--engine cinc`: an installed `cinc-auditor` or `inspec` runs the profile, for those that need Ruby gems.
//!
//! It runs the profile's Ruby as an ordinary program of the user, with no sandbox around it: so it gets an identity that may
//! exec into this one pod, as a file in a folder of its own, and nothing else of the caller's environment. It reads the
//! caller's files if it wants to; who does not trust the profile uses our own engine. What it writes is not believed more
//! than any results file.

mod folder;
mod program;
mod results;
mod run;

pub use self::folder::Folder;
pub use self::program::Program;
pub use self::run::{Done, Job, run};
