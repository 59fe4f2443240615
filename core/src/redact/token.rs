//! Tokens that are known by their form: JSON Web Tokens (RFC 7519), which those of Kubernetes' service accounts are, and those
//! to which their issuers give a beginning of their own so that they are found.

use super::bytes::{byte, is_base64, is_base64_url, run};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;

/// `{"` in base64.
pub(super) const JWT: Rule = Rule { needles: &["eyJ"], look: signed, authored: true };

/// Characters of the shortest header of a token.
const LEAST_HEADER: usize = 10;

fn signed(hit: &Hit<'_>, spots: &mut Spots) {
    if hit.needle() != b"eyJ" {
        return;
    }
    let header = run(hit.text, hit.at, is_base64_url);
    let mut end = run(hit.text, header + 1, is_base64_url);
    if header - hit.at < LEAST_HEADER || byte(hit.text, header) != b'.' || end == header + 1 {
        return spots.skip(header);
    }
    // Three parts if it is signed, five if it is encrypted.
    for _ in 0..3 {
        if byte(hit.text, end) == b'.' {
            end = run(hit.text, end + 1, is_base64_url);
        }
    }
    spots.found(hit.at..end, Kind::Token);
}

/// `{"alg":` in base64, and once more so, as in a Secret of Kubernetes.
pub(super) const ENCODED: Rule = Rule { needles: &[TWICE], look: encoded, authored: true };
const TWICE: &str = "ZXlKaGJHY2lPaU";

fn encoded(hit: &Hit<'_>, spots: &mut Spots) {
    if hit.needle() == TWICE.as_bytes() {
        spots.found(hit.at..run(hit.text, hit.at, is_base64), Kind::Token);
    }
}

/// What is known of a token: how it begins, and how many characters of which class follow at least.
struct Form(&'static str, fn(u8) -> bool, usize);

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn in_path(byte: u8) -> bool {
    is_base64_url(byte) || byte == b'/'
}

fn dotted(byte: u8) -> bool {
    is_base64_url(byte) || byte == b'.'
}

/// As the issuers publish them, most for those who search code for secrets:
/// <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>,
/// <https://docs.gitlab.com/security/tokens/>, <https://api.slack.com/authentication/token-types>,
/// <https://docs.npmjs.com/about-access-tokens>, <https://docs.stripe.com/keys>,
/// <https://developer.hashicorp.com/vault/docs/concepts/tokens>.
const FORMS: [Form; 48] = [
    // GitHub
    Form("ghp_", alphanumeric, 30),
    Form("gho_", alphanumeric, 30),
    Form("ghu_", alphanumeric, 30),
    Form("ghs_", alphanumeric, 30),
    Form("ghr_", alphanumeric, 30),
    Form("github_pat_", is_base64_url, 22),
    // GitLab
    Form("glpat-", dotted, 20),
    Form("gldt-", dotted, 20),
    Form("glrt-", dotted, 20),
    Form("glcbt-", dotted, 20),
    Form("glptt-", dotted, 20),
    Form("glft-", dotted, 20),
    Form("glimt-", dotted, 20),
    Form("glagent-", dotted, 20),
    Form("gloas-", dotted, 20),
    Form("glsoat-", dotted, 20),
    Form("glffct-", dotted, 20),
    Form("GR1348941", is_base64_url, 20),
    // Slack
    Form("xoxb-", is_base64_url, 10),
    Form("xoxp-", is_base64_url, 10),
    Form("xoxa-", is_base64_url, 10),
    Form("xoxr-", is_base64_url, 10),
    Form("xoxs-", is_base64_url, 10),
    Form("xoxe-", is_base64_url, 10),
    Form("xoxe.xox", dotted, 10),
    Form("xapp-", is_base64_url, 10),
    Form("hooks.slack.com/services/", in_path, 20),
    Form("hooks.slack.com/workflows/", in_path, 20),
    // npm, PyPI, RubyGems, Docker Hub
    Form("npm_", alphanumeric, 30),
    Form("pypi-AgEI", is_base64_url, 30),
    Form("pypi-AgEN", is_base64_url, 30),
    Form("rubygems_", alphanumeric, 40),
    Form("dckr_pat_", is_base64_url, 20),
    Form("dckr_oat_", is_base64_url, 20),
    // Google
    Form("AIza", is_base64_url, 35),
    Form("ya29.", dotted, 20),
    Form("GOCSPX-", is_base64_url, 20),
    // Stripe
    Form("sk_live_", alphanumeric, 10),
    Form("sk_test_", alphanumeric, 10),
    Form("rk_live_", alphanumeric, 10),
    Form("rk_test_", alphanumeric, 10),
    Form("whsec_", is_base64, 20),
    // Vault
    Form("hvs.", is_base64_url, 20),
    Form("hvb.", is_base64_url, 20),
    Form("hvr.", is_base64_url, 20),
    // SendGrid, Anthropic, age
    Form("SG.", dotted, 60),
    Form("sk-ant-", is_base64_url, 20),
    Form("AGE-SECRET-KEY-1", alphanumeric, 50),
];

const PREFIXES: [&str; FORMS.len()] = {
    let mut prefixes = [""; FORMS.len()];
    let mut at = 0;
    while at < FORMS.len() {
        prefixes[at] = FORMS[at].0;
        at += 1;
    }
    prefixes
};

pub(super) const PREFIXED: Rule = Rule { needles: &PREFIXES, look: prefixed, authored: true };

fn prefixed(hit: &Hit<'_>, spots: &mut Spots) {
    let of_needle = FORMS.iter().find(|form| form.0.as_bytes() == hit.needle());
    let Some(Form(_, class, least)) = of_needle else { return };
    let end = run(hit.text, hit.end, class);
    if end - hit.end >= *least {
        spots.found(hit.at..end, Kind::Token);
    }
}
