//! What GitHub says of the run: variables, and the file with the event that caused it.

use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, ReadFile};
use cincture_core::problem::{Code, Problem};
use serde_json::Value;

/// The run of `env`.
///
/// # Errors
/// The file of the event cannot be read or is no JSON.
pub(crate) fn of(env: &Env, files: &dyn ReadFile) -> Result<CiContext, Problem> {
    let event = event(env, files)?;
    let text = |name: &str| env.get(name).map(str::to_owned);
    let is_tag = env.get("GITHUB_REF_TYPE") == Some("tag");
    Ok(CiContext {
        platform: "github".to_owned(),
        flavour: flavour(env).map(str::to_owned),
        nested: Vec::new(),
        repository: text("GITHUB_REPOSITORY"),
        commit: event_text(&event, "/pull_request/head/sha").or_else(|| text("GITHUB_SHA")),
        branch: text("GITHUB_HEAD_REF").or_else(|| text("GITHUB_REF_NAME").filter(|_| !is_tag)),
        tag: text("GITHUB_REF_NAME").filter(|_| is_tag),
        change: change(env, &event),
        build: build(env),
        job: text("GITHUB_JOB"),
        workspace: text("GITHUB_WORKSPACE").map(PathBuf::from),
        temporary: text("RUNNER_TEMP").map(PathBuf::from),
        actor: text("GITHUB_TRIGGERING_ACTOR").or_else(|| text("GITHUB_ACTOR")),
        cause: text("GITHUB_EVENT_NAME"),
        server: text("GITHUB_SERVER_URL"),
    })
}

/// What runs the workflow where it is not GitHub. Those of Gitea and Forgejo are made of act, and Forgejo's of Gitea's, and
/// each sets the variable of what it is made of too.
fn flavour(env: &Env) -> Option<&'static str> {
    let all = [("FORGEJO_ACTIONS", "forgejo"), ("GITEA_ACTIONS", "gitea"), ("ACT", "act")];
    all.into_iter().find(|(variable, _)| env.get(variable) == Some("true")).map(|(_, name)| name)
}

fn event(env: &Env, files: &dyn ReadFile) -> Result<Value, Problem> {
    let Some(path) = env.get("GITHUB_EVENT_PATH") else { return Ok(Value::Null) };
    let problem = |why: String| {
        let help = "GITHUB_EVENT_PATH names the file; the run is scanned all the same, and no comment is written";
        Problem::new(Code::Usage, "the event of the run is not known", why, help).at(path)
    };
    let bytes = files.read(Path::new(path)).map_err(|e| problem(e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|e| problem(e.to_string()))
}

fn event_text(event: &Value, pointer: &str) -> Option<String> {
    event.pointer(pointer)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The pull request: of its own events, of a comment on it, or of a reference `refs/pull/N/merge`.
fn change(env: &Env, event: &Value) -> Option<Change> {
    let issue = || event.pointer("/issue/pull_request").and(event.pointer("/issue/number"));
    let number = event.pointer("/pull_request/number").or_else(issue).and_then(Value::as_u64);
    let reference = || env.get("GITHUB_REF")?.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok();
    let base = env.get("GITHUB_BASE_REF").map(str::to_owned);
    Some(Change {
        number: number.or_else(reference)?,
        base: base.or_else(|| event_text(event, "/pull_request/base/ref")),
        from_fork: from_fork(event),
    })
}

/// Whether it comes from another repository. So it does where that is not said: a fork may be gone by now.
fn from_fork(event: &Value) -> bool {
    let name = |side: &str| event_text(event, &format!("/pull_request/{side}/repo/full_name"));
    match (name("head"), name("base").or_else(|| event_text(event, "/repository/full_name"))) {
        (Some(head), Some(base)) => head != base,
        _ => true,
    }
}

fn build(env: &Env) -> Build {
    let attempt = env.get("GITHUB_RUN_ATTEMPT").and_then(|attempt| attempt.parse().ok());
    Build { id: env.get("GITHUB_RUN_ID").map(str::to_owned), attempt, url: url(env) }
}

/// The page of this try of the run. Gitea and Forgejo name it by the run's number, and know no tries; act has no page.
fn url(env: &Env) -> Option<String> {
    let (server, repository) = (env.get("GITHUB_SERVER_URL")?, env.get("GITHUB_REPOSITORY")?);
    let runs = format!("{server}/{repository}/actions/runs");
    match flavour(env) {
        Some("act") => None,
        Some(_) => Some(format!("{runs}/{}", env.get("GITHUB_RUN_NUMBER")?)),
        None => {
            let attempt = env.get("GITHUB_RUN_ATTEMPT").map(|n| format!("/attempts/{n}")).unwrap_or_default();
            Some(format!("{runs}/{}{attempt}", env.get("GITHUB_RUN_ID")?))
        }
    }
}

#[cfg(test)]
mod tests;
