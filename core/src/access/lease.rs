//! A lease: made, held, and removed whatever happens.

use jiff::Timestamp;
use kube::Client;
use kube::api::PostParams;
use secrecy::SecretString;

use super::ask::{Failure, ask};
use super::id::LeaseId;
use super::kind::Kind;
use super::manifest::Names;
use super::mark::Mark;
use super::plan::Plan;
use super::remove::Left;
use super::review;
use super::token::{Issuer, Renewal};
use super::undo::Undo;
use crate::cluster::{Action, Bearer, Connection};
use crate::problem::{Code, Problem};

/// How many names are tried for an object. Names are random: the second is needed where something on the way repeats our
/// own request, a third never.
const NAMES: usize = 3;

/// Short-lived access to one pod.
///
/// [`Lease::new`] sends nothing. [`Lease::establish`] creates, and may be dropped at any point, as by a signal or a time
/// limit: what was sent until then is known, and [`Lease::release`] removes it. So a program keeps the lease outside of
/// whatever may be cut off or panic, and calls `release` on every way out:
///
/// ```ignore
/// let mut lease = Lease::new(&caller, &plan, now)?;
/// let done = tokio::select! {
///     done = work(&mut lease) => done,          // establish(), then client()
///     () = stop => Err(interrupted()),
/// };
/// let released = lease.release().await;         // bounded: half a minute with no server at all
/// ```
///
/// A lease that is dropped without `release`, as by a panic, still tries to remove its objects in the background, as long
/// as a runtime runs. After `kill -9` nothing does: then the record in the cluster is what [`super::sweep`] goes by.
///
/// Whoever has [`Lease::client`] has the access and nothing more: the caller's own identity is only used in here, for
/// making, renewing and removing.
pub struct Lease {
    caller: Connection,
    plan: Plan,
    mark: Mark,
    names: Names,
    undo: Undo,
    held: Option<Held>,
}

struct Held {
    client: Client,
    bearer: Bearer,
    token_expires: Timestamp,
    /// Dropped before anything is removed.
    _renewal: Renewal,
}

/// What is left of a lease that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "access that is left behind must be told"]
pub struct Released {
    /// Objects that could not be proven gone; empty if all is well.
    pub left: Vec<Left>,
}

/// Access that outlives this program, until it expires.
pub struct Granted {
    /// To revoke it by.
    pub lease: LeaseId,
    /// When its token ends.
    pub token_expires: Timestamp,
    /// From when on a sweep removes it.
    pub expires: Timestamp,
}

impl Lease {
    /// A lease of `plan` that begins `now`, made by the identity of `caller`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: no random numbers; [`Code::Usage`]: the lifetime cannot be.
    pub fn new(caller: &Connection, plan: &Plan, now: Timestamp) -> Result<Self, Problem> {
        let mark = plan.mark(LeaseId::random()?, now)?;
        let names = Names::of(&mark.lease);
        let undo = Undo::new(caller.client.clone(), mark.lease.clone());
        Ok(Self { caller: caller.clone(), plan: plan.clone(), mark, names, undo, held: None })
    }

    /// [`Lease::new`] and [`Lease::establish`], removed again where that fails. The future must not be dropped half-way
    /// where the runtime ends soon after: use the two then.
    ///
    /// # Errors
    /// Theirs; followed by [`Code::AccessLeft`] where something could not be removed.
    pub async fn acquire(caller: &Connection, plan: &Plan, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let mut lease = Self::new(caller, plan, now).map_err(|problem| vec![problem])?;
        match lease.establish().await {
            Ok(()) => Ok(lease),
            Err(problem) => {
                let left = lease.release().await.problem();
                Err([problem].into_iter().chain(left).collect())
            }
        }
    }

    /// Creates ServiceAccount, Role and RoleBinding, gets a token, and waits until the API server heeds them.
    ///
    /// # Errors
    /// [`Code::Forbidden`] (with the command that prints what the caller needs), [`Code::TargetNotFound`] (no such
    /// namespace), [`Code::ClusterUnreachable`], [`Code::LoginRefused`], [`Code::KubeconfigInvalid`] (no `https`). What
    /// was made until then is still there: call [`Lease::release`].
    pub async fn establish(&mut self) -> Result<(), Problem> {
        for kind in Kind::ALL {
            self.create(kind).await?;
        }
        let issuer = self.issuer();
        let issued = issuer.issue().await.map_err(|failure| self.told(failure, &self.mark.namespace.to_string()))?;
        let bearer = Bearer::new(issued.token)?;
        let client = self.caller.as_bearer(&bearer)?;
        review::until_allowed(&client, &self.plan.target).await?;
        let renewal = issuer.renew(bearer.clone());
        self.held = Some(Held { client, bearer, token_expires: issued.expires, _renewal: renewal });
        Ok(())
    }

