//! The child's part: a `.tar.gz` in memory. Nothing is ever unpacked to a disk.

use std::collections::HashSet;
use std::io::Read as _;

use flate2::bufread::GzDecoder;
use tar::{Archive, Entry, EntryType};

use super::{MAX_BYTES, MAX_DEPTH, MAX_FILES, METADATA, belongs, select};
use crate::protocol::{ProfileFile, Source};

/// Most entries of an archive: folders and files that are no part of a profile count.
const MAX_ENTRIES: usize = 2 * MAX_FILES;
/// Most bytes of the unpacked archive: the files, what stands around each of them, and what is not taken.
const MAX_INFLATED: usize = 3 * MAX_BYTES / 2;
/// How many times larger than packed an archive may be. Ruby and text reach about ten.
const MAX_RATIO: usize = 100;
/// Below this the ratio does not count: small archives are mostly padding.
const HARMLESS: usize = 8 << 20;
/// Longest path in an archive, bytes.
const MAX_PATH: usize = 1024;

/// Why an archive is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// It is not gzip, not tar, or cut off.
    #[error("the archive is damaged or not a .tar.gz: {0}")]
    Damaged(String),
    /// It unpacks to too much.
    #[error("the archive has more than {0}")]
    TooLarge(String),
    /// An entry that no honest archive of a profile has.
    #[error("the archive is refused: {path:?} {why}")]
    Refused {
        /// The entry.
        path: String,
        /// Which rule it breaks.
        why: &'static str,
    },
    /// Nothing in it is part of a profile.
    #[error("the archive holds no profile: there is no inspec.yml, no folder controls and no .rb file in it")]
    NotAProfile,
}

/// The files of a profile, sorted by the bytes of their paths.
///
/// # Errors
/// If an archive is damaged, too large, packed suspiciously well, or has entries that lead out of it, links in place of
/// files, or the same path twice.
pub fn unpack(source: Source) -> Result<Vec<ProfileFile>, UnpackError> {
    match source {
        Source::Files(files) => Ok(select(files)),
        Source::Archive(packed) => from_tar(&inflate(&packed)?),
    }
}

fn damaged(error: impl std::fmt::Display) -> UnpackError {
    UnpackError::Damaged(error.to_string())
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, UnpackError> {
    let most = packed.len().saturating_mul(MAX_RATIO).clamp(HARMLESS, MAX_INFLATED);
    let mut decoder = GzDecoder::new(packed);
    let mut bytes = Vec::new();
    (&mut decoder).take(most as u64 + 1).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() > most {
        return Err(UnpackError::TooLarge(format!("{} MiB when unpacked", most >> 20)));
    }
    // Other programs would read on, and see another profile. Zeros are padding.
    if decoder.into_inner().iter().any(|&byte| byte != 0) {
        return Err(damaged("there is more data after its end"));
    }
    Ok(bytes)
}

/// What an entry is to a profile.
enum Kind {
    File(Vec<u8>),
    /// A link, a device, a sparse file: fine where it is no part of the profile.
    Special,
}

fn from_tar(bytes: &[u8]) -> Result<Vec<ProfileFile>, UnpackError> {
    let mut entries: Vec<(String, Kind)> = Vec::new();
    let mut left = MAX_BYTES;
    for (number, entry) in Archive::new(bytes).entries().map_err(damaged)?.enumerate() {
        if number == MAX_ENTRIES {
            return Err(UnpackError::TooLarge(format!("{MAX_ENTRIES} entries")));
        }
        let mut entry = entry.map_err(damaged)?;
        if !matches!(entry.header().entry_type(), EntryType::XGlobalHeader) {
            let path = normal(&entry.path_bytes())?;
            entries.extend(kind(&mut entry, &mut left)?.map(|kind| (path, kind)));
        }
    }
    strip_top(&mut entries);
    let files = select(only_files(entries)?);
    if files.is_empty() { Err(UnpackError::NotAProfile) } else { Ok(files) }
}

/// `./a//b` as `a/b`.
fn normal(path: &[u8]) -> Result<String, UnpackError> {
    let text = String::from_utf8_lossy(path).into_owned();
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let why = if std::str::from_utf8(path).is_err() {
        "is not UTF-8"
    } else if text.starts_with('/') {
        "is an absolute path"
    } else if parts.contains(&"..") {
        "leads out of the archive"
    } else if text.len() > MAX_PATH || parts.len() > MAX_DEPTH {
        "is too long"
    } else if text.contains('\0') {
        "holds a null"
    } else {
        return Ok(parts.join("/"));
    };
    Err(UnpackError::Refused { path: text.chars().take(100).collect(), why })
}

fn kind(entry: &mut Entry<'_, &[u8]>, left: &mut usize) -> Result<Option<Kind>, UnpackError> {
    match entry.header().entry_type() {
        EntryType::Directory => Ok(None),
        EntryType::Regular => {
            let mut content = Vec::new();
            entry.take(*left as u64 + 1).read_to_end(&mut content).map_err(damaged)?;
            let limit = || UnpackError::TooLarge(format!("{} MiB when unpacked", MAX_BYTES >> 20));
            *left = left.checked_sub(content.len()).ok_or_else(limit)?;
            Ok(Some(Kind::File(content)))
        }
        _ => Ok(Some(Kind::Special)),
    }
}

/// Takes the one folder away that archives of a version control have around everything.
fn strip_top(entries: &mut [(String, Kind)]) {
    let Some(top) = entries.first().and_then(|(path, _)| path.split_once('/')).map(|(top, _)| format!("{top}/")) else {
        return;
    };
    let is_profile = entries.iter().any(|(path, _)| path == METADATA || path.starts_with("controls/"));
    if !is_profile && entries.iter().all(|(path, _)| path.starts_with(&top)) {
        for (path, _) in entries {
            path.drain(..top.len());
        }
    }
}

fn only_files(entries: Vec<(String, Kind)>) -> Result<Vec<ProfileFile>, UnpackError> {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for (path, kind) in entries.into_iter().filter(|(path, _)| belongs(path)) {
        let Kind::File(content) = kind else {
            return Err(UnpackError::Refused { path, why: "is not a regular file" });
        };
        if !seen.insert(path.clone()) {
            return Err(UnpackError::Refused { path, why: "is in it twice" });
        }
        if files.len() == MAX_FILES {
            return Err(UnpackError::TooLarge(format!("{MAX_FILES} files")));
        }
        files.push(ProfileFile { path, content });
    }
    Ok(files)
}
