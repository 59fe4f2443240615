//! Ways into a target. Each answers [`cincture_engine::target::Question`]s.

pub mod exec;
pub mod local;
mod passwd;
pub mod process;
pub mod rootfs;
pub mod shell;

use cincture_engine::target::Transport;
use kube::Client;

use self::exec::PodExec;
use self::local::LocalTransport;
use self::rootfs::RootfsTransport;
use self::shell::{Mode, ShellTransport};
use crate::cluster::{Access, Resolved, connect, resolve, still_same};
use crate::problem::{Code, Problem};
use crate::target::{ContainerTarget, Target};

/// How a target is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The way to the cluster, for `k8s://`.
    pub access: Access,
    /// How questions get their shell in a container.
    pub mode: Mode,
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
    Exec(Box<Exec>),
}

struct Exec {
    client: Client,
    container: Resolved,
    transport: ShellTransport<PodExec>,
}

/// What is known of a scan's target when all has been asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Exec sessions that were opened in a container: one where nothing went wrong, none elsewhere.
    pub exec_sessions: u32,
    /// What makes the answers worth less: the target was lost or replaced.
    pub problems: Vec<Problem>,
}

/// Opens `target`.
///
/// # Errors
/// All that can be known before the first question: see [`connect`], [`resolve`], [`ShellTransport::open`].
pub async fn open(target: &Target, options: &Options) -> Result<Opened, Problem> {
    let (way, target) = match target {
        Target::Local => (Way::Local(LocalTransport::new()), target.clone()),
        Target::Rootfs(path) => (Way::Rootfs(RootfsTransport::open(path)?), target.clone()),
        Target::Container(container) => {
            let exec = open_exec(container, options).await?;
            let target = Target::Container(exec.container.target());
            (Way::Exec(Box::new(exec)), target)
        }
    };
    Ok(Opened { way, target })
}

async fn open_exec(target: &ContainerTarget, options: &Options) -> Result<Exec, Problem> {
    let client = connect(&options.access).await?;
    let container = resolve(&client, target).await?;
    let place = container.target().to_string();
    let start = PodExec::new(client.clone(), container.clone());
    let transport = ShellTransport::open(start, options.mode).await.map_err(|problem| match problem.place.as_str() {
        "" => problem.at(place),
        _ => problem,
    })?;
    Ok(Exec { client, container, transport })
}

impl Opened {
    /// Where to put questions.
    pub fn transport(&mut self) -> &mut dyn Transport {
        match &mut self.way {
            Way::Local(transport) => transport,
            Way::Rootfs(transport) => transport,
            Way::Exec(exec) => &mut exec.transport,
        }
    }

    /// The container, where it is one.
    pub fn container(&self) -> Option<&Resolved> {
        match &self.way {
            Way::Exec(exec) => Some(&exec.container),
            Way::Local(_) | Way::Rootfs(_) => None,
        }
    }

    /// Ends the session and what commands left running, and looks whether the container is still the same.
    pub async fn finish(self) -> Finished {
        let Way::Exec(exec) = self.way else { return Finished { exec_sessions: 0, problems: Vec::new() } };
        let Exec { client, container, transport } = *exec;
        let mut problems = Vec::new();
        let exec_sessions = transport.sessions();
        if let Err(failure) = transport.finish().await {
            let help = "see whether the pod is still running, and scan again";
            let problem = Problem::new(Code::TargetLost, "the session in the container did not end well", failure.message, help);
            problems.push(problem.at(container.target().to_string()));
        }
        problems.extend(still_same(&client, &container).await.err());
        Finished { exec_sessions, problems }
    }
}
