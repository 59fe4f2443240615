//! One request to the API server, within a time, and what is known when it fails.

use std::future::Future;
use std::time::Duration;

use crate::cluster::{Action, api_problem};
use crate::problem::{Code, Problem};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request that did not succeed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) problem: Problem,
    status: Option<u16>,
}

impl Failure {
    /// The server's status code, if it answered at all.
    pub(super) fn is(&self, status: u16) -> bool {
        self.status == Some(status)
    }

    /// Whether the server refused, so that nothing can have come of the request. After a broken connection, a timeout or
    /// an inner error of the server nobody knows.
    pub(super) fn had_no_effect(&self) -> bool {
        self.status.is_some_and(|code| (400..500).contains(&code) && code != 408 && code != 429)
    }
}

/// Waits for `answer`, but not for ever.
pub(super) async fn ask<T>(action: &Action, answer: impl Future<Output = kube::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Failure { problem: api_problem(&error, action), status: status(&error) }),
        Err(_) => {
            let why = format!("the API server did not answer within {} s", PATIENCE.as_secs());
            let help = "see whether `kubectl version` reaches the server with the same kubeconfig";
            let problem = Problem::new(Code::ClusterUnreachable, action.what, why, help).at(action.place.clone());
            Err(Failure { problem, status: None })
        }
    }
}

fn status(error: &kube::Error) -> Option<u16> {
    match error {
        kube::Error::Api(status) => Some(status.code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube::core::Status;

    #[tokio::test]
    async fn only_a_refusal_proves_that_nothing_happened() {
        let action =
            Action { what: "x", verbs: &["create"], resource: "roles", namespace: "n".into(), place: String::new() };
        for (code, nothing) in
            [(403, true), (404, true), (409, true), (408, false), (429, false), (500, false), (504, false)]
        {
            let error = kube::Error::Api(Status::failure("", "").with_code(code).boxed());
            let failure = ask::<()>(&action, async { Err(error) }).await.unwrap_err();
            assert_eq!(failure.had_no_effect(), nothing, "{code}");
            assert!(failure.is(code));
        }
        let cut = kube::Error::ReadEvents(std::io::Error::other("cut"));
        assert!(!ask::<()>(&action, async { Err(cut) }).await.unwrap_err().had_no_effect());
    }
}
