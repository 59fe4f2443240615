//! What the program wrote: a stranger's file.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use nix::fcntl::OFlag;

use crate::number::number;
use crate::results::{self, Document};

/// Longest file of results, bytes.
const LARGEST: u64 = 128 << 20;
/// Most that it may take of memory once it is read, as [`cincture_engine::weight`] has it.
const HEAVIEST: usize = 512 << 20;

/// Reads results of at least `profiles` profiles.
///
/// # Errors
/// Why there are none that can be used.
pub(super) fn read(path: &Path, profiles: usize) -> Result<Document, String> {
    // The profile's code can put anything there: no link is followed, and no pipe waited for.
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let file: File = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|e| format!("it wrote no results: {e}"))?;
    if !file.metadata().is_ok_and(|found| found.is_file()) {
        return Err("its results are not a file".into());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| format!("its results cannot be read: {e}"))?;
    if bytes.len() as u64 > LARGEST || cincture_engine::weight(&bytes) > HEAVIEST {
        return Err("its results are larger than can be read".into());
    }
    let found = results::read(bytes, "its results").map_err(|problem| format!("{}: {}", problem.what, problem.why))?;
    match found.head().profiles.len() {
        some if some < profiles => Err(format!("its results have {some} of {}", number(profiles, "profile"))),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"platform":{"name":"x","release":"1"},"profiles":[{"name":"p","sha256":"0","supports":[],"attributes":[],"groups":[],
        "controls":[{"id":"a","impact":0.5,"refs":[],"tags":{},"code":"","source_location":{},"results":[{"status":"passed","code_desc":"d","run_time":0.1,"start_time":"2026-01-01T00:00:00+00:00"}]}]}],
        "statistics":{"duration":1.0},"version":"5.22.3"}"#;

    #[test]
    fn results_that_are_cut_or_none_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.json");
        assert!(read(&path, 1).unwrap_err().contains("no results"));
        std::fs::write(&path, GOOD).unwrap();
        assert_eq!(read(&path, 1).unwrap().outlines(0)[0].id, "a");
        assert!(read(&path, 2).unwrap_err().contains("1 of 2"));
        for text in ["", "{}", "garbage", &GOOD[..GOOD.len() - 30], "[]", "null"] {
            std::fs::write(&path, text).unwrap();
            assert!(read(&path, 1).is_err(), "{text}");
        }
        std::fs::write(&path, format!("[{}0]", "0,".repeat(6 << 20))).unwrap();
        assert!(read(&path, 1).unwrap_err().contains("larger"));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(read(&link, 1).unwrap_err().contains("no results"));
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert!(read(&pipe, 1).unwrap_err().contains("not a file"));
    }
}
