//! The options of another program's command, as its own rules read them.

use super::lex::{self, Token};

/// How many values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    None,
    One,
    /// All words up to the next option.
    Many,
}

/// An option: its spellings, of which the first is its name here.
pub(super) struct Known(pub(super) &'static [&'static str], pub(super) Takes);

/// What a command was given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// Words that belong to no option, as they are written.
    pub(super) words: Vec<String>,
    /// Options by their first spelling, with their values as they are written.
    pub(super) options: Vec<(&'static str, Vec<String>)>,
}

impl Given {
    /// Reads `tokens`. The error is the first option that is not known or lacks its value.
    pub(super) fn read(tokens: &[Token], known: &[Known]) -> Result<Self, String> {
        let mut given = Self::default();
        let mut words = tokens.iter().map(|t| t.text.as_str()).peekable();
        while let Some(word) = words.next() {
            if !lex::bare(word).starts_with('-') || lex::bare(word) == "-" {
                given.words.push(word.to_owned());
                continue;
            }
            let (name, attached) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word, None),
            };
            let Some(Known(spellings, takes)) = known.iter().find(|k| k.0.contains(&lex::bare(name).as_str())) else {
                return Err(lex::bare(name));
            };
            let mut values: Vec<String> = attached.into_iter().collect();
            let most = match takes {
                Takes::None => 0,
                Takes::One => 1,
                Takes::Many => usize::MAX,
            };
            while values.len() < most && words.peek().is_some_and(|w| !w.starts_with('-')) {
                values.extend(words.next().map(str::to_owned));
            }
            if values.is_empty() != (*takes == Takes::None) {
                return Err(lex::bare(name));
            }
            given.options.push((spellings[0], values));
        }
        Ok(given)
    }

    /// The last value of an option.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(n, _)| *n == name).and_then(|(_, values)| values.last()).map(String::as_str)
    }

    /// All values of an option, in their order.
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        self.options.iter().filter(|(n, _)| *n == name).flat_map(|(_, values)| values.clone()).collect()
    }

    /// Whether an option was given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(n, _)| *n == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Known; 3] =
        [Known(&["--target", "-t"], Takes::One), Known(&["--reporter"], Takes::Many), Known(&["--flag"], Takes::None)];

    fn read(text: &str) -> Result<Given, String> {
        Given::read(&lex::lex(&lex::placed(text), text.len()), &KNOWN)
    }

    #[test]
    fn values_go_with_their_options() {
        let given = read("p -t \"$X\" --reporter cli json:f --flag --target=b").unwrap();
        assert_eq!(given.words, ["p"]);
        assert_eq!((given.value("--target"), given.values("--reporter").len()), (Some("b"), 2));
        assert!(given.has("--flag"));
    }

    #[test]
    fn what_is_unknown_or_lacks_its_value_is_named() {
        for (text, named) in [("--x", "--x"), ("-t", "-t"), ("--flag=1", "--flag"), ("-t --flag", "-t")] {
            assert_eq!(read(text).unwrap_err(), named, "{text}");
        }
    }
}
