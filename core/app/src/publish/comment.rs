//! The comment at a change: written over where it is there, made where it is not.

use cincture_core::platform::Comment;
use http::Method;
use serde_json::{Value, json};

use super::http::Http;

/// Comments of a page, the most that servers give.
const IN_PAGE: usize = 100;
/// Pages that are looked through. Where ours is not among them it may still be there, and a second would be worse than none.
const MOST_PAGES: usize = 50;

/// Writes `comment`.
///
/// # Errors
/// Why it could not be: a sentence.
pub(super) async fn write(comment: &Comment) -> Result<(), String> {
    let http = Http::new(&comment.token)?;
    let body = json!({ "body": comment.body });
    match ours(&http, comment).await? {
        Some(id) => http.ask(Method::PATCH, &format!("{}/{id}", comment.item), Some(&body)).await,
        None => http.ask(Method::POST, &comment.list, Some(&body)).await,
    }
    .map(drop)
}

/// The id of the comment of an earlier run.
async fn ours(http: &Http<'_>, comment: &Comment) -> Result<Option<u64>, String> {
    let mut owner: Option<Option<String>> = None;
    for page in 1..=MOST_PAGES {
        let address = format!("{}?per_page={IN_PAGE}&page={page}", comment.list);
        let found = http.ask(Method::GET, &address, None).await?;
        let found = found.as_array().ok_or_else(|| format!("GET {address}: the answer is no list"))?;
        for one in found.iter().filter(|one| has_marker(one, &comment.marker)) {
            if is_bot(one) {
                return Ok(id(one));
            }
            // A person can copy the marker, and only what the token's owner wrote is the token's to change.
            if owner.is_none() {
                owner = Some(login(http, &comment.owner).await);
            }
            if owner.iter().flatten().any(|login| author(one) == Some(login)) {
                return Ok(id(one));
            }
        }
        if found.len() < IN_PAGE {
            return Ok(None);
        }
    }
    Err(format!("there are more than {} comments, and ours may be behind them", MOST_PAGES * IN_PAGE))
}

fn has_marker(comment: &Value, marker: &str) -> bool {
    let body = comment.get("body").and_then(Value::as_str).unwrap_or_default();
    body.lines().next() == Some(marker)
}

fn is_bot(comment: &Value) -> bool {
    comment.pointer("/user/type").and_then(Value::as_str) == Some("Bot")
}

fn author(comment: &Value) -> Option<&str> {
    comment.pointer("/user/login")?.as_str()
}

fn id(comment: &Value) -> Option<u64> {
    comment.get("id")?.as_u64()
}

/// Whose token it is. That of a job may not ask, and its comments are a bot's.
async fn login(http: &Http<'_>, address: &str) -> Option<String> {
    let owner = http.ask(Method::GET, address, None).await.ok()?;
    owner.get("login")?.as_str().map(str::to_owned)
}
