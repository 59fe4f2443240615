//! What a step says to this adapter alone.

use cincture_core::env::Env;
use cincture_core::untrusted::one_line;

/// What parameters, statistics and the folder of artifacts are called after, where a build has several steps.
pub(crate) const NAME: &str = "CINCTURE_TEAMCITY_NAME";
/// Whether the tests are imported.
pub(crate) const TESTS: &str = "CINCTURE_TEAMCITY_TESTS";
/// Whether findings are inspections: a build takes those of one tool only.
pub(crate) const INSPECTIONS: &str = "CINCTURE_TEAMCITY_INSPECTIONS";

/// Characters of a name.
const MOST_IN_NAME: usize = 80;

/// When the tests are imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tests {
    /// Unless the build would fail for what the threshold allows.
    Auto,
    All,
    None,
}

/// The settings of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) tests: Tests,
    pub(crate) inspections: bool,
    /// A line for each that cannot be understood.
    pub(crate) wrong: String,
}

impl Settings {
    /// Those of `env`. One that cannot be understood is the careful one.
    pub(crate) fn of(env: &Env) -> Self {
        let mut settings =
            Self { name: "cincture".to_owned(), tests: Tests::Auto, inspections: true, wrong: String::new() };
        match env.get(NAME) {
            Some(name) if is_name(name) => name.clone_into(&mut settings.name),
            Some(name) => settings.wrong(NAME, name, "a letter, and letters, digits, `.`, `_`, `-` behind it"),
            None => {}
        }
        match env.get(TESTS) {
            None | Some("auto") => {}
            Some("all") => settings.tests = Tests::All,
            Some("none") => settings.tests = Tests::None,
            Some(other) => settings.wrong(TESTS, other, "auto, all or none: it is taken for auto"),
        }
        match env.get(INSPECTIONS) {
            None | Some("all") => {}
            Some("none") => settings.inspections = false,
            Some(other) => settings.wrong(INSPECTIONS, other, "all or none: it is taken for all"),
        }
        settings
    }

    fn wrong(&mut self, variable: &str, value: &str, form: &str) {
        self.wrong.push_str(&format!("{variable} is {}, and can be {form}\n", one_line(value)));
    }
}

/// What TeamCity takes in the name of a parameter.
fn is_name(name: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(legal) && name.len() <= MOST_IN_NAME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_said_and_not_used() {
        let wrong = [(NAME, "a b'\n##teamcity["), (TESTS, "yes"), (INSPECTIONS, "no")];
        let settings = Settings::of(&wrong.into_iter().collect());
        assert_eq!((settings.name.as_str(), settings.tests, settings.inspections), ("cincture", Tests::Auto, true));
        assert_eq!(settings.wrong.lines().count(), 3, "{}", settings.wrong);
        assert!(!settings.wrong.contains("##"));
        let right = Settings::of(&[(NAME, "web.db-1"), (TESTS, "none"), (INSPECTIONS, "none")].into_iter().collect());
        assert_eq!((right.name.as_str(), right.tests, right.inspections), ("web.db-1", Tests::None, false));
        assert_eq!(right.wrong, "");
    }
}
