//! `cincture ci` on GitHub Actions: what its runner reads of our output and our files, what its API is asked, and a workflow
//! that is really run.

pub(crate) mod act;
mod action;
mod artifacts;
mod comment;
pub(crate) mod documents;
mod library;
mod runner;
mod stand_in;
mod step;
