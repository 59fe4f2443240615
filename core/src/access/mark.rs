//! What each object of a lease carries: the record of what was intended, written with the object itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kube::core::ObjectMeta;

use super::id::{LeaseId, is_object_name};
use crate::target::{ContainerTarget, Namespace, Target};

/// Kubernetes' recommended label for the program that made an object.
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// Our value of it.
const US: &str = "cincture";
/// Label: the lease.
const LEASE: &str = "cincture.dev/lease";
/// Annotation: from when on anybody may remove it, RFC 3339.
const EXPIRES: &str = "cincture.dev/expires";
/// Annotation: what may be looked at.
const TARGET: &str = "cincture.dev/target";
/// Annotation: where the ServiceAccount is.
const ACCESS_NAMESPACE: &str = "cincture.dev/access-namespace";

/// The record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which lease.
    pub lease: LeaseId,
    /// From when on anybody may remove it.
    pub expires: Timestamp,
    /// What may be looked at; the Role and the RoleBinding are in its namespace.
    pub target: ContainerTarget,
    /// Where the ServiceAccount is.
    pub namespace: Namespace,
}

/// Selects what carries a mark, whosesoever.
pub(super) fn selector() -> String {
    format!("{MANAGED_BY}={US},{LEASE}")
}

impl Mark {
    /// The metadata of a new object.
    pub(super) fn written(&self, name: &str, namespace: &Namespace) -> ObjectMeta {
        let texts = |list: &[(&str, String)]| -> BTreeMap<String, String> {
            list.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
        };
        ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(namespace.to_string()),
            labels: Some(texts(&[(MANAGED_BY, US.to_owned()), (LEASE, self.lease.to_string())])),
            annotations: Some(texts(&[
                (EXPIRES, self.expires.to_string()),
                (TARGET, self.target.to_string()),
                (ACCESS_NAMESPACE, self.namespace.to_string()),
            ])),
            ..ObjectMeta::default()
        }
    }

    /// The record on an object that exists.
    ///
    /// # Errors
    /// Why it is not one of ours.
    pub(super) fn read(metadata: &ObjectMeta) -> Result<Self, String> {
        let label = |key| metadata.labels.as_ref().and_then(|all| all.get(key)).map(String::as_str);
        let note = |key: &str| {
            let text = metadata.annotations.as_ref().and_then(|all| all.get(key)).map(String::as_str);
            text.ok_or_else(|| format!("it has no annotation {key}"))
        };
        if label(MANAGED_BY) != Some(US) {
            return Err(format!("its label {MANAGED_BY} is not {US}"));
        }
        if !metadata.name.as_deref().is_some_and(is_object_name) {
            return Err("its name is not one that cincture gives".to_owned());
        }
        let lease = label(LEASE).and_then(LeaseId::parse).ok_or_else(|| format!("its label {LEASE} is no lease"))?;
        let expires = note(EXPIRES)?.parse().map_err(|e| format!("its annotation {EXPIRES} is no time: {e}"))?;
        let Ok(Target::Container(target)) = note(TARGET)?.parse::<Target>() else {
            return Err(format!("its annotation {TARGET} is no target in a cluster"));
        };
        let namespace = Namespace::parse(note(ACCESS_NAMESPACE)?)
            .map_err(|e| format!("its annotation {ACCESS_NAMESPACE} is no namespace: {e}"))?;
        Ok(Self { lease, expires, target, namespace })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_anything_else_is_not_ours() {
        let Ok(Target::Container(target)) = "k8s://shop/web/app".parse() else { panic!() };
        let lease = LeaseId::random().unwrap();
        let namespace = Namespace::parse("ci").unwrap();
        let mark = Mark { lease: lease.clone(), expires: "2026-01-02T03:04:05Z".parse().unwrap(), target, namespace };
        let good = mark.written(&lease.object_name(), &mark.namespace);
        assert_eq!(Mark::read(&good), Ok(mark));

        let spoilt = |spoil: fn(&mut ObjectMeta)| {
            let mut metadata = good.clone();
            spoil(&mut metadata);
            Mark::read(&metadata).unwrap_err()
        };
        fn note<'a>(m: &'a mut ObjectMeta, key: &str) -> &'a mut String {
            m.annotations.as_mut().unwrap().get_mut(key).unwrap()
        }
        assert!(spoilt(|m| m.name = Some("admin".into())).contains("name"));
        assert!(spoilt(|m| m.labels = None).contains(MANAGED_BY));
        assert!(spoilt(|m| _ = m.labels.as_mut().unwrap().insert(MANAGED_BY.into(), "helm".into())).contains(US));
        assert!(spoilt(|m| _ = m.labels.as_mut().unwrap().insert(LEASE.into(), "x".into())).contains(LEASE));
        assert!(spoilt(|m| _ = m.annotations.as_mut().unwrap().remove(EXPIRES)).contains(EXPIRES));
        assert!(spoilt(|m| *note(m, EXPIRES) = "soon".into()).contains(EXPIRES));
        assert!(spoilt(|m| *note(m, TARGET) = "local://".into()).contains(TARGET));
        assert!(spoilt(|m| *note(m, ACCESS_NAMESPACE) = "../x".into()).contains(ACCESS_NAMESPACE));
    }
}
