//! The proxy itself: each fault as a client meets it.

use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Cut, Fault, Proxy};
use crate::cluster::{Cluster, Kubeconfig};

/// A user whose way leads through a proxy.
struct Client<'c> {
    cluster: &'c Cluster,
    proxy: Proxy,
    user: Kubeconfig,
}

impl<'c> Client<'c> {
    fn of(cluster: &'c Cluster) -> Self {
        let proxy = Proxy::start(cluster);
        let user = proxy.kubeconfig(&Kubeconfig::admin(cluster));
        Self { cluster, proxy, user }
    }

    fn kubectl(&self, args: &[&str]) -> Command {
        let mut kubectl = self.cluster.kubectl_command();
        kubectl.env("KUBECONFIG", self.user.path()).args(args);
        kubectl
    }

    fn ready(&self) -> Output {
        self.kubectl(&["get", "--raw=/readyz", "--request-timeout=3s"]).output().expect("kubectl starts")
    }

    /// An exec that prints without end, once its first 100,000 bytes have come through.
    fn endless(&self, namespace: &str) -> Child {
        let mut exec = self.kubectl(&["-n", namespace, "exec", "pod", "--", "yes"]);
        let child = exec.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("kubectl starts");
        self.proxy.wait_until("output", |proxy| proxy.received() > 100_000);
        child
    }
}

#[test]
fn without_a_fault_a_client_notices_nothing() {
    let Some(cluster) = Cluster::get() else { return };
    let client = Client::of(cluster);
    assert_eq!(client.ready().stdout, b"ok");
    assert!(client.proxy.received() > 0, "it went through the proxy");
    client.proxy.wait_until("closed with its client", |proxy| proxy.open() == 0);
}

#[test]
fn a_cut_ends_what_is_open_and_what_comes_until_the_next_pass() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("cut");
    ns.pod("pod", "busybox", json!({}));
    for how in [Cut::Reset, Cut::Close] {
        let client = Client::of(cluster);
        let mut endless = client.endless(ns.name());
        client.proxy.set(Fault::Cut(how));
        assert!(!endless.wait().expect("ended").success(), "{how:?}");
        assert!(!client.ready().status.success(), "{how:?}");
        client.proxy.set(Fault::Pass);
        assert_eq!(client.ready().stdout, b"ok", "{how:?}");
    }
}

#[test]
fn a_half_open_connection_stays_and_says_nothing() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("half");
    ns.pod("pod", "busybox", json!({}));
    let client = Client::of(cluster);
    let mut endless = client.endless(ns.name());
    client.proxy.set(Fault::HalfOpen);
    let refused = client.ready(); // takes three seconds, its own limit
    assert!(!refused.status.success(), "{refused:?}");
    let before = client.proxy.received();
    assert_eq!(endless.try_wait().expect("its state"), None, "the client still waits");
    assert_eq!(client.proxy.received(), before);
    client.proxy.set(Fault::Pass);
    client.proxy.wait_until("data again", |proxy| proxy.received() > before + 100_000);
    endless.kill().expect("killed");
    endless.wait().expect("ended");
}

#[test]
fn a_delay_keeps_each_piece_back() {
    let Some(cluster) = Cluster::get() else { return };
    let client = Client::of(cluster);
    client.proxy.set(Fault::Delay(Duration::from_millis(300)));
    let since = Instant::now();
    assert_eq!(client.ready().stdout, b"ok");
    // One piece each way for the handshake, one each way for the request: the least that it can be.
    assert!(since.elapsed() >= Duration::from_millis(4 * 300), "{:?}", since.elapsed());
}

#[test]
fn a_connection_can_be_cut_after_exactly_so_many_bytes_of_the_server() {
    let Some(cluster) = Cluster::get() else { return };
    let client = Client::of(cluster);
    client.proxy.set(Fault::CutAfter(50_000, Cut::Close));
    let out = client.kubectl(&["get", "--raw=/openapi/v2"]).output().expect("kubectl starts"); // megabytes
    assert!(!out.status.success(), "{:?}", out.status);
    let received = client.proxy.received();
    assert!(
        received > 0 && received.is_multiple_of(50_000),
        "{received} bytes on however many connections the client tried"
    );
}
