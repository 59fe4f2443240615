//! `password=...` and what is like it: a name that says what the value is, a sign between them, and the value.
//!
//! Texts of checks talk about passwords more than they hold any, so a name must end with its word (`PASSWORD_MIN_LENGTH` does
//! not), a value that is a word of settings, a variable, a path or a small number stays, and without quotes or an equals sign it
//! must be alone up to the end of its line.

use cincture_engine::secrets::NAMES;
use memchr::memmem;

use super::bytes::{before, byte, is_base64, is_blank, is_name, line_feed, rest, run, run_back};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;
use super::{block, markup};

pub(super) const NAMED: Rule = Rule { needles: &NEEDLES, look, authored: false };

/// Docker's word for user and password, as base64 and in quotes.
const AUTH: &str = "auth";

const NEEDLES: [&str; NAMES.len() + 1] = {
    let mut needles = [AUTH; NAMES.len() + 1];
    let mut at = 0;
    while at < NAMES.len() {
        needles[at] = NAMES[at];
        at += 1;
    }
    needles
};

/// Bytes of a value in which its end is looked for.
const LOOKED_AT: usize = 1_024;

fn look(hit: &Hit<'_>, spots: &mut Spots) {
    if in_mark(hit) || byte(hit.text, hit.end).is_ascii_alphanumeric() {
        return;
    }
    let name = run_back(hit.text, hit.at, is_name);
    if let Some((at, end)) = markup::value(hit.text, name, hit.end) {
        return secret(hit.text, at, end, spots);
    }
    let Some(value) = separated(hit.text, hit.end).or_else(|| argument(hit)) else { return };
    if let Some((at, end)) = block::lines(hit.text, name, value.at) {
        return secret(hit.text, at, end, spots);
    }
    // `/etc/passwd: no such file`, and what sudoers(5) allows without a password.
    if before(hit.text, name) == b'/' || hit.text.get(name..hit.end) == Some(b"NOPASSWD".as_slice()) {
        return;
    }
    if value.quote.is_none() && is_placeholder(hit.text, value.at) {
        return;
    }
    let auth = hit.needle().eq_ignore_ascii_case(AUTH.as_bytes());
    let end = match value.between {
        _ if value.quote.is_some() => quoted(hit.text, &value),
        // Docker's file, and npm's.
        _ if auth && before(hit.text, hit.at) != b'_' => return,
        Between::Colon => alone(hit.text, value.at),
        Between::Equals if begins_line(hit.text, name) => Some(line(hit.text, value.at)),
        Between::Equals | Between::Blank => Some(word(hit.text, value.at)),
    };
    let Some(end) = end else { return };
    let text = hit.text.get(value.at..end).unwrap_or_default();
    if !auth || text.iter().all(|b| is_base64(*b)) {
        secret(hit.text, value.at, end, spots);
    }
}

fn secret(text: &[u8], at: usize, end: usize, spots: &mut Spots) {
    if !is_harmless(text.get(at..end).unwrap_or_default()) {
        spots.found(at..end, Kind::Password);
    }
}

/// The word is in what stands instead of another secret.
fn in_mark(hit: &Hit<'_>) -> bool {
    const OPENING: &[u8] = b"[REDACTED ";
    let Some(start) = hit.at.checked_sub(OPENING.len()) else { return false };
    Kind::ALL.iter().any(|kind| rest(hit.text, start).starts_with(kind.mark().as_bytes()))
}

/// What is between a name and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Equals,
    Colon,
    Blank,
}

/// Where a value begins.
pub(super) struct Value {
    /// Behind the quote, if there is one.
    pub(super) at: usize,
    between: Between,
    /// The quote, and how many backslashes are before it.
    quote: Option<(u8, usize)>,
}

