//! `cincture ci` on GitHub Actions: what its runner reads of our output and our files, what its API is asked, and a workflow
//! that is really run.

mod act;
mod action;
mod artifacts;
mod comment;
mod documents;
mod library;
mod runner;
mod stand_in;
mod step;
