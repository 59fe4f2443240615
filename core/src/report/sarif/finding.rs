//! What is said of a control: its rule, and what was found.

use super::MOST_IN_TEXT;
use crate::number::number;
use crate::report::Input;
use crate::report::alias::short;
use crate::report::reason::{deciding, first_reason};
use crate::report::stig::Stig;
use crate::report::text::words;
use crate::results::{Control, Counted, Severity, Status};
use crate::untrusted::{one_line, printable};

/// Bytes of a name.
pub(super) const MOST_IN_NAME: usize = 200;
/// Bytes of a tag.
const MOST_IN_TAG: usize = 60;
/// Tags of a rule: GitLab takes 10.
const MOST_TAGS: usize = 10;

/// What a control checks, the same for each target.
pub(super) struct Rule {
    /// `PROFILE/CONTROL`: ids such as `1.1` are in many profiles.
    pub(super) id: String,
    /// The control's id.
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) about: Text,
    pub(super) help: Text,
    pub(super) tags: Vec<String>,
    pub(super) severity: Severity,
}

impl Rule {
    pub(super) fn of(profile: &str, counted: &Counted, control: &Control) -> Self {
        let name = name(&counted.id);
        let said = Stig(control);
        let title = words(said.title());
        let title = Some(title.as_str()).filter(|t| !t.is_empty()).unwrap_or(&name);
        let about = Some(said.discussion().trim()).filter(|t| !t.is_empty()).unwrap_or(title);
        let help =
            [("Check", said.check()), ("Fix", said.fix())].into_iter().filter(|(_, text)| !text.trim().is_empty());
        let help: Vec<String> = help.map(|(label, text)| format!("{label}: {}", text.trim())).collect();
        let help = if help.is_empty() { about.to_owned() } else { help.join("\n\n") };
        let tagged = ["security", "compliance"].into_iter();
        let tagged = tagged.chain(said.tags("nist")).chain(said.tags("cci"));
        let mut tags: Vec<String> = Vec::new();
        for tag in tagged.map(|tag| short(&one_line(tag), MOST_IN_TAG)) {
            // One that occurs twice makes the file invalid.
            if tags.len() < MOST_TAGS && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        Self {
            id: format!("{}/{name}", self::name(profile)),
            title: Text::of(title),
            about: Text::of(about),
            help: Text::of(&help),
            tags,
            severity: counted.severity,
            name,
        }
    }
}

/// A control that failed or ended in an error.
pub(super) struct Finding {
    /// Among all that are shown, from 0; the gravest first.
    pub(super) place: usize,
    /// Index of its rule.
    pub(super) rule: usize,
    pub(super) counted: Counted,
    pub(super) message: Text,
    /// File in the profile, and line.
    pub(super) source: (Option<String>, Option<u32>),
}

impl Finding {
    pub(super) fn of(input: &Input, counted: &Counted, control: &Control, place: usize, rule: usize) -> Self {
        let more = deciding(control, counted.status).skip(1).count();
        let more = if more > 0 { format!(" (and {})", number(more, "more check")) } else { String::new() };
        let crashed = if counted.status == Status::Error { "the control ended in an error: " } else { "" };
        let reason = first_reason(control, counted.status);
        let target = name(input.target_name(counted.target));
        let source = &control.source_location;
        Self {
            place,
            rule,
            counted: counted.clone(),
            message: Text::of(&format!("{target}: {crashed}{reason}{more}")),
            source: (source.file.as_deref().map(name), source.line),
        }
    }
}

/// A name, of any length and content, as one that readers take; never empty.
pub(super) fn name(text: &str) -> String {
    match one_line(text).trim() {
        "" => "(no name)".to_owned(),
        text => short(text, MOST_IN_NAME),
    }
}

/// A text, as much of it as any file takes, and how long it was.
pub(super) struct Text {
    head: String,
    characters: usize,
}

impl Text {
    /// SARIF takes `[words](address)` for a link in any message.
    pub(super) fn of(text: &str) -> Self {
        let text = printable(text).replace("](", "]\\x28");
        Self { head: text.chars().take(MOST_IN_TEXT[0]).collect(), characters: text.chars().count() }
    }

    /// At most `most` characters of it, with the words that say how many are missing.
    pub(super) fn fitted(&self, most: usize) -> String {
        /// For those words.
        const CUT: usize = 40;
        if self.characters <= most {
            return self.head.clone();
        }
        let head: String = self.head.chars().take(most - CUT).collect();
        format!("{head} [{} cut]", number(self.characters - (most - CUT), "character"))
    }
}