    /// Which lease this is.
    pub fn id(&self) -> &LeaseId {
        &self.mark.lease
    }

    /// From when on anybody may remove it.
    pub fn expires(&self) -> Timestamp {
        self.mark.expires
    }

    /// A client with this access and no other identity. Its token is renewed while the lease is held.
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: not established.
    pub fn client(&self) -> Result<Client, Problem> {
        self.held().map(|held| held.client.clone())
    }

    /// A kubeconfig with this access, as text. It holds a token that is not renewed: it ends with [`Plan::token`].
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: not established.
    pub fn kubeconfig(&self) -> Result<SecretString, Problem> {
        self.caller.kubeconfig(&self.held()?.bearer, self.plan.target.namespace.as_str())
    }

    /// Removes everything, in reverse order, each by its uid; tries again for ten seconds for each object.
    pub async fn release(mut self) -> Released {
        self.held = None;
        Released { left: self.undo.run().await }
    }

    /// Leaves it where it is, for another program.
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: not established.
    pub fn leave(mut self) -> Result<Granted, Problem> {
        let token_expires = self.held()?.token_expires;
        self.undo.forget_all();
        Ok(Granted { lease: self.mark.lease.clone(), token_expires, expires: self.mark.expires })
    }

    fn held(&self) -> Result<&Held, Problem> {
        self.held.as_ref().ok_or_else(|| {
            let help = "report this together with the command line";
            Problem::new(Code::EngineFailed, "there is no access", "the lease was not established", help)
        })
    }

    async fn create(&mut self, kind: Kind) -> Result<(), Problem> {
        let place = self.mark.place(kind).clone();
        let api = kind.within(&self.caller.client, place.as_str());
        for _ in 0..NAMES {
            let object = self.mark.object(kind, &self.names);
            // Noted before it is sent: from then on it may exist.
            self.undo.note(kind, &place, self.names.get(kind));
            match ask(&self.creating(kind), api.create(&PostParams::default(), &object)).await {
                Ok(made) => {
                    self.undo.made(made.metadata.uid.clone());
                    return Mark::recognise(kind, &made).map(|_| ()).map_err(|why| self.changed(kind, &why));
                }
                // Not adopted. Whether it is our own request that was repeated on the way is seen when it is removed.
                Err(failure) if failure.is(409) => self.names.set(kind, LeaseId::random()?.object_name()),
                Err(failure) => {
                    if failure.had_no_effect() {
                        self.undo.forget_last();
                    }
                    return Err(self.told(failure, place.as_str()));
                }
            }
        }
        let help = "see what repeats requests between here and the API server";
        let why = format!("{NAMES} random names were taken");
        Err(Problem::new(Code::TargetLost, "the short-lived access cannot be made", why, help)
            .at(self.plan.target.to_string()))
    }

    fn creating(&self, kind: Kind) -> Action {
        Action {
            what: "the short-lived access cannot be made",
            verbs: &["create"],
            resource: kind.resource(),
            namespace: self.mark.place(kind).to_string(),
            place: self.plan.target.to_string(),
        }
    }

    fn issuer(&self) -> Issuer {
        Issuer {
            caller: self.caller.client.clone(),
            namespace: self.mark.namespace.clone(),
            account: self.names.account.clone(),
            life: self.plan.token,
            place: self.plan.target.to_string(),
        }
    }

    /// An admission controller changed it: then it does not say what we meant, or could not be found again.
    fn changed(&self, kind: Kind, why: &str) -> Problem {
        let why = format!("the cluster changed the {kind} as it was created: {why}");
        let help =
            "exempt objects labelled app.kubernetes.io/managed-by=cincture from what changes them, or use --access own";
        Problem::new(Code::Forbidden, "the short-lived access cannot be made", why, help)
            .at(self.plan.target.to_string())
    }

    fn told(&self, failure: Failure, namespace: &str) -> Problem {
        let mut problem = crate::transport::with_server(failure.problem, &self.caller.server);
        match problem.code {
            Code::Forbidden => {
                problem.help = format!(
                    "`cincture access install --access ephemeral -n {} --access-namespace {}` prints what the identity needs",
                    self.plan.target.namespace, self.mark.namespace
                );
            }
            Code::TargetNotFound => {
                problem.help = format!("see whether `kubectl get namespace {namespace}` finds it");
            }
            _ => {}
        }
        problem
    }
}

impl Released {
    /// What to tell where something is left; it makes the run a failure, whatever the scan found.
    pub fn problem(&self) -> Option<Problem> {
        let lease = &self.left.first()?.lease;
        let what = "short-lived access may be left in the cluster";
        let why: Vec<String> = self.left.iter().map(|left| format!("not proven gone: {left}")).collect();
        let help = format!(
            "when the API server answers again, run `cincture access revoke {lease}`, with -n for each namespace above"
        );
        Some(Problem::new(Code::AccessLeft, what, why.join("\n"), help))
    }
}
