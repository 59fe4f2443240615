//! A scan by another engine: the installed program runs the profiles, with access of its own to this one container.

use cincture_engine::clock;

use super::found::Found;
use super::identity::MARGIN;
use super::{Observer, Scan, ScanSpec};
use crate::access::{LEAST_TOKEN, Lease, Plan};
use crate::cinc::{self, Done, Folder, Job, Program};
use crate::cluster::{connect, resolve, still_same};
use crate::problem::{Code, Problem};
use crate::target::{ContainerTarget, Target};
use crate::transport::Commands;

/// Which engine runs the profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Our own.
    #[default]
    Native,
    /// An installed `cinc-auditor` or `inspec`. It is always given short-lived access, never the caller's.
    Cinc(Program),
}

impl Engine {
    /// Looks at what can be judged without a cluster.
    ///
    /// # Errors
    /// [`Code::Usage`]: the target is no container, or something is asked that only our own engine does.
    pub(super) fn check(&self, spec: &ScanSpec) -> Result<(), Problem> {
        let Self::Cinc(_) = self else { return Ok(()) };
        let Target::Container(_) = &spec.target else {
            return Err(wrong(format!("{} is not in a cluster", spec.target), "scan k8s://NAMESPACE/POD"));
        };
        match spec.commands {
            Commands::Allow => Ok(()),
            Commands::Deny => Err(wrong("nothing keeps it from running commands".into(), "leave --commands deny away")),
        }
    }

    /// Whether what the target answers passes through our hands.
    ///
    /// # Errors
    /// [`Code::Usage`]: it does not.
    pub(super) fn check_recording(&self) -> Result<(), Problem> {
        match self {
            Self::Native => Ok(()),
            Self::Cinc(_) => Err(wrong("what the target answers it does not tell".into(), "leave --record away")),
        }
    }
}

fn wrong(why: String, help: &str) -> Problem {
    Problem::new(Code::Usage, "--engine cinc cannot do this", why, format!("{help}, or use --engine native"))
}

impl Scan<'_> {
    /// Lets `program` scan `target`; what it found, and what went wrong, is in `found`.
    ///
    /// # Errors
    /// What made it impossible; what was created until then is in `lease`.
    pub(super) async fn foreign(
        &self,
        program: &Program,
        target: &ContainerTarget,
        observer: &mut dyn Observer,
        found: &mut Found,
        lease: &mut Option<Lease>,
    ) -> Result<(), Problem> {
        let caller = connect(&self.local.open.access()).await?;
        let (namespace, lifetime) = self.local.identity.parts();
        let namespace = namespace.map_or_else(|| caller.usual_namespace(), Ok)?;
        let lifetime = lifetime.unwrap_or(self.spec.timeout + MARGIN).max(LEAST_TOKEN);
        let lease =
            lease.insert(Lease::new(&caller, &Plan::granted(target.clone(), namespace, lifetime)?, clock::now())?);
        lease.establish().await?;
        let client = lease.client()?;
        let container = resolve(&client, target).await?;
        found.opened = true;
        let folder = Folder::new(program)?;
        let job = Job {
            target: &container.target(),
            profiles: self.spec.profiles.iter().map(|profile| folder.profile(profile)).collect::<Result<_, _>>()?,
            kubeconfig: folder.kubeconfig(&lease.kubeconfig()?)?,
            inputs: folder.inputs(&self.spec.inputs)?,
        };
        observer.step(&format!("{} is at work", program.path.display()));
        match cinc::run(program, &job, &folder).await? {
            Done::Results(results) => found.foreign = Some(*results),
            Done::Unchecked(why) => found.unchecked.push(why),
        }
        observer.step("closing");
        still_same(&client, &container).await
    }
}
