//! A proxy before the API server that understands requests, and breaks one of them: before it reaches the server, or after
//! the server has done what was asked.
//!
//! It ends TLS with the API server's own certificate, and sends requests on over TLS of its own. So a client's certificate does
//! not get through; a token does. Each connection carries one request.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, TcpListener as Listener};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::cluster::{Cluster, Kubeconfig, SERVER};

/// Largest head of a request or an answer, bytes.
const HEAD: usize = 64 << 10;

/// Which requests are meant: method and path without its query.
pub(crate) type Matches = fn(&str, &str) -> bool;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Break {
    pub(crate) matches: Matches,
    pub(crate) when: When,
    pub(crate) how: How,
    /// The first request that matches, or each.
    pub(crate) each: bool,
}

/// When a request is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// The server never sees it.
    Before,
    /// The server has done it; its answer gets lost.
    After,
}

/// What the client meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// 503, or where the server has done it already, a connection that ends without an answer.
    Error,
    /// Nothing, until the proxy is dropped.
    Hold,
}

#[derive(Debug, Default)]
struct State {
    broken: Option<Break>,
    hits: usize,
    seen: Vec<String>,
}

/// A running proxy.
#[derive(Debug)]
pub(crate) struct RequestProxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RequestProxy {
    /// Starts one that does `broken`.
    pub(crate) fn start(cluster: &Cluster, broken: Break) -> Self {
        let state = Arc::new(Mutex::new(State { broken: Some(broken), ..State::default() }));
        let (stop, stopped) = oneshot::channel();
        let (pki, shared) = (cluster.run().join("pki"), Arc::clone(&state));
        let (address, thread) = cluster.inside(|| {
            let listener = Listener::bind("127.0.0.1:0").expect("a free port");
            let address = listener.local_addr().expect("its address");
            let way = Way { acceptor: acceptor(&pki), connector: connector(&pki), state: shared };
            (address, thread::spawn(move || run(listener, &way, stopped)))
        });
        Self { address, state, stop: Some(stop), thread: Some(thread) }
    }

    /// The same user, by way of this proxy; one with a token.
    pub(crate) fn kubeconfig(&self, user: &Kubeconfig) -> Kubeconfig {
        user.at(&self.address.to_string())
    }

    /// How many requests were broken.
    pub(crate) fn hits(&self) -> usize {
        self.state.lock().expect("the state").hits
    }

    /// Waits, for half a minute at most, until a request is broken.
    pub(crate) fn wait_for_hit(&self) {
        let since = Instant::now();
        while self.hits() == 0 {
            assert!(since.elapsed() < Duration::from_secs(30), "no such request: {:?}", self.seen());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// All requests: method and path.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.state.lock().expect("the state").seen.clone()
    }
}

impl Drop for RequestProxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Way {
    acceptor: TlsAcceptor,
    connector: TlsConnector,
    state: Arc<Mutex<State>>,
}

fn acceptor(pki: &Path) -> TlsAcceptor {
    let chain = certificates(&pki.join("apiserver.crt"));
    let key = PrivateKeyDer::from_pem_slice(&fs::read(pki.join("apiserver.key")).expect("a key")).expect("a key");
    let config = ServerConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("the API server's certificate");
    TlsAcceptor::from(Arc::new(config))
}

fn connector(pki: &Path) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(&pki.join("ca.crt")));
    let config = ClientConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn certificates(file: &Path) -> Vec<CertificateDer<'static>> {
    let pem = fs::read(file).expect("a certificate");
    CertificateDer::pem_slice_iter(&pem).collect::<std::result::Result<_, _>>().expect("certificates")
}

fn run(listener: Listener, way: &Way, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        listener.set_nonblocking(true).expect("not blocking");
        let listener = TcpListener::from_std(listener).expect("a listener");
        let accept = async {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, way.clone()));
            }
        };
        tokio::select! { () = accept => (), _ = stopped => () }
    });
}

/// One connection with its one request; whatever goes wrong ends it.
async fn connection(client: TcpStream, way: Way) -> Result<()> {
    let mut client = way.acceptor.accept(client).await?;
    let (head, rest) = head(&mut client).await?;
    let hit = way.hit(&head);
    if let Some((When::Before, how)) = hit {
        if how == How::Hold {
            std::future::pending::<()>().await;
        }
        let body = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"broken by a test","code":503}"#;
        let answer = format!(
            "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        client.write_all(answer.as_bytes()).await?;
        return client.shutdown().await;
    }
    let name = ServerName::try_from("127.0.0.1").expect("a name");
    let mut server = way.connector.connect(name, TcpStream::connect(SERVER).await?).await?;
    server.write_all(&alone(head)).await?;
    server.write_all(&rest).await?;
    if let Some((When::After, how)) = hit {
        let (mut from_client, _to_client) = tokio::io::split(client);
        let (mut from_server, mut to_server) = tokio::io::split(server);
        tokio::select! {
            answered = self::head(&mut from_server) => { answered?; }
            _ = async { _ = tokio::io::copy(&mut from_client, &mut to_server).await; std::future::pending::<()>().await } => {}
        }
        way.count();
        if how == How::Hold {
            std::future::pending::<()>().await;
        }
        return Ok(());
    }
    tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
}

impl Way {
    /// What to do with this request.
    fn hit(&self, head: &[u8]) -> Option<(When, How)> {
        let text = String::from_utf8_lossy(head);
        let mut words = text.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = target.split('?').next().unwrap_or_default();
        let mut state = self.state.lock().expect("the state");
        state.seen.push(format!("{method} {path}"));
        let broken = state.broken.filter(|broken| (broken.matches)(method, path))?;
        if !broken.each {
            state.broken = None;
        }
        if broken.when == When::Before {
            state.hits += 1;
        }
        Some((broken.when, broken.how))
    }

    fn count(&self) {
        self.state.lock().expect("the state").hits += 1;
    }
}

/// Bytes up to the empty line, and those that came with them.
async fn head(from: &mut (impl tokio::io::AsyncRead + Unpin)) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok((bytes, rest));
        }
        if bytes.len() > HEAD || from.read_buf(&mut bytes).await? == 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
    }
}

/// The head of the only request of its connection; an upgrade keeps the connection anyway.
fn alone(head: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let Some(first) = head.windows(2).position(|two| two == b"\r\n").filter(|_| !text.contains("\r\nupgrade:")) else {
        return head;
    };
    [&head[..first], b"\r\nconnection: close", &head[first..]].concat()
}
