//! Profiles below folders.

use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::{Code, Problem};

/// Folders one in another that are looked into.
const MAX_DEPTH: usize = 12;

/// Each folder at or below `folder` that has an `inspec.yml`, in the order of their names. A profile inside of a profile
/// (its `vendor` folder, its tests) is part of that one. Links and hidden folders are not followed.
///
/// # Errors
/// [`Code::ProfileNotFound`] where a folder cannot be read, or nothing is below it.
pub fn profiles(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    below(folder, 0, &mut found).map_err(|e| missing(folder, &e.to_string()))?;
    if found.is_empty() {
        return Err(missing(folder, "no inspec.yml is in it or below it"));
    }
    found.sort();
    Ok(found)
}

fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if folder.join("inspec.yml").is_file() {
        found.push(folder.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if entry.file_type()?.is_dir() && !hidden && depth < MAX_DEPTH {
            below(&entry.path(), depth + 1, found)?;
        }
    }
    Ok(())
}

fn missing(folder: &Path, why: &str) -> Problem {
    let help = "give a folder with profiles, each a folder with an inspec.yml";
    Problem::new(Code::ProfileNotFound, "no profile can be found", why, help).at(folder.display().to_string())
}
