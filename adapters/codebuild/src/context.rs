//! What CodeBuild says of the build.

use std::path::PathBuf;

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, without_account};

/// The build of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| env.get(name).map(str::to_owned);
    let (tag, change) = (tag(env), change(env));
    CiContext {
        platform: "codebuild".to_owned(),
        repository: env.get("CODEBUILD_SOURCE_REPO_URL").map(without_account),
        commit: commit(env),
        branch: if tag.is_some() { None } else { branch(env) },
        tag,
        change,
        build: Build { id: text("CODEBUILD_BUILD_ID"), attempt: None, url: url(env) },
        job: job(env),
        workspace: text("CODEBUILD_SRC_DIR").map(PathBuf::from),
        actor: text("CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID").or_else(|| text("CODEBUILD_INITIATOR")),
        cause: text("CODEBUILD_WEBHOOK_EVENT").or_else(|| started_by(env).map(str::to_owned)),
        ..CiContext::default()
    }
}

/// The project, and of a batch which of its builds.
fn job(env: &Env) -> Option<String> {
    let (project, _) = env.get("CODEBUILD_BUILD_ID")?.split_once(':')?;
    let of_batch = env.get("CODEBUILD_BATCH_BUILD_IDENTIFIER").map(|id| format!("/{id}"));
    Some(format!("{project}{}", of_batch.unwrap_or_default()))
}

/// What started a build without a webhook, where `CODEBUILD_INITIATOR` is not a person.
fn started_by(env: &Env) -> Option<&'static str> {
    let initiator = env.get("CODEBUILD_INITIATOR")?;
    let known = [("codepipeline/", "codepipeline"), ("CodeBuild-Jenkins-Plugin", "jenkins"), ("rule/", "events")];
    known.iter().find(|(beginning, _)| initiator.starts_with(beginning)).map(|(_, word)| *word)
}

/// The commit that was checked out; before that, what was asked for where it is one. A source in S3 has a version that is none.
fn commit(env: &Env) -> Option<String> {
    let is_commit = |version: &&str| matches!(version.len(), 40 | 64) && version.bytes().all(|b| b.is_ascii_hexdigit());
    let names = ["CODEBUILD_RESOLVED_SOURCE_VERSION", "CODEBUILD_SOURCE_VERSION"];
    names.iter().filter_map(|name| env.get(name)).find(is_commit).map(str::to_owned)
}

/// What stands behind `kind/` in the word that a webhook has for what it is about, or in the version that was asked for.
fn about<'a>(env: &'a Env, kind: &str) -> Option<&'a str> {
    let names = ["CODEBUILD_WEBHOOK_TRIGGER", "CODEBUILD_SOURCE_VERSION"];
    names.iter().filter_map(|name| env.get(name)).find_map(|value| value.strip_prefix(kind)?.strip_prefix('/'))
}

fn tag(env: &Env) -> Option<String> {
    let head = env.get("CODEBUILD_WEBHOOK_HEAD_REF").and_then(|head| head.strip_prefix("refs/tags/"));
    head.or_else(|| about(env, "tag")).or_else(|| about(env, "refs/tags")).map(str::to_owned)
}

fn branch(env: &Env) -> Option<String> {
    let head = env.get("CODEBUILD_WEBHOOK_HEAD_REF").map(short);
    head.or_else(|| about(env, "branch")).or_else(|| about(env, "refs/heads")).map(str::to_owned)
}

/// A pull request. Nothing says whose repository it comes from, and so it counts as a stranger's.
fn change(env: &Env) -> Option<Change> {
    let number = about(env, "pr")?.parse().ok()?;
    Some(Change {
        number,
        base: env.get("CODEBUILD_WEBHOOK_BASE_REF").map(|base| short(base).to_owned()),
        from_fork: true,
    })
}

fn short(reference: &str) -> &str {
    reference.strip_prefix("refs/heads/").unwrap_or(reference)
}

/// The page that everybody may see, if there is one, else that of the console.
fn url(env: &Env) -> Option<String> {
    let told = ["CODEBUILD_PUBLIC_BUILD_URL", "CODEBUILD_BUILD_URL"].iter().find_map(|name| env.get(name));
    told.map(str::to_owned).or_else(|| console(env.get("CODEBUILD_BUILD_ARN")?))
}

/// The page of the console for `arn:PARTITION:codebuild:REGION:ACCOUNT:build/PROJECT:ID`.
fn console(arn: &str) -> Option<String> {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "codebuild", region, account, build] = parts[..] else { return None };
    let (kind, rest) = build.split_once('/')?;
    let (project, id) = rest.split_once(':')?;
    if ![region, account, kind, project, id].into_iter().all(plain) {
        return None;
    }
    let host = match partition {
        "aws" => "console.aws.amazon.com",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        "aws-cn" => "console.amazonaws.cn",
        _ => return None,
    };
    let host = if partition == "aws" { format!("{region}.{host}") } else { host.to_owned() };
    let page = format!("codesuite/codebuild/{account}/projects/{project}/{kind}/{project}%3A{id}");
    Some(format!("https://{host}/{page}?region={region}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(variables: &[(&str, &str)]) -> CiContext {
        of(&variables.iter().copied().collect())
    }

    #[test]
    fn a_pull_request_is_found_by_its_webhook_or_by_the_version_that_was_asked_for() {
        let change = Change { number: 12, base: None, from_fork: true };
        assert_eq!(context(&[("CODEBUILD_SOURCE_VERSION", "pr/12")]).change, Some(change.clone()));
        assert_eq!(context(&[("CODEBUILD_WEBHOOK_TRIGGER", "pr/12")]).change, Some(change));
        for none in ["pr/", "pr/x", "pr/-1", "branch/pr/12", "prs/12"] {
            assert_eq!(context(&[("CODEBUILD_WEBHOOK_TRIGGER", none)]).change, None, "{none}");
        }
    }

    #[test]
    fn a_branch_a_tag_and_a_version_of_s3_are_told_apart() {
        let of = |version: &str| {
            let found = context(&[("CODEBUILD_SOURCE_VERSION", version)]);
            (found.branch, found.tag, found.commit)
        };
        assert_eq!(of("refs/heads/release/1"), (Some("release/1".to_owned()), None, None));
        assert_eq!(of("refs/tags/v1"), (None, Some("v1".to_owned()), None));
        assert_eq!(of("arn:aws:s3:::shop-sources/web.zip"), (None, None, None));
        assert_eq!(of(&"0a".repeat(20)), (None, None, Some("0a".repeat(20))));
    }

    #[test]
    fn the_page_is_made_of_the_builds_name_where_no_variable_has_it() {
        let of = |arn: &str| context(&[("CODEBUILD_BUILD_ARN", arn)]).build.url;
        assert_eq!(
            of("arn:aws:codebuild:eu-central-1:111122223333:build/shop:1a-2b").as_deref(),
            Some(
                "https://eu-central-1.console.aws.amazon.com/codesuite/codebuild/111122223333/projects/shop/build/shop%3A1a-2b?region=eu-central-1"
            )
        );
        assert!(
            of("arn:aws-us-gov:codebuild:us-gov-west-1:111122223333:build/shop:1").unwrap().contains("us-gov.com/")
        );
        for none in ["", "arn:aws:codebuild:eu-central-1", "arn:aws:codebuild:x/y:1:build/a:b", "arn:aws:s3:::a/b:c"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
