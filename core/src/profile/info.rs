//! What a profile says of itself.

use std::collections::BTreeMap;

use cincture_engine::protocol::{Description, FoundControl};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::number::number;
use crate::scan::profiles::ProfileSource;
use crate::untrusted::one_line;

/// A profile, as `profile info` and `profile list` give it. Its texts are the author's: [`Info::text`] makes them harmless.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Info {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// Who keeps it.
    pub maintainer: Option<String>,
    /// Under which licence.
    pub license: Option<String>,
    /// It is part of this program.
    pub built_in: bool,
    /// SHA-256 over its files, hexadecimal.
    pub sha256: String,
    /// For which platforms it is made; empty: for all.
    pub supports: Vec<Value>,
    /// Its inputs as `inspec.yml` declares them.
    pub inputs: Vec<Value>,
    /// Its controls in the order of files and lines.
    pub controls: Vec<ControlInfo>,
    /// It makes more controls as it runs, or not all of these: only a scan knows them.
    pub dynamic: bool,
    /// Files whose controls are not known, with why.
    pub unreadable: BTreeMap<String, String>,
}

/// A control. What is computed as it runs is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its impact: a number, or the name of one.
    pub impact: Option<Value>,
    /// Its descriptions by their labels; `default` is the one without.
    pub descriptions: BTreeMap<String, Option<String>>,
    /// Its tags.
    pub tags: BTreeMap<String, Value>,
    /// The file that it is in.
    pub file: String,
    /// The line that it begins in, from 1.
    pub line: u32,
}

impl Info {
    pub(super) fn of(profile: &ProfileSource, description: Description) -> Self {
        let fields = &description.metadata;
        let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = |key: &str| fields.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let inputs = list("inputs");
        Self {
            name: text("name").unwrap_or_else(|| profile.name.clone()),
            title: text("title"),
            version: text("version"),
            summary: text("summary"),
            maintainer: text("maintainer"),
            license: text("license"),
            built_in: profile.built_in,
            sha256: description.sha256.clone(),
            supports: list("supports"),
            inputs: if inputs.is_empty() { list("attributes") } else { inputs },
            controls: description.controls.into_iter().map(ControlInfo::of).collect(),
            dynamic: description.dynamic,
            unreadable: description.unreadable,
        }
    }

    /// For people: what the profile is, its inputs, a line for each control.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                out += &format!("{name:<11} {}\n", one_line(value));
            }
        };
        line("name", &self.name);
        for (name, value) in [
            ("title", &self.title),
            ("version", &self.version),
            ("summary", &self.summary),
            ("maintainer", &self.maintainer),
            ("license", &self.license),
        ] {
            line(name, value.as_deref().unwrap_or_default());
        }
        line("sha256", &self.sha256);
        self.supports.iter().filter_map(Value::as_object).for_each(|entry| line("supports", &pairs(entry)));
        out += &self.lists();
        out
    }

    fn lists(&self) -> String {
        let mut out = String::new();
        if !self.inputs.is_empty() {
            out += &format!("\n{}\n", number(self.inputs.len(), "input"));
            self.inputs.iter().for_each(|input| out += &input_line(input));
        }
        out += &format!("\n{}\n", number(self.controls.len(), "control"));
        self.controls.iter().for_each(|control| out += &control.line());
        if self.dynamic {
            out += "More controls may be made as the profile runs, or not all of these.\n";
        }
        for (path, why) in &self.unreadable {
            out += &format!("Not known: the controls of {} ({})\n", one_line(path), one_line(why));
        }
        out
    }
}

impl ControlInfo {
    fn of(control: FoundControl) -> Self {
        let said = control.said;
        Self {
            id: control.id,
            title: said.title.into_iter().next_back().flatten(),
            impact: said.impact.into_iter().next_back().flatten(),
            descriptions: said.descriptions,
            tags: said.tags,
            file: control.source_location.file.unwrap_or_default(),
            line: control.source_location.line.unwrap_or_default(),
        }
    }

    fn line(&self) -> String {
        let impact = self.impact.as_ref().map(plain).unwrap_or_else(|| "-".to_owned());
        let title = self.title.as_deref().unwrap_or("-");
        let named = |(name, value): (&String, &Value)| match plain(value) {
            value if value.is_empty() => name.clone(),
            value => format!("{name}={value}"),
        };
        let tags: Vec<String> = self.tags.iter().map(named).collect();
        let tags = if tags.is_empty() { String::new() } else { format!("      {}\n", one_line(&tags.join("  "))) };
        format!("  {}  {}  {}\n{tags}", one_line(&self.id), one_line(&impact), one_line(title))
    }
}

fn input_line(input: &Value) -> String {
    let text = |key: &str| input[key].as_str().unwrap_or_default();
    let kind = if text("type").is_empty() { String::new() } else { format!(" ({})", text("type")) };
    one_line(&format!("  {}{kind}: {}", text("name"), text("description"))) + "\n"
}

fn pairs(entry: &Map<String, Value>) -> String {
    entry.iter().map(|(key, value)| format!("{key}: {}", plain(value))).collect::<Vec<_>>().join(", ")
}

/// A value without quotes; a list with commas; nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
