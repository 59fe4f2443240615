//! Removing what leases left.

use jiff::Timestamp;
use kube::Client;

use super::id::LeaseId;
use super::kind::Kind;
use super::remove::{Doomed, Left, remove};
use super::survey::{Found, Survey};

/// Which leases to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Those whose time is over: nobody can be using them.
    Expired,
    /// This one.
    Lease(LeaseId),
    /// All, those in use, too.
    All,
}

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Proven gone.
    pub removed: Vec<Found>,
    /// Not proven gone.
    pub left: Vec<Left>,
}

impl Survey {
    /// What `selection` means here and `now`, in the order in which it is to be removed: a RoleBinding first, a
    /// ServiceAccount last.
    ///
    /// The ServiceAccount of an expired lease is spared while the target's namespace cannot be looked at: it is the
    /// record of where the rest may be. Whoever names a lease, or all, means to end the access, and it goes.
    pub fn doomed(&self, selection: &Selection, now: Timestamp) -> Vec<&Found> {
        let chosen = |found: &&Found| match selection {
            Selection::Expired => found.mark.expires <= now && !self.is_record_of_unseen(found),
            Selection::Lease(lease) => found.mark.lease == *lease,
            Selection::All => true,
        };
        let mut doomed: Vec<&Found> = self.found.iter().filter(chosen).collect();
        doomed.sort_by_key(|found| std::cmp::Reverse(found.kind));
        doomed
    }

    fn is_record_of_unseen(&self, found: &Found) -> bool {
        let unseen = |kind| {
            let place = Some(found.mark.place(kind));
            self.unseen.iter().any(|unseen| unseen.kind == kind && unseen.namespace.as_ref() == place)
        };
        found.kind == Kind::ServiceAccount && (unseen(Kind::Role) || unseen(Kind::RoleBinding))
    }
}

/// Removes `doomed` in its order, each by its uid.
pub async fn sweep(client: &Client, doomed: &[&Found]) -> Swept {
    let mut swept = Swept::default();
    for found in doomed {
        let object = Doomed {
            kind: found.kind,
            namespace: found.namespace.clone(),
            name: found.name.clone(),
            lease: found.mark.lease.clone(),
            uid: Some(found.uid.clone()),
        };
        match remove(client, object).await {
            Ok(()) => swept.removed.push((*found).clone()),
            Err(left) => swept.left.push(left),
        }
    }
    swept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Mark, Names, Unseen};
    use crate::problem::{Code, Problem};
    use crate::target::{Namespace, Target};

    const NOW: &str = "2026-01-02T00:00:00Z";

    fn lease(expires: &str) -> Vec<Found> {
        let Ok(Target::Container(target)) = "k8s://shop/web".parse() else { panic!() };
        let lease = LeaseId::random().unwrap();
        let namespace = Namespace::parse("ci").unwrap();
        let mark = Mark { lease, expires: expires.parse().unwrap(), target, namespace };
        let names = Names::of(&mark.lease);
        Kind::ALL
            .map(|kind| Found {
                kind,
                namespace: mark.place(kind).clone(),
                name: names.get(kind).to_owned(),
                uid: "u".into(),
                mark: mark.clone(),
            })
            .to_vec()
    }

    #[test]
    fn only_what_is_over_is_removed_unless_it_is_named_and_the_account_goes_last() {
        let (old, new) = (lease(NOW), lease("2026-01-02T00:00:01Z"));
        let survey = Survey { found: [new.clone(), old.clone()].concat(), ..Survey::default() };
        let now = NOW.parse().unwrap();
        let doomed = survey.doomed(&Selection::Expired, now);
        assert!(doomed.iter().all(|found| found.mark.lease == old[0].mark.lease));
        let kinds: Vec<Kind> = doomed.iter().map(|found| found.kind).collect();
        assert_eq!(kinds, [Kind::RoleBinding, Kind::Role, Kind::ServiceAccount]);
        let named = survey.doomed(&Selection::Lease(new[0].mark.lease.clone()), now);
        assert_eq!(named.iter().map(|f| &f.mark.lease).collect::<Vec<_>>(), [&new[0].mark.lease; 3]);
        assert_eq!(survey.doomed(&Selection::All, now).len(), 6);
    }

    #[test]
    fn the_record_of_what_could_not_be_looked_at_stays_until_somebody_names_it() {
        let old = lease(NOW);
        let why = Problem::new(Code::Forbidden, "", "", "");
        let unseen = vec![Unseen { kind: Kind::Role, namespace: Some(Namespace::parse("shop").unwrap()), why }];
        let survey = Survey { found: old.clone(), unseen, ..Survey::default() };
        let now = NOW.parse().unwrap();
        assert!(survey.doomed(&Selection::Expired, now).iter().all(|found| found.kind != Kind::ServiceAccount));
        assert_eq!(survey.doomed(&Selection::Lease(old[0].mark.lease.clone()), now).len(), 3);
    }
}
