//! Passwords in command lines, which are shown and kept where nobody expects them.
//!
//! Resources that ask a database write the password into the command, as InSpec does, and profiles write their own. What is
//! known to stand before a password is looked for: words of options and variables, addresses, HTTP fields, and the short
//! options of certain programs. More may be hidden than is secret; a secret in a form of its own is not found.

use std::borrow::Cow;
use std::sync::LazyLock;

use fancy_regex::Regex;

/// Names of settings, variables, options and fields end so whose values let somebody in.
pub const NAMES: [&str; 21] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "_pwd",
    "_pass",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "access-key",
    "accesskey",
    "account_key",
    "accountkey",
    "secret_key",
    "secret-key",
    "secretkey",
    "secret_key_base",
    "signing_key",
];

/// Stands in the place of a secret, as in InSpec.
const INSTEAD: &str = "${before}REDACTED";

/// A word of the shell; one whose quote never ends goes on to the end.
const WORD: &str = r#"(?:'[^']*'?|"(?:\\.|[^"\\])*"?|\\.|[^\s'"\\])+"#;

/// What stands before a secret ([`NAMES`]), and what the secret is (`WORD`), everywhere.
const ANYWHERE: [&str; 6] = [
    // An address with an account: up to the last at sign of the word.
    r"(?<before>://[^\s:/@]*:)[^\s'\x22]+(?<after>@)",
    // A variable of the shell, or a setting.
    r"(?i)(?<before>[a-z0-9_]*(?:NAMES)[a-z0-9_]*=)WORD",
    r"(?i)(?<before>--[a-z0-9-]*(?:NAMES|oauth2-bearer)(?:=|\s+))WORD",
    // The account that curl and its like are given.
    r#"(?<before>\s(?:-u|-U|--user|--proxy-user)(?:=|\s*)['"]?[^\s:'"]+:)[^\s'"]+"#,
    // A field of HTTP.
    r"(?i)(?<before>(?:authorization|cookie|[a-z0-9-]*(?:token|api-key|secret)[a-z0-9-]*):\s*)[^'\x22\n]+",
    // A JSON Web Token (RFC 7519).
    r"(?<before>)eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*",
];

/// Programs, and what stands before a secret in their commands.
const OF_PROGRAMS: [(&[&str], &str); 6] = [
    (&["mysql", "mariadb"], r"(?<before>\s-p)WORD"),
    (&["cqlsh", "sshpass", "mongo"], r"(?<before>\s-p\s*)WORD"),
    (&["sqlcmd", "bcp", "isql"], r"(?<before>\s-P\s*)WORD"),
    (&["redis-cli"], r"(?<before>\s-a\s+)WORD"),
    (&["ldapsearch", "ldapwhoami"], r"(?<before>\s-w\s*)WORD"),
    (&["sqlplus", "sqlcl"], r"(?<before>\s[^\s/@'\x22]+/)[^\s]+(?<after>@)"),
];

struct Pattern {
    /// One of these must be in the command; none: any command.
    programs: &'static [&'static str],
    /// Without lookaround, so that its time grows with the length of the command only: a profile wrote it.
    regex: Regex,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let anywhere = ANYWHERE.into_iter().map(|text| (&[] as &'static [&'static str], text));
    let written = |text: &str| text.replace("WORD", WORD).replace("NAMES", &NAMES.join("|"));
    let all = anywhere.chain(OF_PROGRAMS);
    all.filter_map(|(programs, text)| Some(Pattern { programs, regex: Regex::new(&written(text)).ok()? })).collect()
});

/// `command` with `REDACTED` in the place of passwords.
pub fn without_secrets(command: &str) -> String {
    let mut text = command.to_owned();
    for Pattern { programs, regex } in PATTERNS.iter() {
        if !programs.is_empty() && !programs.iter().any(|program| command.contains(program)) {
            continue;
        }
        let after = regex.capture_names().flatten().any(|name| name == "after");
        let instead = if after { format!("{INSTEAD}${{after}}") } else { INSTEAD.to_owned() };
        if let Cow::Owned(changed) = regex.replace_all(&text, instead.as_str()) {
            text = changed;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_used() {
        assert_eq!(PATTERNS.len(), ANYWHERE.len() + OF_PROGRAMS.len());
    }

    #[test]
    fn a_password_is_not_in_what_is_shown_of_a_command() {
        for command in [
            "PGPASSWORD=s3cret psql -c x",
            "PGPASSWORD='s3cret s3cret' psql -c x",
            "export DB_TOKEN=\"s3cret \\\" s3cret\"; x",
            "MYSQL_PWD=s3cret mysql -e x",
            "psql -d postgresql://bob:s3cret@host:5432/db -A -t",
            "psql -d postgresql://bob:s3c@s3cret@host/db",
            "mysql -uroot -ps3cret -h localhost -s -e \"select 1\"",
            "mysql -uroot -ps3cret\\ s3cret -h localhost",
            "mysqldump --password=s3cret x",
            "mariadb --password s3cret x",
            "sqlcmd -Q \"set nocount on; select -P x\" -W -U 'sa' -P 's3cret s3cret' -S 'h'",
            "cqlsh h 9042 -u bob -p s3cret --execute 'x'",
            "/opt/sqlplus -S bob/s3c/s3cret@h:1521/x <<'EOC'\nselect 1\nEOC",
            "sqlplus <<'E'\nconnect bob/s3cret@alias\nE",
            "curl -i -X GET --user 'bob:s3cret' 'http://x'",
            "curl -ubob:s3cret http://x",
            "curl -H 'Authorization: Bearer s3cret' http://x",
            "curl -H \"X-Vault-Token: s3cret\" http://x",
            "curl --proxy http://p --proxy-user bob:s3cret http://x",
            "redis-cli -a s3cret ping",
            "sshpass -p s3cret ssh h",
            "vault login token=s3cret",
            "x --api-key 's3cret never ends s3cret",
            "echo eyJhbGciOi.s3cret.x",
        ] {
            let shown = without_secrets(command);
            assert!(!shown.contains("s3cret") && shown.contains("REDACTED"), "{command}: {shown}");
        }
    }

    #[test]
    fn a_command_without_one_stays_as_it_is() {
        for command in [
            "grep -E '^password' /etc/pam.d/common-password",
            "ps -p 1 -o comm=",
            "stat -c %U:%G /etc/shadow",
            "curl http://localhost:8080/x",
            "find / -user root -perm -4000",
            "mkdir -p /x && ls -u /etc",
        ] {
            assert_eq!(without_secrets(command), command);
        }
        let shown = without_secrets("mysql -uroot -ps3cret -h db -e x");
        assert_eq!(shown, "mysql -uroot -pREDACTED -h db -e x");
    }
}
