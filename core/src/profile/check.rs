//! What is wrong with a profile, as far as it can be known without running it.

use std::collections::HashMap;

use cincture_engine::EngineError;
use cincture_engine::protocol::{Description, FoundControl};
use serde::Serialize;
use serde_json::Value;

use super::Looking;
use crate::number::number;
use crate::problem::Problem;
use crate::scan::engine_problem;
use crate::scan::profiles::ProfileSource;
use crate::untrusted::one_line;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// With it no scan can be complete.
    Error,
    /// It runs; but what it says is missing, or it may need what is not there.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// File in the profile.
    pub file: String,
    /// Line, from 1, where it has one.
    pub line: Option<u32>,
    /// Control, where it is about one.
    pub control: Option<String>,
    /// What is wrong. The author's words may be in it.
    pub message: String,
}

/// What [`check`] found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The profile, as it was asked for.
    pub profile: String,
    /// Controls that parsing found.
    pub controls: usize,
    /// What is wrong: errors first, then by file and line.
    pub findings: Vec<Finding>,
}

const METADATA: &str = "inspec.yml";
/// Fields that InSpec asks for in `inspec.yml`.
const EXPECTED: [&str; 7] = ["name", "title", "version", "summary", "maintainer", "copyright", "license"];
/// All that InSpec knows there.
const KNOWN: [&str; 18] = [
    "name",
    "title",
    "version",
    "summary",
    "description",
    "maintainer",
    "copyright",
    "copyright_email",
    "license",
    "supports",
    "depends",
    "inputs",
    "attributes",
    "inspec_version",
    "gem_dependencies",
    "libraries",
    "entitlement_id",
    "parent_profile",
];

/// Looks at a profile without running it.
///
/// # Errors
///
/// Where it may not be looked at here, or the engine does not run; a profile that is none is a finding.
pub async fn check(profile: &ProfileSource, looking: &Looking) -> Result<Checked, Problem> {
    let (controls, mut findings) = match looking.at(profile).await {
        Ok(description) => (description.controls.len(), all(&description)),
        Err(EngineError::Refused(why) | EngineError::Unparsable(why)) => (0, vec![refused(why)]),
        Err(error) => return Err(engine_problem(&profile.argument, &error)),
    };
    findings.sort_by(|a, b| (a.level, &a.file, a.line).cmp(&(b.level, &b.file, b.line)));
    Ok(Checked { profile: profile.argument.clone(), controls, findings })
}

fn refused(why: String) -> Finding {
    let rest = why.strip_prefix("inspec.yml, line ").and_then(|rest| rest.split_once(": "));
    let line = rest.and_then(|(line, _)| line.parse().ok());
    let file = if why.starts_with(METADATA) { METADATA } else { "" };
    Finding { level: Level::Error, file: file.to_owned(), line, control: None, message: why }
}

fn all(description: &Description) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |level, file: &str, line, message: String| {
        findings.push(Finding { level, file: file.to_owned(), line, control: None, message });
    };
    for (file, why) in description.unreadable.iter().chain(&description.broken_libraries) {
        let (line, message) = placed(why);
        add(Level::Error, file, line, format!("it cannot be parsed: {message}"));
    }
    description.gaps.iter().for_each(|gap| add(Level::Error, METADATA, None, gap.clone()));
    for lacking in &description.foreseen {
        let message = format!("{} is not there; the control that meets it will be an error", lacking.what);
        add(Level::Warning, &lacking.path, Some(lacking.line), message);
    }
    if description.controls.is_empty() && !description.dynamic {
        add(Level::Warning, "controls", None, "there are no controls".into());
    }
    metadata(description, &mut add);
    findings.extend(duplicates(&description.controls));
    description.controls.iter().for_each(|control| findings.extend(incomplete(control)));
    findings
}

/// `line N: MESSAGE` in its parts.
fn placed(why: &str) -> (Option<u32>, &str) {
    let parts = why.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    parts.and_then(|(line, message)| Some((Some(line.parse().ok()?), message))).unwrap_or((None, why))
}

