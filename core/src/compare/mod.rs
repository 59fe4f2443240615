//! Two runs beside each other: what became worse, better, what is new and what is gone. A baseline and `cincture diff` share
//! this one comparison.
//!
//! [`Snapshot::of`] reduces a run to what is compared; [`compare`] matches the controls and says of each pair what changed. A
//! control is the same one if target, profile and id are; of single targets the name does not matter, because a pod has
//! another one after each roll-out. Nothing here judges.

mod change;
mod matched;
mod shown;
mod snapshot;

pub use change::Change;
pub use matched::{Comparison, Pair, compare};
pub use shown::Diff;
pub use snapshot::{Check, Found, Ran, Snapshot};
