//! A way to one API server: with the caller's identity, or with another one that only has a token.

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http_body_util::Limited;
use kube::client::{Body, ClientBuilder};
use kube::{Client, Config};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tower::util::{MapRequestLayer, MapResponseLayer};

use crate::problem::{Code, Problem};
use crate::target::Namespace;

/// Largest answer of the API server, bytes. A pod has 1.5 MiB at most.
const LARGEST: usize = 16 << 20;

/// A client, and where it leads.
#[derive(Clone)]
pub struct Connection {
    /// With the identity of whoever called.
    pub client: Client,
    /// The server's address, for messages.
    pub server: String,
    /// The namespace that is meant where none is named: that of the kubeconfig's context, or the pod's own.
    namespace: String,
    /// The way without any identity.
    way: Config,
}

impl Connection {
    /// `client`, made from `config`, of which all that says who somebody is gets lost here.
    pub(super) fn new(client: Client, server: String, config: &Config) -> Self {
        let mut way = Config::new(config.cluster_url.clone());
        way.default_namespace.clone_from(&config.default_namespace);
        way.root_cert.clone_from(&config.root_cert);
        way.root_cert_file.clone_from(&config.root_cert_file);
        way.accept_invalid_certs = config.accept_invalid_certs;
        way.proxy_url.clone_from(&config.proxy_url);
        way.tls_server_name.clone_from(&config.tls_server_name);
        way.connect_timeout = config.connect_timeout;
        way.default_retry = false;
        Self { client, server, namespace: config.default_namespace.clone(), way }
    }

    /// [`Connection::namespace`] as a name that can be written into a URL.
    ///
    /// # Errors
    /// [`Code::KubeconfigInvalid`].
    pub fn usual_namespace(&self) -> Result<Namespace, Problem> {
        usual(&self.namespace)
    }

    /// A client for the same server with no identity but `bearer`'s: no certificate, no password, no plugin of the
    /// caller's is in it.
    ///
    /// # Errors
    /// [`Code::KubeconfigInvalid`] where the address is not `https`: the token could be read on the way, and a local
    /// proxy (`kubectl proxy`) would put the caller's own certificate in its place.
    pub fn as_bearer(&self, bearer: &Bearer) -> Result<Client, Problem> {
        self.encrypted()?;
        let builder = ClientBuilder::try_from(self.way.clone()).map_err(|e| {
            let help = "check the cluster's address and certificates in the kubeconfig";
            let what = "no client can be made for the short-lived identity";
            Problem::new(Code::KubeconfigInvalid, what, super::errors::told(&e), help).at(self.server.clone())
        })?;
        let limited =
            MapResponseLayer::new(|response: http::Response<_>| response.map(|body| Limited::new(body, LARGEST)));
        let current = bearer.clone();
        let identified = MapRequestLayer::new(move |mut request: http::Request<Body>| {
            request.headers_mut().insert(AUTHORIZATION, current.header());
            request
        });
        Ok(builder.with_layer(&limited).with_layer(&identified).build())
    }

    fn encrypted(&self) -> Result<(), Problem> {
        if self.way.cluster_url.scheme_str() == Some("https") {
            return Ok(());
        }
        let why = "a token would go to it unencrypted, and a proxy there may act as somebody else";
        let help = "use a kubeconfig whose server is https://, or the caller's own identity (--access own)";
        let what = "no short-lived identity is used with this server";
        Err(Problem::new(Code::KubeconfigInvalid, what, why, help).at(self.server.clone()))
    }

    /// A kubeconfig (JSON, which is YAML) of this way with the identity of `bearer`, for other programs. It holds the
    /// token.
    ///
    /// # Errors
    /// As [`Connection::as_bearer`].
    pub fn kubeconfig(&self, bearer: &Bearer, namespace: &str) -> Result<SecretString, Problem> {
        self.encrypted()?;
        let config = json!({
            "apiVersion": "v1", "kind": "Config",
            "clusters": [{ "name": "cluster", "cluster": self.cluster() }],
            "users": [{ "name": "cincture", "user": { "token": bearer.token().expose_secret() } }],
            "contexts": [{ "name": "cincture", "context": { "cluster": "cluster", "user": "cincture", "namespace": namespace } }],
            "current-context": "cincture",
        });
        Ok(format!("{config:#}\n").into())
    }

    fn cluster(&self) -> Value {
        let mut cluster = json!({ "server": self.server.trim_end_matches('/') });
        if let Some(certificates) = &self.way.root_cert {
            cluster["certificate-authority-data"] = STANDARD.encode(pem(certificates)).into();
        }
        if let Some(proxy) = &self.way.proxy_url {
            cluster["proxy-url"] = proxy.to_string().into();
        }
        if let Some(name) = &self.way.tls_server_name {
            cluster["tls-server-name"] = name.as_str().into();
        }
        if self.way.accept_invalid_certs {
            cluster["insecure-skip-tls-verify"] = true.into();
        }
        cluster
    }
}

/// The namespace of a kubeconfig's context.
///
/// # Errors
/// [`Code::KubeconfigInvalid`]: it is no name.
pub(super) fn usual(name: &str) -> Result<Namespace, Problem> {
    Namespace::parse(name).map_err(|e| {
        let why = format!("{name:?} cannot be the name of a namespace: {e}");
        let help = "correct the namespace of the kubeconfig's context, or name one with --access-namespace";
        Problem::new(Code::KubeconfigInvalid, "the kubeconfig's namespace cannot be used", why, help)
    })
}

