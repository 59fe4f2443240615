//! A real Kubernetes for the tests: the scripts in `tests/cluster`, driven from Rust.
//!
//! The tests of one run share one cluster, each in a [`Namespace`] of its own. The cluster lives in a network namespace without
//! a way out: programs are started in it with [`Cluster::command`], code of the test enters it with [`Cluster::inside`].
//!
//! ```ignore
//! let Some(cluster) = Cluster::get() else { return };
//! let ns = cluster.namespace("scan");
//! ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
//! let out = cluster.command(env!("CARGO_BIN_EXE_cincture")).args(["scan", &format!("k8s://{ns}/web/app")]).output();
//! ```

mod audit;
mod keeper;
mod kubeconfig;
mod namespace;
mod settings;
mod tests;

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;

use nix::sched::{CloneFlags, setns};

use keeper::Keeper;
pub(crate) use kubeconfig::Kubeconfig;
pub(crate) use namespace::Namespace;
use settings::{Settings, Wanted};

/// Where the API server listens, in the cluster's network namespace; its certificate names this address.
pub(crate) const SERVER: &str = "127.0.0.1:6443";

/// A cluster that is up.
#[derive(Debug)]
pub(crate) struct Cluster {
    run: PathBuf,
    /// Its network namespace. Held open, so that the number of a process that has ended can lead nowhere else.
    network: File,
    settings: Settings,
    /// Takes it down when this process ends; `None` for a cluster that somebody else started.
    _keeper: Option<Keeper>,
}

impl Cluster {
    /// The cluster that all tests share, started by the first call, ended with this process.
    ///
    /// `None` under `CINCTURE_NO_CLUSTER=1`, after printing which test was left out. `CINCTURE_CLUSTER=RUN` names one that is
    /// up already. Whatever else is in the way (not Linux, not root, a failed build) fails the test.
    pub(crate) fn get() -> Option<&'static Self> {
        static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
        let settings = Self::settings()?;
        match SHARED.get_or_init(|| Self::shared(settings)) {
            Ok(cluster) => Some(cluster),
            Err(why) => panic!("no test cluster: {why}\n(CINCTURE_NO_CLUSTER=1 leaves out the tests that need one)"),
        }
    }

    /// The one place that decides whether a test has clusters at all, and tells of those that have not.
    fn settings() -> Option<Settings> {
        let settings = Settings::read();
        match settings.wanted() {
            Wanted::Shared => Some(settings),
            Wanted::Refused(why) => panic!("{why}"),
            Wanted::None => {
                let test = thread::current().name().unwrap_or("a test").to_owned();
                // Not by `eprintln`: the test runner would keep that to itself, as the test passes.
                _ = writeln!(std::io::stderr().lock(), "left out (CINCTURE_NO_CLUSTER=1): {test}");
                None
            }
        }
    }

    /// etcd and an API server of the test's own, which it may stop with [`Cluster::signal`]; taken down when dropped.
    pub(crate) fn api_only() -> Option<Self> {
        let settings = Self::settings()?;
        let keeper = Keeper::start(&[("API_ONLY", "1")]).expect("an API server of its own");
        Some(Self::attach(keeper.run().to_owned(), settings, Some(keeper)).expect("its network namespace"))
    }

    fn shared(settings: Settings) -> Result<Self, String> {
        match settings.reuse.clone() {
            Some(run) => Self::attach(run, settings, None),
            None => {
                let keeper = Keeper::start(&[])?;
                Self::attach(keeper.run().to_owned(), settings, Some(keeper))
            }
        }
    }

    fn attach(run: PathBuf, settings: Settings, keeper: Option<Keeper>) -> Result<Self, String> {
        let up = script("in").arg("true").env("RUN", &run).output().map_err(|e| format!("tests/cluster/in: {e}"))?;
        if !up.status.success() {
            return Err(String::from_utf8_lossy(&up.stderr).into_owned());
        }
        let pid = fs::read_to_string(run.join("pid")).map_err(|e| format!("{}/pid: {e}", run.display()))?;
        let network = File::open(format!("/proc/{}/ns/net", pid.trim())).map_err(|e| format!("its namespace: {e}"))?;
        let inode = |f: std::io::Result<fs::Metadata>| f.map(|m| m.ino()).map_err(|e| format!("namespaces: {e}"));
        if inode(network.metadata())? == inode(fs::metadata("/proc/self/ns/net"))? {
            return Err("the cluster is in the network of this machine".to_owned());
        }
        Ok(Self { run, network, settings, _keeper: keeper })
    }

    /// The folder of its state: `admin.conf`, `pki/`, `log/`, `bin/kubectl`.
    pub(crate) fn run(&self) -> &Path {
        &self.run
    }

    /// A command that runs `program` in the cluster's network namespace. It starts from an empty environment (no settings of
    /// the developer, no variables of a CI system) with `PATH`, `HOME` and an administrator's `KUBECONFIG`.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = script("in");
        command.env_clear().env("PATH", &self.settings.path).env("HOME", self.run.join("home")).env("LANG", "C.UTF-8");
        command.env("RUN", &self.run).env("KEEP_KUBECONFIG", "1").env("KUBECONFIG", self.run.join("admin.conf"));
        command.arg(program.as_ref()).stdin(Stdio::null());
        command
    }

    /// kubectl as an administrator, ended after two minutes.
    pub(crate) fn kubectl_command(&self) -> Command {
        let mut command = self.command("timeout");
        command.args(["--kill-after=1", "120"]).arg(self.run.join("bin/kubectl"));
        command
    }

    /// What kubectl prints as an administrator.
    ///
    /// # Panics
    /// When it fails, with what it said.
    pub(crate) fn kubectl<const N: usize>(&self, args: [&str; N]) -> String {
        succeeded(self.kubectl_command().args(args).output().expect("kubectl starts"))
    }

    /// A new namespace, deleted when dropped; its name begins with `prefix`.
    pub(crate) fn namespace(&self, prefix: &str) -> Namespace<'_> {
        Namespace::new(self, prefix)
    }

    /// Runs code of the test on a thread inside the cluster's network namespace. Threads and sockets that it makes stay there.
    pub(crate) fn inside<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let entered = || {
            setns(&self.network, CloneFlags::CLONE_NEWNET).expect("entering the network namespace needs root");
            work()
        };
        thread::scope(|s| s.spawn(entered).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Sends a signal (`STOP`, `CONT`, `KILL`) to one of the cluster's programs (`kube-apiserver`, `etcd`).
    ///
    /// # Panics
    /// On the shared cluster: other tests need its servers.
    pub(crate) fn signal(&self, signal: &str, program: &str) {
        let own = !self.run.join("log/kubelet").exists();
        assert!(own, "only a cluster of the test's own (Cluster::api_only) may lose its servers");
        succeeded(script("signal").args([signal, program]).env("RUN", &self.run).output().expect("signal starts"));
    }
}

/// One of the scripts in `tests/cluster`.
fn script(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cluster").join(name))
}

/// What a command printed.
///
/// # Panics
/// When it failed, with what it said.
fn succeeded(out: Output) -> String {
    let error = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{}: {error}", out.status);
    String::from_utf8_lossy(&out.stdout).into_owned()
}
