//! The formats of reports: one table of their names and of the files that they are written to, the same on every platform.

use std::fmt;
use std::str::FromStr;

/// What a run can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// InSpec JSON (HDF).
    Results,
    /// The verdict for programs.
    Summary,
    /// JUnit XML, for CI systems.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Markdown, for people who read it at a CI system.
    Markdown,
    /// CSV, for spreadsheets.
    Csv,
    /// A page for people, with search and filters.
    Html,
    /// Each command that a profile ran in a target, a JSON object in each line.
    Commands,
    /// XCCDF 1.2, for SCAP tools.
    Xccdf,
    /// A checklist for STIG Viewer and eMASS.
    Ckl,
    /// Findings for AWS Security Hub.
    Asff,
    /// The controls by status, in SAF's condensed form.
    Condensed,
    /// The verdict as variables, for what a pipeline does next.
    Dotenv,
    /// Findings for GitLab's merge requests.
    Codequality,
}

impl Format {
    /// All of them, in the order of documents.
    pub const ALL: [Self; 14] = [
        Self::Results,
        Self::Summary,
        Self::Junit,
        Self::Sarif,
        Self::Markdown,
        Self::Csv,
        Self::Html,
        Self::Commands,
        Self::Xccdf,
        Self::Ckl,
        Self::Asff,
        Self::Condensed,
        Self::Dotenv,
        Self::Codequality,
    ];

    /// The word that people type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Summary => "summary",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Commands => "commands",
            Self::Xccdf => "xccdf",
            Self::Ckl => "ckl",
            Self::Asff => "asff",
            Self::Condensed => "condensed",
            Self::Dotenv => "dotenv",
            Self::Codequality => "codequality",
        }
    }

    /// The file under `--out`.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Results => "results.json",
            Self::Summary => "summary.json",
            Self::Junit => "junit.xml",
            Self::Sarif => "report.sarif",
            Self::Markdown => "summary.md",
            Self::Csv => "report.csv",
            Self::Html => "report.html",
            Self::Commands => "commands.jsonl",
            Self::Xccdf => "xccdf.xml",
            Self::Ckl => "report.ckl",
            Self::Asff => "report.asff.json",
            Self::Condensed => "condensed.json",
            Self::Dotenv => "cincture.env",
            Self::Codequality => "codequality.json",
        }
    }

    /// Whether every scan writes it; the others are asked for.
    pub fn by_default(self) -> bool {
        !matches!(self, Self::Xccdf | Self::Ckl | Self::Asff | Self::Condensed | Self::Dotenv | Self::Codequality)
    }

    /// Whether it is XML or HTML, where a character can be written as a reference.
    pub fn is_markup(self) -> bool {
        matches!(self, Self::Junit | Self::Html | Self::Xccdf | Self::Ckl)
    }

    /// Whether it may hold what its readers should not all see: what a profile runs may be what it keeps out of its results.
    pub fn is_private(self) -> bool {
        self == Self::Commands
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    /// The name of a format.
    ///
    /// # Errors
    /// A sentence with the nearest name.
    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|format| format.as_str() == text);
        known.ok_or_else(|| {
            let nearest = Self::ALL.into_iter().min_by_key(|f| strsim::damerau_levenshtein(f.as_str(), text));
            let nearest = nearest.map_or("", Self::as_str);
            format!("no format is called {text:?}; the nearest is `{nearest}`")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_files_are_each_their_own_and_a_misspelt_one_names_the_nearest() {
        let names: BTreeSet<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
        let files: BTreeSet<&str> = Format::ALL.iter().map(|f| f.file_name()).collect();
        assert_eq!((names.len(), files.len()), (Format::ALL.len(), Format::ALL.len()));
        assert_eq!("junit".parse(), Ok(Format::Junit));
        assert!("junti".parse::<Format>().unwrap_err().contains("`junit`"));
    }
}
