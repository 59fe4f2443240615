//! What GitLab CI says of the job.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext};

/// The job of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| env.get(name).map(str::to_owned);
    CiContext {
        platform: "gitlab".to_owned(),
        flavour: None,
        nested: Vec::new(),
        repository: text("CI_PROJECT_PATH"),
        commit: commit(env).map(str::to_owned),
        branch: branch(env).map(str::to_owned),
        tag: text("CI_COMMIT_TAG"),
        change: change(env),
        // A job that is tried again has another id in the same pipeline, and its page is where the log is.
        build: Build { id: text("CI_JOB_ID"), attempt: None, url: text("CI_JOB_URL") },
        job: text("CI_JOB_NAME"),
        workspace: text("CI_PROJECT_DIR").map(PathBuf::from),
        temporary: None,
        actor: text("GITLAB_USER_LOGIN"),
        cause: text("CI_PIPELINE_SOURCE"),
        server: text("CI_SERVER_URL"),
    }
}

/// A pipeline for merged results builds a commit of its own and names the head; others build the head and name none.
fn commit(env: &Env) -> Option<&str> {
    let all = ["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"];
    all.into_iter().find_map(|name| env.get(name))
}

/// `CI_COMMIT_REF_NAME` is the tag where one is built, and `refs/merge-requests/N/head` for a merge request.
fn branch(env: &Env) -> Option<&str> {
    let all =
        ["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH"];
    let old = || env.get("CI_COMMIT_REF_NAME").filter(|_| env.get("CI_COMMIT_TAG").is_none());
    all.into_iter().find_map(|name| env.get(name)).or_else(old)
}

/// The merge request, by its number in the project (`_IID`; `_ID` is that in the whole server), or the pull request of GitHub
/// that GitLab mirrors.
fn change(env: &Env) -> Option<Change> {
    let of = |number: &str, base: &str, source: &str, target: &str| {
        let from_fork = match (env.get(source), env.get(target)) {
            (Some(source), Some(target)) => source != target,
            // The project that it came from may be gone.
            _ => true,
        };
        Some(Change { number: env.get(number)?.parse().ok()?, base: env.get(base).map(str::to_owned), from_fork })
    };
    let merge = of(
        "CI_MERGE_REQUEST_IID",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID",
        "CI_MERGE_REQUEST_PROJECT_ID",
    );
    merge.or_else(|| {
        of(
            "CI_EXTERNAL_PULL_REQUEST_IID",
            "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME",
            "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY",
            "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY",
        )
    })
}

/// Whether the job has the variables of the project and runs what a fork proposes: a member started the pipeline of its merge
/// request in the project, and not in the fork.
pub(crate) fn is_stranger(env: &Env, context: &CiContext) -> bool {
    let fork = context.change.as_ref().is_some_and(|change| change.from_fork);
    let target = env.get("CI_MERGE_REQUEST_PROJECT_ID");
    fork && target.is_some() && env.get("CI_PROJECT_ID") == target
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: [(&str, &str); 6] = [
        ("CI_MERGE_REQUEST_ID", "90210"),
        ("CI_MERGE_REQUEST_IID", "12"),
        ("CI_MERGE_REQUEST_PROJECT_ID", "7"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature"),
        ("CI_COMMIT_REF_NAME", "refs/merge-requests/12/head"),
        ("CI_COMMIT_SHA", "c0ffee"),
    ];

    fn context(more: &[(&str, &str)]) -> (CiContext, bool) {
        let env = REQUEST.iter().chain(more).copied().collect();
        let context = of(&env);
        let stranger = is_stranger(&env, &context);
        (context, stranger)
    }

    #[test]
    fn a_merge_request_is_a_forks_unless_both_projects_are_one() {
        let (own, stranger) = context(&[("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "7"), ("CI_PROJECT_ID", "7")]);
        assert_eq!(own.change, Some(Change { number: 12, base: None, from_fork: false }));
        assert_eq!((own.branch.as_deref(), own.commit.as_deref(), stranger), (Some("feature"), Some("c0ffee"), false));
        for source in ["8", ""] {
            let source = ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", source);
            for (project, strangers) in [("7", true), ("8", false)] {
                let (forked, stranger) = context(&[source, ("CI_PROJECT_ID", project)]);
                assert!(forked.change.unwrap().from_fork);
                assert_eq!(stranger, strangers);
            }
        }
    }

    #[test]
    fn the_head_is_the_commit_and_a_tag_is_no_branch() {
        let (merged, _) = context(&[("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "beef")]);
        assert_eq!(merged.commit.as_deref(), Some("beef"));
        let tag = of(&[("CI_COMMIT_TAG", "v1"), ("CI_COMMIT_REF_NAME", "v1")].into_iter().collect());
        assert_eq!((tag.tag.as_deref(), tag.branch, tag.change), (Some("v1"), None, None));
    }
}
