//! A TCP proxy before the API server, in the cluster's network namespace, that breaks connections as a test says.
//!
//! Each test has its own, so that a fault meets nobody else. It passes TLS through: the server's certificate names 127.0.0.1,
//! so clients verify it as ever.

pub(crate) mod requests;
mod tests;

use std::net::{SocketAddr, TcpListener as Listener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::cluster::{Cluster, Kubeconfig, SERVER};

/// What happens to connections, those that are open and those to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Pass,
    /// They end at once.
    Cut(Cut),
    /// They stay, and nothing comes through any more: a peer that has vanished.
    HalfOpen,
    /// Each piece of data waits for so long, in both directions.
    Delay(Duration),
    /// They end when the server has sent so many bytes, counted on each connection since this fault was set.
    CutAfter(u64, Cut),
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// With RST. What the client had not read by then may be lost.
    Reset,
    /// With FIN, as if the server had closed in good order.
    Close,
}

#[derive(Debug, Default)]
struct Counters {
    open: AtomicUsize,
    from_server: AtomicU64,
}

/// A running proxy; dropped, it closes all its connections.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    fault: watch::Sender<Fault>,
    counters: Arc<Counters>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts one that passes everything.
    pub(crate) fn start(cluster: &Cluster) -> Self {
        let (fault, faults) = watch::channel(Fault::Pass);
        let (stop, stopped) = oneshot::channel();
        let counters = Arc::<Counters>::default();
        let shared = Arc::clone(&counters);
        let (address, thread) = cluster.inside(|| {
            let listener = Listener::bind("127.0.0.1:0").expect("a free port");
            let address = listener.local_addr().expect("its address");
            // This thread is in the namespace, and so are those that it starts.
            (address, thread::spawn(move || run(listener, &faults, &shared, stopped)))
        });
        Self { address, fault, counters, stop: Some(stop), thread: Some(thread) }
    }

    /// The same user, by way of this proxy.
    pub(crate) fn kubeconfig(&self, user: &Kubeconfig) -> Kubeconfig {
        user.at(&self.address.to_string())
    }

    /// Sets the fault. After [`Fault::Cut`] it returns when all connections have ended.
    pub(crate) fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
        if matches!(fault, Fault::Cut(_)) {
            self.wait_until("all connections are cut", |proxy| proxy.open() == 0);
        }
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.counters.open.load(Ordering::SeqCst)
    }

    /// How many bytes of the server were passed on, on all connections.
    pub(crate) fn received(&self) -> u64 {
        self.counters.from_server.load(Ordering::SeqCst)
    }

    /// Waits, for half a minute at most, as for data that a test wants to see come through before it sets a fault.
    pub(crate) fn wait_until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !reached(self) {
            assert!(since.elapsed() < Duration::from_secs(30), "not reached: {what}");
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

/// The proxy's thread, until `stopped` is closed.
fn run(listener: Listener, faults: &watch::Receiver<Fault>, counters: &Arc<Counters>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        listener.set_nonblocking(true).expect("not blocking");
        let listener = TcpListener::from_std(listener).expect("a listener");
        let accept = async {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, faults.clone(), Arc::clone(counters)));
            }
        };
        tokio::select! { () = accept => (), _ = stopped => () }
    });
}

/// One connection, from its beginning to its end, whoever ends it.
async fn connection(mut client: TcpStream, faults: watch::Receiver<Fault>, counters: Arc<Counters>) {
    counters.open.fetch_add(1, Ordering::SeqCst);
    if let Ok(mut server) = TcpStream::connect(SERVER).await {
        let how = {
            let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
            let requests = pass(from_client, to_server, faults.clone(), None);
            let answers = pass(from_server, to_client, faults.clone(), Some(&counters.from_server));
            tokio::select! {
                both = async { tokio::try_join!(requests, answers) } => both.err(),
                how = cut(faults) => Some(how),
            }
        };
        if how == Some(Cut::Reset) {
            _ = client.set_zero_linger();
            _ = server.set_zero_linger();
        }
    }
    drop(client); // before it is counted as ended
    counters.open.fetch_sub(1, Ordering::SeqCst);
}

/// Waits for [`Fault::Cut`].
async fn cut(mut faults: watch::Receiver<Fault>) -> Cut {
    match faults.wait_for(|fault| matches!(fault, Fault::Cut(_))).await.map(|fault| *fault) {
        Ok(Fault::Cut(how)) => how,
        _ => Cut::Close,
    }
}

/// Passes one direction on until its end (`Ok`), or until the connection shall be cut. Only what the server sends is `counted`.
async fn pass(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut faults: watch::Receiver<Fault>,
    counted: Option<&AtomicU64>,
) -> Result<(), Cut> {
    let mut buffer = vec![0; 16 * 1024];
    let mut since_fault = 0;
    loop {
        let fault = *faults.borrow_and_update();
        let mut room = buffer.len();
        if let (Fault::CutAfter(bytes, how), Some(_)) = (fault, counted) {
            let left = bytes.saturating_sub(since_fault);
            if left == 0 {
                return Err(how);
            }
            room = room.min(usize::try_from(left).unwrap_or(room));
        }
        let read = tokio::select! {
            biased; // a fault that is set meets the very next piece
            changed = faults.changed() => {
                since_fault = 0;
                changed.map_err(|_| Cut::Close)?;
                continue;
            }
            read = from.read(&mut buffer[..room]), if fault != Fault::HalfOpen => read.map_err(|_| Cut::Reset)?,
        };
        if let Fault::Delay(time) = fault {
            tokio::time::sleep(time).await;
        }
        if read == 0 {
            return to.shutdown().await.map_err(|_| Cut::Reset);
        }
        to.write_all(&buffer[..read]).await.map_err(|_| Cut::Reset)?;
        since_fault += read as u64;
        if let Some(total) = counted {
            total.fetch_add(read as u64, Ordering::SeqCst);
        }
    }
}
