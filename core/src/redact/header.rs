//! What stands in the header of an HTTP request, and in an address: `Authorization` (RFC 9110), cookies (RFC 6265), and
//! `scheme://user:password@host` (RFC 3986).

use super::bytes::{byte, is_base64_url, is_blank, is_name, line_feed, rest, run};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;
use super::setting::{is_harmless, separated};

pub(super) const FIELD: Rule =
    Rule { needles: &["authorization", "bearer ", "cookie", "?sig=", "&sig="], look: field, authored: false };

/// Schemes whose credentials are one word.
const SCHEMES: [&str; 8] =
    ["basic ", "bearer ", "digest ", "negotiate ", "ntlm ", "token ", "apikey ", "aws4-hmac-sha256 "];
/// Characters of a word that is none of a language.
const LEAST_TOKEN: usize = 12;
/// Characters at which a field is taken for a secret without its end being looked for.
const LOOKED_AT: usize = 1_024;

fn field(hit: &Hit<'_>, spots: &mut Spots) {
    match hit.needle().to_ascii_lowercase().as_slice() {
        b"authorization" => authorization(hit, spots),
        b"cookie" => cookie(hit, spots),
        b"bearer " => token(hit.text, hit.end, Kind::Token, spots),
        _ => token(hit.text, hit.end, Kind::AccessKey, spots),
    }
}

fn authorization(hit: &Hit<'_>, spots: &mut Spots) {
    let Some(value) = separated(hit.text, hit.end) else { return };
    let text = rest(hit.text, value.at);
    let named = |scheme: &&&str| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme.as_bytes()));
    let Some(scheme) = SCHEMES.iter().find(named) else { return token(hit.text, value.at, Kind::Token, spots) };
    let start = run(hit.text, value.at + scheme.len(), is_blank);
    let end = line(hit.text, start, *b"\n");
    if !is_harmless(hit.text.get(start..end).unwrap_or_default()) {
        let kind = if scheme.starts_with("basic") { Kind::Password } else { Kind::Token };
        spots.found(start..end, kind);
    }
}

/// A word that is too long and too mixed for one of a language.
fn token(text: &[u8], from: usize, kind: Kind, spots: &mut Spots) {
    let end = run(text, from, |b| is_base64_url(b) || matches!(b, b'.' | b'~' | b'+' | b'/' | b'=' | b'%'));
    let word = text.get(from..end).unwrap_or_default();
    if word.len() >= LEAST_TOKEN && word.iter().any(u8::is_ascii_digit) {
        spots.found(from..end, kind);
    }
}

/// `Set-Cookie` keeps the name and the attributes, which are what is checked of one.
fn cookie(hit: &Hit<'_>, spots: &mut Spots) {
    let Some(value) = separated(hit.text, hit.end) else { return };
    let at = run(hit.text, value.at, |b| matches!(b, b'[' | b'\\' | b'"' | b'\''));
    let name = run(hit.text, at, is_name);
    if name == at || byte(hit.text, name) != b'=' {
        return;
    }
    let before = hit.at.checked_sub(4).and_then(|start| hit.text.get(start..hit.at));
    let ends = if before.is_some_and(|word| word.eq_ignore_ascii_case(b"set-")) { b";" } else { b"\n" };
    let end = line(hit.text, name + 1, *ends);
    if !is_harmless(hit.text.get(name + 1..end).unwrap_or_default()) {
        spots.found(name + 1..end, Kind::Token);
    }
}

/// Where the field ends: with its line, with the quotes around it, or where `ends` says.
fn line(text: &[u8], from: usize, [ends]: [u8; 1]) -> usize {
    let most = (from + LOOKED_AT).min(text.len());
    let over = |at: &usize| {
        let found = byte(text, *at);
        found == ends || matches!(found, b'"' | b'\'') || line_feed(text, *at).is_some()
    };
    let near = (from..most).find(over);
    near.unwrap_or_else(|| run(text, most, |b| b != ends && !matches!(b, b'"' | b'\'' | b'\n' | b'\\')))
}

pub(super) const ADDRESS: Rule = Rule { needles: &["://"], look: address, authored: false };

fn address(hit: &Hit<'_>, spots: &mut Spots) {
    // An address of IPv6.
    if byte(hit.text, hit.end) == b'[' {
        return;
    }
    let user = run(hit.text, hit.end, |b| in_word(b) && !matches!(b, b':' | b'/' | b'@' | b'?' | b'#'));
    if byte(hit.text, user) != b':' {
        return;
    }
    let start = user + 1;
    let port = run(hit.text, start, |b| b.is_ascii_digit());
    if port > start && (!in_word(byte(hit.text, port)) || matches!(byte(hit.text, port), b'/' | b'?' | b'#')) {
        return;
    }
    let word = run(hit.text, start, in_word);
    let Some(length) = hit.text.get(start..word).and_then(|rest| rest.iter().rposition(|b| *b == b'@')) else {
        return spots.skip(word);
    };
    // `docker://image:tag@sha256:…`
    let digest = rest(hit.text, start + length + 1).starts_with(b"sha");
    if !digest && !is_harmless(hit.text.get(start..start + length).unwrap_or_default()) {
        spots.found(start..start + length, Kind::Password);
    }
}

fn in_word(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, 0 | b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`')
}
