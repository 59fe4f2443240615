//! Where shell stands in a file, and what that means for the text that takes its place.

/// The surroundings of a piece of shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A script, or a block of YAML: lines are lines.
    Lines,
    /// A YAML scalar without quotes, which a colon and a space would end.
    YamlPlain,
    /// `'...'` of YAML.
    YamlSingle,
    /// `"..."` of YAML.
    YamlDouble,
    /// A Groovy string of one line, with its quote.
    Groovy(char),
    /// A Groovy string of several lines.
    GroovyLines,
}

impl Place {
    /// `shell` as it is written here. None where it cannot be.
    pub(super) fn encode(self, shell: &str) -> Option<String> {
        match self {
            Self::Lines | Self::GroovyLines => Some(shell.to_owned()),
            Self::YamlPlain => (!shell.contains(": ") && !shell.contains(" #")).then(|| shell.to_owned()),
            Self::YamlSingle => Some(shell.replace('\'', "''")),
            Self::YamlDouble => Some(shell.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Groovy(quote) => (!holds_bare(shell, quote)).then(|| shell.to_owned()),
        }
    }

    /// A word for the shell that may hold variables: in double quotes, where the place has room for them.
    pub(super) fn quoted(self, word: &str) -> String {
        let plain = !word.contains(['$', '`', '*', '?', ' ']) || word.contains(['"', '\'', '\\']);
        if plain || self == Self::Groovy('"') { word.to_owned() } else { format!("\"{word}\"") }
    }

    /// A threshold on the command line. Values may be variables of the shell, or none of them is.
    pub(super) fn inline(self, bounds: &[(String, String)]) -> String {
        let variable = bounds.iter().any(|(_, value)| value.contains('$'));
        let dense = self == Self::YamlPlain;
        let double = variable || matches!(self, Self::YamlSingle | Self::Groovy('\''));
        let (quote, other) = if double && self != Self::Groovy('"') { ('"', '\'') } else { ('\'', '"') };
        let bound = |(key, value): &(String, String)| {
            if dense { format!("{other}{key}{other}:{value}") } else { format!("{key}: {value}") }
        };
        let bounds: Vec<String> = bounds.iter().map(bound).collect();
        let text = if dense { format!("{{{}}}", bounds.join(",")) } else { bounds.join(", ") };
        format!("{quote}{text}{quote}")
    }
}

/// What results are held against, before it is written anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Threshold {
    /// A word of the file.
    Word(String),
    /// Keys with their values.
    Bounds(Vec<(String, String)>),
}

impl Threshold {
    /// As the value of `--threshold`.
    pub(super) fn written(&self, place: Place) -> String {
        match self {
            Self::Word(word) => place.quoted(word),
            Self::Bounds(bounds) => place.inline(bounds),
        }
    }

    /// No control may have failed or ended in an error.
    pub(super) fn no_failure() -> Self {
        Self::Bounds(["failed", "error"].map(|status| (format!("{status}.total.max"), "0".to_owned())).to_vec())
    }
}

/// Whether `quote` stands in `text` without a backslash before it.
fn holds_bare(text: &str, quote: char) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let bare = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        bare
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: &str) -> Vec<(String, String)> {
        vec![("failed.total.max".into(), value.into()), ("error.total.max".into(), "0".into())]
    }

    #[test]
    fn a_threshold_fits_where_it_stands_and_is_one_everywhere() {
        for (place, expected) in [
            (Place::Lines, "'failed.total.max: 0, error.total.max: 0'"),
            (Place::YamlPlain, "'{\"failed.total.max\":0,\"error.total.max\":0}'"),
            (Place::YamlSingle, "\"failed.total.max: 0, error.total.max: 0\""),
            (Place::Groovy('\''), "\"failed.total.max: 0, error.total.max: 0\""),
            (Place::Groovy('"'), "'failed.total.max: 0, error.total.max: 0'"),
        ] {
            let text = place.inline(&one("0"));
            assert_eq!(text, expected);
            assert!(place.encode(&text).is_some());
            let rules = crate::gate::load(&text[1..text.len() - 1]).unwrap().rules;
            assert_eq!(rules.len(), 2, "{text}");
        }
        assert_eq!(Place::YamlPlain.inline(&one("$N")), "\"{'failed.total.max':$N,'error.total.max':0}\"");
        assert!(crate::gate::load("{'failed.total.max':3}").is_ok());
    }

    #[test]
    fn what_would_end_the_surrounding_string_is_refused() {
        assert_eq!(Place::YamlPlain.encode("a: b"), None);
        assert_eq!(Place::Groovy('"').encode("a \"b\""), None);
        assert_eq!(Place::Groovy('"').encode("a \\\"b\\\"").as_deref(), Some("a \\\"b\\\""));
        assert_eq!(Place::YamlDouble.encode("a \"b\"").as_deref(), Some("a \\\"b\\\""));
    }
}
