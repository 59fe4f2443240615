//! HTTP for what is told to a platform: few requests with a token, to one server, in bounded time and memory.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use cincture_core::untrusted::cut;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// Bytes of an answer: a page of a hundred comments of 65,536 characters each has 26 MB at most.
const MOST_IN_ANSWER: usize = 32 << 20;
/// Characters of a server's word that are repeated.
const MOST_IN_WORD: usize = 200;
/// For one request with its answer.
const LONGEST: Duration = Duration::from_secs(20);

/// A client that has a token. It follows nothing: a redirection is an error, so that the token goes nowhere else.
pub(super) struct Http<'a> {
    client: Client<HttpsConnector<HttpConnector>, String>,
    token: &'a SecretString,
    longest: Duration,
}

impl<'a> Http<'a> {
    /// # Errors
    /// The machine's certificates cannot be read.
    pub(super) fn new(token: &'a SecretString) -> Result<Self, String> {
        let connector = HttpsConnectorBuilder::new().with_native_roots().map_err(|e| e.to_string())?;
        let connector = connector.https_or_http().enable_http1().build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), token, longest: LONGEST })
    }

    /// Sends `body`, if there is one, and gives the answer to a request that succeeded.
    ///
    /// # Errors
    /// Why there is none, with the server's word and never the token.
    pub(super) async fn ask(&self, method: Method, address: &str, body: Option<&Value>) -> Result<Value, String> {
        let answer = async {
            let request = self.request(method.clone(), address, body)?;
            let answer = self.client.request(request).await.map_err(|e| causes(&e))?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, MOST_IN_ANSWER).collect().await.map_err(|e| e.to_string())?;
            self.understood(&Response::from_parts(head, body.to_bytes().to_vec()))
        };
        let answer = tokio::time::timeout(self.longest, answer).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer within {} s", self.longest.as_secs())));
        answer.map_err(|why| format!("{method} {address}: {why}"))
    }

    fn request(&self, method: Method, address: &str, body: Option<&Value>) -> Result<Request<String>, String> {
        let address: Uri = address.parse().map_err(|_| "it is no address")?;
        allowed(&address)?;
        let mut token = HeaderValue::try_from(format!("Bearer {}", self.token.expose_secret()))
            .map_err(|_| "the token has characters that no token has")?;
        token.set_sensitive(true);
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(AUTHORIZATION, token)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("cincture/", env!("CARGO_PKG_VERSION")));
        request.body(body.map(Value::to_string).unwrap_or_default()).map_err(|e| e.to_string())
    }

    fn understood(&self, answer: &Response<Vec<u8>>) -> Result<Value, String> {
        let value = serde_json::from_slice::<Value>(answer.body());
        match (answer.status(), value) {
            (status, Ok(value)) if status.is_success() => Ok(value),
            (status, Err(_)) if status.is_success() => Err("the answer is no JSON".to_owned()),
            (status, _) if status.is_redirection() => {
                Err(format!("{status}: it leads elsewhere, which is not followed"))
            }
            (status, value) => Err(self.refusal(status, value.ok().as_ref())),
        }
    }

    fn refusal(&self, status: StatusCode, value: Option<&Value>) -> String {
        let word = value.and_then(|value| value.get("message")?.as_str()).unwrap_or_default();
        match cut(&word.replace(self.token.expose_secret(), "***"), MOST_IN_WORD) {
            word if word.is_empty() => status.to_string(),
            word => format!("{status}: {word}"),
        }
    }
}

/// A token goes over TLS only, or nowhere but to this machine.
fn allowed(address: &Uri) -> Result<(), String> {
    let host = address.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let here = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let user = address.authority().is_some_and(|authority| authority.as_str().contains('@'));
    match address.scheme_str() {
        _ if user => Err("it holds a user, which an address of an API does not".to_owned()),
        Some("https") => Ok(()),
        Some("http") if here => Ok(()),
        _ => Err("it is not https, and a token is not sent without".to_owned()),
    }
}

/// An error with all its causes: the first alone says only that there is one.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn asked(address: &str, token: &str, longest: Duration) -> String {
        let token = SecretString::from(token);
        let http = Http { longest, ..Http::new(&token).unwrap() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(http.ask(Method::GET, address, None)).unwrap_err()
    }

    #[test]
    fn a_server_that_says_nothing_costs_a_bounded_time() {
        // Accepted by the kernel, and never answered.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/x", silent.local_addr().unwrap());
        let said = asked(&address, "t0k3n", Duration::from_millis(50));
        assert!(said.contains("no answer within"), "{said}");
    }

    #[test]
    fn a_token_is_not_sent_without_tls_nor_told() {
        for address in [
            "http://192.0.2.1/x",
            "http://localhost.example.invalid/x",
            "ftp://127.0.0.1/",
            "/x",
            "http://127.0.0.1.example.invalid/",
        ] {
            let said = asked(address, "t0k3n", LONGEST);
            assert!(said.contains("not https") && !said.contains("t0k3n"), "{said}");
        }
        assert!(asked("https://a@127.0.0.1/", "t0k3n", LONGEST).contains("holds a user"));
        let said = asked("https://127.0.0.1/", "t0k3n\n::error::", LONGEST);
        assert!(said.contains("characters that no token has") && !said.contains("t0k3n"), "{said}");
    }
}
