//! The private folder of one run: identity, inputs, profiles, results. Removed when dropped.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use cincture_engine::protocol::Source;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::program::Program;
use crate::problem::{Code, Problem};
use crate::scan::profiles::ProfileSource;

/// What of the user's folder the program needs to find its plugins. Not its configuration, which may hold passwords.
const PLUGINS: [&str; 2] = ["plugins.json", "gems"];

/// A folder that nobody else may look into (0700), with files that nobody else may read (0600).
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub fn new(program: &Program) -> Result<Self, Problem> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("cincture-").permissions(Permissions::from_mode(0o700));
        let made = builder.tempdir_in(&program.temporary).and_then(|folder| {
            let config = folder.path().join("home/.inspec");
            fs::create_dir_all(&config)?;
            fs::create_dir(folder.path().join("tmp"))?;
            for name in PLUGINS {
                match program.plugins.as_ref().map(|plugins| plugins.join(name)).filter(|path| path.exists()) {
                    Some(path) => symlink(std::path::absolute(path)?, config.join(name))?,
                    None => continue,
                }
            }
            Ok(Self(folder))
        });
        made.map_err(|e| unwritable(&program.temporary, &e))
    }

    /// A place in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes the identity; gives the file.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub fn kubeconfig(&self, kubeconfig: &SecretString) -> Result<PathBuf, Problem> {
        self.write("kubeconfig", kubeconfig.expose_secret().as_bytes())
    }

    /// Writes values of inputs, as JSON, which is YAML; gives the file, if there are any.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub fn inputs(&self, inputs: &Map<String, Value>) -> Result<Option<PathBuf>, Problem> {
        if inputs.is_empty() {
            return Ok(None);
        }
        let text = serde_json::to_vec(inputs).unwrap_or_default();
        self.write("inputs.yml", &text).map(Some)
    }

    /// Where a profile is: a built-in one is written here, any other stands where it stood.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`].
    pub fn profile(&self, profile: &ProfileSource) -> Result<PathBuf, Problem> {
        let Source::Files(files) = &profile.source else { return absolute(&profile.argument) };
        if !profile.built_in {
            return absolute(&profile.argument);
        }
        let root = Path::new("profiles").join(&profile.name);
        for file in files {
            let path = root.join(&file.path);
            if path.components().any(|part| !matches!(part, Component::Normal(_))) {
                continue;
            }
            let folder = self.0.path().join(path.parent().unwrap_or(&root));
            fs::create_dir_all(&folder).map_err(|e| unwritable(&folder, &e))?;
            self.write(path, &file.content)?;
        }
        Ok(self.0.path().join(root))
    }

    fn write(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<PathBuf, Problem> {
        let path = self.0.path().join(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(bytes)).map_err(|e| unwritable(&path, &e))?;
        Ok(path)
    }
}

fn absolute(argument: &str) -> Result<PathBuf, Problem> {
    std::path::absolute(argument).map_err(|e| unwritable(Path::new(argument), &e))
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let help = "choose another place for temporary files with TMPDIR";
    Problem::new(Code::OutputUnwritable, "a temporary file cannot be written", error.to_string(), help)
        .at(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_may_look_into_it_and_nothing_of_it_stays() {
        let temporary = tempfile::tempdir().unwrap();
        let plugins = temporary.path().join("user");
        fs::create_dir_all(plugins.join("gems")).unwrap();
        fs::write(plugins.join("config.json"), "s3cr3t").unwrap();
        let program = Program {
            path: "/bin/sh".into(),
            search: String::new(),
            plugins: Some(plugins),
            temporary: temporary.path().to_owned(),
        };
        let folder = Folder::new(&program).unwrap();
        let root = folder.0.path().to_owned();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let kubeconfig = folder.kubeconfig(&"token".to_owned().into()).unwrap();
        assert_eq!((mode(&root), mode(&kubeconfig)), (0o700, 0o600));
        assert!(root.join("home/.inspec/gems").exists() && !root.join("home/.inspec/config.json").exists());
        let profile = crate::scan::profiles::load("container-baseline").unwrap();
        assert!(folder.profile(&profile).unwrap().join("inspec.yml").exists());
        drop(folder);
        assert!(!root.exists());
    }
}
