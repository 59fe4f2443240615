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

/// A renewal that failed is tried again after this part of the token's life: ten seconds of ten minutes.
const PAUSE: u32 = 60;

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
                    sleep(self.life / PAUSE).await;
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use kube::client::Body;
    use tokio::time::timeout;

    use super::*;

    /// An API server that gives a new token for each request, but refuses those whose number `refused` names.
    fn server(refused: fn(u32) -> bool) -> (Client, Arc<AtomicU32>) {
        let count = Arc::new(AtomicU32::new(0));
        let requests = Arc::clone(&count);
        let service = tower::service_fn(move |_: http::Request<Body>| {
            let number = requests.fetch_add(1, Ordering::SeqCst);
            async move {
                let (status, body) = match refused(number) {
                    true => (500, serde_json::json!({ "kind": "Status", "status": "Failure", "code": 500 })),
                    false => (
                        201,
                        serde_json::json!({ "spec": { "audiences": [] },
                        "status": { "token": format!("t{number}"), "expirationTimestamp": "2026-01-02T03:04:05Z" } }),
                    ),
                };
                let body = Body::from(body.to_string().into_bytes());
                Ok::<_, Infallible>(http::Response::builder().status(status).body(body).unwrap())
            }
        });
        (Client::new(service, "ci"), count)
    }

    /// One whose tokens live for so short a time that a test sees several.
    fn issuer(caller: Client) -> Issuer {
        let life = Duration::from_millis(60);
        let namespace = Namespace::parse("ci").unwrap();
        Issuer { caller, namespace, account: "cincture-x".into(), life, place: String::new() }
    }

    async fn until(bearer: &Bearer, header: &str) {
        let changed = async {
            while bearer.header() != header {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(Duration::from_secs(20), changed).await.unwrap();
    }

    #[tokio::test]
    async fn a_token_is_renewed_for_as_long_as_it_is_held_and_not_longer() {
        let (client, requests) = server(|_| false);
        let issuer = issuer(client);
        let issued = issuer.issue().await.unwrap();
        assert_eq!(issued.expires.to_string(), "2026-01-02T03:04:05Z");
        let bearer = Bearer::new(issued.token).unwrap();
        let renewal = issuer.renew(bearer.clone());
        until(&bearer, "Bearer t1").await;
        until(&bearer, "Bearer t2").await;
        drop(renewal);
        tokio::task::yield_now().await;
        let before = requests.load(Ordering::SeqCst);
        sleep(Duration::from_millis(200)).await;
        assert_eq!(requests.load(Ordering::SeqCst), before);
    }

    #[tokio::test]
    async fn a_renewal_that_fails_is_tried_again_and_the_old_token_kept_until_then() {
        // The first is issued; of the renewals, those before the fifth fail.
        let (client, _) = server(|number| (1..5).contains(&number));
        let issuer = issuer(client);
        let bearer = Bearer::new(issuer.issue().await.unwrap().token).unwrap();
        let _renewal = issuer.renew(bearer.clone());
        assert_eq!(bearer.header(), "Bearer t0");
        until(&bearer, "Bearer t5").await;
    }
}
