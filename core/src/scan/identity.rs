//! Whose access a scan uses.

use std::time::Duration;

use cincture_engine::clock;

use super::ScanSpec;
use crate::access::{Lease, Plan};
use crate::cluster::{Connection, connect};
use crate::problem::{Code, Problem};
use crate::target::{ContainerTarget, Namespace, Target};
use crate::transport::{self, OpenOptions, Opened};

/// How much longer than the scan its access may be there: for making and removing it, and for clocks that differ.
pub(super) const MARGIN: Duration = Duration::from_secs(600);

/// Whose access a scan uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// The caller's.
    #[default]
    Own,
    /// One of its own, for this scan only; the caller's makes and removes it, and does nothing else.
    Ephemeral {
        /// Where the ServiceAccount is put; the namespace of the kubeconfig's context if it is not given.
        namespace: Option<Namespace>,
        /// After this time anybody may remove what a killed scan left; the scan's time limit and ten minutes if it is not
        /// given.
        lifetime: Option<Duration>,
    },
}

impl Identity {
    /// Looks at what can be judged without a cluster.
    ///
    /// # Errors
    /// [`Code::Usage`]: no container to have access to, or a lifetime that ends before the scan.
    pub(super) fn check(&self, spec: &ScanSpec) -> Result<(), Problem> {
        let Self::Ephemeral { lifetime, .. } = self else { return Ok(()) };
        let Target::Container(_) = &spec.target else {
            let why = format!("{} is not in a cluster", spec.target);
            return Err(wrong(why, "leave --access ephemeral away, or scan k8s://NAMESPACE/POD"));
        };
        match lifetime {
            Some(lifetime) if *lifetime < spec.timeout => {
                let why = format!("it could be removed after {lifetime:?}, and the scan may take {:?}", spec.timeout);
                Err(wrong(why, "give a longer --access-ttl or a shorter --timeout"))
            }
            _ => Ok(()),
        }
    }

    /// Where a ServiceAccount is put and how long it may last, where that was said.
    pub(super) fn parts(&self) -> (Option<Namespace>, Option<Duration>) {
        match self {
            Self::Ephemeral { namespace, lifetime } => (namespace.clone(), *lifetime),
            Self::Own => (None, None),
        }
    }

    /// Opens the target of `spec`. What was created for that is in `lease`, also where this fails or is dropped.
    pub(super) async fn open(
        &self,
        spec: &ScanSpec,
        options: &OpenOptions,
        lease: &mut Option<Lease>,
    ) -> Result<Opened, Problem> {
        let (Self::Ephemeral { .. }, Target::Container(target)) = (self, &spec.target) else {
            return transport::open(&spec.target, options).await;
        };
        let caller = connect(&options.access()).await?;
        let plan = self.plan(target, &caller, spec.timeout)?;
        let lease = lease.insert(Lease::new(&caller, &plan, clock::now())?);
        lease.establish().await?;
        transport::open_as(target, lease.client()?, &caller.server).await
    }

    fn plan(&self, target: &ContainerTarget, caller: &Connection, timeout: Duration) -> Result<Plan, Problem> {
        let (namespace, lifetime) = self.parts();
        let namespace = match namespace {
            Some(namespace) => namespace,
            None => caller.usual_namespace()?,
        };
        Plan::held(target.clone(), namespace, lifetime.unwrap_or(timeout + MARGIN))
    }
}

fn wrong(why: String, help: &str) -> Problem {
    Problem::new(Code::Usage, "this scan cannot have short-lived access", why, help)
}
