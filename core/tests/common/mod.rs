//! Data that stands beside the repository and is not part of it.

use std::path::{Path, PathBuf};

/// The folder `name` of the shared data; `None`, with a word on what is left out, where this machine does not have it.
///
/// # Panics
///
/// Where it is missing although `CINCTURE_REQUIRE_SHARED=1` asks for it.
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a test is its own main")]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CINCTURE_REQUIRE_SHARED").is_none_or(|v| v != "1"),
        "CINCTURE_REQUIRE_SHARED=1, but ../shared/data/{name} is not there"
    );
    println!("LEFT OUT: everything that needs ../shared/data/{name}");
    None
}
