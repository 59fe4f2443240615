//! What a lease has sent for creation and must remove.

use kube::Client;
use tokio::runtime::Handle;

use super::id::LeaseId;
use super::kind::Kind;
use super::remove::{Doomed, Left, remove};
use crate::target::Namespace;

/// The objects, in the order of their creation. Dropped while it holds some, it removes them in the background if a
/// runtime still runs.
pub(super) struct Undo {
    client: Client,
    lease: LeaseId,
    noted: Vec<Doomed>,
    /// Already removing in the background: when that is cut off, the runtime ends.
    background: bool,
}

impl Undo {
    /// Nothing yet.
    pub(super) fn new(client: Client, lease: LeaseId) -> Self {
        Self { client, lease, noted: Vec::new(), background: false }
    }

    /// An object is about to be sent.
    pub(super) fn note(&mut self, kind: Kind, namespace: &Namespace, name: &str) {
        let (namespace, name, lease) = (namespace.clone(), name.to_owned(), self.lease.clone());
        self.noted.push(Doomed { kind, namespace, name, lease, uid: None });
    }

    /// The last one was made.
    pub(super) fn made(&mut self, uid: Option<String>) {
        if let Some(last) = self.noted.last_mut() {
            last.uid = uid;
        }
    }

    /// The last one was not made, for certain.
    pub(super) fn forget_last(&mut self) {
        self.noted.pop();
    }

    /// They shall stay.
    pub(super) fn forget_all(&mut self) {
        self.noted.clear();
    }

    /// Removes them, the last first, and gives those that could not be proven gone. One that is cut off goes on where it
    /// was when it is called again.
    pub(super) async fn run(&mut self) -> Vec<Left> {
        let mut left = Vec::new();
        while let Some(last) = self.noted.last().cloned() {
            left.extend(remove(&self.client, last).await.err());
            self.noted.pop();
        }
        left
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        if self.background || self.noted.is_empty() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let (client, lease) = (self.client.clone(), self.lease.clone());
            let noted = std::mem::take(&mut self.noted);
            let mut rest = Self { client, lease, noted, background: true };
            runtime.spawn(async move { rest.run().await });
        }
    }
}
