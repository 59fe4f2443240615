//! A profile of the same shape as the one that the original project ships has InSpec's statuses in a good and a bad pod.
//!
//! The expected statuses were had from InSpec 7.1.16 in the same images; `docs/compatibility.md` says how.

use cincture_core::results::ControlResult;
use cincture_core::results::Status::{Failed, Passed, Skipped};
use serde_json::json;

use crate::baseline::Scanned;
use crate::cluster::Cluster;

const PROFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/profiles/like-the-original");

#[test]
fn a_profile_like_the_original_projects_has_the_statuses_of_inspec() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("original");
    ns.pod("good", "debian-good", json!({}));
    ns.pod("bad", "debian-bad", json!({}));
    let expected = [
        // control, in the good pod, in the bad pod
        ("like-absent", Passed, Passed),
        ("like-condition", Skipped, Skipped),
        ("like-content", Passed, Passed),
        ("like-files", Passed, Failed),
        ("like-running", Passed, Failed),
        ("like-user", Passed, Failed),
    ];
    let good = Scanned::of(cluster, &format!("k8s://{ns}/good"), PROFILE, "none");
    let bad = Scanned::of(cluster, &format!("k8s://{ns}/bad"), PROFILE, "none");
    let statuses = |scanned: &Scanned| scanned.statuses().into_iter().collect::<Vec<_>>();
    assert_eq!(statuses(&good), expected.map(|(id, status, _)| (id.to_owned(), status)), "{}", good.said());
    assert_eq!(statuses(&bad), expected.map(|(id, _, status)| (id.to_owned(), status)), "{}", bad.said());
}

#[test]
fn each_check_is_described_and_explained_as_by_inspec() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("original");
    ns.pod("bad", "debian-bad", json!({}));
    let scanned = Scanned::of(cluster, &format!("k8s://{ns}/bad"), PROFILE, "none");
    let results = scanned.results.as_ref().unwrap();
    let controls = (0..results.outlines(0).len()).filter_map(|index| results.control(0, index));
    let checks: Vec<ControlResult> = controls.flat_map(|control| control.results).collect();
    let failed: Vec<(&str, &str)> = checks
        .iter()
        .filter(|check| check.status.as_deref() == Some("failed"))
        .map(|check| (check.code_desc.as_str(), check.message.as_deref().unwrap_or_default()))
        .collect();
    let expected = [
        (
            "File /etc/passwd mode is expected to cmp == \"0644\"",
            "\nexpected: 0644\n     got: 0666\n\n(compared using `cmp` matcher)\n",
        ),
        ("Processes sleep entries.length is expected to be >= 1", "expected: >= 1\n     got:    0"),
        (
            "Command: `id -un` stdout.strip is expected not to eq \"root\"",
            "\nexpected: value != \"root\"\n     got: \"root\"\n\n(compared using ==)\n",
        ),
    ];
    assert_eq!(failed, expected);
}
