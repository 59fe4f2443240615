//! Golden environments: `adapters/PLATFORM/environments` has the variables of jobs as their platforms make them, one file each, and
//! beside it what the program recognises of them, as `cincture ci detect --format json` prints it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::env::Env;
use cincture_core::platform::Example;
use serde_json::Value;
use tempfile::TempDir;

/// The files with variables of one platform.
fn environments(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "env"));
    files.sort();
    files
}

/// A copy of the files of `folder`, each of which may name others by [`Example::HERE`].
fn placed(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap().replace(Example::HERE, &copy.path().display().to_string());
        fs::write(copy.path().join(file.file_name().unwrap()), text).unwrap();
    }
    copy
}

/// What the program prints in that environment, which is all the environment that it has.
fn detected(file: &Path) -> String {
    let folder = placed(file.parent().unwrap());
    let env = Env::of_lines(&fs::read_to_string(folder.path().join(file.file_name().unwrap())).unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_cincture"));
    command.args(["ci", "detect", "--format", "json"]).env_clear();
    command.envs(env.names().map(|name| (name, env.get(name).unwrap())));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", file.display());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_environment_is_recognised_for_what_it_is() {
    let adapters = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seen = 0;
    for folder in fs::read_dir(&adapters).unwrap().map(|folder| folder.unwrap().path().join("environments")) {
        let Some(platform) = folder.is_dir().then(|| folder.parent().unwrap().file_name().unwrap().to_owned()) else {
            continue;
        };
        for file in environments(&folder) {
            let found = detected(&file);
            let golden = file.with_extension("json");
            let expected = fs::read_to_string(&golden).unwrap_or_else(|e| panic!("{}: {e}", golden.display()));
            assert_eq!(found, expected, "{}", file.display());
            let context: Value = serde_json::from_str(&found).unwrap();
            assert_eq!(context["platform"], *platform.to_str().unwrap(), "{}", file.display());
            seen += 1;
        }
    }
    assert!(seen >= 10, "each platform has one at least: {seen}");
}
