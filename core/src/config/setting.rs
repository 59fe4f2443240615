//! The declaration of one option.

use super::kind::Kind;
use super::options::ALL;

/// One option, declared once.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// In kebab case: the flag without its dashes, the step input, the key of `cincture.yaml`; in capitals after
    /// `CINCTURE_` the variable.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it holds.
    pub kind: Kind,
    /// As it would be written on the command line.
    pub default: Option<&'static str>,
    /// One sentence for people, without a full stop.
    pub help: &'static str,
    /// What stands for its value in the help.
    pub placeholder: &'static str,
    /// How it stands on the command line.
    pub command_line: CommandLine,
    /// Variables beside `CINCTURE_<NAME>` that mean it, the first of them wins: those of the original project, and of
    /// pipelines that were written for it.
    pub variables: &'static [Variable],
    /// Whether a repository's file may set it.
    pub in_file: InFile,
    /// Never shown.
    pub secret: bool,
    /// The values of all layers count, weakest first; otherwise the strongest layer overrides the others.
    pub adds_up: bool,
}

/// What an option is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is scanned.
    Target,
    /// What is checked, and by whom.
    Profile,
    /// How it is judged.
    Verdict,
    /// How the cluster is reached, and as whom.
    Cluster,
    /// How long, how much.
    Limits,
    /// What is written and shown.
    Output,
    /// Where options come from.
    Configuration,
}

impl Group {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Target, Self::Profile, Self::Verdict, Self::Cluster, Self::Limits, Self::Output, Self::Configuration];

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Target => "What is scanned",
            Self::Profile => "What is checked",
            Self::Verdict => "How it is judged",
            Self::Cluster => "How the cluster is reached",
            Self::Limits => "Limits",
            Self::Output => "What is written and shown",
            Self::Configuration => "Where options come from",
        }
    }
}

/// How an option stands on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandLine {
    /// As an argument without a flag.
    Argument,
    /// `--name`.
    Flag,
    /// `--name`, and with one letter.
    Short(char),
    /// Not at all: others of the machine can read it there.
    Never,
}

/// A variable that means an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// It holds what the flag would.
    Same(&'static str),
    /// It holds the least compliance, 0 to 100: the threshold `compliance.min`.
    Score(&'static str),
}

impl Variable {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same(name) | Self::Score(name) => name,
        }
    }
}

/// Whether `cincture.yaml` may set an option. The file is part of a repository, and the change that is tested may be a
/// stranger's: what it says must not reach further than what is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFile {
    /// It may.
    Yes,
    /// Only a path below the working directory, links included, or what is no path.
    Below,
    /// Only a target in a cluster.
    InCluster,
    /// It may not, and why.
    Never(&'static str),
}

impl Setting {
    /// `CINCTURE_<NAME>`.
    pub fn variable(&self) -> String {
        format!("CINCTURE_{}", self.name.replace('-', "_").to_uppercase())
    }

    /// As messages name it: the flag where it has one.
    pub fn spelling(&self) -> String {
        match self.command_line {
            CommandLine::Argument => self.placeholder.to_owned(),
            CommandLine::Flag | CommandLine::Short(_) => format!("--{}", self.name),
            CommandLine::Never => format!("${}", self.variable()),
        }
    }
}

/// The option of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    ALL.iter().copied().find(|setting| setting.name == name)
}

/// The name that is most like `wanted`, of those that `counts` lets through.
pub fn nearest(wanted: &str, counts: impl Fn(&Setting) -> bool) -> &'static str {
    let wanted: String = wanted.to_lowercase().replace('_', "-").chars().take(100).collect();
    let known = ALL.iter().copied().filter(|setting| counts(setting)).map(|setting| setting.name);
    known.min_by_key(|name| strsim::damerau_levenshtein(name, &wanted)).unwrap_or_default()
}
