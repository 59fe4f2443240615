//! Profiles as files: read by the parent without a look inside, unpacked and understood by the child.
//!
//! [`read()`] belongs to the parent: it takes bytes and judges nothing. [`unpack`], [`metadata()`] and the rest belong to the
//! sandboxed child, as everything in a profile is its author's choice. The same files come out of a folder and of an
//! archive of it, in the same order and with the same [`sha256`].

use crate::protocol::ProfileFile;

mod archive;
mod digest;
mod metadata;
mod read;
mod requirement;
mod yaml;

pub use archive::{UnpackError, unpack};
pub use digest::sha256;
pub use metadata::{INSPEC_VERSION, Metadata, MetadataError, metadata};
pub use read::{ProfileError, fallback_name, read};
pub use yaml::yaml_limits;

/// Most files that a profile may have.
pub const MAX_FILES: usize = 20_000;
/// Most bytes that they may have together, and that an archive may have.
pub const MAX_BYTES: usize = 64 << 20;
/// Most bytes of scalars in a YAML text.
const MAX_YAML: usize = 4 << 20;
/// Most folders that may stand one in another.
const MAX_DEPTH: usize = 32;
/// The file that makes a folder a profile.
const METADATA: &str = "inspec.yml";
/// The folders of which a profile is made, with what is taken of them. `test` is what `controls` was called once.
const FOLDERS: [(&str, &str); 4] = [("controls", ".rb"), ("test", ".rb"), ("libraries", ".rb"), ("files", "")];

/// Any YAML text as JSON, as Ruby reads it (`0644` is 420), within budgets.
///
/// # Errors
/// A sentence, if it is not YAML, or goes beyond what a file of this kind may hold.
pub fn parse_yaml(text: &str) -> Result<serde_json::Value, String> {
    yaml::parse(text, MAX_YAML).map_err(|error| error.without_snippet().to_string())
}

/// The control files, in the order in which they are to be loaded.
///
/// As in InSpec they are those below `controls`, or, in old profiles, below `test`. Where there is no `inspec.yml` and
/// neither folder they are the `.rb` files on top, which is how a single file is a profile.
pub fn controls(files: &[ProfileFile]) -> Vec<&ProfileFile> {
    let places: [fn(&str) -> bool; 3] = [|path| is_in(path, "controls"), |path| is_in(path, "test"), is_loose];
    let of = |place: fn(&str) -> bool| files.iter().filter(move |file| place(&file.path)).collect::<Vec<_>>();
    places.into_iter().map(of).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The library files, in the order in which they are to be loaded.
pub fn libraries(files: &[ProfileFile]) -> Vec<&ProfileFile> {
    files.iter().filter(|file| is_in(&file.path, "libraries")).collect()
}

/// The data files of a profile: what `inspec.profile.file` reads, by the name that it takes.
pub fn data(files: &[ProfileFile]) -> impl Iterator<Item = (&str, &[u8])> {
    files.iter().filter_map(|file| Some((file.path.strip_prefix("files/")?, file.content.as_slice())))
}

/// Whether a file of this path is part of a profile. Hidden files and folders are not, as InSpec does not list them.
fn belongs(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let in_folder = || FOLDERS.iter().any(|(folder, end)| is_in(path, folder) && path.ends_with(end));
    !hidden && (path == METADATA || is_loose(path) || in_folder())
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A Ruby file on top. `metadata.rb` is a cookbook's.
fn is_loose(path: &str) -> bool {
    !path.contains('/') && path.ends_with(".rb") && path != "metadata.rb"
}

/// What of these belongs to the profile, in order: where there is an `inspec.yml`, Ruby files on top are not read.
fn select(mut files: Vec<ProfileFile>) -> Vec<ProfileFile> {
    let whole = files.iter().any(|file| file.path == METADATA);
    files.retain(|file| belongs(&file.path) && !(whole && is_loose(&file.path)));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
