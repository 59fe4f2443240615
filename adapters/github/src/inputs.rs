//! What the step was given.

use cincture_core::env::Env;
use cincture_core::platform::{StepInput, inputs_of_variables};

/// Inputs that are for `action.yml` or for this adapter, and no options of a scan.
pub(crate) const NOT_OPTIONS: [&str; 6] =
    ["program", "version", "download-url", "checksum", "comment-token", "comment-name"];

/// The inputs that are options.
pub(crate) fn of(env: &Env) -> Vec<StepInput> {
    inputs_of_variables(env, &NOT_OPTIONS)
}

/// The token that a comment may be written with. Only one that was given for it counts: a `GITHUB_TOKEN` that is there for
/// something else is no permission.
pub(crate) fn comment_token(env: &Env) -> Option<&str> {
    own(env, "COMMENT_TOKEN", "COMMENT-TOKEN")
}

/// What tells the comment from that of another step of the same job.
pub(crate) fn comment_name(env: &Env) -> Option<&str> {
    own(env, "COMMENT_NAME", "COMMENT-NAME")
}

fn own<'a>(env: &'a Env, name: &str, hyphens: &str) -> Option<&'a str> {
    let value = env.get(&format!("INPUT_{name}")).or_else(|| env.get(&format!("INPUT_{hyphens}")));
    value.map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read_and_empty_or_foreign_ones_are_not() {
        let env: Env = [
            ("INPUT_WAIT-READY", "60s"),
            ("INPUT_THRESHOLD", "strict"),
            ("INPUT_CONTROL_TIMEOUT", "1m"),
            ("INPUT_CONTROL-TIMEOUT", "1m"),
            ("INPUT_PROFILE", " \n"),
            ("INPUT_TARGET", ""),
            ("INPUT_VERSION", "1"),
            ("INPUT_COMMENT-TOKEN", "ghs_x"),
            ("INPUTS_X", "y"),
        ]
        .into_iter()
        .collect();
        let found: Vec<String> = of(&env).into_iter().map(|i| format!("{}={} {}", i.name, i.value, i.origin)).collect();
        let expected = [
            "control-timeout=1m INPUT_CONTROL-TIMEOUT",
            "threshold=strict INPUT_THRESHOLD",
            "wait-ready=60s INPUT_WAIT-READY",
        ];
        assert_eq!(found, expected);
        assert_eq!((comment_token(&env), comment_name(&env)), (Some("ghs_x"), None));
    }
}
