//! Why something was not evaluated, as a kind and a name, so that equal ones can be counted.

use serde::Serialize;

/// What kind of thing stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A resource, or another word outside of examples, that the engine does not know.
    Resource,
    /// A matcher, or another word inside of an example, that it does not know.
    Matcher,
    /// A library that is not there.
    Library,
    /// A method or a feature of Ruby that is not there.
    Ruby,
    /// An input without a value.
    Input,
    /// A profile or a gem that this one depends on.
    Dependency,
    /// The profile is not made for this platform.
    Platform,
    /// The target has not got what the control looks at, so that its checks did not run.
    Target,
    /// The profile itself raised an exception, as it would in InSpec.
    Raised,
    /// Anything else.
    Other,
}

impl Kind {
    /// As tables show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resource => "resource or word",
            Self::Matcher => "matcher",
            Self::Library => "library",
            Self::Ruby => "Ruby",
            Self::Input => "input",
            Self::Dependency => "dependency",
            Self::Platform => "platform",
            Self::Target => "target",
            Self::Raised => "raised",
            Self::Other => "other",
        }
    }
}

/// Why something was not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// Its kind.
    pub kind: Kind,
    /// What it is about: a name, or the message.
    pub what: String,
}

/// Beginnings of the engine's messages, with the kind that each tells.
const BEGINNINGS: [(&str, Kind); 8] = [
    ("resource ", Kind::Resource),
    ("matcher ", Kind::Matcher),
    ("require ", Kind::Library),
    ("LoadError", Kind::Library),
    ("NoMethodError", Kind::Ruby),
    ("inspec.yml, depends", Kind::Dependency),
    ("inspec.yml, gem_dependencies", Kind::Dependency),
    ("include_controls", Kind::Dependency),
];

impl Cause {
    pub(super) fn new(kind: Kind, what: &str) -> Self {
        Self { kind, what: what.to_owned() }
    }

    /// What a reason of the engine is about.
    pub(super) fn of(why: &str) -> Self {
        let core = core(why);
        if core.ends_with("is not a resource or word that this engine knows") {
            return Self::new(Kind::Resource, core.split('`').nth(1).unwrap_or(core));
        }
        if let Some(name) = core.strip_prefix("resource `") {
            return Self::new(Kind::Resource, name.trim_end_matches('`'));
        }
        if core.starts_with("Input ") || core.contains("does not have a value") {
            return Self::new(Kind::Input, core);
        }
        if core.contains("on unsupported platform") {
            return Self::new(Kind::Platform, core);
        }
        let known = BEGINNINGS.iter().find(|(beginning, _)| core.starts_with(beginning));
        let kind = known.map_or_else(|| ruby_or_other(core), |(_, kind)| *kind);
        Self::new(kind, core)
    }

    /// What an exception of the profile is about.
    pub(super) fn raised(message: &str) -> Self {
        let kind = if message.contains("does not have a value") { Kind::Input } else { Kind::Raised };
        Self::new(kind, message.lines().next().unwrap_or_default())
    }
}

fn ruby_or_other(core: &str) -> Kind {
    const ERRORS: [&str; 6] =
        ["NameError", "RegexpError", "SyntaxError", "NotImplementedError", "SystemStackError", "Cincture::Forbidden"];
    let ruby = ERRORS.iter().any(|error| core.starts_with(error)) || core.contains("does not parse");
    if ruby { Kind::Ruby } else { Kind::Other }
}

/// Without the file and the place that a message begins or ends with, which are never twice the same.
fn core(why: &str) -> &str {
    let why = match why.strip_prefix("file ").and_then(|rest| rest.split_once(" did not load: ")) {
        Some((_, message)) => message,
        None => why,
    };
    let why = why.strip_prefix("Cincture::Gap: ").unwrap_or(why);
    match why.rfind(" (") {
        Some(at) if why.ends_with(')') && why[at..].contains(".rb:") => &why[..at],
        _ => why,
    }
}
