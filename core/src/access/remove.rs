//! Removing one object of ours, and proving that it is gone.

use std::fmt;
use std::time::Duration;

use kube::Client;
use kube::api::{DeleteParams, Preconditions};
use tokio::time::{Instant, sleep};

use super::ask::{Failure, ask};
use super::id::LeaseId;
use super::kind::Kind;
use super::mark::Mark;
use crate::cluster::Action;
use crate::target::Namespace;

/// How long one object is tried to be removed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an object is waited for whose creation had no answer: it may still be on its way.
const SETTLED: Duration = Duration::from_secs(2);
/// First pause between two tries; it doubles.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// One object that is to go.
#[derive(Clone, Debug)]
pub(super) struct Doomed {
    pub(super) kind: Kind,
    pub(super) namespace: Namespace,
    pub(super) name: String,
    pub(super) lease: LeaseId,
    /// Not known where its creation had no answer.
    pub(super) uid: Option<String>,
}

/// An object of ours that could not be proven gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its kind.
    pub kind: Kind,
    /// Its namespace.
    pub namespace: Namespace,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub lease: LeaseId,
    /// Why it is not known to be gone.
    pub why: String,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{} ({})", self.kind, self.namespace, self.name, self.why)
    }
}

enum Step {
    Gone,
    /// What is known now; try again.
    Again(String),
    /// Trying again would not help.
    Never(String),
}

/// Removes `object`, trying again for a bounded time. It is gone when the server says that nothing of its name is there,
/// or that what is there has another uid.
///
/// # Errors
/// That it could not be proven gone.
pub(super) async fn remove(client: &Client, mut object: Doomed) -> Result<(), Left> {
    let begun = Instant::now();
    let mut pause = PAUSE;
    loop {
        let settled = begun.elapsed() >= SETTLED;
        let why = match step(client, &mut object, settled).await {
            Step::Gone => return Ok(()),
            Step::Again(why) if begun.elapsed() + pause < PATIENCE => why,
            Step::Again(why) | Step::Never(why) => {
                let Doomed { kind, namespace, name, lease, .. } = object;
                return Err(Left { kind, namespace, name, lease, why });
            }
        };
        drop(why);
        sleep(pause).await;
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

/// Deletes it if its uid is known, and looks what is there now.
async fn step(client: &Client, object: &mut Doomed, settled: bool) -> Step {
    if let Some(uid) = object.uid.clone() {
        let action = object.action("an object of a lease cannot be removed", &["delete"]);
        let only = Preconditions { uid: Some(uid), resource_version: None };
        let params = DeleteParams { preconditions: Some(only), ..DeleteParams::background() };
        let api = object.kind.within(client, object.namespace.as_str());
        match ask(&action, api.delete(&object.name, &params)).await {
            Err(failure) if failure.is(404) => return Step::Gone,
            // It has another uid by now, says looking.
            Err(failure) if !failure.is(409) => return next(failure),
            Ok(_) | Err(_) => {}
        }
    }
    look(client, object, settled).await
}

async fn look(client: &Client, object: &mut Doomed, settled: bool) -> Step {
    let action = object.action("whether an object of a lease is gone cannot be seen", &["get"]);
    let api = object.kind.within(client, object.namespace.as_str());
    let there = match ask(&action, api.get(&object.name)).await {
        Ok(there) => there,
        Err(failure) if failure.is(404) && (object.uid.is_some() || settled) => return Step::Gone,
        Err(failure) if failure.is(404) => return Step::Again("its creation had no answer".to_owned()),
        Err(failure) => return next(failure),
    };
    match (&object.uid, there.metadata.uid.clone()) {
        (Some(ours), Some(uid)) if *ours != uid => Step::Gone,
        (Some(_), _) => Step::Again("it is still there, perhaps for a finalizer".to_owned()),
        (None, uid) if Mark::read(&there.metadata).is_ok_and(|mark| mark.lease == object.lease) => {
            object.uid = uid;
            Step::Again("it is there".to_owned())
        }
        // Somebody else's of the same name: ours was never made.
        (None, _) => Step::Gone,
    }
}

fn next(failure: Failure) -> Step {
    let refused = failure.is(401) || failure.is(403);
    let why = failure.problem.why;
    if refused { Step::Never(why) } else { Step::Again(why) }
}

impl Doomed {
    fn action(&self, what: &'static str, verbs: &'static [&'static str]) -> Action {
        Action {
            what,
            verbs,
            resource: self.kind.resource(),
            namespace: self.namespace.to_string(),
            place: format!("{} {}/{}", self.kind, self.namespace, self.name),
        }
    }
}
