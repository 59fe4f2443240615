//! What tests need from beside the repository.

use std::path::{Path, PathBuf};

/// The folder `name` of the shared data; `None`, with a word on what is left out, where this machine does not have it.
#[allow(dead_code, reason = "each test program takes this file in whole")]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    leave_out(&format!("everything that needs ../shared/data/{name}"));
    None
}

/// Says what is not tested on this machine.
///
/// # Panics
///
/// Where `CINCTURE_REQUIRE_SHARED=1` asks for all tests.
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a test program has no main of ours")]
pub(crate) fn leave_out(what: &str) {
    let required = std::env::var_os("CINCTURE_REQUIRE_SHARED").is_some_and(|v| v == "1");
    assert!(!required, "CINCTURE_REQUIRE_SHARED=1, but this machine cannot run {what}");
    println!("LEFT OUT: {what}");
}