/// Certificates in the text form of RFC 7468.
fn pem(certificates: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for certificate in certificates {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let encoded = STANDARD.encode(certificate);
        let mut rest = encoded.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}

/// The library reads an answer to its end, however long it is: here it ends at a limit.
pub(super) fn client(config: Config) -> kube::Result<Client> {
    let limited = MapResponseLayer::new(|response: http::Response<_>| response.map(|body| Limited::new(body, LARGEST)));
    Ok(ClientBuilder::try_from(config)?.with_layer(&limited).build())
}

/// A token that may be replaced by a fresh one while clients use it. No `Debug` shows it.
#[derive(Clone)]
pub struct Bearer(Arc<RwLock<Held>>);

struct Held {
    token: SecretString,
    header: HeaderValue,
}

impl Bearer {
    /// One with `token`.
    ///
    /// # Errors
    /// [`Code::LoginRefused`]: what the server gave is no token.
    pub fn new(token: SecretString) -> Result<Self, Problem> {
        Ok(Self(Arc::new(RwLock::new(held(token)?))))
    }

    /// From now on `token` is used by all clients that this one is in.
    ///
    /// # Errors
    /// As [`Bearer::new`]; the old one is then kept.
    pub fn replace(&self, token: SecretString) -> Result<(), Problem> {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = held(token)?;
        Ok(())
    }

    /// What a client with it sends.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.read().unwrap_or_else(PoisonError::into_inner).header.clone()
    }

    fn token(&self) -> SecretString {
        self.0.read().unwrap_or_else(PoisonError::into_inner).token.clone()
    }
}

fn held(token: SecretString) -> Result<Held, Problem> {
    let unusable = || {
        let why = "it holds characters that no token has";
        Problem::new(Code::LoginRefused, "the token that the API server gave cannot be used", why, "try again")
    };
    if token.expose_secret().is_empty() {
        return Err(unusable());
    }
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).map_err(|_| unusable())?;
    // Then no library shows it, nor keeps it in a table for compression.
    header.set_sensitive(true);
    Ok(Held { token, header })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(url: &str) -> Connection {
        let config = {
            let mut config = Config::new(url.parse().unwrap());
            config.auth_info.token = Some("caller-s3cr3t".to_owned().into());
            config.auth_info.username = Some("caller".into());
            config.root_cert = Some(vec![vec![1; 100]]);
            config.tls_server_name = Some("kubernetes".into());
            config
        };
        let service = tower::service_fn(|_: http::Request<Body>| async {
            Ok::<_, std::convert::Infallible>(http::Response::new(Body::empty()))
        });
        Connection::new(Client::new(service, "shop"), url.to_owned(), &config)
    }

    #[tokio::test]
    async fn the_kubeconfig_has_the_way_and_the_token_and_nothing_of_the_caller() {
        let bearer = Bearer::new("a.b.c".to_owned().into()).unwrap();
        let text = connection("https://host:6443").kubeconfig(&bearer, "shop").unwrap();
        let config: kube::config::Kubeconfig = serde_saphyr::from_str(text.expose_secret()).unwrap();
        let options = kube::config::KubeConfigOptions::default();
        let parsed: Value = serde_json::from_str(text.expose_secret()).unwrap();
        assert_eq!(parsed["users"], json!([{ "name": "cincture", "user": { "token": "a.b.c" } }]));
        assert_eq!(parsed["clusters"][0]["cluster"]["server"], "https://host:6443");
        let read = Config::from_custom_kubeconfig(config, &options).await.unwrap();
        assert_eq!((read.root_cert, read.default_namespace.as_str()), (Some(vec![vec![1; 100]]), "shop"));
        assert_eq!(read.tls_server_name.as_deref(), Some("kubernetes"));
        assert!(!text.expose_secret().contains("caller"));
    }

    #[tokio::test]
    async fn no_token_goes_to_a_server_without_encryption() {
        let bearer = Bearer::new("a.b.c".to_owned().into()).unwrap();
        for problem in [
            connection("http://127.0.0.1:8001").as_bearer(&bearer).err().unwrap(),
            connection("http://127.0.0.1:8001").kubeconfig(&bearer, "shop").unwrap_err(),
        ] {
            assert_eq!(problem.code, Code::KubeconfigInvalid);
            assert!(problem.why.contains("unencrypted"), "{problem:?}");
        }
    }

    #[test]
    fn a_token_is_replaced_for_all_who_hold_it_and_nonsense_is_refused() {
        let bearer = Bearer::new("first".to_owned().into()).unwrap();
        let held = bearer.clone();
        bearer.replace("second".to_owned().into()).unwrap();
        assert_eq!(held.header(), "Bearer second");
        assert!(held.header().is_sensitive() && format!("{:?}", held.header()) == "Sensitive");
        for nonsense in ["", "a\nb"] {
            let problem = bearer.replace(nonsense.to_owned().into()).unwrap_err();
            assert_eq!(problem.code, Code::LoginRefused);
        }
        assert_eq!(held.header(), "Bearer second");
    }
}
