//! What Jenkins says of the build.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, without_account};

/// The build of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| env.get(name).map(str::to_owned);
    let tag = text("TAG_NAME");
    CiContext {
        platform: "jenkins".to_owned(),
        flavour: None,
        nested: Vec::new(),
        repository: text("GIT_URL").map(|url| without_account(&url)),
        commit: text("ghprbActualCommit")
            .or_else(|| text("gitlabMergeRequestLastCommit"))
            .or_else(|| text("GIT_COMMIT")),
        branch: if tag.is_some() { None } else { branch(env) },
        change: change(env),
        tag,
        build: Build {
            id: text("BUILD_NUMBER"),
            attempt: None,
            url: text("RUN_DISPLAY_URL").or_else(|| text("BUILD_URL")),
        },
        job: text("JOB_NAME"),
        workspace: text("WORKSPACE").map(PathBuf::from),
        temporary: text("WORKSPACE_TMP").map(PathBuf::from),
        actor: text("BUILD_USER"),
        cause: text("BUILD_CAUSE"),
        server: text("JENKINS_URL"),
    }
}

/// The branch that a change comes from, else that which is built: `GIT_BRANCH` has the remote in front.
fn branch(env: &Env) -> Option<String> {
    let own = ["CHANGE_BRANCH", "ghprbSourceBranch", "gitlabSourceBranch", "BRANCH_NAME"]
        .into_iter()
        .find_map(|name| env.get(name));
    let git = || env.get("GIT_BRANCH").map(|branch| branch.strip_prefix("origin/").unwrap_or(branch));
    own.or_else(git).map(str::to_owned)
}

fn change(env: &Env) -> Option<Change> {
    let first = |names: &[&str]| names.iter().find_map(|name| env.get(name)).map(str::to_owned);
    let number = first(&["CHANGE_ID", "ghprbPullId", "gitlabMergeRequestIid"])?;
    Some(Change {
        number: number.parse().ok()?,
        base: first(&["CHANGE_TARGET", "ghprbTargetBranch", "gitlabTargetBranch"]),
        from_fork: from_fork(env),
    })
}

/// Whether the change comes from another repository. branch-api sets `CHANGE_FORK` only then; of the other plugins only that of
/// GitLab says both sides. Where nothing says it, it does.
fn from_fork(env: &Env) -> bool {
    if env.get("CHANGE_ID").is_some() {
        return env.get("CHANGE_FORK").is_some();
    }
    match (env.get("gitlabSourceRepoHomepage"), env.get("gitlabTargetRepoHomepage")) {
        (Some(source), Some(target)) => source != target,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BUILD: [(&str, &str); 8] = [
        ("JENKINS_URL", "https://ci.example.com/"),
        ("BUILD_NUMBER", "7"),
        ("BUILD_URL", "https://ci.example.com/job/shop/7/"),
        ("JOB_NAME", "shop/main"),
        ("WORKSPACE", "/home/jenkins/workspace/shop"),
        ("WORKSPACE_TMP", "/home/jenkins/workspace/shop@tmp"),
        ("GIT_COMMIT", "c0ffee"),
        ("GIT_URL", "https://bot:t0ken@git.example.com/shop/web.git"),
    ];

    fn context(more: &[(&str, &str)]) -> CiContext {
        of(&BUILD.iter().chain(more).copied().collect())
    }

    #[test]
    fn a_branch_of_a_multibranch_job() {
        let found = context(&[
            ("BRANCH_NAME", "main"),
            ("GIT_BRANCH", "origin/main"),
            ("RUN_DISPLAY_URL", "https://ci.example.com/blue/7"),
        ]);
        let expected = json!({
            "platform": "jenkins", "flavour": null, "nested": [], "repository": "https://git.example.com/shop/web.git",
            "commit": "c0ffee", "branch": "main", "tag": null, "change": null,
            "build": {"id": "7", "attempt": null, "url": "https://ci.example.com/blue/7"}, "job": "shop/main",
            "workspace": "/home/jenkins/workspace/shop", "temporary": "/home/jenkins/workspace/shop@tmp", "actor": null,
            "cause": null, "server": "https://ci.example.com/",
        });
        assert_eq!(serde_json::to_value(found).unwrap(), expected);
    }

    #[test]
    fn a_pull_request_and_one_of_a_fork() {
        let change =
            [("BRANCH_NAME", "PR-12"), ("CHANGE_ID", "12"), ("CHANGE_BRANCH", "feature/x"), ("CHANGE_TARGET", "main")];
        let own = context(&change);
        assert_eq!(own.branch.as_deref(), Some("feature/x"));
        assert_eq!(own.change, Some(Change { number: 12, base: Some("main".to_owned()), from_fork: false }));
        let forked = context(&[&change[..], &[("CHANGE_FORK", "stranger/web")]].concat());
        assert!(forked.change.unwrap().from_fork);
    }

    #[test]
    fn a_tag_is_no_branch() {
        let found = context(&[("BRANCH_NAME", "v1.2"), ("TAG_NAME", "v1.2")]);
        assert_eq!((found.tag.as_deref(), found.branch), (Some("v1.2"), None));
    }

    #[test]
    fn a_freestyle_job_and_the_plugins_for_pull_requests_before_branches() {
        assert_eq!(context(&[("GIT_BRANCH", "origin/release/1")]).branch.as_deref(), Some("release/1"));
        let ghprb = context(&[
            ("ghprbPullId", "3"),
            ("ghprbTargetBranch", "main"),
            ("ghprbSourceBranch", "fix"),
            ("ghprbActualCommit", "abc"),
        ]);
        assert_eq!((ghprb.commit.as_deref(), ghprb.branch.as_deref()), (Some("abc"), Some("fix")));
        assert!(ghprb.change.unwrap().from_fork);
        let homes = [("gitlabSourceRepoHomepage", "https://git/a"), ("gitlabTargetRepoHomepage", "https://git/a")];
        let gitlab = context(&[&homes[..], &[("gitlabMergeRequestIid", "9")]].concat());
        assert_eq!(gitlab.change, Some(Change { number: 9, base: None, from_fork: false }));
    }

    #[test]
    fn an_account_in_an_address_is_left_out() {
        assert_eq!(context(&[]).repository.as_deref(), Some("https://git.example.com/shop/web.git"));
    }
}
