//! Where a value comes from.

use std::fmt;

/// Where a value comes from. The order is that of precedence, weakest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The option's own default.
    Default,
    /// A file, with the line (0 where it is not known).
    File {
        /// The file, as it was named.
        path: String,
        /// From 1.
        line: u64,
    },
    /// The variable of this name.
    Environment(String),
    /// The input of this name, of a step, a task or an orb.
    StepInput(String),
    /// A flag as it is written (`--profile`), or the command line's argument (`TARGET`).
    Flag(String),
}

impl Origin {
    /// Position of the layer: a greater one overrides a smaller one.
    pub fn layer(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File { .. } => 1,
            Self::Environment(_) => 2,
            Self::StepInput(_) => 3,
            Self::Flag(_) => 4,
        }
    }

    /// Whether it was said for this one call, and not for all of this place.
    pub fn is_of_call(&self) -> bool {
        matches!(self, Self::StepInput(_) | Self::Flag(_))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line: 0 } => f.write_str(path),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Environment(name) => write!(f, "${name}"),
            Self::StepInput(name) => write!(f, "step input {name}"),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}
