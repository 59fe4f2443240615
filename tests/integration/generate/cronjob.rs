//! The CronJob with its identity.

use std::fs;

use super::{HOSTILE, IMAGE, made, says, yaml};
use crate::cluster::Cluster;
use crate::oracle;
use crate::scan::program;

/// All that it can be made of.
fn sets() -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = [("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    vec![
        vec![IMAGE],
        vec![IMAGE, ("host_network", "true"), ("claim", "reports")],
        [hostile.to_vec(), vec![IMAGE]].concat(),
    ]
}

/// The manifest with these values.
pub(crate) fn manifest(set: &[(&str, &str)]) -> String {
    let mut files = made("script", "cronjob", "container", set);
    assert_eq!(files.len(), 1);
    files.remove(0).1
}

#[test]
fn kubernetes_takes_it() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let python = folder.join("venv/bin/python");
    let here = tempfile::tempdir().unwrap();
    let judged = |text: &str| {
        fs::write(here.path().join("file.yaml"), text).unwrap();
        says(&python, &["-m", "kubernetes_validate", "--strict", "file.yaml"], here.path())
    };
    for set in sets() {
        let text = manifest(&set);
        assert_eq!(judged(&text), Ok(()), "{text}");
        assert!(judged(&text.replace("backoffLimit", "backofLimit")).is_err());
    }
}

#[test]
fn its_rights_are_those_that_access_install_prints() {
    let set = [IMAGE, ("namespace", "ci"), ("target_namespace", "shop"), ("service_account", "cincture-scanner")];
    let Some(made) = yaml(&manifest(&set)) else { return };
    let mut install = program();
    install.args(["access", "install", "-n", "shop", "--service-account", "ci:cincture-scanner"]);
    let printed = yaml(&String::from_utf8(install.output().unwrap().stdout).unwrap()).unwrap();
    assert_eq!(printed.len(), 2, "{printed:?}");
    assert_eq!(made[1..3], printed[..]);
}

/// What Kubernetes makes of a value: `$(NAME)` is a variable, and `$$` a dollar.
fn expanded(text: &str) -> String {
    assert!(!text.replace("$$", "").contains('$'), "{text}");
    text.replace("$$", "$")
}

#[test]
fn the_pod_is_restricted_and_gets_the_values_as_they_were_given() {
    for set in sets() {
        let Some(documents) = yaml(&manifest(&set)) else { return };
        let spec = &documents[3]["spec"];
        assert_eq!(
            (spec["concurrencyPolicy"].as_str(), spec["schedule"].as_str()),
            (Some("Forbid"), Some("17 3 * * *"))
        );
        let job = &spec["jobTemplate"]["spec"];
        assert_eq!(job["backoffLimit"], 0);
        assert!(job["activeDeadlineSeconds"].is_u64() && job["ttlSecondsAfterFinished"].is_u64());
        let pod = &job["template"]["spec"];
        assert_eq!(
            (pod["restartPolicy"].as_str(), pod["serviceAccountName"].as_str()),
            (Some("Never"), Some("cincture-scanner"))
        );
        let on_node = set.contains(&("host_network", "true"));
        assert_eq!(pod.get("hostNetwork").is_some(), on_node, "{pod}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault");
        let container = &pod["containers"][0];
        let security = serde_json::json!({
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
        });
        assert_eq!(container["securityContext"], security);
        assert_eq!((&container["args"], container["image"].as_str()), (&serde_json::json!(["ci"]), Some(IMAGE.1)));
        let variable = |name: &str| {
            let all = container["env"].as_array().unwrap();
            expanded(all.iter().find(|variable| variable["name"] == name).unwrap()["value"].as_str().unwrap())
        };
        assert_eq!(variable("CINCTURE_TERMINATION_LOG"), container["terminationMessagePath"].as_str().unwrap());
        if set.contains(&("target", HOSTILE)) {
            assert_eq!(
                (variable("CINCTURE_TARGET").as_str(), variable("CINCTURE_PROFILE").as_str()),
                (HOSTILE, HOSTILE)
            );
        }
    }
}

/// A real API server reads it strictly, and its admission lets the pod into a namespace of the level `restricted`; not the one with
/// the node's network, which that level forbids.
#[test]
fn an_api_server_takes_it_and_holds_its_pod_for_restricted() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("cronjob");
    cluster.kubectl(["label", "namespace", ns.name(), "pod-security.kubernetes.io/enforce=restricted"]);
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("file.json").display().to_string();
    let created = |text: &str| {
        fs::write(&file, text).unwrap();
        let output = ns.try_kubectl(["create", "--dry-run=server", "--validate=strict", "-f", &file]);
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    };
    for (on_node, restricted) in [("false", true), ("true", false)] {
        let values = [IMAGE, ("namespace", ns.name()), ("target_namespace", ns.name()), ("host_network", on_node)];
        let text = manifest(&values);
        assert_eq!(created(&text), Ok(()), "{text}");
        let Some(documents) = yaml(&text) else { return };
        let spec = &documents[3]["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        let mut pod =
            serde_json::json!({"apiVersion": "v1", "kind": "Pod", "metadata": ns.metadata("scan"), "spec": spec});
        // The account is not there: nothing of this was kept.
        pod["spec"]["serviceAccountName"] = "default".into();
        let admitted = created(&pod.to_string());
        match restricted {
            true => assert_eq!(admitted, Ok(())),
            false => assert!(admitted.unwrap_err().contains("restricted"), "the node's network is not for restricted"),
        }
    }
}
