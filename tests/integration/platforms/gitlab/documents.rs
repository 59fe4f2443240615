//! The pipelines in docs/gitlab.md.

use crate::platforms::documents::{blocks, holds_to_schema};

#[test]
fn the_pipelines_of_the_document_are_as_gitlab_takes_them() {
    let blocks = blocks("gitlab", "yaml");
    assert!(blocks.len() >= 3, "{blocks:?}");
    let more = ["--data-transform", "gitlab-ci"];
    holds_to_schema("vendor.gitlab-ci", &more, &blocks, "a: {script: [x], artifacts: {reports: {junitt: x}}}\n");
}