/// The value behind a name that ends at `from`, if a sign is between them: `=`, `=>`, `:`.
pub(super) fn separated(text: &[u8], from: usize) -> Option<Value> {
    let mut at = opening(text, from).map_or(from, |(at, _)| at);
    if at > from && matches!(byte(text, at), b']' | b')') {
        at += 1;
    }
    at = run(text, at, is_blank);
    let (between, after) = match rest(text, at) {
        [b'=', b'>', ..] => (Between::Equals, at + 2),
        [b':', b'=', ..] => (Between::Equals, at + 2),
        // A comparison, or a name in Ruby.
        [b'=', b'=' | b'~', ..] | [b':', b':', ..] => return None,
        [b'=', ..] => (Between::Equals, at + 1),
        [b':', ..] => (Between::Colon, at + 1),
        _ => return None,
    };
    Some(value(text, run(text, after, is_blank), between))
}

/// The value of `--password VALUE`.
fn argument(hit: &Hit<'_>) -> Option<Value> {
    let at = run(hit.text, hit.end, is_blank);
    if at == hit.end || byte(hit.text, at) == b'-' {
        return None;
    }
    let name = run_back(hit.text, hit.at, is_name);
    rest(hit.text, name).starts_with(b"--").then(|| value(hit.text, at, Between::Blank))
}

fn value(text: &[u8], at: usize, between: Between) -> Value {
    match opening(text, at) {
        Some((after, quote)) => Value { at: after, between, quote: Some(quote) },
        None => Value { at, between, quote: None },
    }
}

/// Behind a quote, and which it is.
fn opening(text: &[u8], at: usize) -> Option<(usize, (u8, usize))> {
    let quote = run(text, at, |b| b == b'\\');
    matches!(byte(text, quote), b'"' | b'\'' | b'`').then(|| (quote + 1, (byte(text, quote), quote - at)))
}

/// Up to the quote that closes it; without one, to the end of the line.
fn quoted(text: &[u8], value: &Value) -> Option<usize> {
    let (quote, depth) = value.quote?;
    let mut at = value.at;
    while at < text.len() {
        let slashes = run(text, at, |b| b == b'\\') - at;
        match byte(text, at + slashes) {
            b'\n' => return Some(at + slashes),
            // Backslashes in pairs are of the value, those of the quote are not.
            found if found == quote && depth == 0 && slashes.is_multiple_of(2) => return Some(at + slashes),
            found if found == quote && depth > 0 && slashes <= depth => return Some(at),
            _ => at += slashes + 1,
        }
    }
    Some(text.len())
}

/// A word up to a blank, the end of the line, or a quote that encloses it with its name.
fn word(text: &[u8], from: usize) -> usize {
    until(text, from, |b| b.is_ascii_whitespace())
}

fn line(text: &[u8], from: usize) -> usize {
    let end = until(text, from, |b| matches!(b, b'\n' | b'\r'));
    from + text.get(from..end).unwrap_or_default().trim_ascii_end().len()
}

fn until(text: &[u8], from: usize, ends: fn(u8) -> bool) -> usize {
    let mut at = from;
    while at < text.len() {
        match byte(text, at) {
            b'\\' if line_feed(text, at).is_some() => return at,
            b'\\' => at = run(text, at, |b| b == b'\\') + 1,
            b'"' | b'\'' if !byte(text, at + 1).is_ascii_alphanumeric() => return at,
            found if ends(found) => return at,
            _ => at += 1,
        }
    }
    text.len()
}

/// A word behind which the line ends, or the list that it is in.
fn alone(text: &[u8], from: usize) -> Option<usize> {
    let most = (from + LOOKED_AT).min(text.len());
    let near = text.get(..most).unwrap_or_default();
    let end = until(near, from, |b| b.is_ascii_whitespace() || matches!(b, b',' | b'}' | b')' | b']'));
    if end == most && most < text.len() {
        return Some(word(text, from));
    }
    let next = run(text, end, is_blank);
    let over = next == text.len()
        || line_feed(text, next).is_some()
        || matches!(byte(text, next), b',' | b'}' | b')' | b']' | b'"' | b'\'' | b'#' | b'\\');
    over.then_some(end)
}

