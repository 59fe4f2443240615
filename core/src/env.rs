//! The process's environment, as a value.

use std::collections::BTreeMap;
use std::fmt;

/// Variables by name. Read once, in the program's `main`, and passed on; tests make their own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// From a text with `NAME=value` in each line; empty lines and those that begin with `#` say nothing.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        lines.filter_map(|line| line.split_once('=')).collect()
    }

    /// With `value` for `name`, unless that is set.
    #[must_use]
    pub fn or(mut self, name: &str, value: &str) -> Self {
        if self.get(name).is_none() {
            self.0.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// The value of `name`, if it is set to more than nothing.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The names of the variables that are set to more than nothing.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name.as_str())
    }
}

/// Names only: the values of a CI system's variables are secrets.
impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_variables_and_what_is_set_stays() {
        let env = Env::of_lines("# a note\n\nA=1=2\nB=\n").or("A", "x").or("B", "y");
        assert_eq!((env.get("A"), env.get("B"), env.names().count()), (Some("1=2"), Some("y"), 2));
    }

    #[test]
    fn a_value_is_not_in_what_a_debugger_or_a_panic_prints() {
        let env: Env = [("TOKEN", "s3cr3t")].into_iter().collect();
        assert_eq!(format!("{env:?}"), r#"{"TOKEN"}"#);
    }
}
