//! Looking for what leases left in a cluster, by label.

use std::collections::BTreeSet;
use std::fmt;

use kube::api::ListParams;
use kube::core::DynamicObject;
use kube::{Api, Client};

use super::ask::ask;
use super::kind::Kind;
use super::mark::{Mark, selector};
use crate::cluster::Action;
use crate::problem::{Code, Problem};
use crate::target::Namespace;

/// Objects in one answer.
const PAGE: u32 = 500;

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the whole cluster; where that is not allowed, in these namespaces.
    Everywhere(Vec<Namespace>),
    /// In these namespaces.
    Namespaces(Vec<Namespace>),
}

/// An object of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its kind.
    pub kind: Kind,
    /// Its namespace.
    pub namespace: Namespace,
    /// Its name.
    pub name: String,
    /// Of this very object: another one may take its name.
    pub uid: String,
    /// The record on it.
    pub mark: Mark,
}

/// An object that carries our label, and is not provably ours. Its texts are anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strange {
    /// Its kind.
    pub kind: Kind,
    /// Namespace and name.
    pub name: String,
    /// Why it is not provably ours.
    pub why: String,
}

/// A place that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// What would have been found there.
    pub kind: Kind,
    /// The namespace; none for the whole cluster.
    pub namespace: Option<Namespace>,
    /// Why not.
    pub why: Problem,
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{}s in {namespace}: {}", self.kind, self.why.why),
            None => write!(f, "{}s in the whole cluster: {}", self.kind, self.why.why),
        }
    }
}

/// What there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Objects of ours, by lease.
    pub found: Vec<Found>,
    /// Objects that are left alone.
    pub strange: Vec<Strange>,
    /// Where nothing could be seen: there may be more.
    pub unseen: Vec<Unseen>,
    /// Whether the whole cluster was looked at, for every kind.
    pub everywhere: bool,
    /// Namespaces that were looked at one by one.
    pub looked: BTreeSet<Namespace>,
}

/// Looks for objects of leases. The namespaces that found ones name are looked at, too, so that one object leads to all
/// of its lease.
///
/// # Errors
/// [`Code::ClusterUnreachable`], [`Code::LoginRefused`]. A place where looking is not allowed is no error: it is in
/// [`Survey::unseen`].
pub async fn survey(client: &Client, scope: &Scope) -> Result<Survey, Problem> {
    let mut walk = Walk { client, survey: Survey::default(), done: BTreeSet::new(), next: BTreeSet::new() };
    let (kinds, namespaces) = match scope {
        Scope::Everywhere(otherwise) => (walk.everywhere().await?, otherwise),
        Scope::Namespaces(namespaces) => (Vec::new(), namespaces),
    };
    let places = namespaces.iter().flat_map(|namespace| Kind::ALL.map(|kind| (kind, namespace.clone())));
    walk.next.extend(places);
    while let Some((kind, namespace)) = walk.next.pop_first() {
        if !kinds.contains(&kind) && walk.done.insert((kind, namespace.clone())) {
            walk.look(kind, Some(&namespace)).await?;
        }
    }
    let mut survey = walk.survey;
    survey.everywhere = kinds.len() == Kind::ALL.len();
    survey.found.sort_by(|a, b| (&a.mark.lease, a.kind, &a.name).cmp(&(&b.mark.lease, b.kind, &b.name)));
    Ok(survey)
}

struct Walk<'a> {
    client: &'a Client,
    survey: Survey,
    done: BTreeSet<(Kind, Namespace)>,
    next: BTreeSet<(Kind, Namespace)>,
}

impl Walk<'_> {
    /// Looks everywhere at once, and gives the kinds for which that was allowed.
    async fn everywhere(&mut self) -> Result<Vec<Kind>, Problem> {
        let mut seen = Vec::new();
        for kind in Kind::ALL {
            if self.look(kind, None).await? {
                seen.push(kind);
            }
        }
        Ok(seen)
    }

    /// Whether it could be looked at.
    async fn look(&mut self, kind: Kind, namespace: Option<&Namespace>) -> Result<bool, Problem> {
        match list(self.client, kind, namespace).await {
            Ok(objects) => {
                self.survey.looked.extend(namespace.cloned());
                objects.iter().for_each(|object| self.take(kind, object));
                Ok(true)
            }
            Err(problem) if matches!(problem.code, Code::ClusterUnreachable | Code::LoginRefused) => Err(problem),
            Err(why) => {
                self.survey.unseen.push(Unseen { kind, namespace: namespace.cloned(), why });
                Ok(false)
            }
        }
    }

    fn take(&mut self, kind: Kind, object: &DynamicObject) {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let (namespace, name) = (part(&object.metadata.namespace), part(&object.metadata.name));
        match found(kind, object) {
            Ok(found) => {
                self.next.extend(Kind::ALL.map(|kind| (kind, found.mark.place(kind).clone())));
                self.survey.found.push(found);
            }
            Err(why) => self.survey.strange.push(Strange { kind, name: format!("{namespace}/{name}"), why }),
        }
    }
}

fn found(kind: Kind, object: &DynamicObject) -> Result<Found, String> {
    let mark = Mark::recognise(kind, object)?;
    let namespace = mark.place(kind).clone();
    let name = object.metadata.name.clone().unwrap_or_default();
    let uid = object.metadata.uid.clone().ok_or("it has no uid")?;
    Ok(Found { kind, namespace, name, uid, mark })
}

async fn list(client: &Client, kind: Kind, namespace: Option<&Namespace>) -> Result<Vec<DynamicObject>, Problem> {
    let api: Api<DynamicObject> = match namespace {
        Some(namespace) => kind.within(client, namespace.as_str()),
        None => kind.everywhere(client),
    };
    let action = Action {
        what: "what is left of leases cannot be looked for",
        verbs: &["list"],
        resource: kind.resource(),
        namespace: namespace.map_or("(all)".to_owned(), Namespace::to_string),
        place: String::new(),
    };
    let mut objects = Vec::new();
    let mut page = ListParams::default().labels(&selector()).limit(PAGE);
    loop {
        let listed = ask(&action, api.list(&page)).await.map_err(|failure| failure.problem)?;
        objects.extend(listed.items);
        match listed.metadata.continue_.filter(|token| !token.is_empty()) {
            Some(token) => page = page.continue_token(&token),
            None => return Ok(objects),
        }
    }
}
