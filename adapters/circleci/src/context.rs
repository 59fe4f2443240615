//! What CircleCI says of the job.

use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, without_account};

/// The job of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| env.get(name).map(str::to_owned);
    let change = change(env);
    CiContext {
        platform: "circleci".to_owned(),
        flavour: None,
        nested: Vec::new(),
        repository: repository(env),
        commit: text("CIRCLE_SHA1"),
        branch: branch(env),
        tag: text("CIRCLE_TAG"),
        change,
        build: Build { id: text("CIRCLE_BUILD_NUM"), attempt: None, url: text("CIRCLE_BUILD_URL") },
        job: text("CIRCLE_JOB"),
        workspace: workspace(env),
        temporary: None,
        actor: text("CIRCLE_USERNAME"),
        cause: None,
        server: None,
    }
}

/// The two parts of the name; projects of GitLab and of the GitHub App have an address only.
fn repository(env: &Env) -> Option<String> {
    match (env.get("CIRCLE_PROJECT_USERNAME"), env.get("CIRCLE_PROJECT_REPONAME")) {
        (Some(owner), Some(name)) => Some(format!("{owner}/{name}")),
        _ => env.get("CIRCLE_REPOSITORY_URL").map(without_account),
    }
}

/// That of a fork's change is called `pull/N`, which is none of the repository's.
fn branch(env: &Env) -> Option<String> {
    let branch = env.get("CIRCLE_BRANCH")?;
    let of_fork = branch.strip_prefix("pull/").is_some_and(|number| number.parse::<u64>().is_ok());
    Some(branch.to_owned()).filter(|_| !of_fork)
}

/// The pull request. Its number is a variable for forks only; for others it stands at the end of the address. Where a commit is
/// in several, CircleCI names any of them as `CIRCLE_PULL_REQUEST`; we take the one that was opened last, so that two jobs of
/// one commit are about the same. Its base is not said.
fn change(env: &Env) -> Option<Change> {
    let of_fork = env.get("CIRCLE_PR_NUMBER").and_then(|number| number.parse().ok());
    let all = env.get("CIRCLE_PULL_REQUESTS").or_else(|| env.get("CIRCLE_PULL_REQUEST"));
    let last = || all?.split(',').filter_map(number).max();
    let from_fork = ["CIRCLE_PR_NUMBER", "CIRCLE_PR_USERNAME", "CIRCLE_PR_REPONAME"];
    let from_fork = from_fork.into_iter().any(|name| env.get(name).is_some());
    Some(Change { number: of_fork.or_else(last)?, base: None, from_fork })
}

/// `https://HOST/OWNER/NAME/pull/N`, at Bitbucket `pull-requests/N`.
fn number(address: &str) -> Option<u64> {
    address.trim().trim_end_matches('/').rsplit_once('/')?.1.parse().ok()
}

/// `~` in front is the home folder; a path with one that nobody knows is no path.
fn workspace(env: &Env) -> Option<PathBuf> {
    let folder = env.get("CIRCLE_WORKING_DIRECTORY")?;
    match folder.strip_prefix('~') {
        None => Some(PathBuf::from(folder)),
        Some(below) if below.is_empty() || below.starts_with('/') => {
            Some(Path::new(env.get("HOME")?).join(below.trim_start_matches('/')))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(variables: &[(&str, &str)]) -> CiContext {
        of(&variables.iter().copied().collect())
    }

    #[test]
    fn a_pull_request_is_known_by_its_address_or_as_a_forks_by_its_number() {
        let requests = "https://github.com/octo/web/pull/7,https://github.com/octo/web/pull/12";
        let own = context(&[
            ("CIRCLE_PULL_REQUESTS", requests),
            ("CIRCLE_PULL_REQUEST", "https://github.com/octo/web/pull/7"),
            ("CIRCLE_BRANCH", "feature"),
        ]);
        assert_eq!(own.change, Some(Change { number: 12, base: None, from_fork: false }));
        assert_eq!(own.branch.as_deref(), Some("feature"));
        let fork = context(&[("CIRCLE_PR_NUMBER", "31"), ("CIRCLE_BRANCH", "pull/31")]);
        assert_eq!(fork.change, Some(Change { number: 31, base: None, from_fork: true }));
        assert_eq!(fork.branch, None);
        let bitbucket = context(&[("CIRCLE_PULL_REQUEST", "https://bitbucket.org/octo/web/pull-requests/3/")]);
        assert_eq!(bitbucket.change.unwrap().number, 3);
        assert_eq!(context(&[("CIRCLE_PULL_REQUEST", "https://github.com/octo/web/pull/x")]).change, None);
    }

    #[test]
    fn a_tilde_is_the_home_folder_or_nothing() {
        let workspace =
            |folder: &str, home: &str| context(&[("CIRCLE_WORKING_DIRECTORY", folder), ("HOME", home)]).workspace;
        assert_eq!(workspace("~/project", "/home/circleci"), Some(PathBuf::from("/home/circleci/project")));
        assert_eq!(workspace("~", "/root"), Some(PathBuf::from("/root/")));
        assert_eq!(workspace("/srv/web", ""), Some(PathBuf::from("/srv/web")));
        assert_eq!((workspace("~/project", ""), workspace("~other/project", "/root")), (None, None));
    }
}
