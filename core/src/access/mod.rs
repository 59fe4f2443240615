//! Short-lived access to one pod: a ServiceAccount in the scanner's namespace, a Role in the target's that allows to
//! look at that pod and to start programs in it, a RoleBinding between them, and a token.
//!
//! **The cluster is the record.** Each object is created with labels and annotations ([`Mark`]) that say whose it is and
//! when it may be removed by anybody, so that a program that is killed between two requests leaves nothing that could
//! not be found by label: [`survey`] looks, [`sweep`] removes. The ServiceAccount is made first and removed last, and it
//! names the target's namespace: who finds it knows where the rest would be.
//!
//! **Nothing is adopted.** Names are random; an object that already has the name stays as it is, and another name is
//! taken. What is removed is removed by its uid.
//!
//! Absent on purpose: owner references (they do not reach across namespaces), and any change of an object that exists.

mod ask;
mod id;
mod install;
mod kind;
mod lease;
mod listed;
mod manifest;
mod mark;
mod needs;
mod plan;
mod remove;
mod render;
mod review;
mod survey;
mod sweep;
mod token;
mod undo;

pub use id::LeaseId;
pub use install::{Install, Rights};
pub use kind::Kind;
pub use lease::{Granted, Lease, Released};
pub use listed::listed;
pub use manifest::Names;
pub use mark::Mark;
pub use needs::{Need, needs, refusal};
pub use plan::{LEAST_TOKEN, Plan};
pub use remove::Left;
pub use render::{Format, render};
pub use survey::{Found, Scope, Strange, Survey, Unseen, survey};
pub use sweep::{Selection, Swept, sweep};
