//! What Spinnaker says of the run: what the manifest of the job passes on, since the pod of a Run Job stage has no variable of
//! Spinnaker's. Each is `CINCTURE_SPINNAKER_` and a name; docs/spinnaker.md has the expressions for them.

use cincture_core::env::Env;
use cincture_core::platform::{Build, CiContext, without_account};

/// What all names begin with.
const PREFIX: &str = "CINCTURE_SPINNAKER_";
/// What the git triggers leave of a reference that is no branch.
const TAG: &str = "refs/tags/";

/// The run of `env`.
pub(crate) fn of(env: &Env) -> CiContext {
    let text = |name: &str| value(env, name).map(str::to_owned);
    let reference = value(env, "BRANCH");
    let tag = reference.and_then(|reference| reference.strip_prefix(TAG)).map(str::to_owned);
    CiContext {
        platform: "spinnaker".to_owned(),
        repository: value(env, "REPOSITORY").map(without_account),
        commit: text("COMMIT"),
        branch: reference.filter(|_| tag.is_none()).map(str::to_owned),
        tag,
        build: Build { id: text("EXECUTION_ID"), attempt: None, url: url(env) },
        job: text("PIPELINE"),
        actor: text("USER"),
        cause: text("TRIGGER_TYPE"),
        server: text("DECK_URL"),
        ..CiContext::default()
    }
}

/// The value of a variable. An expression that Spinnaker could not evaluate is left as it was, and one that came to nothing may
/// be the word for it.
fn value<'a>(env: &'a Env, name: &str) -> Option<&'a str> {
    let value = env.get(&format!("{PREFIX}{name}"))?.trim();
    (!value.is_empty() && value != "null" && !value.contains("${")).then_some(value)
}

/// The page of the execution in Deck, where its parts are of the form that they have.
fn url(env: &Env) -> Option<String> {
    let word =
        |name| value(env, name).filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
    let (deck, application, id) = (value(env, "DECK_URL")?, word("APPLICATION")?, word("EXECUTION_ID")?);
    Some(format!("{}/#/applications/{application}/executions/details/{id}", deck.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(variables: &[(&str, &str)]) -> CiContext {
        of(&variables.iter().map(|(name, value)| (format!("{PREFIX}{name}"), *value)).collect())
    }

    #[test]
    fn an_expression_that_came_to_nothing_is_no_value() {
        let found = context(&[
            ("COMMIT", "${trigger['hash']}"),
            ("BRANCH", "null"),
            ("USER", " "),
            ("REPOSITORY", "${trigger['project']}/${trigger['slug']}"),
        ]);
        assert_eq!(found, CiContext { platform: "spinnaker".to_owned(), ..CiContext::default() });
    }

    #[test]
    fn the_page_of_an_execution_needs_all_its_parts_in_their_form() {
        let of = |deck: &str, application: &str, id: &str| {
            context(&[("DECK_URL", deck), ("APPLICATION", application), ("EXECUTION_ID", id)]).build.url
        };
        let page = "https://deck.example.com/#/applications/shop/executions/details/01J";
        assert_eq!(of("https://deck.example.com/", "shop", "01J").as_deref(), Some(page));
        assert_eq!(of("", "shop", "01J"), None);
        assert_eq!(of("https://deck.example.com", "shop/../x?y", "01J"), None);
    }
}
