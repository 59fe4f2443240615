//! Access keys of AWS. The id has a form; its secret is known by standing beside it, or behind its name (see `setting.rs`).
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use super::bytes::{is_base64, run};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;

/// Of users, and of sessions.
pub(super) const KEY: Rule = Rule { needles: &["AKIA", "ASIA"], look, authored: true };

/// Characters of an id behind its first four.
const LEAST_ID: usize = 16;
const SECRET: usize = 40;
/// Characters between an id and its secret, such as a comma or quotes.
const MOST_BETWEEN: usize = 8;

fn look(hit: &Hit<'_>, spots: &mut Spots) {
    let end = run(hit.text, hit.end, |b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !matches!(hit.needle(), b"AKIA" | b"ASIA") || end - hit.end < LEAST_ID {
        return;
    }
    spots.found(hit.at..end, Kind::AccessKey);
    let start = run(hit.text, end, |b| matches!(b, b' ' | b'\t' | b',' | b':' | b';' | b'"' | b'\'' | b'\n'));
    let secret = run(hit.text, start, is_base64);
    if start > end && start - end <= MOST_BETWEEN && secret - start == SECRET {
        spots.found(start..secret, Kind::AccessKey);
    }
}
