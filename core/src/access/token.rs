//! Tokens of a lease's ServiceAccount.

use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::PostParams;
use kube::{Api, Client};
use secrecy::SecretString;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::ask::{Failure, ask};
use crate::cluster::{Action, Bearer};
use crate::target::Namespace;

/// The pause before a renewal that failed is tried again.
const PAUSE: Duration = Duration::from_secs(10);

/// Whose tokens, and how long one lives.
#[derive(Clone)]
pub(super) struct Issuer {
    pub(super) caller: Client,
    pub(super) namespace: Namespace,
    pub(super) account: String,
    pub(super) life: Duration,
    pub(super) place: String,
}

/// A token, and when it ends.
pub(super) struct Issued {
    pub(super) token: SecretString,
    pub(super) expires: Timestamp,
}

impl Issuer {
    /// Asks for a new token.
    pub(super) async fn issue(&self) -> Result<Issued, Failure> {
        let action = Action {
            what: "no token can be had for the short-lived identity",
            verbs: &["create"],
            resource: "serviceaccounts/token",
            namespace: self.namespace.to_string(),
            place: self.place.clone(),
        };
        let accounts: Api<ServiceAccount> = Api::namespaced(self.caller.clone(), self.namespace.as_str());
        let seconds = i64::try_from(self.life.as_secs()).ok();
        let spec = TokenRequestSpec { expiration_seconds: seconds, ..TokenRequestSpec::default() };
        let request = TokenRequest { spec, ..TokenRequest::default() };
        let answer =
            ask(&action, accounts.create_token_request(&self.account, &PostParams::default(), &request)).await?;
        // No token at all is found out where it is used.
        let (token, end) = answer.status.map(|s| (s.token, s.expiration_timestamp.0.as_second())).unwrap_or_default();
        Ok(Issued { token: token.into(), expires: Timestamp::from_second(end).unwrap_or_default() })
    }

    /// From now on renews the token of `bearer` when two thirds of its life are over, until the result is dropped. A
    /// renewal that fails is tried again; where none succeeds the token ends, and with it the access.
    pub(super) fn renew(self, bearer: Bearer) -> Renewal {
        let task = tokio::spawn(async move {
            loop {
                sleep(self.life * 2 / 3).await;
                while !self.renewed(&bearer).await {
                    sleep(PAUSE).await;
                }
            }
        });
        Renewal(task.abort_handle())
    }

    async fn renewed(&self, bearer: &Bearer) -> bool {
        let Ok(issued) = self.issue().await else { return false };
        bearer.replace(issued.token).is_ok()
    }
}

/// Renewing, until dropped.
pub(super) struct Renewal(AbortHandle);

impl Drop for Renewal {
    fn drop(&mut self) {
        self.0.abort();
    }
}
