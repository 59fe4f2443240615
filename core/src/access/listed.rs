//! What a survey found, for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::mark::Mark;
use super::survey::{Found, Survey};

/// The leases with their objects, and what is not known of. Texts of objects that are not ours are anybody's.
///
/// `{"leases": [{"lease", "target", "access_namespace", "expires", "over", "objects": [{"kind", "namespace", "name"}]}],
/// "left_alone": [{"kind", "name", "why"}], "not_looked_at": [{"kind", "namespace", "why"}]}`; a `namespace` of null is the
/// whole cluster.
pub fn listed(survey: &Survey, now: Timestamp) -> Value {
    let mut marks: Vec<&Mark> = Vec::new();
    for found in &survey.found {
        if !marks.contains(&&found.mark) {
            marks.push(&found.mark);
        }
    }
    let leases: Vec<Value> = marks.into_iter().map(|mark| lease(mark, &survey.found, now)).collect();
    let strange = survey.strange.iter().map(|s| json!({"kind": s.kind.as_str(), "name": s.name, "why": s.why}));
    let unseen = survey.unseen.iter().map(|unseen| {
        let namespace = unseen.namespace.as_ref().map(ToString::to_string);
        json!({"kind": unseen.kind.as_str(), "namespace": namespace, "why": unseen.why.why})
    });
    json!({
        "leases": leases,
        "left_alone": strange.collect::<Vec<_>>(),
        "not_looked_at": unseen.collect::<Vec<_>>(),
    })
}

fn lease(mark: &Mark, all: &[Found], now: Timestamp) -> Value {
    let objects = all.iter().filter(|found| found.mark == *mark);
    let object = |found: &Found| json!({"kind": found.kind.as_str(), "namespace": found.namespace.to_string(), "name": found.name});
    json!({
        "lease": mark.lease.to_string(),
        "target": mark.target.to_string(),
        "access_namespace": mark.namespace.to_string(),
        "expires": mark.expires.to_string(),
        "over": mark.expires <= now,
        "objects": objects.map(object).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Kind, LeaseId, Strange};
    use crate::target::{Namespace, Target};

    fn mark(expires: &str) -> Mark {
        let Target::Container(target) = "k8s://shop/web".parse().unwrap() else { panic!() };
        let namespace = Namespace::parse("ci").unwrap();
        Mark { lease: LeaseId::random().unwrap(), expires: expires.parse().unwrap(), target, namespace }
    }

    fn found(mark: &Mark, kind: Kind) -> Found {
        let namespace = Namespace::parse("shop").unwrap();
        Found { kind, namespace, name: "n".into(), uid: "u".into(), mark: mark.clone() }
    }

    #[test]
    fn objects_stand_below_their_lease_and_what_is_not_ours_apart() {
        let (over, alive) = (mark("2026-01-01T00:00:00Z"), mark("2026-01-03T00:00:00Z"));
        let survey = Survey {
            found: vec![found(&over, Kind::Role), found(&alive, Kind::Role), found(&over, Kind::RoleBinding)],
            strange: vec![Strange { kind: Kind::Role, name: "shop/x".into(), why: "rules".into() }],
            ..Survey::default()
        };
        let listed = listed(&survey, "2026-01-02T00:00:00Z".parse().unwrap());
        let leases = listed["leases"].as_array().unwrap();
        let told: Vec<_> = leases
            .iter()
            .map(|l| {
                (l["lease"].as_str().unwrap(), l["over"].as_bool().unwrap(), l["objects"].as_array().unwrap().len())
            })
            .collect();
        assert_eq!(told, [(over.lease.to_string().as_str(), true, 2), (alive.lease.to_string().as_str(), false, 1)]);
        assert_eq!(leases[0]["objects"][1], json!({"kind": "RoleBinding", "namespace": "shop", "name": "n"}));
        assert_eq!(listed["left_alone"], json!([{"kind": "Role", "name": "shop/x", "why": "rules"}]));
    }
}
