//! The job and the component: what GitLab's schema says of them, what they make of values, and how they end where
//! gitlab-ci-local runs them.

use super::{HOSTILE, IMAGE, PATTERNS, SHA256, URL, held_to_schema, made, yaml};

/// All that they can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE)];
    let job_image = ("job_image", IMAGE.1);
    match pattern {
        "container" => vec![vec![IMAGE], vec![IMAGE, job_image], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![job_image], vec![URL, SHA256], hostile],
    }
}

fn one(kind: &str, pattern: &str, set: &[(&str, &str)]) -> String {
    let mut files = made("gitlab", kind, pattern, set);
    assert_eq!(files.len(), 1);
    files.remove(0).1
}

/// What GitLab makes of a component: inputs are put in as text before the YAML is read.
pub(super) fn included(text: &str, inputs: &[(&str, &str)]) -> String {
    let (_, body) = text.split_once("\n---\n").unwrap();
    inputs.iter().fold(body.to_owned(), |body, (name, value)| body.replace(&format!("$[[ inputs.{name} ]]"), value))
}

const INPUTS: [(&str, &str); 6] = [
    ("name", "scan"),
    ("stage", "test"),
    ("target", "k8s://shop/web"),
    ("profile", "container-baseline"),
    ("threshold", "strict"),
    ("out", "results"),
];

fn judged(text: &str) -> Option<Result<(), String>> {
    held_to_schema("vendor.gitlab-ci", &["--data-transform", "gitlab-ci"], text)
}

#[test]
fn the_schema_finds_no_fault_with_them() {
    for pattern in PATTERNS {
        for set in sets(pattern) {
            let job = one("job", pattern, &set);
            let Some(found) = judged(&job) else { return };
            assert_eq!(found, Ok(()), "{job}");
            let component = one("component", pattern, &set);
            assert_eq!(judged(&included(&component, &INPUTS)), Some(Ok(())), "{component}");
        }
    }
    let job = one("job", "script", &[]);
    assert!(matches!(judged(&job.replace("junit:", "junitt:")), Some(Err(_))));
    assert!(matches!(judged(&job.replace("expand:", "expanded:")), Some(Err(_))));
}

#[test]
fn values_arrive_as_they_were_given_and_gitlab_expands_none() {
    for pattern in PATTERNS {
        for set in sets(pattern).into_iter().filter(|set| set.contains(&("target", HOSTILE))) {
            let Some(job) = yaml(&one("job", pattern, &set)) else { return };
            let Some(component) = yaml(&one("component", pattern, &set)) else { return };
            for name in ["target", "profile", "threshold"] {
                let variable = &job[0]["cincture-scan"]["variables"][format!("CINCTURE_{}", name.to_uppercase())];
                assert_eq!((&variable["value"], &variable["expand"]), (&HOSTILE.into(), &false.into()), "{variable}");
                assert_eq!(component[0]["spec"]["inputs"][name]["default"], HOSTILE);
            }
            assert!(!job[0]["cincture-scan"]["script"].to_string().contains("touch pwned"));
        }
    }
}

/// An input is text in the YAML of a component before that is read, and what its pattern lets through is nothing but its value.
#[test]
fn no_input_of_a_component_changes_more_than_its_variable() {
    let component = one("component", "script", &[]);
    let hostile = HOSTILE.replace("$[[ inputs.x ]]", "");
    for value in [
        hostile.as_str(),
        "'",
        "\"",
        "\"\n",
        "- a: b",
        "#",
        "|",
        "&a *a",
        "!!python/object x",
        "{a: b}",
        "a: b #",
        "x  ",
    ] {
        let value = value.trim_end_matches('\n');
        let inputs: Vec<(&str, &str)> =
            INPUTS.into_iter().map(|(name, usual)| (name, if name == "target" { value } else { usual })).collect();
        let Some(read) = yaml(&included(&component, &inputs)) else { return };
        let usual = yaml(&included(&component, &INPUTS)).unwrap();
        assert_eq!(read[0]["scan"]["variables"]["CINCTURE_TARGET"]["value"], value);
        let without = |documents: &[serde_json::Value]| {
            let mut document = documents[0].clone();
            document["scan"]["variables"]["CINCTURE_TARGET"] = "".into();
            document
        };
        assert_eq!(without(&read), without(&usual));
    }
}

/// The patterns of the inputs, which hold off lines: a second one could be more of the job.
#[test]
fn an_input_is_one_line() {
    let Some(documents) = yaml(&one("component", "script", &[])) else { return };
    for (name, input) in documents[0]["spec"]["inputs"].as_object().unwrap() {
        let pattern = input["regex"].as_str().unwrap();
        assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{name}");
        assert!(pattern.ends_with("[^\\r\\n]*$") || !pattern.contains("[^"), "{name}: {pattern}");
    }
}
