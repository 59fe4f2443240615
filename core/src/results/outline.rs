//! What counting needs of a control, read without keeping the rest.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::skim::{Skim, Text};
use super::status::Evidence;
use super::{Severity, SourceLocation, Status};

/// A control of a [`super::Document`], as far as counting goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Unique in its profile.
    pub id: String,
    /// What it comes to.
    pub status: Status,
    /// How grave.
    pub severity: Severity,
    /// Whether any check ran.
    pub has_results: bool,
    /// Where it stands in the file, in bytes.
    pub(super) place: Range<usize>,
}

impl Outline {
    /// Reads the control that stands at `place` in `text`. What is read here can be decoded as a [`super::Control`].
    ///
    /// # Errors
    /// It is no control, or has a status that there is not. Where is said best by decoding it.
    pub(super) fn read(text: &str, place: Range<usize>) -> serde_json::Result<Self> {
        let Read { id, impact, waived, tags, checks } = serde_json::from_str(&text[place.clone()])?;
        let has_results = !checks.is_empty();
        let evidence = checks.into_iter().fold(Evidence::new(impact, waived), Evidence::with);
        let severity = Severity::from_tags(tags.over.as_ref(), tags.own.as_ref(), impact);
        Ok(Self { id, status: evidence.status(), severity, has_results, place })
    }
}

/// A status, and whether there is a backtrace.
pub(super) type Check = (Option<String>, bool);

struct Read {
    id: String,
    impact: f64,
    waived: bool,
    tags: Tags,
    checks: Vec<Check>,
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ControlVisitor)
    }
}

struct ControlVisitor;

impl<'de> Visitor<'de> for ControlVisitor {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a control")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let mut seen = Seen::default();
        let (mut id, mut impact, mut tags, mut checks) = (None, None, None, None);
        let (mut waiver, mut attested) = (None, None);
        while let Some(key) = map.next_key::<ControlKey>()? {
            seen.add(key as u32, key != ControlKey::Other && key != ControlKey::AttestationData)?;
            match key {
                ControlKey::Id => id = Some(map.next_value()?),
                ControlKey::Impact => impact = Some(map.next_value()?),
                ControlKey::Tags => tags = Some(map.next_value()?),
                ControlKey::Results => checks = Some(map.next_value::<Vec<CheckRead>>()?),
                ControlKey::WaiverData => waiver = map.next_value::<Option<Value>>()?,
                ControlKey::AttestationData => attested = Some(map.next_value::<Value>()?),
                ControlKey::Refs => pass::<Vec<Skim>, _>(&mut map)?,
                ControlKey::SourceLocation => pass::<SourceLocation, _>(&mut map)?,
                ControlKey::Title | ControlKey::Desc | ControlKey::Code => pass::<Option<Text>, _>(&mut map)?,
                ControlKey::Descriptions | ControlKey::Other => pass::<Skim, _>(&mut map)?,
            }
        }
        seen.has(ControlKey::Refs as u32, "refs")?;
        seen.has(ControlKey::SourceLocation as u32, "source_location")?;
        if attested.as_ref().is_some_and(|attested| unknown_attested(attested).is_some()) {
            return Err(A::Error::custom("unknown status"));
        }
        Ok(Read {
            id: id.ok_or_else(|| A::Error::missing_field("id"))?,
            impact: impact.ok_or_else(|| A::Error::missing_field("impact"))?,
            tags: tags.ok_or_else(|| A::Error::missing_field("tags"))?,
            checks: checks.ok_or_else(|| A::Error::missing_field("results"))?.into_iter().map(|c| c.0).collect(),
            waived: waiver.as_ref().is_some_and(super::status::is_waiver),
        })
    }
}

/// The next value, which must be a `T` and is not kept.
fn pass<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<T>().map(|_| ())
}

/// The status that somebody attested, where it is none that there is.
pub(super) fn unknown_attested(attestation: &Value) -> Option<&str> {
    let status = attestation.get("status")?.as_str().unwrap_or("no text");
    (!["passed", "failed"].contains(&status)).then_some(status)
}

/// The statuses of checks.
pub(super) const STATUSES: [&str; 4] = ["passed", "failed", "skipped", "error"];

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum ControlKey {
    Id,
    Title,
    Desc,
    Descriptions,
    Impact,
    Refs,
    Tags,
    Code,
    SourceLocation,
    WaiverData,
    Results,
    AttestationData,
    #[serde(other)]
    Other,
}

/// The keys of an object that were met.
#[derive(Default)]
struct Seen(u32);

impl Seen {
    /// A key of ours stands once in an object; which of two is meant nobody can know.
    fn add<E: Error>(&mut self, key: u32, once: bool) -> Result<(), E> {
        if once && self.0 & (1 << key) != 0 {
            return Err(E::custom("duplicate field"));
        }
        self.0 |= 1 << key;
        Ok(())
    }

    fn has<E: Error>(&self, key: u32, name: &'static str) -> Result<(), E> {
        if self.0 & (1 << key) == 0 { Err(E::missing_field(name)) } else { Ok(()) }
    }
}

/// The two tags that say how grave it is.
#[derive(Default)]
struct Tags {
    over: Option<Value>,
    own: Option<Value>,
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(TagsVisitor)
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Tag {
    SeverityOverride,
    Severity,
    #[serde(other)]
    Other,
}

struct TagsVisitor;

impl<'de> Visitor<'de> for TagsVisitor {
    type Value = Tags;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    /// Of a tag that stands there twice the last one is kept, as everywhere.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tags, A::Error> {
        let mut tags = Tags::default();
        while let Some(tag) = map.next_key::<Tag>()? {
            match tag {
                Tag::SeverityOverride => tags.over = Some(map.next_value()?),
                Tag::Severity => tags.own = Some(map.next_value()?),
                Tag::Other => pass::<Skim, _>(&mut map)?,
            }
        }
        Ok(tags)
    }
}

struct CheckRead(Check);

impl<'de> Deserialize<'de> for CheckRead {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(CheckVisitor).map(Self)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum CheckKey {
    Status,
    CodeDesc,
    RunTime,
    StartTime,
    Message,
    SkipMessage,
    Exception,
    Backtrace,
    #[serde(other)]
    Other,
}

struct CheckVisitor;

impl<'de> Visitor<'de> for CheckVisitor {
    type Value = Check;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Check, A::Error> {
        let mut seen = Seen::default();
        let mut check: Check = (None, false);
        while let Some(key) = map.next_key::<CheckKey>()? {
            seen.add(key as u32, key != CheckKey::Other)?;
            match key {
                CheckKey::Status => check.0 = map.next_value()?,
                CheckKey::Backtrace => check.1 = map.next_value::<Option<Skim>>()?.is_some(),
                CheckKey::CodeDesc | CheckKey::StartTime => pass::<Text, _>(&mut map)?,
                CheckKey::RunTime => pass::<Option<f64>, _>(&mut map)?,
                CheckKey::Message | CheckKey::SkipMessage | CheckKey::Exception => {
                    pass::<Option<Text>, _>(&mut map)?;
                }
                CheckKey::Other => pass::<Skim, _>(&mut map)?,
            }
        }
        seen.has(CheckKey::CodeDesc as u32, "code_desc")?;
        seen.has(CheckKey::StartTime as u32, "start_time")?;
        match &check.0 {
            Some(status) if !STATUSES.contains(&status.as_str()) => Err(A::Error::custom("unknown status")),
            _ => Ok(check),
        }
    }
}
