//! The parent's part: takes the bytes of a profile.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::{FOLDERS, MAX_BYTES, MAX_DEPTH, MAX_FILES, METADATA, belongs, is_loose, select};
use crate::protocol::{ProfileFile, Source};

/// Why a profile cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is nothing at this path.
    #[error("{} does not exist", path.display())]
    NotFound {
        /// As it was given.
        path: PathBuf,
    },
    /// There is something, but no profile.
    #[error("{} is not a profile: {why}", path.display())]
    NotAProfile {
        /// As it was given.
        path: PathBuf,
        /// What is missing.
        why: &'static str,
    },
    /// The system does not let it be read.
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A part of it is refused.
    #[error("{} is refused: {why}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// Which rule it breaks.
        why: &'static str,
    },
    /// It has too many files or bytes.
    #[error("{} has more than {limit}", path.display())]
    TooLarge {
        /// The profile.
        path: PathBuf,
        /// With its unit.
        limit: String,
    },
}

/// The profile at `path`: a folder with `inspec.yml` or `controls` (or Ruby files alone), a `.tar.gz` or `.tgz`, or one
/// `.rb` file. Nothing of it is parsed.
///
/// # Errors
/// If it is none of these, is too large, cannot be read, or holds links that lead out of its folder.
pub fn read(path: &Path) -> Result<Source, ProfileError> {
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ProfileError::NotFound { path: path.into() },
        _ => ProfileError::Unreadable { path: path.into(), error },
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let not = |why| Err(ProfileError::NotAProfile { path: path.into(), why });
    if metadata.is_dir() {
        return folder(path).map(Source::Files);
    }
    if !metadata.is_file() {
        return not("it is neither a file nor a folder");
    }
    if is_archive(&name) {
        return whole(path).map(Source::Archive);
    }
    if is_loose(&name) {
        return Ok(Source::Files(vec![ProfileFile { path: name, content: whole(path)? }]));
    }
    not("it is neither a folder nor a .tar.gz, .tgz or .rb file")
}

/// What a profile is called that does not name itself: a Ruby file `tests from` its path, as in InSpec, a folder or an
/// archive by its own name.
pub fn fallback_name(path: &Path) -> String {
    // `.` and `..` have no name of their own.
    let whole = if path.file_name().is_none() { path.canonicalize().ok() } else { None };
    let path = whole.as_deref().unwrap_or(path);
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    if name.ends_with(".rb") {
        return format!("tests from {}", path.display()).replace(['/', '\\'], ".");
    }
    let bare = name.strip_suffix(".tar.gz").or_else(|| name.strip_suffix(".tgz"));
    bare.map(str::to_owned).unwrap_or(name)
}

fn is_archive(name: &str) -> bool {
    name.ends_with(".tar.gz") || name.ends_with(".tgz")
}

fn whole(path: &Path) -> Result<Vec<u8>, ProfileError> {
    let unreadable = |error| ProfileError::Unreadable { path: path.into(), error };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_BYTES { Err(too_large(path)) } else { Ok(bytes) }
}

fn too_large(path: &Path) -> ProfileError {
    ProfileError::TooLarge { path: path.into(), limit: format!("{} MiB", MAX_BYTES >> 20) }
}

fn folder(path: &Path) -> Result<Vec<ProfileFile>, ProfileError> {
    let root = Dir::open_ambient_dir(path, ambient_authority())
        .map_err(|error| ProfileError::Unreadable { path: path.into(), error })?;
    let mut walk = Walk { path, root, left: MAX_BYTES, files: Vec::new(), folders: Vec::new() };
    walk.enter("")?;
    while let Some(next) = walk.folders.pop() {
        walk.enter(&next)?;
    }
    let files = select(walk.files);
    if files.is_empty() {
        let why = "there is no inspec.yml, no folder controls and no .rb file in it";
        return Err(ProfileError::NotAProfile { path: path.into(), why });
    }
    Ok(files)
}

/// One pass over a folder, which [`Dir`] does not let out of it by any link.
struct Walk<'a> {
    path: &'a Path,
    root: Dir,
    left: usize,
    files: Vec<ProfileFile>,
    folders: Vec<String>,
}

impl Walk<'_> {
    /// Takes the files of the folder `inner` (the root is empty), and notes the folders in it.
    fn enter(&mut self, inner: &str) -> Result<(), ProfileError> {
        let open = if inner.is_empty() { "." } else { inner };
        let entries = self.root.read_dir(open).map_err(|error| self.failed(inner, error))?;
        for entry in entries {
            let name = entry.map_err(|error| self.failed(inner, error))?.file_name();
            let Ok(name) = name.into_string() else {
                return Err(self.refused(inner, "a name in it is not UTF-8"));
            };
            let path = if inner.is_empty() { name } else { format!("{inner}/{name}") };
            if wanted(&path) {
                self.take(path)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, path: String) -> Result<(), ProfileError> {
        let link = self.root.symlink_metadata(&path).map_err(|error| self.failed(&path, error))?.is_symlink();
        // Follows links, and fails on those that lead out.
        let metadata = self.root.metadata(&path).map_err(|error| self.failed(&path, error))?;
        if metadata.is_dir() {
            if link {
                return Err(self.refused(&path, "it is a link to a folder"));
            }
            if path.split('/').count() > MAX_DEPTH {
                return Err(self.refused(&path, "too many folders stand one in another"));
            }
            self.folders.push(path);
            return Ok(());
        }
        if !belongs(&path) {
            return Ok(());
        }
        if !metadata.is_file() {
            return Err(self.refused(&path, "it is not a regular file"));
        }
        self.keep(path)
    }

    fn keep(&mut self, path: String) -> Result<(), ProfileError> {
        if self.files.len() == MAX_FILES {
            return Err(ProfileError::TooLarge { path: self.path.into(), limit: format!("{MAX_FILES} files") });
        }
        let mut content = Vec::new();
        let file = self.root.open(&path).map_err(|error| self.failed(&path, error))?;
        let all = file.take(self.left as u64 + 1).read_to_end(&mut content);
        all.map_err(|error| self.failed(&path, error))?;
        self.left = self.left.checked_sub(content.len()).ok_or_else(|| too_large(self.path))?;
        self.files.push(ProfileFile { path, content });
        Ok(())
    }

    fn failed(&self, inner: &str, error: std::io::Error) -> ProfileError {
        // What cap-std says of a link that leads out carries no number of the system.
        if error.kind() == std::io::ErrorKind::PermissionDenied && error.raw_os_error().is_none() {
            return self.refused(inner, "it is a link that leaves the profile's folder");
        }
        ProfileError::Unreadable { path: self.path.join(inner), error }
    }

    fn refused(&self, inner: &str, why: &'static str) -> ProfileError {
        ProfileError::Refused { path: self.path.join(inner), why }
    }
}

/// Whether to look at it at all: on top there may be anything, such as a version control's folder or broken links.
fn wanted(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    !hidden && (path == METADATA || is_loose(path) || FOLDERS.iter().any(|(folder, _)| *folder == top))
}
