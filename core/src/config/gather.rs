//! From all places to one result.

use std::path::Path;

use super::environment::from_env;
use super::file::{from_file, from_folder};
use super::layer::Layer;
use super::options::{CONFIG, NO_CONFIG};
use super::origin::Origin;
use super::resolved::{Resolved, resolve};
use crate::env::Env;
use crate::problem::{Code, Problem};

/// Resolves the file that holds in `folder` (the working directory), `env`, the inputs of a step, and the flags of a command
/// line. Which file holds, and whether one does, the three other layers say.
///
/// # Errors
/// [`Code::ConfigInvalid`]: a layer cannot be understood. [`Code::Usage`]: `--config` and `--no-config`.
pub fn gather(folder: &Path, env: &Env, step: Layer, flags: Layer) -> Result<Resolved, Problem> {
    let mut layers = vec![from_env(env)?, step, flags];
    let first = resolve(&layers)?;
    let file = match first.text(&CONFIG).filter(|_| !first.yes(&NO_CONFIG)) {
        _ if contradict(&first) => return Err(contradiction()),
        Some(path) => from_file(Path::new(path), folder)?,
        None if first.yes(&NO_CONFIG) => Layer::default(),
        None => from_folder(folder)?,
    };
    layers.push(file);
    resolve(&layers)
}

fn contradict(first: &Resolved) -> bool {
    let flag = |setting| matches!(first.origin(setting), Some(Origin::Flag(_)));
    flag(&CONFIG) && flag(&NO_CONFIG) && first.yes(&NO_CONFIG)
}

fn contradiction() -> Problem {
    let why = "--config names a file, and --no-config wants none";
    Problem::new(Code::Usage, "flags contradict each other", why, "leave one of them away")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::options::{QUIET, THRESHOLD, TIMEOUT};

    fn flags(values: &[(&str, &str)]) -> Layer {
        Layer::of(values.iter().map(|(name, value)| (name, value, Origin::Flag(format!("--{name}"))))).unwrap()
    }

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cincture.yaml"), text).unwrap();
        folder
    }

    #[test]
    fn each_layer_overrides_those_below_it_and_says_what_it_overrode() {
        let folder = folder("threshold: a\ntimeout: 1m\nquiet: true\n");
        let env: Env = [("CINCTURE_THRESHOLD", "b"), ("CINCTURE_TIMEOUT", "2m")].into_iter().collect();
        let step = Layer::of([("threshold", "c", Origin::StepInput("threshold".into()))]).unwrap();
        let all = gather(folder.path(), &env, step, flags(&[("threshold", "d")])).unwrap();
        let said: Vec<String> = all.given(&THRESHOLD).iter().map(|g| format!("{} {}", g.value, g.origin)).collect();
        assert_eq!(
            said,
            [
                "d --threshold",
                "c step input threshold",
                "b $CINCTURE_THRESHOLD",
                "a cincture.yaml:1",
                "moderate default"
            ]
        );
        assert_eq!(all.origin(&TIMEOUT).unwrap().to_string(), "$CINCTURE_TIMEOUT");
        assert_eq!(all.origin(&QUIET).unwrap().to_string(), "cincture.yaml:3");
    }

    #[test]
    fn another_file_or_none_is_read_where_that_is_asked_for() {
        let folder = folder("threshold: a\n");
        fs::write(folder.path().join("other.yaml"), "threshold: b\n").unwrap();
        let none = Env::default();
        let with = |values: &[(&str, &str)], env: &Env| gather(folder.path(), env, Layer::default(), flags(values));
        let origin = |all: Resolved| all.origin(&THRESHOLD).unwrap().to_string();
        assert_eq!(origin(with(&[("config", "other.yaml")], &none).unwrap()), "other.yaml:1");
        assert_eq!(origin(with(&[("no-config", "true")], &none).unwrap()), "default");
        let env: Env = [("CINCTURE_CONFIG", "other.yaml")].into_iter().collect();
        assert_eq!(origin(with(&[], &env).unwrap()), "other.yaml:1");
        assert_eq!(origin(with(&[("no-config", "true")], &env).unwrap()), "default");
        let both = with(&[("config", "other.yaml"), ("no-config", "true")], &none);
        assert_eq!(both.unwrap_err().code, Code::Usage);
        let missing = with(&[("config", "missing.yaml")], &none).unwrap_err();
        assert_eq!((missing.code, missing.place.as_str()), (Code::ConfigInvalid, "missing.yaml"));
    }
}
