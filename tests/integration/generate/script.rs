//! Scripts: what shellcheck says of them, and how they end.

use std::fs;

use super::{HOSTILE, IMAGE, PATTERNS, SHA256, URL, made, says};
use crate::oracle;

/// All that a script can be made of.
fn sets(pattern: &str) -> Vec<Vec<(&'static str, &'static str)>> {
    let hostile = vec![("target", HOSTILE), ("profile", HOSTILE), ("threshold", HOSTILE), ("out", HOSTILE)];
    match pattern {
        "container" => vec![vec![IMAGE], [hostile, vec![IMAGE]].concat()],
        _ => vec![vec![], vec![URL, SHA256], hostile],
    }
}

#[test]
fn shellcheck_finds_no_fault_with_bash() {
    let Some(folder) = oracle::python("pipelines") else { return };
    let shellcheck = folder.join("venv/bin/shellcheck");
    let here = tempfile::tempdir().unwrap();
    for pattern in PATTERNS {
        for set in sets(pattern) {
            // The two that are excluded say that single quotes keep a value as it is, which is what they are for.
            let files = made("script", "bash", pattern, &set);
            assert_eq!(files.len(), 1);
            fs::write(here.path().join("good.sh"), &files[0].1).unwrap();
            assert_eq!(
                says(&shellcheck, &["--exclude=SC2016,SC1003", "good.sh"], here.path()),
                Ok(()),
                "{}",
                files[0].1
            );
            fs::write(
                here.path().join("bad.sh"),
                files[0].1.replace("\"$PWD\"", "$PWD").replace("\"$(dirname", "$(dirname"),
            )
            .unwrap();
            assert!(says(&shellcheck, &["bad.sh"], here.path()).is_err());
        }
    }
}
