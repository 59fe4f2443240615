//! What a reader of a report sees, and what not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn redacted(text: &str) -> (String, Redacted) {
    let mut redactor = Redactor::new(&Sensitive::default());
    (redactor.text(text).into_owned(), redactor.redacted())
}

const SHA512: &str =
    "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/";
const BODY: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\nNMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ";
const JWT: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

/// A secret of each form, with its kind.
fn secrets() -> Vec<(Kind, String)> {
    let hex = "0123456789abcdef0123456789abcdef";
    let letters = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d";
    let digits = &letters[..24];
    [
        (Kind::PrivateKey, format!("-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----")),
        (
            Kind::PrivateKey,
            format!("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n{BODY}\n-----END PGP PRIVATE KEY BLOCK-----"),
        ),
        (
            Kind::PrivateKey,
            STANDARD.encode(format!("-----BEGIN EC PRIVATE KEY-----\n{BODY}\n-----END EC PRIVATE KEY-----\n")),
        ),
        (Kind::PasswordHash, SHA512.to_owned()),
        (Kind::PasswordHash, "$6$rounds=5000$salt$hashhashhash".to_owned()),
        (Kind::PasswordHash, "$1$salt$qJH7.N4xYta3aEG/dfqo/0".to_owned()),
        (Kind::PasswordHash, "$5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1".to_owned()),
        (Kind::PasswordHash, "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned()),
        (Kind::PasswordHash, "$2y$05$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned()),
        (Kind::PasswordHash, "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC".to_owned()),
        (Kind::PasswordHash, "$gy$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC".to_owned()),
        (
            Kind::PasswordHash,
            "$7$CU..../....2Q9obwLhin8qvQl6sisAO/$E1HizYWxBmnIH4sdPkd1UOML9t62Gf.wvNTnt5XFzs8".to_owned(),
        ),
        (Kind::PasswordHash, "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b9SlAMGfg".to_owned()),
        (Kind::PasswordHash, "$apr1$salt$xxxxxxxxxxxxxxxxxxxxx1".to_owned()),
        (Kind::PasswordHash, "\\$6\\$saltsalt\\$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5K".to_owned()),
        (Kind::PasswordHash, "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g0YWJj".to_owned()),
        (Kind::PasswordHash, "{SHA512}W6ph5Mm5Pz8GgiULbPgzG37mj9g0YWJj".to_owned()),
        (Kind::PasswordHash, "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19".to_owned()),
        (Kind::PasswordHash, "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c3RvcmVk:c2VydmVy".to_owned()),
        (Kind::PasswordHash, format!("grub.pbkdf2.sha512.10000.{hex}.{hex}")),
        (Kind::PasswordHash, "pbkdf2_sha256$260000$c2FsdA$dGhlIGhhc2ggaXRzZWxm".to_owned()),
        (Kind::PasswordHash, format!("0x0200{hex}{hex}{hex}")),
        (Kind::Token, JWT.to_owned()),
        (Kind::Token, STANDARD.encode(JWT)),
        (Kind::Token, format!("ghp_{}", &letters[..36])),
        (Kind::Token, format!("ghs_{}", &letters[..36])),
        (Kind::Token, format!("github_pat_{}_{letters}", &letters[..22])),
        (Kind::Token, format!("glpat-{}", &letters[..20])),
        (Kind::Token, format!("xoxb-123456789012-{digits}")),
        (Kind::Token, format!("hooks.slack.com/services/T00000000/B00000000/{digits}")),
        (Kind::Token, format!("npm_{}", &letters[..36])),
        (Kind::Token, format!("pypi-AgEIcHlwaS5vcmc{letters}")),
        (Kind::Token, format!("AIzaSy{}", &letters[..33])),
        (Kind::Token, format!("sk_live_{digits}")),
        (Kind::Token, format!("rk_test_{digits}")),
        (Kind::AccessKey, "AKIAIOSFODNN7EXAMPLE".to_owned()),
        (Kind::AccessKey, "ASIAIOSFODNN7EXAMPLE".to_owned()),
    ]
    .into()
}

/// In what of a check's texts a secret may be.
const AROUND: [(&str, &str); 10] = [
    ("", ""),
    ("\nexpected: \"\"\n     got: \"", "\"\n\n(compared using ==)\n"),
    ("expected \"", "\" not to match /x/"),
    (
        "\nexpected: nil\n     got: \"root:",
        ":19000:0:99999:7:::\\nbin:*:19000:0:99999:7:::\\n\"\n\n(compared using ==)\n",
    ),
    ("Diff:\n@@ -1 +1 @@\n-\n+", "\n"),
    ("expected: [\"a\", \"", "\", \"b\"]"),
    ("got: {\"x\"=>\"", "\"}"),
    ("JSON content {\\\"x\\\": \\\"", "\\\"} is"),
    ("äöü", "äöü"),
    ("(", ")."),
];

#[test]
fn a_secret_of_each_form_is_gone_from_each_message() {
    for (kind, secret) in secrets() {
        let escaped = secret.replace('\n', "\\n");
        for (before, after) in AROUND {
            // In an account is a hash, but none that holds a colon itself.
            if after.starts_with(':') && (kind != Kind::PasswordHash || secret.contains(':')) {
                continue;
            }
            for secret in [&secret, &escaped] {
                let text = format!("{before}{secret}{after}");
                let (clean, redacted) = redacted(&text);
                assert_eq!(clean, format!("{before}{}{after}", kind.mark()), "{text:?}");
                assert_eq!(redacted.by_kind().collect::<Vec<_>>(), [(kind, 1)], "{text}");
            }
        }
    }
}

#[test]
fn a_key_that_is_cut_or_a_list_of_lines_is_gone() {
    let lines: Vec<String> = BODY.lines().map(|line| format!("{line:?}")).collect();
    for text in [
        format!("got: \"-----BEGIN PRIVATE KEY-----\\n{}", BODY.replace('\n', "\\n")),
        format!("got: \"-----BEGIN PRIVATE KEY-----\\n{}...", &BODY[..100].replace('\n', "\\n")),
        format!("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,A0B1\n\n{BODY}"),
        format!("got: [\"-----BEGIN PRIVATE KEY-----\", {}, \"-----END PRIVATE KEY-----\"]", lines.join(", ")),
        format!("got: [\"-----BEGIN PRIVATE KEY-----\", {}]", lines.join(", ")),
        format!("+-----BEGIN PRIVATE KEY-----\n+{}\n+-----END PRIVATE KEY-----", BODY.replace('\n', "\n+")),
        format!("tail: {}\n-----END OPENSSH PRIVATE KEY-----\nend", &BODY[20..]),
        format!("tail: {}\\n-----END OPENSSH PRIVATE KEY-----\\nend", BODY[20..].replace('\n', "\\n")),
        format!(
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n{BODY}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"
        ),
    ] {
        let (clean, redacted) = redacted(&text);
        assert_eq!(redacted.by_kind().collect::<Vec<_>>(), [(Kind::PrivateKey, 1)], "{text}\n{clean}");
        let left = BODY.lines().flat_map(|line| [&line[..20], &line[44..]]).find(|part| clean.contains(part));
        assert_eq!(left, None, "{clean}");
    }
}

/// Text with a secret, which is `s3cr` and what follows up to a bar.
fn named(text: &str, kind: Kind) {
    let (clean, redacted) = redacted(&text.replace('|', ""));
    assert!(!clean.contains("s3cr"), "{text}: {clean}");
    assert!(redacted.by_kind().any(|(found, _)| found == kind), "{text}: {clean}");
}

#[test]
fn what_a_name_makes_a_secret_is_gone() {
    for text in [
        "password=s3cret",
        "PASSWORD = s3cret",
        "got: \"db.password = s3cret with blanks\\nport=1\"",
        "  spring.datasource.password=s3cret,s3cret;s3cret)",
        "{\"password\": \"s3c\\\"s3cret\"}",
        "{\"client_secret\":\"s3cret\"}",
        "{:password=>\"s3cret\", :user=>\"x\"}",
        "{\\\"password\\\": \\\"s3cret\\\", \\\"a\\\": 1}",
        "password: s3cret",
        "token: 's3cret'",
        "got: \"password: s3cret\\n\"",
        "$conf['password'] = 's3cret';",
        "MYSQL_ROOT_PASSWORD=s3cret",
        "got: [\"PATH=/bin\", \"POSTGRES_PASSWORD=s3cret\"]",
        "mysqld --password s3cret --port 1",
        "x --api-key=s3cret",
        "DB_PASS=s3cret",
        "aws_secret_access_key = s3cretJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE",
        "\"SecretAccessKey\": \"s3cret/K7MDENG\"",
        "//registry.npmjs.org/:_authToken=s3cret-1",
        "{\"auths\": {\"r.example\": {\"auth\": \"s3cretdXNlcjpwYXNz\"}}}",
        "_auth=s3cretdXNl",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=s3cretEby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==;x",
        "password=$s3cret",
        "password=\"s3cret",
        "X-Api-Key: s3cret",
        "postgres://bob:s3cret@host:5432/db",
        "redis://:s3cret@host",
        "https://bob:s3/cr@s3cret@host/x?y=z",
        "Authorization: Basic s3cretdXNlcg==",
        "{\"authorization\"=>\"Basic s3cretdXNlcg==\"}",
    ] {
        named(text, Kind::Password);
    }
    for text in [
        "Authorization: Bearer s3cret",
        "curl -H \"authorization: bearer s3cret\"",
        "Bearer s3cretAAAAAAAAA",
        "Set-Cookie: SID=s3cret; HttpOnly",
        "{\"set-cookie\"=>[\"SID=s3cret; HttpOnly\"]}",
        "Cookie: a=s3cret; b=s3cret",
    ] {
        named(text, Kind::Token);
    }
    named("AKIAIOSFODNN7EXAMPLE,s3crtUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEYa", Kind::AccessKey);
    named("https://a.blob.core.windows.net/c?sv=2020&sig=s3cret0123456789abc%3D", Kind::AccessKey);
    named("got: \"$A$005$6MQ;f#5+3kcW!@sd09:as3crRbn8GlG9LQr4VXkmS3HkQcyJm5SXYqrU9Yxh1B2C\"", Kind::PasswordHash);
    named("root:s3crypto13ch.:19000:0:99999:7:::", Kind::PasswordHash);
    named("got: \"bin:*:1:0:99999:7:::\\nroot:s3crypto13ch.:19000::::::\"", Kind::PasswordHash);
}

#[test]
fn lines_of_accounts_lose_their_hashes_and_nothing_else() {
    let shadow = "root:ab.cd/efghijk:19000:0:99999:7:::";
    assert_eq!(redacted(shadow).0, "root:[REDACTED password hash]:19000:0:99999:7:::");
    assert_eq!(redacted("bin:*:19000:0:99999:7:::\nsys:!!:1::::::\nx:!:1:0:9:7:::\ny::1:0:99999:7:::").1.total(), 0);
    for before in ["/etc/shadow:", "+", "> ", "12:"] {
        let shown = redacted(&format!("{before}{shadow}")).0;
        assert_eq!(shown, format!("{before}root:[REDACTED password hash]:19000:0:99999:7:::"));
    }
    let ntlm = "bob:1001:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::";
    assert_eq!(redacted(ntlm).0, "bob:1001:[REDACTED password hash]:::");
    let samba =
        "bob:1001:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:31D6CFE0D16AE931B73C59D7E0C089C0:[U          ]:LCT-5C8F0000:";
    assert_eq!(redacted(samba).0, "bob:1001:[REDACTED password hash]:[U          ]:LCT-5C8F0000:");
}

#[test]
fn what_only_talks_of_secrets_stays() {
    for text in [
        "login.defs PASS_MAX_DAYS is expected to eq \"60\"",
        "its('PASSWORD') { should eq 'x' }",
        "Parse Config File /etc/security/pwquality.conf minlen is expected to cmp >= 15",
        "password required pam_pwquality.so retry=3",
        "password    sufficient    pam_unix.so sha512 shadow remember=5",
        "passwd:     files sss\nshadow: files",
        "PasswordAuthentication no",
        "PermitEmptyPasswords = no",
        "--token-auth-file=/etc/tokens --authorization-mode=Node,RBAC",
        "password_encryption = scram-sha-256",
        "password_min_length: 15",
        "token: ${TOKEN}, password=$PASSWORD, secret: <none>, token={{ token }}",
        "password = input('db_password')",
        "if password == nil || token =~ /x/",
        "The token: a word of caution about it",
        "grep: /etc/passwd: No such file or directory",
        "/etc/passwd:root:x:0:0:root:/root:/bin/bash",
        "root:x:0:0:root:/root:/bin/bash",
        "Use a bearer token or basic authentication",
        "security.authorization: enabled",
        "automountServiceAccountToken: false",
        "got: \"ec2-user ALL=(ALL) NOPASSWD:ALL\\n\"",
        "%ops ALL=(root) NOPASSWD: REBOOT, PASSWD: ALL",
        "secretName: db-credentials",
        "private_key: /etc/ssl/private/key.pem",
        "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
        "https://host:8443/x?mail=a@b.example",
        "http://[::1]:8080/a@b",
        "image docker://nginx:latest@sha256:9b74c9897bac770ffc029102a200c5de",
        "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDTiP9kaFs5rDgWQlw",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "md5 is d41d8cd98f00b204e9800998ecf8427e",
        "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "sed 's/(a)/$1$2/' and $6$ and /^\\$6\\$/",
        "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
        "it must not hold -----BEGIN RSA PRIVATE KEY----- or so",
        "is expected not to match /-----BEGIN (RSA )?PRIVATE KEY-----/",
        "Set-Cookie is expected to match /HttpOnly/",
        "** A0 of *1 and *DEADBEEF",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUFXGsVq2Rv8u0aXbx0m1kKp4pXy5X0jZ1p1QzC0o0H bob@host",
        "[REDACTED password hash]: x, [REDACTED token]=abcdef",
    ] {
        let mut redactor = Redactor::new(&Sensitive::default());
        assert!(matches!(redactor.text(text), Cow::Borrowed(_)), "{text}: {}", redacted(text).0);
    }
}

#[test]
fn an_authors_text_keeps_what_it_says_of_passwords_and_loses_keys() {
    let mut redactor = Redactor::new(&Sensitive::default());
    let code = "its('content') { should match /password=s3cret1/ }";
    assert_eq!(redactor.authored(code), code);
    let example = format!("PBKDF2 hash of your password is grub.pbkdf2.sha512.10000.{}", "AB12".repeat(32));
    assert_eq!(redactor.authored(&example), example);
    let key = format!("key = <<~K\n-----BEGIN EC PRIVATE KEY-----\n{BODY}\n-----END EC PRIVATE KEY-----\nK");
    assert_eq!(redactor.authored(&key), "key = <<~K\n[REDACTED private key]\nK");
}

#[test]
fn values_of_sensitive_inputs_are_gone_in_each_form() {
    let value = "Tr0ub4dor & \"3\"\n#{x}'";
    let mut sensitive = Sensitive::default();
    sensitive.add("pw", &json!({"deep": [value, true, null, 4711]}));
    for text in [
        format!("{value:?}"),
        value.to_owned(),
        format!("got: {}", json!({"a": value})),
        format!("base64 {}", STANDARD.encode(format!("user:{value}"))),
        "got: \"Tr0ub4dor & \\\"3\\\"\\n\\#{x}'\"".to_owned(),
        "+Tr0ub4dor & \"3\"\n".to_owned(),
        "command \"x Tr0ub4dor & \"...".to_owned(),
        "x Tr0ub4dor & \\\"3 [12 characters cut]".to_owned(),
        "pin 4711.".to_owned(),
    ] {
        let mut redactor = Redactor::new(&sensitive);
        let clean = redactor.text(&text).into_owned();
        assert!(!clean.contains("Tr0ub") && !clean.contains("VHIwd") && !clean.contains("4711"), "{text}: {clean}");
        assert_eq!(redactor.redacted().by_kind().next().map(|(kind, _)| kind), Some(Kind::SensitiveInput), "{text}");
        assert_eq!(Redactor::new(&sensitive).titled(&text), clean);
    }
    let mut redactor = Redactor::new(&sensitive);
    assert_eq!(redactor.text("147110 and a4711"), "147110 and a4711");
}

#[test]
fn a_value_that_is_too_short_stays_and_is_told() {
    let mut sensitive = Sensitive::default();
    sensitive.add("pin", &json!("123"));
    assert_eq!(Redactor::new(&sensitive).text("123"), "123");
    assert!(sensitive.warning().unwrap().contains("pin"), "{sensitive:?}");
    sensitive = Sensitive::default();
    sensitive.add("shown", &json!("***"));
    assert_eq!((sensitive.warning(), sensitive), (None, Sensitive::default()));
}

#[test]
fn nothing_is_removed_where_that_is_switched_off() {
    let mut redactor = Redactor::off();
    assert_eq!(redactor.text(SHA512), SHA512);
    assert_eq!(redactor.redacted().total(), 0);
}

#[test]
fn a_control_keeps_its_id_and_status_and_loses_the_rest() {
    let mut sensitive = Sensitive::default();
    sensitive.add("pw", &json!("Tr0ub4dor"));
    let mut control: crate::results::Control = serde_json::from_value(json!({
        "id": "c-Tr0ub4dor", "title": "t Tr0ub4dor", "desc": "d Tr0ub4dor", "impact": 0.5,
        "descriptions": [{"label": "check", "data": "x Tr0ub4dor"}], "refs": [{"url": "Tr0ub4dor"}], "tags": {"k": ["Tr0ub4dor"]},
        "code": "input('pw', value: 'Tr0ub4dor')", "source_location": {}, "waiver_data": {"justification": "Tr0ub4dor"},
        "attestation_data": {"explanation": "Tr0ub4dor"},
        "results": [{"status": "failed", "code_desc": "Tr0ub4dor", "message": format!("got: {SHA512}"), "skip_message": "Tr0ub4dor",
            "exception": "Tr0ub4dor", "backtrace": ["Tr0ub4dor"], "resource_params": "[\"Tr0ub4dor\"]", "start_time": "2026-01-01T00:00:00Z"}],
    }))
    .unwrap();
    let mut redactor = Redactor::new(&sensitive);
    redact_control(&mut redactor, &mut control);
    assert_eq!((control.id.as_str(), control.results[0].status.as_deref()), ("c-Tr0ub4dor", Some("failed")));
    control.id.clear();
    let text = serde_json::to_string(&control).unwrap();
    assert!(!text.contains("Tr0ub4dor") && !text.contains("$6$"), "{text}");
    assert_eq!((redactor.redacted().total(), control.impact), (14, 0.5));
}

#[test]
fn the_value_of_a_secret_property_is_gone_from_its_check() {
    let mut control = crate::results::fixture::control("a", 0.5, "failed");
    control.results[0].code_desc = "INI /etc/x db.password is expected not to eq \"hunter22\"".to_owned();
    control.results[0].message = Some("\nexpected: value != \"hunter22\"\n     got: \"hunter22\"\n".to_owned());
    let mut redactor = Redactor::new(&Sensitive::default());
    redact_control(&mut redactor, &mut control);
    let again = control.clone();
    redact_control(&mut redactor, &mut control);
    assert_eq!(control, again);
    let text = serde_json::to_string(&control).unwrap();
    assert!(!text.contains("hunter22") && redactor.redacted().of(Kind::Password) == 3, "{text}");
}

/// What hostile texts are made of, as often as 128 KiB hold it; what is not linear in it does not end.
#[test]
fn hostile_texts_end() {
    let once = [
        "-----BEGIN ",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\na: b\n",
        "eyJ",
        "eyJ.",
        "eyJhbGciOiJI.",
        "eyJhbGciOiJI.!",
        "$6$",
        "=$1$",
        "$6\\$",
        "$1$a",
        "password",
        "password=",
        "password:",
        "password:\"",
        "password='\\",
        "password=${",
        "password=${x}",
        "password: |\n ",
        "<password>",
        "\"password\" value=\"",
        "--password ",
        "password ",
        "\\",
        "\\n",
        "\"",
        ":",
        ":::",
        "a:b:::",
        "://",
        "://a:",
        "://a:x@",
        "://a:$X@",
        "set-cookie:a=;",
        "cookie:a=",
        "authorization: basic ",
        "SCRAM-SHA-",
        "md5",
        "*A",
        "AKIA",
        "ghp_",
        "xoxb-",
        "{SSHA",
        "LS0tLS1CRUdJTi",
        "$A$0",
        "...",
        " [",
        "END ",
        "-END ",
        "[REDACTED token]",
    ];
    for piece in once {
        let text = piece.repeat((128 << 10) / piece.len());
        let mut sensitive = Sensitive::default();
        sensitive.add("a", &json!("passwordpassword"));
        let mut redactor = Redactor::new(&sensitive);
        let clean = redactor.text(&text).into_owned();
        assert!(Redactor::new(&sensitive).text(&clean) == clean, "{piece}");
    }
}

/// Text with pieces of which secrets consist.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,8}",
        "[\n\t \"'\\\\:=,;.@/$-]{1,4}",
        proptest::sample::select(vec![
            "password",
            "token",
            "secret",
            "_auth",
            "authorization",
            "Basic ",
            "Bearer ",
            "://u:",
            "@",
            "$6$",
            "salt$hashhash",
            "eyJabcdefgh",
            ".",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "\\n",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
            ":::",
            "root:",
            "[REDACTED password]",
            "[REDACTED",
            "AKIAIOSFODNN7EXAMPLE",
            "{SSHA}",
            "cookie",
            "a=b",
            "ghp_",
            "=>",
            "md5",
            "Tr0ub4dor",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_was_gone_through_stays_as_it_is(text in pieces()) {
        let mut sensitive = Sensitive::default();
        sensitive.add("a", &json!("Tr0ub4dor"));
        let mut redactor = Redactor::new(&sensitive);
        let clean = redactor.text(&text).into_owned();
        let before = redactor.redacted().total();
        let again = redactor.text(&clean).into_owned();
        prop_assert_eq!((again, redactor.redacted().total()), (clean, before), "{:?}", text);
    }

    #[test]
    fn a_secret_is_gone_whatever_is_around_it(before in pieces(), after in pieces(), at in 0..secrets().len()) {
        let (_, secret) = secrets().swap_remove(at);
        let (clean, redacted) = redacted(&format!("{before}{secret}{after}"));
        prop_assert!(!clean.contains(&secret), "{}", clean);
        prop_assert!(redacted.total() > 0);
    }

    #[test]
    fn a_value_is_gone_whatever_is_around_it(before in pieces(), value in "\\PC{8,40}", after in pieces()) {
        let mut sensitive = Sensitive::default();
        sensitive.add("a", &json!(value));
        let clean = Redactor::new(&sensitive).text(&format!("{before}{value}{after}")).into_owned();
        prop_assert!(value.trim().len() < 8 || !clean.contains(value.trim()), "{}", clean);
    }

    #[test]
    fn what_holds_none_is_not_copied(text in "[ a-oq-su-z\n,;äß]*") {
        let mut redactor = Redactor::new(&Sensitive::default());
        prop_assert!(matches!(redactor.text(&text), Cow::Borrowed(_)));
    }
}
