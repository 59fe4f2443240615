//! What one place said.

use super::InFile;
use super::origin::Origin;
use super::setting::{Setting, find, nearest};
use super::value::Value;
use crate::platform::StepInput;
use crate::problem::{Code, Problem};

/// One value, with its option and where it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The option.
    pub setting: &'static Setting,
    /// Its value.
    pub value: Value,
    /// Where.
    pub origin: Origin,
}

/// What one place said: the environment, a file, a step's inputs, the command line. Where it says something twice, the
/// first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    given: Vec<Given>,
    warnings: Vec<String>,
}

impl Layer {
    /// From names and texts. A text of nothing but white space is no value: a platform hands over an empty one for an
    /// input that was not given. Of options that hold several, each line of the text is one.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], with the origin: an unknown name, or a value that is not of the option's kind.
    pub fn of<N: AsRef<str>, V: AsRef<str>>(values: impl IntoIterator<Item = (N, V, Origin)>) -> Result<Self, Problem> {
        let mut layer = Self::default();
        for (name, value, origin) in values {
            let Some(setting) = find(name.as_ref()) else { return Err(unknown(name.as_ref(), &origin)) };
            layer.text(setting, value.as_ref(), origin)?;
        }
        Ok(layer)
    }

    /// The inputs of a CI system's step. One that no option knows is a warning: the step may have others than ours.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]: a value that is not of the option's kind.
    pub fn of_step(inputs: &[StepInput]) -> Result<Self, Problem> {
        let mut layer = Self::default();
        for input in inputs {
            match find(&input.name) {
                Some(setting) => layer.text(setting, &input.value, Origin::StepInput(input.name.clone()))?,
                None => {
                    let near = nearest(&input.name, |_| true);
                    let words = format!("{} means nothing; did you mean the input `{near}`?", input.origin);
                    layer.warn(words);
                }
            }
        }
        Ok(layer)
    }

    /// Adds `text` as the value of `setting`, unless it is empty.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]: it is not of the option's kind.
    pub fn text(&mut self, setting: &'static Setting, text: &str, origin: Origin) -> Result<(), Problem> {
        if text.trim().is_empty() {
            return Ok(());
        }
        match setting.kind.parse(text) {
            Ok(value) => self.push(Given { setting, value, origin }),
            Err(why) => return Err(wrong(setting, text, &why, &origin)),
        }
        Ok(())
    }

    /// Adds a value that was read already.
    pub fn push(&mut self, given: Given) {
        self.given.push(given);
    }

    /// Adds something that the user should know and that stops nothing.
    pub fn warn(&mut self, text: String) {
        self.warnings.push(text);
    }

    /// The values, in the order in which they count.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    /// What the user should know.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// Nothing of a secret is in it.
pub(super) fn wrong(setting: &Setting, text: &str, why: &str, origin: &Origin) -> Problem {
    let what = format!("the value of {} cannot be used", setting.name);
    let shown = if setting.secret { String::new() } else { format!("{text:?}: ") };
    let help = "correct it, or take it away; `cincture scan --help` describes it";
    Problem::new(Code::ConfigInvalid, what, format!("{shown}{why}"), help).at(origin.to_string())
}

/// Whoever writes into a file is not offered what a file may not say.
pub(super) fn unknown(name: &str, origin: &Origin) -> Problem {
    let in_file = matches!(origin, Origin::File { .. });
    let near = nearest(name, |setting| !in_file || !matches!(setting.in_file, InFile::Never(_)));
    let why = format!("there is no option {name:?}");
    let help = format!("did you mean `{near}`?");
    Problem::new(Code::ConfigInvalid, "an option is not known", why, help).at(origin.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_was_not_given_and_what_is_wrong_names_its_origin() {
        let input = |name: &str| Origin::StepInput(name.to_owned());
        let layer = Layer::of([("target", " \n", input("target")), ("timeout", "5m", input("timeout"))]).unwrap();
        assert_eq!(layer.given().len(), 1);
        let problem = Layer::of([("timeout", "soon", input("timeout"))]).unwrap_err();
        assert_eq!((problem.code, problem.place.as_str()), (Code::ConfigInvalid, "step input timeout"));
        let problem = Layer::of([("treshold", "strict", input("treshold"))]).unwrap_err();
        assert_eq!(problem.help, "did you mean `threshold`?");
    }

    #[test]
    fn an_input_is_the_value_of_its_option_and_nothing_else_and_an_unknown_one_is_told() {
        let input = |(name, value): (&str, &str)| StepInput {
            name: name.to_owned(),
            value: value.to_owned(),
            origin: format!("INPUT_{}", name.to_uppercase()),
        };
        let inputs = [
            ("target", "--json"),
            ("threshold", "--quiet --json"),
            ("profile", "./a\n\n  ./b\n"),
            ("quiet", "TRUE"),
            ("input", "-x=--y"),
            ("treshold", "strict"),
        ];
        let layer = Layer::of_step(&inputs.map(input)).unwrap();
        let said: Vec<String> = layer.given().iter().map(|g| format!("{}={}", g.setting.name, g.value)).collect();
        assert_eq!(
            said,
            ["target=--json", "threshold=--quiet --json", "profile=./a, ./b", "quiet=true", "input=-x=--y"]
        );
        assert_eq!(layer.warnings(), ["INPUT_TRESHOLD means nothing; did you mean the input `threshold`?"]);
        assert_eq!(Layer::of_step(&[input(("quiet", "maybe"))]).unwrap_err().place, "step input quiet");
    }

    #[test]
    fn a_secret_is_neither_in_a_message_nor_in_what_a_debugger_prints() {
        let origin = Origin::Environment("KUBECONFIG_CONTENT".into());
        let layer = Layer::of([("kubeconfig-content", "s3cr3t", origin.clone())]).unwrap();
        assert!(!format!("{layer:?}").contains("s3cr3t"));
        let setting = find("kubeconfig-content").unwrap();
        assert!(!wrong(setting, "s3cr3t", "no", &origin).explained().contains("s3cr3t"));
    }
}