/// The name is the first of its line.
fn begins_line(text: &[u8], name: usize) -> bool {
    let start = run_back(text, name, is_blank);
    let written = matches!(before(text, start), b'n' | b't') && start > 1 && byte(text, start - 2) == b'\\';
    start == 0 || written || matches!(before(text, start), b'\n' | b'\r' | b'"' | b'\'')
}

/// Values that say how something is set up and let nobody in.
const WORDS: [&str; 37] = [
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "nil",
    "null",
    "none",
    "undefined",
    "unset",
    "empty",
    "default",
    "required",
    "requisite",
    "sufficient",
    "optional",
    "include",
    "substack",
    "files",
    "sss",
    "compat",
    "systemd",
    "ldap",
    "nis",
    "winbind",
    "db",
    "enabled",
    "disabled",
    "changed",
    "expired",
    "locked",
    "string",
    "md5",
    "scram-sha-256",
    "x",
    "all",
];
/// Where files of settings and keys are.
const FOLDERS: [&str; 18] = [
    "/etc/",
    "/var/",
    "/run/",
    "/usr/",
    "/opt/",
    "/home/",
    "/root/",
    "/tmp/",
    "/proc/",
    "/dev/",
    "/sys/",
    "/mnt/",
    "/srv/",
    "/lib/",
    "/bin/",
    "/sbin/",
    "/boot/",
    "/secrets/",
];
/// Digits of a number that is a count, an age or a length.
const MOST_DIGITS: usize = 3;
/// Characters of the longest value that may be harmless.
const LONGEST_HARMLESS: usize = 256;

/// Whether `value` is no secret: a word of settings, what stands for a value, or what was put in the place of one.
pub(super) fn is_harmless(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    if value.len() > LONGEST_HARMLESS {
        return false;
    }
    let bare = value.strip_suffix(b";").or(value.strip_suffix(b",")).or(value.strip_suffix(b".")).unwrap_or(value);
    let hidden = bare.first().is_none_or(|first| b"*xX.-".contains(first) && bare.iter().all(|b| b == first));
    let number = bare.len() <= MOST_DIGITS && bare.iter().all(u8::is_ascii_digit);
    let marked = value.starts_with(b"[REDACTED") || value.starts_with(b"REDACTED");
    let word = WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word.as_bytes()));
    let path = FOLDERS.iter().any(|folder| bare.starts_with(folder.as_bytes()));
    hidden || number || marked || word || path || stands_for_another(bare)
}

/// What encloses the name of a value, in shells, templates and documents.
const PLACEHOLDERS: [(&[u8], &[u8]); 6] =
    [(b"${", b"}"), (b"$(", b")"), (b"#{", b"}"), (b"{{", b"}}"), (b"%{", b"}"), (b"<", b">")];
/// Bytes of the longest.
const LONGEST_PLACEHOLDER: usize = 80;

/// Where a profile or a program gets a value from.
const CALLS: [&[u8]; 6] = [b"input(", b"attribute(", b"ENV[", b"ENV.fetch(", b"getenv(", b"os_env("];

/// A name in brackets stands at `at`, and nothing else behind it; or a call that gives the value.
fn is_placeholder(text: &[u8], at: usize) -> bool {
    if CALLS.iter().any(|call| rest(text, at).starts_with(call)) {
        return true;
    }
    let near = text.get(at..(at + LONGEST_PLACEHOLDER).min(text.len())).unwrap_or_default();
    let end = PLACEHOLDERS.iter().find_map(|(open, close)| {
        let inside = near.strip_prefix(*open)?;
        Some(at + open.len() + memmem::find(inside, close)? + close.len())
    });
    end.is_some_and(|end| !byte(text, end).is_ascii_graphic() || b",;)]}\"'\\.".contains(&byte(text, end)))
}

/// `$NAME`, `%(name)s`, a name in brackets, or a call.
fn stands_for_another(value: &[u8]) -> bool {
    let in_capitals = |name: &[u8]| name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    match value {
        [b'%', b'(', .., b's'] => true,
        [b'$', name @ ..] if in_capitals(name) => true,
        _ => is_placeholder(value, 0),
    }
}
