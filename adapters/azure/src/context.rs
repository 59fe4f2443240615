//! What Azure Pipelines says of the run: the predefined variables, their names in capitals with `_` for dots.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, without_account};

/// The run of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| env.get(name).map(str::to_owned);
    let reference = env.get("BUILD_SOURCEBRANCH");
    let head = env.get("SYSTEM_PULLREQUEST_SOURCEBRANCH").map(|name| short(name).to_owned());
    let branch = reference.filter(|name| !name.starts_with("refs/tags/") && !name.starts_with("refs/pull/"));
    CiContext {
        platform: "azure".to_owned(),
        flavour: None,
        nested: Vec::new(),
        repository: text("BUILD_REPOSITORY_NAME").or_else(|| env.get("BUILD_REPOSITORY_URI").map(without_account)),
        commit: text("SYSTEM_PULLREQUEST_SOURCECOMMITID").or_else(|| text("BUILD_SOURCEVERSION")),
        branch: head.or_else(|| branch.map(|name| short(name).to_owned())),
        tag: reference.and_then(|name| name.strip_prefix("refs/tags/")).map(str::to_owned),
        change: change(env),
        build: build(env),
        job: text("SYSTEM_JOBDISPLAYNAME").or_else(|| text("SYSTEM_JOBNAME")),
        workspace: text("BUILD_SOURCESDIRECTORY").or_else(|| text("SYSTEM_DEFAULTWORKINGDIRECTORY")).map(PathBuf::from),
        temporary: text("AGENT_TEMPDIRECTORY").map(PathBuf::from),
        actor: text("BUILD_REQUESTEDFOR"),
        cause: text("BUILD_REASON"),
        server: env.get("SYSTEM_COLLECTIONURI").map(without_account),
    }
}

/// The name of a branch, which may be a reference.
fn short(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

/// The pull request. That of GitHub has a number of its own beside Azure's id for it.
fn change(env: &Env) -> Option<Change> {
    let number = |name: &str| env.get(name)?.parse().ok();
    let number = number("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER").or_else(|| number("SYSTEM_PULLREQUEST_PULLREQUESTID"));
    let own = env.get("SYSTEM_PULLREQUEST_ISFORK").is_some_and(|value| value.eq_ignore_ascii_case("false"));
    Some(Change {
        number: number?,
        base: env.get("SYSTEM_PULLREQUEST_TARGETBRANCH").map(|name| short(name).to_owned()),
        from_fork: !own,
    })
}

fn build(env: &Env) -> Build {
    let attempt = env.get("SYSTEM_JOBATTEMPT").and_then(|attempt| attempt.parse().ok());
    Build { id: env.get("BUILD_BUILDID").map(str::to_owned), attempt, url: url(env) }
}

/// The page of the build.
fn url(env: &Env) -> Option<String> {
    let collection = without_account(env.get("SYSTEM_COLLECTIONURI")?);
    let (project, id) = (env.get("SYSTEM_TEAMPROJECT")?, env.get("BUILD_BUILDID")?);
    let (collection, project, id) = (collection.trim_end_matches('/'), encoded(project), encoded(id));
    Some(format!("{collection}/{project}/_build/results?buildId={id}"))
}

/// One part of an address: a project may have blanks in its name.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_variables(variables: &[(&str, &str)]) -> CiContext {
        of(&variables.iter().copied().collect())
    }

    #[test]
    fn a_pull_request_is_a_forks_unless_it_is_said_not_to_be() {
        let fork = |value: &str| {
            let variables = [("SYSTEM_PULLREQUEST_PULLREQUESTID", "7"), ("SYSTEM_PULLREQUEST_ISFORK", value)];
            of_variables(&variables).change.unwrap().from_fork
        };
        assert_eq!(["False", "True", "", "$(System.PullRequest.IsFork)"].map(fork), [false, true, true, true]);
    }

    #[test]
    fn a_merge_of_a_pull_request_is_no_branch() {
        let context = of_variables(&[("BUILD_SOURCEBRANCH", "refs/pull/7/merge")]);
        assert_eq!((context.branch, context.tag, context.change), (None, None, None));
    }

    #[test]
    fn an_account_is_in_no_address_and_a_blank_is_encoded() {
        let context = of_variables(&[
            ("SYSTEM_COLLECTIONURI", "https://me:t0k3n@dev.example.com/octo/"),
            ("SYSTEM_TEAMPROJECT", "The Shop/äöü?"),
            ("BUILD_BUILDID", "42"),
            ("BUILD_REPOSITORY_URI", "https://octo@dev.example.com/octo/shop/_git/web"),
        ]);
        let page = "https://dev.example.com/octo/The%20Shop%2F%C3%A4%C3%B6%C3%BC%3F/_build/results?buildId=42";
        assert_eq!(context.build.url.as_deref(), Some(page));
        assert_eq!(context.server.as_deref(), Some("https://dev.example.com/octo/"));
        assert_eq!(context.repository.as_deref(), Some("https://dev.example.com/octo/shop/_git/web"));
    }
}
