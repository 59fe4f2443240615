//! A job that is not there.

use std::io;
use std::path::Path;

use super::ReadFile;
use crate::env::Env;

/// A job as its platform describes it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its variables, in the form of [`Env::of_lines`]. [`HERE`](Self::HERE) in a value is the folder of `files`.
    pub variables: &'static str,
    /// The files that they name, by name, with their content.
    pub files: &'static [(&'static str, &'static str)],
}

impl Example {
    /// What stands for the folder of the files.
    pub const HERE: &str = "@HERE@";

    /// The variables.
    pub fn env(&self) -> Env {
        Env::of_lines(self.variables)
    }
}

impl ReadFile for Example {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let name = path.strip_prefix(Self::HERE).map_err(io::Error::other)?;
        let file = self.files.iter().find(|(known, _)| Path::new(known) == name);
        file.map(|(_, content)| content.as_bytes().to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
