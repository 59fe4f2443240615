//! What a scan of a container costs in round trips: it does not grow with the controls.

use std::fs;

use serde_json::json;

use super::Ran;
use crate::cluster::Cluster;

/// `count` controls, each of which looks at metadata and content of a path of its own.
fn file_controls(count: usize) -> String {
    let files = ["/etc/passwd", "/etc/group", "/etc/hostname", "/etc/os-release"];
    let control = |i: usize| {
        let path = format!("{}{}", "/.".repeat(i / files.len()), files[i % files.len()]);
        format!(
            "control 'file-{i}' do\n describe file('{path}') do\n it {{ should exist }}\n its('uid') {{ should cmp 0 }}\n \
             its('content') {{ should_not be_empty }}\n end\nend\n"
        )
    };
    (0..count).map(control).collect()
}

#[test]
fn round_trips_do_not_grow_with_the_controls() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("trips");
    ns.pod("web", "debian-good", json!({"container": {"name": "app"}}));
    let folder = tempfile::tempdir().unwrap();
    for (count, most) in [(100, 10), (1_000, 30)] {
        let profile = folder.path().join(format!("of-{count}.rb"));
        fs::write(&profile, file_controls(count)).unwrap();
        let mut command = cluster.command(env!("CARGO_BIN_EXE_cincture"));
        command.args(["scan", &format!("k8s://{ns}/web/app"), "--threshold", "compliance.min: 100"]);
        command.arg("--profile").arg(&profile);
        let ran = Ran::of(command);
        ran.ended(0, &["Passed"]);
        let summary = ran.json("summary.json");
        let trips = summary["targets"][0]["round_trips"].as_u64().unwrap();
        assert!((1..=most).contains(&trips), "{trips} for {count} controls");
        assert_eq!(summary["targets"][0]["counts"]["passed"]["total"], count, "{}", summary["targets"][0]["counts"]);
    }
}
