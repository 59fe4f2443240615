//! Results in InSpec's JSON form (HDF): what the engine produces and what the gate reads.
//!
//! Field names and nesting are those of InSpec's `json` reporter. Unknown keys are kept in `extra`, so that a file that
//! passes through Cincture loses nothing. Keys that inspecjs cannot do without are needed here too; a key that may be
//! absent has a default.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// A whole results file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The system under test.
    pub platform: Platform,
    /// Top-level profiles and their children.
    pub profiles: Vec<Profile>,
    /// How long the run took.
    pub statistics: Statistics,
    /// Version of the program that made the file.
    pub version: String,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The system under test.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    /// Such as `debian`.
    #[serde(default)]
    pub name: Option<String>,
    /// Such as `12`.
    #[serde(default)]
    pub release: Option<String>,
    /// What was scanned, such as `k8s://ns/pod/container`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How long the run took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Seconds.
    #[serde(default)]
    pub duration: Option<f64>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A profile as it ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// From `inspec.yml`.
    pub name: String,
    /// Digest of the profile's content, hexadecimal.
    pub sha256: String,
    /// Each control, in the order of the profile.
    pub controls: Vec<Control>,
    /// Controls by file.
    pub groups: Vec<Group>,
    /// Declared inputs.
    pub attributes: Vec<Value>,
    /// Declared platforms.
    pub supports: Vec<Value>,
    /// `loaded`, `skipped` or `failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it did not load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// Name of the profile that includes this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_profile: Option<String>,
    /// Everything else: version, title, maintainer, summary, license, copyright, ...
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The controls of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Path in the profile, such as `controls/files.rb`.
    pub id: String,
    /// Ids.
    #[serde(default)]
    pub controls: Vec<String>,
    /// The file's `title`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One control and what it found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Unique in its profile.
    pub id: String,
    /// One line.
    #[serde(default)]
    pub title: Option<String>,
    /// The default description.
    #[serde(default)]
    pub desc: Option<String>,
    /// All descriptions: `[{label, data}]`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub descriptions: Value,
    /// 0.0 to 1.0.
    pub impact: f64,
    /// References.
    pub refs: Vec<Value>,
    /// Tags: name to any value.
    pub tags: Map<String, Value>,
    /// The control's Ruby text.
    #[serde(default)]
    pub code: Option<String>,
    /// Where it stands.
    pub source_location: SourceLocation,
    /// Set where a waiver named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver_data: Option<Value>,
    /// One for each check that ran.
    pub results: Vec<ControlResult>,
    /// Everything else.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// File and line of a control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLocation {
    /// Line of the word `control`, from 1.
    #[serde(default)]
    pub line: Option<u32>,
    /// Path in the profile.
    #[serde(default, rename = "ref")]
    pub file: Option<String>,
}

/// What one check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlResult {
    /// `passed`, `failed`, `skipped` or `error`. Absent in files of some converters, which makes the control an error.
    #[serde(default)]
    pub status: Option<String>,
    /// What was checked, such as `File /etc/passwd is expected to exist`.
    pub code_desc: String,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_time: Option<f64>,
    /// RFC 3339. A file without it is refused, as the reference tools do.
    #[serde(deserialize_with = "present")]
    pub start_time: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_message: Option<String>,
    /// Class of the exception that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// Where the exception was raised. Present, even if empty, it makes the control an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtrace: Option<Value>,
    /// Everything else: resource_class, resource_params, resource_id, ...
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A text that must be there: without this, serde takes an absent key for `None`.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    String::deserialize(from).map(Some)
}