/// A single file has no metadata of its own.
fn metadata(description: &Description, add: &mut impl FnMut(Level, &str, Option<u32>, String)) {
    let fields = &description.metadata;
    if !fields.contains_key("supports") {
        return;
    }
    let is_there = |key: &str| fields.get(key).is_some_and(|value| !value.is_null() && value != "");
    for key in EXPECTED.into_iter().filter(|key| !is_there(key)) {
        add(Level::Warning, METADATA, None, format!("{key} is missing"));
    }
    for key in fields.keys().filter(|key| !KNOWN.contains(&key.as_str())) {
        let close = KNOWN.into_iter().find(|known| strsim::damerau_levenshtein(known, key) <= 2);
        let help = close.map(|known| format!("; did you mean {known}?")).unwrap_or_default();
        add(Level::Warning, METADATA, None, format!("nothing is known of the field {key}{help}"));
    }
    let version = fields.get("version").and_then(Value::as_str).unwrap_or("0.0.0");
    let parts: Vec<&str> = version.split(['-', '+']).next().unwrap_or_default().split('.').collect();
    if parts.len() != 3 || parts.iter().any(|part| part.parse::<u64>().is_err()) {
        add(Level::Warning, METADATA, None, format!("the version {version} is not of the form 1.2.3"));
    }
}

/// Where InSpec merges controls of one id, half of what is written is lost.
fn duplicates(controls: &[FoundControl]) -> Vec<Finding> {
    let mut first: HashMap<&str, &FoundControl> = HashMap::new();
    let mut findings = Vec::new();
    for control in controls {
        let Some(before) = first.get(control.id.as_str()) else {
            first.insert(&control.id, control);
            continue;
        };
        let place = before.source_location.file.clone().unwrap_or_default();
        let line = before.source_location.line.unwrap_or_default();
        findings.push(about(
            control,
            Level::Error,
            format!("there is a control of this id already, in {place} line {line}"),
        ));
    }
    findings
}

fn incomplete(control: &FoundControl) -> Vec<Finding> {
    let said = &control.said;
    let missing = [
        ("title", said.title.is_empty()),
        ("description", !said.descriptions.contains_key("default")),
        ("impact", said.impact.is_empty()),
    ];
    let missing = missing.into_iter().filter(|(_, is)| *is).map(|(name, _)| format!("it has no {name}"));
    let impacts = said.impact.iter().flatten().filter(|impact| !is_impact(impact));
    let wrong = impacts.map(|impact| format!("{impact} is no impact: a number from 0.0 to 1.0 is expected"));
    missing.chain(wrong).map(|message| about(control, Level::Warning, message)).collect()
}

fn is_impact(value: &Value) -> bool {
    let in_range = |number: f64| (0.0..=1.0).contains(&number);
    match value {
        Value::Number(number) => number.as_f64().is_some_and(in_range),
        Value::String(name) => {
            let named = ["none", "low", "medium", "high", "critical"].contains(&name.to_lowercase().as_str());
            named || name.parse().is_ok_and(in_range)
        }
        _ => false,
    }
}

fn about(control: &FoundControl, level: Level, message: String) -> Finding {
    let place = &control.source_location;
    let file = place.file.clone().unwrap_or_default();
    Finding { level, file, line: place.line, control: Some(control.id.clone()), message }
}

impl Checked {
    /// Whether it can be scanned with.
    pub fn holds(&self) -> bool {
        self.count(Level::Error) == 0
    }

    /// Findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// For people: a line for each finding, and what it comes to.
    pub fn text(&self) -> String {
        let mut out: String = self.findings.iter().map(Finding::line).collect();
        let sum = [
            number(self.controls, "control"),
            number(self.count(Level::Error), "error"),
            number(self.count(Level::Warning), "warning"),
        ];
        out += &format!("{}: {}\n", one_line(&self.profile), sum.join(", "));
        out
    }
}

impl Finding {
    fn line(&self) -> String {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = if self.file.is_empty() { String::new() } else { format!("{}{line}: ", self.file) };
        let control = self.control.as_deref().map(|id| format!("control {id}: ")).unwrap_or_default();
        one_line(&format!("{level:<8} {place}{control}{}", self.message)) + "\n"
    }
}
