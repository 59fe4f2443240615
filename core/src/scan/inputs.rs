//! `--input NAME=VALUE` and `--input-file FILE`.

use std::path::Path;

use serde_json::{Map, Value};

use crate::problem::{Code, Problem};

/// Values from files, then over them those of the command line.
///
/// # Errors
///
/// [`Code::Usage`] where a file cannot be read or is no mapping, or an argument has no `=`.
pub fn load(files: &[impl AsRef<Path>], arguments: &[String]) -> Result<Map<String, Value>, Problem> {
    let mut inputs = Map::new();
    for file in files {
        inputs.extend(from_file(file.as_ref())?);
    }
    for argument in arguments {
        let (name, value) = from_argument(argument)?;
        inputs.insert(name, value);
    }
    Ok(inputs)
}

fn from_file(file: &Path) -> Result<Map<String, Value>, Problem> {
    let invalid = |why: String| {
        let help = "give a YAML or JSON file of `name: value` lines";
        Problem::new(Code::Usage, "the input file cannot be used", why, help).at(file.display().to_string())
    };
    let text = std::fs::read_to_string(file).map_err(|e| invalid(e.to_string()))?;
    match cincture_engine::profile::parse_yaml(&text).map_err(invalid)? {
        Value::Object(map) => Ok(map),
        _ => Err(invalid("it is not a mapping of names to values".into())),
    }
}

/// A value that is JSON is taken as such (`3`, `true`, `["a"]`), anything else as text.
fn from_argument(argument: &str) -> Result<(String, Value), Problem> {
    match argument.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
            Ok((name.trim().to_owned(), value))
        }
        _ => Err(Problem::new(
            Code::Usage,
            "an input cannot be understood",
            "there is no `=` after a name",
            "write it as --input name=value",
        )
        .at(format!("--input {argument}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arguments_win_over_files_and_json_values_keep_their_type() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inputs.yml");
        std::fs::write(&file, "a: 1\nb: [x, y]\n").unwrap();
        let arguments = ["a=text".to_owned(), "c=true".to_owned(), "d=a=b".to_owned(), "e=".to_owned()];
        let inputs = load(&[&file], &arguments).unwrap();
        assert_eq!(Value::Object(inputs), json!({"a": "text", "b": ["x", "y"], "c": true, "d": "a=b", "e": ""}));
    }

    #[test]
    fn what_is_no_input_is_refused_with_its_place() {
        let none: [&Path; 0] = [];
        for argument in ["name", "=value", "  =value"] {
            let problem = load(&none, &[argument.to_owned()]).unwrap_err();
            assert_eq!((problem.code, problem.place), (Code::Usage, format!("--input {argument}")));
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("inputs.yml");
        for text in ["- a\n", "a: [\n"] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(load(&[&file], &[]).unwrap_err().code, Code::Usage);
        }
        assert_eq!(load(&[folder.path().join("none.yml")], &[]).unwrap_err().code, Code::Usage);
    }
}
