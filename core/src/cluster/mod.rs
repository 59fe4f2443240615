//! The Kubernetes API, as far as a scan needs it: a client, a pod and its container, and what to tell the user when one
//! of them cannot be had.

mod client;
mod connection;
mod errors;
mod resolve;
mod wait;

pub use client::{Access, connect, usual_namespace};
pub use connection::{Bearer, Connection};
pub use errors::{Action, api_problem};
pub use resolve::{Resolved, resolve, still_same};
pub use wait::until_ready;
