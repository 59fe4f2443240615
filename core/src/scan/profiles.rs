//! `--profile NAME|FOLDER|ARCHIVE|FILE`: where a profile comes from. Nothing of it is parsed here.

use std::path::{Path, PathBuf};

use cincture_engine::profile::{self, ProfileError};
use cincture_engine::protocol::{ProfileFile, Source};
use include_dir::{Dir, include_dir};

use crate::problem::{Code, Problem};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../profiles");

/// Names of the profiles that are part of the program.
pub fn built_in() -> Vec<String> {
    BUILT_IN.dirs().map(|dir| dir.path().display().to_string()).collect()
}

/// A profile as a user asked for it, its bytes read.
#[derive(Clone, Debug)]
pub struct ProfileSource {
    /// As it was asked for.
    pub argument: String,
    /// Name where the profile gives itself none.
    pub name: String,
    /// Its bytes.
    pub source: Source,
    /// Part of this program: it may run where no sandbox is to be had.
    pub built_in: bool,
}

/// Reads the profile that `argument` means: the name of a built-in one, or a path. `./container-baseline` is a path,
/// `container-baseline` is not.
///
/// # Errors
///
/// [`Code::ProfileNotFound`] where nothing is there, [`Code::ProfileInvalid`] where what is there cannot be a profile.
pub fn load(argument: &str) -> Result<ProfileSource, Problem> {
    if let Some(dir) = BUILT_IN.get_dir(argument).filter(|_| !argument.contains('/')) {
        let source = Source::Files(embedded(dir, dir.path()));
        return Ok(ProfileSource { argument: argument.into(), name: argument.into(), source, built_in: true });
    }
    let path = PathBuf::from(argument);
    let source = profile::read(&path).map_err(|e| problem(argument, &e))?;
    Ok(ProfileSource { argument: argument.into(), name: profile::fallback_name(&path), source, built_in: false })
}

fn embedded(dir: &Dir<'_>, root: &Path) -> Vec<ProfileFile> {
    let mut files: Vec<ProfileFile> = dir
        .files()
        .filter_map(|file| {
            let path = file.path().strip_prefix(root).ok()?;
            Some(ProfileFile { path: path.display().to_string(), content: file.contents().to_vec() })
        })
        .collect();
    files.extend(dir.dirs().flat_map(|below| embedded(below, root)));
    files
}

fn problem(argument: &str, error: &ProfileError) -> Problem {
    let names = built_in();
    let close = names.iter().find(|name| strsim::damerau_levenshtein(name, argument) <= 3);
    let help = match close {
        Some(name) => format!("did you mean the built-in profile `{name}`?"),
        None => format!("give a folder, a .tar.gz, a .rb file, or a built-in profile ({})", names.join(", ")),
    };
    let not_found = matches!(error, ProfileError::NotFound { .. });
    let code = if not_found { Code::ProfileNotFound } else { Code::ProfileInvalid };
    Problem::new(code, "the profile cannot be read", error.to_string(), help).at(argument)
}
