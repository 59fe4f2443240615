//! A file that only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use cincture_core::problem::{Code, Problem};

/// A place that can be written to. Nothing has its name until everything is in it.
pub(crate) struct SecretFile {
    path: PathBuf,
    half: PathBuf,
    file: Option<File>,
}

impl SecretFile {
    /// Makes an empty file, mode 0600, beside `path`.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub(crate) fn prepare(path: &Path) -> Result<Self, Problem> {
        let mut half = path.as_os_str().to_owned();
        half.push(".part");
        let half = PathBuf::from(half);
        let file = fresh(&half).map_err(|e| unwritable(path, &e))?;
        Ok(Self { path: path.to_owned(), half, file: Some(file) })
    }

    /// Writes all of it and puts it there, instead of whatever had the name.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`]; then nothing is left.
    pub(crate) fn write(mut self, text: &str) -> Result<(), Problem> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let written = file.write_all(text.as_bytes()).and_then(|()| fs::rename(&self.half, &self.path));
        written.map_err(|e| {
            let _ = fs::remove_file(&self.half);
            unwritable(&self.path, &e)
        })
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.half);
        }
    }
}

/// A new file. Whatever has the name is taken away, and never followed: it may be a link.
fn fresh(path: &Path) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => (),
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    let help = "choose another --kubeconfig-out";
    Problem::new(Code::OutputUnwritable, "the kubeconfig cannot be written", error.to_string(), help)
        .at(path.display().to_string())
}
