//! What Bamboo says of the run.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, without_account};

use crate::variables::Variables;

/// The run of `env`: of a plan's job, or of a deployment, which has the variables of the release's plan as well.
pub(crate) fn of(env: &Env) -> CiContext {
    let variables = Variables(env);
    let text = |name: &str| variables.get(name).map(str::to_owned);
    let first = |names: &[&str]| names.iter().find_map(|name| text(name));
    let user = text("ManualBuildTriggerReason_userName");
    CiContext {
        platform: "bamboo".to_owned(),
        repository: variables.of_repository("repositoryUrl").map(without_account),
        commit: variables.of_repository("revision").map(str::to_owned),
        branch: branch(&variables),
        change: change(&variables),
        build: Build { id: build(&variables), attempt: None, url: first(&["buildResultsUrl", "resultsUrl"]) },
        job: deployment(&variables).or_else(|| first(&["shortJobName", "buildPlanName", "planName"])),
        workspace: first(&["build_working_directory", "agentWorkingDirectory"]).map(PathBuf::from),
        cause: user.as_ref().map(|_| "ManualBuildTriggerReason".to_owned()),
        actor: user,
        server: first(&["buildResultsUrl", "resultsUrl"]).and_then(|url| server(&url)),
        ..CiContext::default()
    }
}

/// Bamboo has plan branches only: what is built of a tag has no name.
fn branch(variables: &Variables<'_>) -> Option<String> {
    let of_change = variables.get("repository_pr_sourceBranch");
    let built = || ["branchName", "branch", "branchDisplayName"].iter().find_map(|name| variables.of_repository(name));
    of_change.or_else(built).map(str::to_owned)
}

/// A pull request, where the plan makes branches for them. Nothing says whose repository it comes from, and so it counts as a
/// stranger's.
fn change(variables: &Variables<'_>) -> Option<Change> {
    let number = variables.get("repository_pr_key")?.parse().ok()?;
    Some(Change { number, base: variables.get("repository_pr_targetBranch").map(str::to_owned), from_fork: true })
}

/// The release to the environment, or the result of the job.
fn build(variables: &Variables<'_>) -> Option<String> {
    let release = ["deploy_release", "deploy_version"].iter().find_map(|name| variables.get(name));
    release.or_else(|| variables.get("buildResultKey")).map(str::to_owned)
}

/// `Project: environment`.
fn deployment(variables: &Variables<'_>) -> Option<String> {
    let environment = variables.get("deploy_environment")?;
    Some(variables.get("deploy_project").map_or(environment.to_owned(), |project| format!("{project}: {environment}")))
}

/// Bamboo may stand below a path of its host.
fn server(url: &str) -> Option<String> {
    ["/browse/", "/deploy/"].iter().find_map(|page| url.split_once(page)).map(|(server, _)| server.to_owned())
}
