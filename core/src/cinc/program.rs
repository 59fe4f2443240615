//! Which program it is.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::problem::{Code, Problem};

/// What is looked for, the first found wins.
const NAMES: [&str; 2] = ["cinc-auditor", "inspec"];

/// An installed `cinc-auditor` or `inspec`, and what it needs of the caller's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Absolute path.
    pub path: PathBuf,
    /// `PATH` for it: it looks for Ruby and `kubectl`.
    pub search: String,
    /// Where the user's plugins for it are installed.
    pub plugins: Option<PathBuf>,
    /// For its files.
    pub temporary: PathBuf,
}

impl Program {
    /// The program at `named`, or the one that `PATH` leads to. Relative parts of `PATH` are passed over: they would find
    /// what stands in a stranger's repository.
    ///
    /// # Errors
    /// [`Code::EngineUnavailable`]: there is none.
    pub fn find(named: Option<&Path>, env: &Env) -> Result<Self, Problem> {
        let folders: Vec<PathBuf> = env.get("PATH").map(std::env::split_paths).into_iter().flatten().collect();
        let folders: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.is_absolute()).collect();
        let path = match named {
            Some(path) => at(path)?,
            None => {
                let candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
                candidates.into_iter().find(|path| executable(path)).ok_or_else(|| absent(&folders))?
            }
        };
        let search = std::env::join_paths(&folders).ok().and_then(|joined| joined.into_string().ok());
        let config = env.get("INSPEC_CONFIG_DIR").map(PathBuf::from);
        Ok(Self {
            path,
            search: search.unwrap_or_default(),
            plugins: config.or_else(|| env.get("HOME").map(|home| Path::new(home).join(".inspec"))),
            temporary: env.get("TMPDIR").map_or_else(|| "/tmp".into(), PathBuf::from),
        })
    }
}

fn at(path: &Path) -> Result<PathBuf, Problem> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if executable(&absolute) {
        return Ok(absolute);
    }
    let help = "give the path of cinc-auditor or inspec, or leave --engine-program away";
    let why = "there is no program of this name that may be run";
    Err(unavailable(why, help).at(path.display().to_string()))
}

fn executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

fn absent(folders: &[PathBuf]) -> Problem {
    let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    let why = format!("neither cinc-auditor nor inspec is in PATH ({})", folders.join(":"));
    unavailable(
        why,
        "install Cinc Auditor with the plugin train-k8s-container, name it with --engine-program, or use --engine native",
    )
}

pub(super) fn unavailable(why: impl Into<String>, help: &str) -> Problem {
    Problem::new(Code::EngineUnavailable, "the engine that was asked for is not to be had", why, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(path: String) -> Env {
        [("PATH", path), ("HOME", "/h".into())].into_iter().collect()
    }

    #[test]
    fn cinc_comes_first_and_only_what_may_be_run_in_an_absolute_folder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str, mode| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "#!/bin/sh\n").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let inspec = make("a/inspec", 0o755);
        make("a/cinc-auditor", 0o644);
        let path = format!("relative:.:{}:{}", a.display(), b.display());
        let found = Program::find(None, &env(path.clone())).unwrap();
        assert_eq!((&found.path, found.search.contains("relative")), (&inspec, false));
        let cinc = make("b/cinc-auditor", 0o755);
        assert_eq!(Program::find(None, &env(path)).unwrap().path, cinc);
        for (named, path) in [(None, "/nonexistent"), (Some(Path::new("/etc/passwd")), "/bin"), (None, ".")] {
            let problem = Program::find(named, &env(path.into())).unwrap_err();
            assert_eq!(problem.code, Code::EngineUnavailable);
            assert!(problem.help.contains("cinc-auditor") || problem.help.contains("Cinc Auditor"), "{problem:?}");
        }
    }
}
