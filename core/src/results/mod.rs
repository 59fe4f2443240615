//! Reading InSpec results and counting what they say, by the rules that MITRE's SAF command line applies.
//!
//! `read` turns bytes into a [`Document`], which keeps them and decodes a control when it is asked for; [`Tally::of`]
//! decides which controls count and holds the status and severity of each; [`Counts`] is the grid of status and severity that a threshold is held against. Where the reference tool hides
//! something (a second profile, a failing duplicate), this module counts it and says so in a warning. Nothing here
//! judges: that is [`crate::gate`].

mod counts;
mod document;
#[cfg(test)]
pub(crate) mod fixture;
mod layout;
mod outline;
mod overlay;
mod read;
mod severity;
mod skim;
mod status;
mod tally;

pub use cincture_engine::results::{
    Control, ControlResult, Group, Platform, Profile, Results, SourceLocation, Statistics,
};
pub use counts::{Compliance, Counts};
pub use document::Document;
pub use outline::Outline;
pub use read::{load, read, read_from};
pub use severity::Severity;
pub use status::Status;
pub use tally::{Counted, Tally};
