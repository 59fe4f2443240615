//! What a lease is to be.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::id::LeaseId;
use super::kind::Kind;
use super::manifest::Names;
use super::mark::Mark;
use crate::problem::{Code, Problem};
use crate::target::{ContainerTarget, Namespace};

/// The shortest life of a token that the API server grants.
pub const LEAST_TOKEN: Duration = Duration::from_secs(600);
/// The longest lease; what should live longer should be a Role of its own.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Access to one pod, for a time. It says nothing yet of names, and nothing is created by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What may be looked at.
    pub target: ContainerTarget,
    /// Where the ServiceAccount is put. Whoever may create pods there can act as it: so not the target's namespace, but
    /// the scanner's.
    pub namespace: Namespace,
    /// After this time anybody may remove it.
    pub lifetime: Duration,
    /// Life of one token, at least [`LEAST_TOKEN`]. A [`super::Lease`] that is held renews it.
    pub token: Duration,
}

impl Plan {
    /// For a program that holds the lease while it works, and renews its token: `lifetime` is the longest time that the
    /// work may take.
    ///
    /// # Errors
    /// [`Code::Usage`]: longer than a day.
    pub fn held(target: ContainerTarget, namespace: Namespace, lifetime: Duration) -> Result<Self, Problem> {
        limited(lifetime)?;
        Ok(Self { target, namespace, lifetime, token: LEAST_TOKEN })
    }

    /// For another program, which gets one token for the whole time.
    ///
    /// # Errors
    /// [`Code::Usage`]: shorter than a token's shortest life, or longer than a day.
    pub fn granted(target: ContainerTarget, namespace: Namespace, lifetime: Duration) -> Result<Self, Problem> {
        Self::lifetime_of_a_grant(lifetime)?;
        Ok(Self { target, namespace, lifetime, token: lifetime })
    }

    /// Whether [`Plan::granted`] takes this lifetime: it can be told before any namespace is known.
    ///
    /// # Errors
    /// [`Code::Usage`]: as there.
    pub fn lifetime_of_a_grant(lifetime: Duration) -> Result<(), Problem> {
        limited(lifetime)?;
        if lifetime < LEAST_TOKEN {
            let why = format!("{lifetime:?} is shorter than the life of any token, {LEAST_TOKEN:?}");
            return Err(wrong(why, "give at least 10m, and use `cincture access revoke` when it is done"));
        }
        Ok(())
    }

    /// What a lease of this plan that begins `now` would create. Its names are random, and other ones each time.
    ///
    /// # Errors
    /// [`Code::Usage`], [`Code::EngineFailed`]: see [`Plan::mark`], [`LeaseId::random`].
    pub fn manifests(&self, now: Timestamp) -> Result<Vec<Value>, Problem> {
        let mark = self.mark(LeaseId::random()?, now)?;
        let names = Names::of(&mark.lease);
        let defect = |e: serde_json::Error| {
            let help = "report this together with the command line";
            Problem::new(Code::EngineFailed, "the manifests cannot be written", e.to_string(), help)
        };
        Kind::ALL.iter().map(|kind| serde_json::to_value(mark.object(*kind, &names)).map_err(defect)).collect()
    }

    /// The record of a lease of this plan that begins `now`.
    ///
    /// # Errors
    /// [`Code::Usage`]: it would end after the end of time.
    pub fn mark(&self, lease: LeaseId, now: Timestamp) -> Result<Mark, Problem> {
        let expires =
            now.checked_add(self.lifetime).map_err(|e| wrong(e.to_string(), "correct the machine's clock"))?;
        // To the second, and later rather than earlier.
        let expires = Timestamp::from_second(expires.as_second() + 1)
            .map_err(|e| wrong(e.to_string(), "correct the machine's clock"))?;
        Ok(Mark { lease, expires, target: self.target.clone(), namespace: self.namespace.clone() })
    }
}

fn limited(lifetime: Duration) -> Result<(), Problem> {
    if lifetime <= LONGEST {
        return Ok(());
    }
    let why = format!("{lifetime:?} is longer than a day");
    Err(wrong(why, "give at most 24h, or a Role that lasts (`cincture access install`)"))
}

fn wrong(why: String, help: &str) -> Problem {
    Problem::new(Code::Usage, "no access can have this lifetime", why, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_neither_shorter_than_a_token_nor_longer_than_a_day() {
        let crate::target::Target::Container(target) = "k8s://shop/web".parse().unwrap() else { panic!() };
        let namespace = Namespace::parse("ci").unwrap();
        let granted = |s| Plan::granted(target.clone(), namespace.clone(), Duration::from_secs(s));
        assert_eq!(granted(599).unwrap_err().code, Code::Usage);
        assert_eq!(granted(86_401).unwrap_err().code, Code::Usage);
        assert_eq!(granted(3600).unwrap().token, Duration::from_secs(3600));
        let held = Plan::held(target.clone(), namespace.clone(), Duration::from_secs(30)).unwrap();
        assert_eq!(held.token, LEAST_TOKEN);
        let now = "2026-01-02T03:04:05.5Z".parse().unwrap();
        let mark = held.mark(LeaseId::random().unwrap(), now).unwrap();
        assert_eq!(mark.expires.to_string(), "2026-01-02T03:04:36Z");
    }
}
