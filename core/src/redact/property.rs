//! A check of a property whose name says that it is secret: `db.password is expected to eq "..."`. What was expected and what
//! was found stand in the message, far from the name.

use cincture_engine::secrets::NAMES;
use memchr::memmem;

use super::inputs::SHORTEST;
use super::kind::Kind;
use super::setting::is_harmless;

/// How RSpec goes on behind the name of what is checked.
const EXPECTED: &str = " is expected ";
/// What stands before a value in a message.
const BEFORE: [&str; 2] = ["expected:", "got:"];

/// The values in the texts of one check, if the property that it checks is secret.
pub(super) fn values<'t>(code_desc: &'t str, message: &'t str) -> Vec<&'t str> {
    let Some((checked, rest)) = code_desc.split_once(EXPECTED) else { return Vec::new() };
    if !is_secret(checked) {
        return Vec::new();
    }
    let lines = message.lines().map(str::trim_start);
    let told = lines.filter_map(|line| BEFORE.iter().find_map(|before| line.strip_prefix(before)));
    let told = told.map(|value| quoted(value).unwrap_or(value.trim()));
    let mut values: Vec<&str> = told.chain(quoted(rest)).collect();
    let in_mark = |value: &str| Kind::ALL.iter().any(|kind| kind.mark().contains(value));
    values.retain(|value| value.chars().count() >= SHORTEST && !is_harmless(value.as_bytes()) && !in_mark(value));
    values.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
    values
}

/// Whether the last word of `checked` ends as names of secrets do.
fn is_secret(checked: &str) -> bool {
    let name = checked.trim_end_matches(['"', '\'', ']', ')']);
    NAMES.iter().any(|end| {
        let last = name.len().checked_sub(end.len()).and_then(|start| name.get(start..));
        last.is_some_and(|last| last.eq_ignore_ascii_case(end))
    })
}

/// What is between the first quote of `text` and its last.
fn quoted(text: &str) -> Option<&str> {
    let (_, inside) = text.split_once('"')?;
    let last = memmem::rfind(inside.as_bytes(), b"\"")?;
    inside.get(..last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_secret_property_is_and_should_be_is_found() {
        let message = "\nexpected: \"changeme\"\n     got: \"hun\\\"ter2\"\n\n(compared using ==)\n";
        let found = values("INI /etc/x db.password is expected to eq \"changeme\"", message);
        assert_eq!(found, ["hun\\\"ter2", "changeme", "changeme"]);
        let compared = "\nexpected: changeme\n     got: hunter2\n\n(compared using `cmp` matcher)\n";
        assert_eq!(values("JSON x [\"db\", \"password\"] is expected to cmp == \"changeme\"", compared).len(), 3);
    }

    #[test]
    fn what_only_sounds_like_one_stays() {
        let message = "expected: \"changeme\"\n got: \"hunter2\"";
        for code_desc in [
            "login.defs PASS_MAX_DAYS is expected to eq \"60\"",
            "SSHD PermitEmptyPasswords is expected to eq \"no\"",
            "x",
        ] {
            assert_eq!(values(code_desc, message), Vec::<&str>::new(), "{code_desc}");
        }
        assert!(
            values("conf db.password is expected to eq \"no\"", "expected: nil\n got: \"required\"\n got: 12")
                .is_empty()
        );
        assert!(values("conf db.token is expected to eq \"token\"", "got: \"[REDACTED token]\"").is_empty());
    }
}
