//! Runs of bytes around a place in a text.

/// Where the run of `class` that begins at `from` ends.
pub(super) fn run(text: &[u8], from: usize, class: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !class(*byte)).unwrap_or(rest.len())
}

/// Where the run of `class` that ends before `to` begins.
pub(super) fn run_back(text: &[u8], to: usize, class: impl Fn(u8) -> bool) -> usize {
    let before = text.get(..to).unwrap_or_default();
    before.iter().rposition(|byte| !class(*byte)).map_or(0, |at| at + 1)
}

/// What follows `from`.
pub(super) fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// The byte at `at`; 0 behind the end, which is in no class.
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The byte before `at`.
pub(super) fn before(text: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |at| byte(text, at))
}

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

pub(super) fn is_base64_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A part of a name of a setting.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Where the line feed that begins at `at` ends: a real one, or one that is written `\n`, with any number of backslashes.
pub(super) fn line_feed(text: &[u8], at: usize) -> Option<usize> {
    match byte(text, at) {
        b'\n' | b'\r' => Some(at + 1),
        b'\\' => {
            let letter = run(text, at, |b| b == b'\\');
            matches!(byte(text, letter), b'n' | b'r').then_some(letter + 1)
        }
        _ => None,
    }
}
