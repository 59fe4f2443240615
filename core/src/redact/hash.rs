//! What passwords are checked against. crypt(5) lists most forms. Guides show hashes as examples, so an author's text keeps them.

use super::bytes::{before, byte, is_base64, rest, run, run_back};
use super::find::{Hit, Rule, Spots};
use super::kind::Kind;

/// `$id$…`, also as a shell or Compose has it escaped.
pub(super) const CRYPT: Rule = Rule { needles: &CRYPT_NEEDLES, look: crypt, authored: false };

const CRYPT_NEEDLES: [&str; 30] = [
    "$1$", "$5$", "$6$", "$7$", "$8$", "$9$", "$14$", "$y$", "$gy$", "$2a$", "$2b$", "$2x$", "$2y$", "$argon2",
    "$apr1$", "$md5", "$sha1$", "$scrypt$", "$pbkdf2", "$P$", "$H$", "$3$", "$S$", "$1\\$", "$5\\$", "$6\\$", "$y\\$",
    "$2a\\$", "$2b\\$", "$2y\\$",
];

/// Characters of the shortest part that is taken for a salt or a hash.
const LEAST_PART: usize = 8;
/// Characters of a hash without any further part.
const LEAST_SINGLE: usize = 20;

fn crypt(hit: &Hit<'_>, spots: &mut Spots) {
    let mut end = hit.end;
    loop {
        end = run(hit.text, end, in_crypt);
        // An escaped dollar sign.
        match rest(hit.text, end) {
            [b'\\', b'$', ..] => end += 2,
            _ => break,
        }
    }
    let body = hit.text.get(hit.end..end).unwrap_or_default();
    let parts = || body.split(|b| *b == b'$');
    let longest = parts().map(<[u8]>::len).max().unwrap_or(0);
    if longest >= LEAST_SINGLE || (longest >= LEAST_PART && parts().nth(1).is_some()) {
        // The first dollar sign is escaped, too, where the second is.
        let escaped = hit.needle().contains(&b'\\') && before(hit.text, hit.at) == b'\\';
        spots.found(hit.at - usize::from(escaped)..end, Kind::PasswordHash);
    } else {
        spots.skip(end);
    }
}

fn in_crypt(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'$' | b'=' | b',' | b'+' | b'_' | b'-')
}

/// `{SCHEME}…` as LDAP (RFC 2307) and Dovecot write it.
pub(super) const LDAP: Rule = Rule {
    needles: &["{SSHA", "{SHA", "{SMD5", "{MD5", "{CRYPT", "{PBKDF2", "{ARGON2", "{BLF-CRYPT", "{NTLM"],
    look: ldap,
    authored: false,
};
const LONGEST_SCHEME: usize = 16;
/// `crypt` of DES has 13.
const LEAST_LDAP: usize = 13;

fn ldap(hit: &Hit<'_>, spots: &mut Spots) {
    let name = hit.text.get(hit.end..(hit.end + LONGEST_SCHEME).min(hit.text.len())).unwrap_or_default();
    let Some(length) = name.iter().position(|b| *b == b'}') else { return };
    let start = hit.end + length + 1;
    let end = run(hit.text, start, |b| in_crypt(b) || is_base64(b));
    if end - start >= LEAST_LDAP {
        spots.found(hit.at..end, Kind::PasswordHash);
    }
}

/// PostgreSQL, GRUB, Django, MySQL 8, SQL Server.
pub(super) const DATABASE: Rule = Rule {
    needles: &["SCRAM-SHA-", "md5", "grub.pbkdf2.", "pbkdf2_sha", "$A$0", "0x0100", "0x0200"],
    look: database,
    authored: false,
};
const MD5: usize = 32;
/// Characters of salt, hash, and what is around them.
const LEAST_PARTS: usize = 24;
/// Characters by which it is judged.
const LOOKED_AT: usize = 256;
/// Salt and hash of SQL Server, without their first two bytes.
const LEAST_SQL_SERVER: usize = 48;
/// `05$`, a salt of 20 characters, which may be any, and a hash of 43.
const CACHING_SHA2: usize = 3 + 20 + 43;
const LONGEST_CACHING_SHA2: usize = 4 * CACHING_SHA2;

fn database(hit: &Hit<'_>, spots: &mut Spots) {
    let text = hit.text;
    let hex = |b: u8| b.is_ascii_hexdigit();
    let end = match hit.needle() {
        b"md5" if !before(text, hit.at).is_ascii_alphanumeric() => run_of(hit, hex, |body| body.len() == MD5),
        b"grub.pbkdf2." => run_of(hit, |b| b.is_ascii_alphanumeric() || b == b'.', |body| body.len() >= LEAST_PARTS),
        b"SCRAM-SHA-" => run_of(hit, |b| in_crypt(b) || b == b':', has_parts),
        b"pbkdf2_sha" => run_of(hit, in_crypt, has_parts),
        b"0x0100" | b"0x0200" => run_of(hit, hex, |body| body.len() >= LEAST_SQL_SERVER),
        b"$A$0" => caching_sha2(text, hit.end),
        _ => None,
    };
    if let Some(end) = end {
        spots.found(hit.at..end, Kind::PasswordHash);
    }
}

/// Where the run of `class` behind the needle ends, if its beginning is `enough`.
fn run_of(hit: &Hit<'_>, class: fn(u8) -> bool, enough: fn(&[u8]) -> bool) -> Option<usize> {
    let beginning = hit.text.get(hit.end..(hit.end + LOOKED_AT).min(hit.text.len()))?;
    let length = run(beginning, 0, class);
    enough(beginning.get(..length)?).then(|| run(hit.text, hit.end, class))
}

fn has_parts(body: &[u8]) -> bool {
    body.len() >= LEAST_PARTS && body.contains(&b'$')
}

/// Its salt may be any bytes, which are escaped in a text: up to what ends a field.
fn caching_sha2(text: &[u8], from: usize) -> Option<usize> {
    // The number of rounds, and a dollar sign.
    let [tens, ones, b'$', ..] = rest(text, from) else { return None };
    if !tens.is_ascii_hexdigit() || !ones.is_ascii_hexdigit() {
        return None;
    }
    let most = (from + LONGEST_CACHING_SHA2).min(text.len());
    let ends = |at: &usize| matches!(byte(text, *at), b'\n' | b'\t' | b' ' | b'"' | b'\'');
    let end = (from..most).find(|at| *at >= from + CACHING_SHA2 && ends(at));
    // The quote may be escaped.
    let end = end.map(|end| run_back(text, end, |b| b == b'\\'));
    end.or((most == text.len() && most >= from + CACHING_SHA2).then_some(most))
}

/// `*` and forty hexadecimal digits in capitals.
pub(super) const MYSQL: Rule = Rule {
    needles: &["*0", "*1", "*2", "*3", "*4", "*5", "*6", "*7", "*8", "*9", "*A", "*B", "*C", "*D", "*E", "*F"],
    look: mysql,
    authored: false,
};
const SHA1: usize = 40;

fn mysql(hit: &Hit<'_>, spots: &mut Spots) {
    let end = run(hit.text, hit.at + 1, |b| b.is_ascii_digit() || matches!(b, b'A'..=b'F'));
    if end - hit.at > SHA1 {
        spots.found(hit.at..end, Kind::PasswordHash);
    }
}
