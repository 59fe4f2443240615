//! The comment at a pull request: one for each step of a job, which each run writes over.

use cincture_core::env::Env;
use cincture_core::platform::{Comment, Finished};
use cincture_core::report::markdown;
use secrecy::SecretString;

use crate::inputs;

/// Bytes of a comment: GitHub takes 65,536 characters.
const MOST: usize = 65_000;

/// The comment, or why there is none although a token was given for it.
pub(crate) fn of(env: &Env, done: &Finished<'_>) -> (Option<Comment>, Option<String>) {
    let Some(token) = inputs::comment_token(env) else { return (None, None) };
    match target(env, done) {
        Ok(Target { list, item, owner }) => {
            let marker = marker(env, done);
            let body = format!("{marker}\n{}", markdown(done.input, MOST.saturating_sub(marker.len())));
            (Some(Comment { list, item, owner, token: SecretString::from(token), marker, body }), None)
        }
        Err(why) => (None, Some(format!("no comment is written: {why}"))),
    }
}

/// Addresses, as [`Comment`] has them.
struct Target {
    list: String,
    item: String,
    owner: String,
}

fn target(env: &Env, done: &Finished<'_>) -> Result<Target, &'static str> {
    let context = done.context;
    if context.flavour.is_some() {
        return Err("this is not GitHub itself");
    }
    let change = context.change.as_ref().ok_or("this run is about no pull request")?;
    if change.from_fork && context.cause.as_deref() != Some("pull_request_target") {
        return Err("the pull request comes from a fork, whose runs may not write");
    }
    let api = env.get("GITHUB_API_URL").unwrap_or("https://api.github.com").trim_end_matches('/');
    let repository = context.repository.as_deref().filter(|name| is_repository(name));
    let repository = repository.ok_or("the repository's name is not known")?;
    let issues = format!("{api}/repos/{repository}/issues");
    Ok(Target {
        list: format!("{issues}/{}/comments", change.number),
        item: format!("{issues}/comments"),
        owner: format!("{api}/user"),
    })
}

/// `owner/name`, of characters that mean nothing in an address.
fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        plain && !part.is_empty() && !part.starts_with('.')
    };
    name.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}

/// A line that shows nothing, with workflow, job and name: jobs of a matrix have one id, and so the targets tell them apart
/// where the step has no name of its own.
fn marker(env: &Env, done: &Finished<'_>) -> String {
    let targets: Vec<&str> = done.input.run.targets.iter().map(|target| target.name.as_str()).collect();
    let name = inputs::comment_name(env).map_or_else(|| targets.join(","), str::to_owned);
    let workflow = env.get("GITHUB_WORKFLOW").unwrap_or_default();
    let job = done.context.job.as_deref().unwrap_or_default();
    let parts = [workflow, job, &name].map(|part| part.chars().map(escape).collect::<String>());
    format!("<!-- cincture {} -->", parts.join(" "))
}

/// Nothing that could end a comment of HTML, or be another's marker.
fn escape(c: char) -> String {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '/' | ':' | '_' => c.to_string(),
        _ => format!("%{:x}%", u32::from(c)),
    }
}
