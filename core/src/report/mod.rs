//! Reports: what a run came to, as bytes.
//!
//! [`Input::of`] settles verdict, completeness and exit status from the facts of a [`Run`]; the functions here turn that
//! into `results.json`, `summary.json`, `junit.xml`, `commands.jsonl` and the table on the terminal. All are pure and deterministic, write
//! nothing and know no CI system. Text in a report that came from a target or a profile is hostile: each format has one
//! escape for it, and every cut is announced with a count.

mod commands;
mod hdf;
mod input;
mod junit;
mod layout;
mod page;
mod reason;
mod sentence;
mod summary;
mod table;
mod text;

pub use commands::{CommandLog, CommandRun, Ended};
pub use hdf::results_json;
pub use input::{Incomplete, Input, Run, Target};
pub use junit::junit_xml;
pub use page::render_table;
pub use summary::summary_json;
