//! A file that only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use cincture_core::problem::{Code, Problem};
use cincture_core::recording::Sink;

use crate::output::replaceable;
use crate::system;

/// A place that can be written to. Nothing has its name until everything is in it.
pub(crate) struct SecretFile {
    path: PathBuf,
    half: PathBuf,
    file: Option<File>,
    flag: &'static str,
}

impl SecretFile {
    /// Makes an empty file, mode 0600, beside `path`, which `flag` asked for.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub(crate) fn prepare(path: &Path, flag: &'static str) -> Result<Self, Problem> {
        let mut half = path.as_os_str().to_owned();
        half.push(".part");
        let half = PathBuf::from(half);
        let file = replaceable(path).and_then(|()| fresh(&half)).map_err(|e| unwritable(path, flag, &e))?;
        Ok(Self { path: path.to_owned(), half, file: Some(file), flag })
    }

    /// Writes all of it and puts it there, instead of whatever had the name.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`]; then nothing is left.
    pub(crate) fn write(mut self, text: &str) -> Result<(), Problem> {
        let (path, flag) = (self.path.clone(), self.flag);
        let written = self.write_all(text.as_bytes()).and_then(|()| self.rename());
        written.map_err(|e| unwritable(&path, flag, &e))
    }

    fn rename(mut self) -> io::Result<()> {
        fs::rename(&self.half, &self.path)?;
        self.file = None;
        Ok(())
    }

    fn file(&self) -> io::Result<&File> {
        self.file.as_ref().ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl Write for SecretFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file()?.flush()
    }
}

impl Sink for SecretFile {
    fn keep(self: Box<Self>) -> io::Result<()> {
        self.rename()
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
fn fresh(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => (),
    }
    system::with_mode(OpenOptions::new().write(true).create_new(true), 0o600).open(path)
}

fn unwritable(path: &Path, flag: &str, error: &io::Error) -> Problem {
    let help = format!("choose another {flag}");
    Problem::new(Code::OutputUnwritable, "a file that was asked for cannot be written", error.to_string(), help)
        .at(path.display().to_string())
}
