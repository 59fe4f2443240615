//! The checksum of a profile.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::METADATA;
use crate::protocol::ProfileFile;

/// What InSpec hashes for the resolved dependencies where there are none: an empty mapping in YAML.
const NO_DEPENDENCIES: (&str, &[u8]) = ("inspec.lock.deps", b"--- {}\n");

/// SHA-256 in hexadecimal, as InSpec computes it: over path, null, content, null of every file, sorted by path, with one
/// entry more for the dependencies. A profile without `inspec.yml` counts as one with an empty file of that name.
pub fn sha256(files: &[ProfileFile]) -> String {
    let mut entries: Vec<(&str, &[u8])> =
        files.iter().map(|file| (file.path.as_str(), file.content.as_slice())).collect();
    if !entries.iter().any(|(path, _)| *path == METADATA) {
        entries.push((METADATA, b""));
    }
    entries.push(NO_DEPENDENCIES);
    entries.sort_unstable();
    let mut hash = Sha256::new();
    for (path, content) in entries {
        for part in [path.as_bytes(), b"\0", content, b"\0"] {
            hash.update(part);
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
