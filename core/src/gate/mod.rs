//! Thresholds: reading them, and holding results against a [`Gate`] of them.
//!
//! The grammar is that of MITRE's SAF (`saf validate threshold`), and so is the verdict wherever that tool really checks.
//! Where it silently ignores a part of a threshold, [`Threshold::parse`] either takes it as a reader would, or refuses
//! it: nothing in a threshold is ever ignored but keys that begin with `x-`. Judging is pure, and it explains every
//! line. What a breach does to the exit status is [`crate::report`]'s business.

mod baseline;
mod builtin;
mod evaluate;
mod generate;
mod key;
mod options;
mod parts;
mod source;
mod threshold;
mod words;

pub use baseline::{Baseline, Known};
pub use builtin::BUILTIN;
pub(crate) use evaluate::evaluate;
pub use evaluate::{ControlRef, Line, Verdict};
pub use generate::{Tightness, generate};
pub use key::{Cell, Subject};
pub use options::{DEFAULT, FAIL_ON, GateOptions, NONE};
pub use parts::{Gate, Source};
pub(crate) use source::is_path;
pub use source::load;
pub use threshold::{Bound, Rule, Threshold};
