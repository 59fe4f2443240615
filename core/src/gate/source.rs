//! `--threshold FILE|NAME|INLINE`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::builtin::BUILTIN;
use super::key::begins_with_key;
use super::threshold::Threshold;
use crate::problem::{Code, Problem};
use crate::yaml::MAX_BYTES;

/// Loads the threshold that `argument` means: the name of a built-in one, an inline one (braces, or a key and a colon),
/// or else a file. `./strict` is a file, `strict` is not.
///
/// # Errors
///
/// [`Code::ThresholdNotFound`] where the file cannot be read, [`Code::ThresholdInvalid`] where it is no threshold.
pub fn load(argument: &str) -> Result<Threshold, Problem> {
    if let Some((name, text)) = BUILTIN.into_iter().find(|(name, _)| *name == argument) {
        return Threshold::parse(text, name);
    }
    if is_inline(argument) {
        return Threshold::parse_inline(argument);
    }
    let text = read(Path::new(argument)).map_err(|e| not_found(argument, &e))?;
    Threshold::parse(&text, argument)
}

/// Whether [`load`] takes `argument` as the path of a file.
pub(crate) fn is_path(argument: &str) -> bool {
    !BUILTIN.iter().any(|(name, _)| *name == argument) && !is_inline(argument)
}

fn is_inline(argument: &str) -> bool {
    let text = argument.trim_start();
    let yaml = text.is_empty() || text.starts_with(['{', '[', '"', '\'']) || text.contains(": ") || text.contains('\n');
    yaml || (begins_with_key(text) && text.contains([':', '=']))
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(most).read_to_string(&mut text)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn not_found(argument: &str, error: &io::Error) -> Problem {
    let names = BUILTIN.map(|(name, _)| name);
    let close = names.into_iter().find(|n| argument.len() < 20 && strsim::damerau_levenshtein(n, argument) <= 2);
    let help = match close {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!(
            "give a file, one of {}, or an inline threshold such as `compliance.min: 80, failed.critical.max: 0`",
            names.join(", ")
        ),
    };
    Problem::new(Code::ThresholdNotFound, "the threshold cannot be read", error.to_string(), help).at(argument)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_a_file_and_an_inline_threshold_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("failed.yml");
        fs::write(&file, "\u{feff}failed: {total: {max: 3}}\n").unwrap();
        let file = file.to_str().unwrap();
        for (argument, origin, first) in [
            ("strict", "strict", "compliance.min"),
            (file, file, "failed.total.max"),
            ("failed.total.max: 3", "inline", "failed.total.max"),
            ("{failed.total.max: 3}", "inline", "failed.total.max"),
            (" compliance.min: 80, failed.critical.max: 0", "inline", "compliance.min"),
        ] {
            let threshold = load(argument).unwrap();
            assert_eq!((threshold.origin.as_str(), threshold.rules[0].key.as_str()), (origin, first));
        }
    }

    #[test]
    fn a_file_that_is_not_there_names_the_nearest_built_in() {
        let problem = load("strct").unwrap_err();
        assert_eq!((problem.code, problem.help.as_str()), (Code::ThresholdNotFound, "did you mean `strict`?"));
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_path_buf(), folder.path().join("failed.yml")] {
            let problem = load(path.to_str().unwrap()).unwrap_err();
            assert_eq!(problem.code, Code::ThresholdNotFound);
            assert!(problem.help.contains("strict, moderate, permissive"));
        }
    }

    #[test]
    fn a_file_that_is_no_text_or_too_long_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.yml");
        fs::write(&file, b"failed: \xff\n").unwrap();
        assert_eq!(load(file.to_str().unwrap()).unwrap_err().code, Code::ThresholdNotFound);
        fs::write(&file, format!("# {}\ncompliance: {{min: 1}}\n", "x".repeat(MAX_BYTES))).unwrap();
        let problem = load(file.to_str().unwrap()).unwrap_err();
        assert_eq!(problem.code, Code::ThresholdInvalid);
        assert!(problem.why.contains("longer than"));
    }

    #[test]
    fn an_inline_threshold_with_an_equals_sign_or_nothing_in_it_is_refused_as_such() {
        for argument in ["compliance.min=99", "compliance.min:99", "", "  ", "{}"] {
            let problem = load(argument).unwrap_err();
            assert_eq!((problem.code, problem.place.as_str()), (Code::ThresholdInvalid, "inline"), "{argument}");
        }
    }
}
