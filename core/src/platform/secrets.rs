//! Secrets that a run knows of, for platforms that take them out of their logs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cincture_engine::profile::parse_yaml;
use serde_json::Value;

use crate::env::Env;

/// Variables that hold a kubeconfig, as it is or in base64.
const KUBECONFIGS: [&str; 5] = [
    "INPUT_KUBECONFIG_CONTENT",
    "INPUT_KUBECONFIG-CONTENT",
    "CINCTURE_KUBECONFIG_CONTENT",
    "KUBECONFIG_CONTENT",
    "KUBE_CONFIG_SECRET",
];

/// Keys of a kubeconfig whose values let somebody in, also those of `auth-provider`.
const KEYS: [&str; 7] =
    ["token", "password", "client-key-data", "id-token", "access-token", "refresh-token", "client-secret"];

/// Shorter ones are no secrets, and a log without them could not be read.
const SHORTEST: usize = 8;

/// The secrets in the variables of `env` that are Cincture's: what a kubeconfig holds, and each of `more`. Every line of one
/// stands for itself, since logs are searched by lines. None is shorter than 8 characters, none comes twice.
pub fn secrets<'a>(env: &'a Env, more: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found = Vec::new();
    for text in KUBECONFIGS.iter().filter_map(|name| env.get(name)) {
        of_kubeconfig(text, &mut found);
    }
    found.extend(more.into_iter().map(str::to_owned));
    let lines = found.iter().flat_map(|secret| secret.lines()).map(str::trim);
    let mut secrets: Vec<String> = Vec::new();
    for line in lines.filter(|line| line.chars().count() >= SHORTEST) {
        if !secrets.iter().any(|known| known == line) {
            secrets.push(line.to_owned());
        }
    }
    secrets
}

fn of_kubeconfig(text: &str, found: &mut Vec<String>) {
    let compact: String = text.split_whitespace().collect();
    let decoded = STANDARD.decode(&compact).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if decoded.is_some() {
        // Who has it in base64 has it.
        found.push(text.to_owned());
    }
    match parse_yaml(decoded.as_deref().unwrap_or(text)) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => below(&value, found),
        // What is not understood is kept from the log as a whole.
        _ => found.push(text.to_owned()),
    }
}

fn below(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| below(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(secret) if KEYS.contains(&key.as_str()) => found.push(secret.clone()),
                    value => below(value, found),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KUBECONFIG: &str = "apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user: {token: abcdefgh-1, client-key-data: a2V5a2V5a2V5}\n\
        - name: old\n  user:\n    username: admin\n    password: 'two words'\n    auth-provider: {config: {id-token: e30.e30.e30}}\n";

    fn of(variables: &[(&str, &str)], more: &[&str]) -> Vec<String> {
        secrets(&variables.iter().copied().collect(), more.iter().copied())
    }

    #[test]
    fn what_lets_somebody_in_is_found_and_nothing_else_of_a_kubeconfig() {
        let expected = ["abcdefgh-1", "a2V5a2V5a2V5", "two words", "e30.e30.e30"];
        assert_eq!(of(&[("KUBECONFIG_CONTENT", KUBECONFIG)], &[]), expected);
        assert_eq!(of(&[("INPUT_KUBECONFIG-CONTENT", KUBECONFIG), ("KUBE_CONFIG_SECRET", KUBECONFIG)], &[]), expected);
    }

    #[test]
    fn base64_is_a_secret_as_it_is_and_as_what_it_holds() {
        let text = STANDARD.encode(KUBECONFIG);
        let wrapped = format!("{}\n{}\n", &text[..76], &text[76..]);
        let found = of(&[("KUBECONFIG_CONTENT", &wrapped)], &[]);
        assert_eq!(found[..3], [text[..76].to_owned(), text[76..].to_owned(), "abcdefgh-1".to_owned()]);
    }

    #[test]
    fn what_is_no_kubeconfig_is_a_secret_in_each_of_its_lines() {
        assert_eq!(
            of(&[("KUBECONFIG_CONTENT", "{ - not yaml\n  s3cr3t-t0k3n\n\nshort")], &[]),
            ["{ - not yaml", "s3cr3t-t0k3n"]
        );
    }

    #[test]
    fn others_are_taken_by_lines_once_and_not_where_they_are_short() {
        assert_eq!(
            of(&[], &["", "main", "ghs_0123456789", "ghs_0123456789", "a\r\nlongenough"]),
            ["ghs_0123456789", "longenough"]
        );
    }
}
