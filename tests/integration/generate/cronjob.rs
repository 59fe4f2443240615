//! The CronJob with its identity.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{HOSTILE, IMAGE, made, says, yaml};
use crate::cluster::{Cluster, Namespace};
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
        let security = json!({
            "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
        });
        assert_eq!(container["securityContext"], security);
        assert_eq!((&container["args"], container["image"].as_str()), (&json!(["ci"]), Some(IMAGE.1)));
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
        let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": ns.metadata("scan"), "spec": spec});
        // The account is not there: nothing of this was kept.
        pod["spec"]["serviceAccountName"] = "default".into();
        let admitted = created(&pod.to_string());
        match restricted {
            true => assert_eq!(admitted, Ok(())),
            false => assert!(admitted.unwrap_err().contains("restricted"), "the node's network is not for restricted"),
        }
    }
}

/// A Job of the CronJob, on a pod of `shop`: its exit status and the line that Kubernetes keeps. `program` puts Cincture into its pod,
/// since the generated image is nowhere. Nothing answers at the address that pods of this cluster are given, so that one has
/// its node's network.
pub(crate) fn job(
    ci: &Namespace<'_>,
    shop: &Namespace<'_>,
    target: &str,
    program: impl Fn(&mut Value),
) -> (i64, String) {
    let address = format!("k8s://{shop}/{target}/app");
    let text = manifest(&[
        IMAGE,
        ("namespace", ci.name()),
        ("target_namespace", shop.name()),
        ("host_network", "true"),
        ("name", target),
        ("target", &address),
    ]);
    let mut documents = yaml(&text).unwrap();
    let pod = &mut documents[3]["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let environment = pod["containers"][0]["env"].as_array_mut().unwrap();
    environment.push(json!({"name": "KUBERNETES_SERVICE_HOST", "value": "127.0.0.1"}));
    environment.push(json!({"name": "KUBERNETES_SERVICE_PORT", "value": "6443"}));
    program(pod);
    for document in &documents {
        let namespace = if document["metadata"]["namespace"] == shop.name() { shop } else { ci };
        namespace.apply(document);
    }
    ci.kubectl(["create", "job", target, "--from", &format!("cronjob/{target}")]);
    let since = Instant::now();
    loop {
        let job: Value = serde_json::from_str(&ci.kubectl(["get", "job", target, "-o", "json"])).unwrap();
        let [failed, succeeded] = ["failed", "succeeded"].map(|state| job["status"][state].as_i64().unwrap_or(0));
        if failed + succeeded > 0 {
            let selector = format!("job-name={target}");
            let pods: Value =
                serde_json::from_str(&ci.kubectl(["get", "pods", "-l", &selector, "-o", "json"])).unwrap();
            assert_eq!(pods["items"].as_array().unwrap().len(), 1, "it is not tried again");
            let end = &pods["items"][0]["status"]["containerStatuses"][0]["state"]["terminated"];
            let status = end["exitCode"].as_i64().unwrap();
            assert_eq!((failed, succeeded), if status == 0 { (0, 1) } else { (1, 0) }, "{end}");
            return (status, end["message"].as_str().unwrap_or_default().to_owned());
        }
        assert!(since.elapsed() < Duration::from_secs(120), "{}", ci.kubectl(["describe", "pods"]));
        sleep(Duration::from_millis(200));
    }
}

/// The program that is tested here, put into an image of the test cluster.
fn on_this_machine(pod: &mut Value) {
    let container = &mut pod["containers"][0];
    container["image"] = "test.invalid/debian-good:1".into();
    container["command"] = json!(["/cincture"]);
    container["volumeMounts"].as_array_mut().unwrap().push(json!({"name": "program", "mountPath": "/cincture"}));
    let program = json!({"name": "program", "hostPath": {"path": env!("CARGO_BIN_EXE_cincture"), "type": "File"}});
    pod["volumes"].as_array_mut().unwrap().push(program);
}

#[test]
fn its_jobs_end_as_their_targets_do_with_no_more_than_their_own_rights() {
    let Some(cluster) = Cluster::get() else { return };
    if oracle::python("pipelines").is_none() {
        return;
    }
    let (ci, shop) = (cluster.namespace("ci"), cluster.namespace("shop"));
    for image in ["debian-good", "debian-bad"] {
        shop.pod(image, image, json!({"container": {"name": "app"}}));
    }
    let (status, line) = job(&ci, &shop, "debian-good", on_this_machine);
    assert!(status == 0 && line.starts_with("Cincture: pass (exit status 0)"), "{status} {line}");
    let (status, line) = job(&ci, &shop, "debian-bad", on_this_machine);
    assert!(status == 3 && line.starts_with("Cincture: breached (exit status 3)"), "{status} {line}");
}
