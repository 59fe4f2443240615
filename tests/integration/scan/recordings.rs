//! The survey on recordings of several distributions: what each resource makes of each system, without any of them here.

use std::path::{Path, PathBuf};

use super::{Ran, program};

/// Name, platform, and the controls that do not pass there: `f`ailed or `s`kipped.
type Expected = (&'static str, &'static str, &'static [(&'static str, char)]);

/// What each recording must answer.
const EXPECTED: [Expected; 4] = [
    ("debian", "debian 12.15", &[("redhat", 'f'), ("alpine", 'f'), ("alice", 'f'), ("busybox", 'f')]),
    ("rpm", "rocky 9.6", &[("debian", 'f'), ("alpine", 'f'), ("dpkg", 'f'), ("alice", 'f'), ("busybox", 'f')]),
    (
        "alpine",
        "alpine 3.22.1",
        &[("debian", 'f'), ("redhat", 'f'), ("dpkg", 'f'), ("app", 'f'), ("shadow", 'f'), ("login-defs", 's')],
    ),
    (
        "busybox",
        "linux unknown",
        &[
            ("debian", 'f'),
            ("redhat", 'f'),
            ("alpine", 'f'),
            ("release", 'f'),
            ("package", 's'),
            ("dpkg", 's'),
            ("no-package", 's'),
            ("app", 'f'),
            ("shadow", 'f'),
            ("login-defs", 's'),
        ],
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings")
}

fn replay(name: &str) -> Ran {
    let mut command = program();
    command.arg("scan").arg(format!("replay://{}", folder().join(name).with_extension("rec").display()));
    command.arg("--profile").arg(folder().join("survey")).args(["--threshold", "none"]);
    Ran::of(command)
}

#[test]
fn each_distribution_answers_the_survey_as_what_it_is() {
    for (name, platform, not_passed) in EXPECTED {
        let ran = replay(name);
        let help = "if resources ask other questions now, record anew: tests/recordings/make target/debug/cincture";
        assert_eq!(ran.status(), Some(0), "{name}: {help}\n{}", ran.said());
        let summary = ran.json("summary.json");
        let found = &summary["targets"][0];
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(format!("{} {}", text(&found["platform"]["name"]), text(&found["platform"]["release"])), platform);
        let controls = summary["controls"].as_array().unwrap();
        assert_eq!(controls.len(), 25, "{name}");
        let mut others: Vec<(String, char)> = Vec::new();
        for control in controls.iter().filter(|control| control["status"] != "passed") {
            others.push((text(&control["id"]), text(&control["status"]).chars().next().unwrap()));
        }
        let expected: Vec<(String, char)> = not_passed.iter().map(|(id, status)| ((*id).to_owned(), *status)).collect();
        let sorted = |mut list: Vec<(String, char)>| {
            list.sort();
            list
        };
        assert_eq!(sorted(others), sorted(expected), "{name}: {help}");
    }
}

#[test]
fn the_recordings_are_small_and_hold_nothing_of_the_machine_that_made_them() {
    let mut all = 0;
    for (name, _, _) in EXPECTED {
        all += std::fs::metadata(folder().join(name).with_extension("rec")).unwrap().len();
        let summary = replay(name).json("summary.json");
        assert_eq!(summary["targets"][0]["name"], format!("k8s://default/{name}/app"));
        assert_eq!(summary["warnings"].as_array().unwrap().len(), 0, "{name} was recorded with another survey");
    }
    assert!(all < 200_000, "{all} bytes");
}
