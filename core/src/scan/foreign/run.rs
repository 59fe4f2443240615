//! The installed program at work.

use cincture_engine::clock;

use crate::access::{LEAST_TOKEN, Lease, Plan};
use crate::cinc::{self, Done, Folder, Job, Program};
use crate::cluster::{connect, resolve, still_same};
use crate::problem::Problem;
use crate::scan::found::Found;
use crate::scan::identity::MARGIN;
use crate::scan::{Observer, Scan};
use crate::target::ContainerTarget;

impl Scan<'_> {
    /// Lets `program` scan `target`; what it found, and what went wrong, is in `found`.
    ///
    /// # Errors
    /// What made it impossible; what was created until then is in `lease`.
    pub(in crate::scan) async fn foreign(
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
