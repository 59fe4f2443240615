//! Reports: what a run came to, as bytes.
//!
//! [`Input::of`] settles verdict, completeness and exit status from the facts of a [`Run`]; the functions here turn that
//! into the files that [`Format`] lists, and into the table on the terminal. All are deterministic, write to what they are given
//! and know no CI system. Text in a report that came from a target or a profile is hostile: each format has one
//! escape for it, and every cut is announced with a count.

mod alias;
mod asff;
mod ckl;
mod codequality;
mod commands;
mod condensed;
mod csv;
mod dotenv;
mod explain;
mod files;
mod format;
mod grid;
mod hdf;
mod html;
mod input;
mod json;
mod junit;
mod layout;
mod markdown;
mod page;
mod ranked;
mod reason;
mod sarif;
mod sentence;
mod stig;
mod summary;
mod table;
mod text;
mod wanted;
mod write;
mod xccdf;
mod xml;

pub use alias::{digest, location, short};
pub use asff::AwsAccount;
pub use commands::{CommandLog, CommandRun, Ended};
pub use dotenv::VARIABLES;
pub use explain::{Explained, explain};
pub use files::targets;
pub use format::Format;
pub use grid::{counts_json, render_counts};
pub use input::{Incomplete, Input, Run, Target};
pub use markdown::markdown;
pub use page::{render_table, render_verdict};
pub use reason::first_reason;
pub use sentence::{sentence, word};
pub use wanted::Wanted;
pub use write::{Out, Report, begin, bytes, printed, write};
