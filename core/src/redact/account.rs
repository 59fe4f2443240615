//! Lines of accounts, where a hash of any form is known by its field: shadow(5), and NTLM as `pwdump` and smbpasswd(5) have it.

use super::bytes::{before, byte, is_name, run, run_back};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;

/// Empty fields at the end of most lines, the usual longest age of a password, and what marks a line of Samba.
pub(super) const LINE: Rule = Rule { needles: &[":::", ":99999:", ":[U", ":[D", ":[N", ":[W"], look, authored: false };

/// Bytes of a line before its needle.
const LONGEST: usize = 1_024;
const MOST_FIELDS: usize = 9;
const MOST_AGES: usize = 6;
const NTLM: usize = 32;

fn look(hit: &Hit<'_>, spots: &mut Spots) {
    let Some(fields) = fields(hit) else { return };
    if let Some(hash) = shadowed(hit.text, &fields) {
        spots.found(hash.0..hash.1, Kind::PasswordHash);
    } else if let [.., id, lm, nt] = fields.as_slice()
        && is_number(hit.text, id)
        && is_ntlm(hit.text, lm)
        && is_ntlm(hit.text, nt)
    {
        spots.found(lm.0..nt.1, Kind::PasswordHash);
    }
}

type Field = (usize, usize);

/// The fields of the line up to the needle.
fn fields(hit: &Hit<'_>) -> Option<Vec<Field>> {
    let floor = hit.at.saturating_sub(LONGEST);
    let mut fields = Vec::new();
    let mut end = hit.at;
    while fields.len() < MOST_FIELDS {
        let before_needle = hit.text.get(floor..end)?;
        let in_field = |b| !matches!(b, b':' | b'\n' | b'"' | b'\'' | b' ');
        let start = floor + run_back(before_needle, end - floor, in_field);
        // What is before a line feed that is written out belongs to the line before.
        let written = hit.text.get(start..end)?.iter().rposition(|b| *b == b'\\').map(|at| (start + at + 2).min(end));
        fields.push((written.unwrap_or(start), end));
        if written.is_some() || before(hit.text, start) != b':' {
            fields.reverse();
            return Some(fields);
        }
        end = start - 1;
        if end < floor {
            return None;
        }
    }
    None
}

/// The hash of a line of shadow(5): between the name and the day of the last change, with the ages behind it. Each of those
/// is a number or nothing. Something else may be before the name, such as the name of the file.
fn shadowed(text: &[u8], fields: &[Field]) -> Option<Field> {
    let is_age = |field: &&Field| field.0 == field.1 || is_number(text, field);
    let ages = fields.iter().rev().take(MOST_AGES).take_while(is_age).count();
    let [.., name, hash] = fields.get(..fields.len() - ages)? else { return None };
    (ages > 0 && name.1 > name.0 && is_name(before(text, name.1)) && is_hash(text, hash)).then_some(*hash)
}

fn is_number(text: &[u8], field: &Field) -> bool {
    field.1 > field.0 && run(text, field.0, |b| b.is_ascii_digit()) >= field.1
}

fn is_ntlm(text: &[u8], field: &Field) -> bool {
    field.1 - field.0 == NTLM && run(text, field.0, |b| b.is_ascii_hexdigit() || b == b'*' || b == b'X') >= field.1
}

/// Nobody logs in with `*`, `!`, `!!`, `x`, `*LK*`, `NP`, or nothing.
fn is_hash(text: &[u8], field: &Field) -> bool {
    let unlocked = text.get(field.0..field.1).unwrap_or_default();
    let unlocked = unlocked.strip_prefix(b"!!").or(unlocked.strip_prefix(b"!")).unwrap_or(unlocked);
    unlocked.len() > 4 && !matches!(byte(unlocked, 0), b'*' | b'[') && !unlocked.iter().all(u8::is_ascii_digit)
}
