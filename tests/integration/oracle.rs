//! Other people's programs that judge what we write: installed at pinned versions in the user's cache, never in the repository.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder in which `tests/node/NAME` is installed as its lock file has it; `None`, with a word on what is left out, where
/// there is no npm.
///
/// # Panics
/// Where it cannot be installed, or where `CINCTURE_REQUIRE_SHARED=1` asks for all tests.
pub(crate) fn node(name: &str) -> Option<PathBuf> {
    node_of(name, &source("node", name))
}

/// The same for the lock file in the folder `packages`; the scripts of `tests/node/NAME` are beside what is installed.
///
/// # Panics
/// As [`node`].
pub(crate) fn node_of(name: &str, packages: &Path) -> Option<PathBuf> {
    if !starts("npm") || !starts("node") {
        leave_out(&format!("what needs node and npm ({name})"));
        return None;
    }
    let files = ["package.json", "package-lock.json"];
    let folder = installed(packages, name, &files, |fresh| {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(fresh);
        done(npm, "npm ci");
    });
    copy_programs(&source("node", name), &folder, &files);
    Some(folder)
}

/// A folder with `bin/python` of a virtual environment that holds what `tests/python/NAME/requirements.txt` pins by digest;
/// `None`, with a word on what is left out, where there is no Python.
///
/// # Panics
/// As [`node`].
pub(crate) fn python(name: &str) -> Option<PathBuf> {
    if !starts("python3") {
        leave_out(&format!("what needs Python ({name})"));
        return None;
    }
    let source = source("python", name);
    let files = ["requirements.txt"];
    let folder = installed(&source, name, &files, |fresh| {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(fresh.join("venv"));
        done(venv, "python3 -m venv");
        let mut pip = Command::new(fresh.join("venv/bin/python"));
        pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r"]);
        done(
            {
                pip.arg(fresh.join("requirements.txt"));
                pip
            },
            "pip install",
        );
    });
    copy_programs(&source, &folder, &files);
    Some(folder)
}

/// A folder with the jars that `tests/NAME/pom.xml` pins; `None`, with a word on what is left out, without Java and Maven.
///
/// # Panics
/// As [`node`].
pub(crate) fn jars(name: &str) -> Option<PathBuf> {
    if !starts("mvn") || !starts("java") {
        leave_out(&format!("what needs Java and Maven ({name})"));
        return None;
    }
    let source = source("", name);
    let folder = installed(&source, name, &["pom.xml"], |fresh| {
        let mut maven = Command::new("mvn");
        maven.args(["-q", "-B", "-f"]).arg(fresh.join("pom.xml"));
        maven.arg("dependency:copy-dependencies").arg(format!("-DoutputDirectory={}", fresh.join("jars").display()));
        done(maven, "mvn");
    });
    Some(folder.join("jars"))
}

/// A program of the Go module `module`, which names its version; `None`, with a word on what is left out, where there is no Go.
///
/// # Panics
/// As [`node`].
pub(crate) fn go(module: &str) -> Option<PathBuf> {
    if !Command::new("go").arg("version").output().is_ok_and(|output| output.status.success()) {
        leave_out(&format!("what needs Go ({module})"));
        return None;
    }
    let path = module.split('@').next().unwrap_or(module);
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = made(&module.replace(['/', '@'], "-"), |fresh| {
        let mut go = Command::new("go");
        // Modules are checked against the sums that the whole world sees, where the machine lets that be asked.
        go.args(["install", module]).env("GOBIN", fresh);
        done(go, "go install");
    });
    Some(folder.join(name))
}

/// The cache of this project.
#[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
pub(crate) fn cache() -> PathBuf {
    let set = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache"))).expect("HOME").join("cincture")
}

/// Says what is not tested on this machine.
///
/// # Panics
/// Where `CINCTURE_REQUIRE_SHARED=1` asks for all tests.
#[expect(clippy::disallowed_methods, reason = "a test program has no main of ours that could pass its environment")]
pub(crate) fn leave_out(what: &str) {
    let required = env::var_os("CINCTURE_REQUIRE_SHARED").is_some_and(|v| v == "1");
    assert!(!required, "CINCTURE_REQUIRE_SHARED=1, but this machine cannot run {what}");
    println!("LEFT OUT: {what}");
}

/// Whether `command` succeeded, and all that it printed.
pub(crate) fn told(mut command: Command) -> (bool, String) {
    let output = command.output().unwrap();
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Whether there is a program of this name.
pub(crate) fn starts(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn source(kind: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(kind).join(name)
}

/// A folder for this content of `files`.
fn installed(source: &Path, name: &str, files: &[&str], install: impl Fn(&Path)) -> PathBuf {
    let mut digest = DefaultHasher::new();
    files.iter().for_each(|file| fs::read(source.join(file)).unwrap().hash(&mut digest));
    made(&format!("{name}-{:016x}", digest.finish()), |fresh| {
        for file in files {
            fs::copy(source.join(file), fresh.join(file)).unwrap();
        }
        install(fresh);
    })
}

/// A folder of the cache. It is made beside its place and moved there when whole, so that an interrupted or a concurrent run
/// leaves nothing half.
fn made(name: &str, install: impl Fn(&Path)) -> PathBuf {
    let cache = cache();
    let folder = cache.join(name);
    if !folder.is_dir() {
        fs::create_dir_all(&cache).unwrap();
        let fresh = tempfile::tempdir_in(&cache).unwrap();
        install(fresh.path());
        let moved = fs::rename(fresh.path(), &folder);
        assert!(moved.is_ok() || folder.is_dir(), "{moved:?}");
    }
    folder
}

/// Our own scripts go beside what they import.
fn copy_programs(source: &Path, folder: &Path, not: &[&str]) {
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && !not.contains(&name.as_str()) {
            let beside = tempfile::NamedTempFile::new_in(folder).unwrap();
            fs::copy(&path, beside.path()).unwrap();
            beside.persist(folder.join(name)).unwrap();
        }
    }
}

fn done(command: Command, what: &str) {
    let (good, said) = told(command);
    assert!(good, "{what}: {said}");
}
