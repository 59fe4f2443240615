//! Ways into a target. Each answers [`cincture_engine::target::Question`]s.

mod commands;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
mod exec;
#[cfg(target_os = "linux")]
mod local;
mod passwd;
mod process;
mod record;
mod replay;
#[cfg(target_os = "linux")]
mod rootfs;
mod shell;

pub use commands::Commands;
pub(crate) use commands::Watched;
pub(crate) use record::Recorded;
pub use shell::Mode;

use std::path::PathBuf;
use std::sync::Arc;

use cincture_engine::target::Transport;
use kube::Client;
use secrecy::SecretString;

#[cfg(not(target_os = "linux"))]
use self::elsewhere::{LocalTransport, RootfsTransport};
use self::exec::PodExec;
#[cfg(target_os = "linux")]
use self::local::LocalTransport;
use self::replay::ReplayTransport;
#[cfg(target_os = "linux")]
use self::rootfs::RootfsTransport;
use self::shell::ShellTransport;
use crate::cluster::{Access, Resolved, connect, resolve, still_same};
use crate::env::Env;
use crate::problem::{Code, Problem};
use crate::recording::{self, Recording};
use crate::target::{ContainerTarget, Target};

/// How a target is opened.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// The flag `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// A kubeconfig itself, as text or in base64, where no file is named.
    pub kubeconfig_content: Option<SecretString>,
    /// The flag `--context`.
    pub context: Option<String>,
    /// The environment: `KUBECONFIG` and `HOME` are looked at.
    pub env: Env,
}

impl OpenOptions {
    /// Who to be, and where.
    pub fn access(&self) -> Access {
        Access {
            kubeconfig: self.kubeconfig.clone(),
            content: self.kubeconfig_content.clone(),
            kubeconfig_list: self.env.get("KUBECONFIG").map(Into::into),
            home: self.env.get("HOME").map(Into::into),
            context: self.context.clone(),
        }
    }
}

/// A target that answers.
pub struct Opened {
    way: Way,
    /// What is scanned, with its container, in the form that a user would write.
    pub target: Target,
}

enum Way {
    Local(LocalTransport),
    Rootfs(RootfsTransport),
    Replay(ReplayTransport),
    Exec(Box<Exec>),
}

struct Exec {
    client: Client,
    container: Resolved,
    transport: ShellTransport<PodExec>,
}

/// Opens `target`.
///
/// # Errors
/// All that can be known before the first question: see [`connect`], [`resolve`], [`ShellTransport::open`].
pub async fn open(target: &Target, options: &OpenOptions) -> Result<Opened, Problem> {
    open_in(target, options, Mode::Session).await
}

/// Opens the container `target` with the identity of `client`, whoever that is, and of nobody else.
///
/// # Errors
/// As [`open`].
pub async fn open_as(target: &ContainerTarget, client: Client, server: &str) -> Result<Opened, Problem> {
    let exec = open_exec(target, client, server, Mode::Session).await?;
    let target = Target::Container(exec.container.target());
    Ok(Opened { way: Way::Exec(Box::new(exec)), target })
}

/// As [`open`], and how questions get their shell in a container.
///
/// # Errors
/// As [`open`].
pub async fn open_in(target: &Target, options: &OpenOptions, mode: Mode) -> Result<Opened, Problem> {
    let (way, target) = match target {
        Target::Local => (Way::Local(LocalTransport::open()?), target.clone()),
        Target::Rootfs(path) => (Way::Rootfs(RootfsTransport::open(path)?), target.clone()),
        Target::Replay(path) => return Ok(Opened::replayed(target, &Arc::new(recording::read(path)?))),
        Target::Container(container) => {
            let caller = connect(&options.access()).await?;
            let exec = open_exec(container, caller.client, &caller.server, mode).await?;
            let target = Target::Container(exec.container.target());
            (Way::Exec(Box::new(exec)), target)
        }
    };
    Ok(Opened { way, target })
}

async fn open_exec(target: &ContainerTarget, client: Client, server: &str, mode: Mode) -> Result<Exec, Problem> {
    let container = resolve(&client, target).await.map_err(|problem| with_server(problem, server))?;
    let place = container.target().to_string();
    let start = PodExec::new(client.clone(), container.clone());
    let transport = ShellTransport::open(start, mode).await.map_err(|problem| match problem.place.as_str() {
        "" => problem.at(place),
        _ => problem,
    })?;
    Ok(Exec { client, container, transport })
}

/// Who cannot reach a server, or is refused by it, wants to know which one.
pub(crate) fn with_server(mut problem: Problem, server: &str) -> Problem {
    if matches!(problem.code, Code::ClusterUnreachable | Code::LoginRefused) {
        problem.why = format!("{server}: {}", problem.why);
    }
    problem
}

impl Opened {
    /// `target`, whose answers are those of `recording`.
    pub fn replayed(target: &Target, recording: &Arc<Recording>) -> Self {
        Self { way: Way::Replay(ReplayTransport::new(Arc::clone(recording))), target: target.clone() }
    }

    /// Where to put questions.
    pub fn transport(&mut self) -> &mut dyn Transport {
        match &mut self.way {
            Way::Local(transport) => transport,
            Way::Rootfs(transport) => transport,
            Way::Replay(transport) => transport,
            Way::Exec(exec) => &mut exec.transport,
        }
    }

    /// The container, where it is one.
    pub fn container(&self) -> Option<&Resolved> {
        match &self.way {
            Way::Exec(exec) => Some(&exec.container),
            Way::Local(_) | Way::Rootfs(_) | Way::Replay(_) => None,
        }
    }

    /// Exec sessions that were opened in a container so far: one where nothing went wrong, none elsewhere.
    pub fn exec_sessions(&self) -> u32 {
        match &self.way {
            Way::Exec(exec) => exec.transport.sessions(),
            Way::Local(_) | Way::Rootfs(_) | Way::Replay(_) => 0,
        }
    }

    /// Round trips in those sessions so far; none elsewhere.
    pub fn round_trips(&self) -> u32 {
        match &self.way {
            Way::Exec(exec) => exec.transport.round_trips(),
            Way::Replay(replay) => replay.recording().end.round_trips,
            Way::Local(_) | Way::Rootfs(_) => 0,
        }
    }

    /// Ends the session and what commands left running, and looks whether the container is still the same.
    ///
    /// # Errors
    /// [`Code::TargetReplaced`] if it is not; [`Code::TargetLost`] if the session did not end in good order; or that the
    /// API server could not be asked. What the target said is then not to be trusted to be whole.
    pub async fn finish(self) -> Result<(), Problem> {
        let Way::Exec(exec) = self.way else { return Ok(()) };
        let Exec { client, container, transport } = *exec;
        let ended = transport.finish().await;
        still_same(&client, &container).await?;
        ended.map(|_| ()).map_err(|failure| {
            let help = "see whether the pod is still running, and scan again";
            Problem::new(Code::TargetLost, "the session in the container did not end well", failure.message, help)
                .at(container.target().to_string())
        })
    }
}
