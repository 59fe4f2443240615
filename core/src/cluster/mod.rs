//! The Kubernetes API, as far as a scan needs it: a client, a pod and its container, and what to tell the user when one
//! of them cannot be had.

mod client;
mod errors;
mod resolve;

pub use client::{Access, connect};
pub use errors::{Action, api_problem};
pub use resolve::{Resolved, resolve, still_same};
