//! `results.json`: InSpec JSON (HDF).

use std::borrow::Cow;
use std::io::{self, Write};

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::json::write_json;
use super::write::Report;
use super::{Input, Target};
use crate::results::{Document, Group, Platform, Profile, Statistics};

/// The results of all targets in one file. One target's results are kept as they are. Of several, the profiles stand side
/// by side, and each carries the target in its name, because InSpec's form links profiles by name.
pub(super) struct Writer<'a> {
    input: &'a Input,
    out: &'a mut dyn Write,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input, out: &'a mut dyn Write) -> Self {
        Self { input, out }
    }
}

impl Report for Writer<'_> {
    /// All copies of a control are written, not only the one that counts.
    /// One control after the other is decoded and written.
    fn end(&mut self) -> io::Result<()> {
        let one = match self.input.run.targets.as_slice() {
            [Target { results: Some(one), .. }] => Some(one),
            _ => None,
        };
        write_json(self.out, &one.map_or_else(|| joined(self.input), |one| alone(self.input, one)))
    }
}

/// [`crate::results::Results`], with the keys in the same order.
#[derive(Serialize)]
struct File<'a> {
    platform: Cow<'a, Platform>,
    profiles: Vec<Part<'a>>,
    statistics: Cow<'a, Statistics>,
    version: &'a str,
    /// Not InSpec's: pipelines ask `results.json` for it, and without an answer take it for none. Only ever counted anew.
    failure_count: u64,
    #[serde(flatten)]
    extra: Option<Cow<'a, Map<String, Value>>>,
}

/// The key of [`File::failure_count`].
const FAILURE_COUNT: &str = "failure_count";

fn alone<'a>(input: &Input, document: &'a Document) -> File<'a> {
    let head = document.head();
    File {
        platform: Cow::Borrowed(&head.platform),
        profiles: (0..head.profiles.len()).map(|at| Part { document, at, target: None }).collect(),
        statistics: Cow::Borrowed(&head.statistics),
        version: &head.version,
        failure_count: input.tally.counts.failures(),
        extra: Some(without_count(&head.extra)),
    }
}

fn joined(input: &Input) -> File<'_> {
    let found = input.run.targets.iter().filter_map(|target| Some((target.name.as_str(), target.results.as_ref()?)));
    let parts = found.flat_map(|(target, document)| {
        (0..document.head().profiles.len()).map(move |at| Part { document, at, target: Some(target) })
    });
    File {
        platform: Cow::Owned(Platform {
            name: Some("cincture".to_owned()),
            release: Some(input.run.version.clone()),
            target_id: Some(format!("{} targets", input.run.targets.len())),
            extra: Map::new(),
        }),
        profiles: parts.collect(),
        statistics: Cow::Owned(Statistics { duration: Some(input.run.duration.as_secs_f64()), extra: Map::new() }),
        version: &input.run.version,
        failure_count: input.tally.counts.failures(),
        extra: None,
    }
}

/// A file that is read again has counted for another run, or says what its author liked.
fn without_count(extra: &Map<String, Value>) -> Cow<'_, Map<String, Value>> {
    if !extra.contains_key(FAILURE_COUNT) {
        return Cow::Borrowed(extra);
    }
    let others = extra.iter().filter(|(key, _)| *key != FAILURE_COUNT);
    Cow::Owned(others.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// A profile of a document, named after its target where there are several.
struct Part<'a> {
    document: &'a Document,
    at: usize,
    target: Option<&'a str>,
}

/// [`Profile`], with the keys in the same order.
#[derive(Serialize)]
struct Written<'a> {
    name: Cow<'a, str>,
    sha256: &'a str,
    controls: Controls<'a>,
    groups: &'a [Group],
    attributes: &'a [Value],
    supports: &'a [Value],
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_profile: Option<Cow<'a, str>>,
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let profile = self.document.head().profiles.get(self.at).ok_or_else(|| S::Error::custom("no such profile"))?;
        let Profile { name, sha256, controls: _, groups, attributes, supports, .. } = profile;
        let Profile { status, status_message, parent_profile, extra, .. } = profile;
        let named = |name: &'_ str| match self.target {
            Some(target) => Cow::Owned(format!("{name} ({target})")),
            None => Cow::Owned(name.to_owned()),
        };
        let written = Written {
            name: named(name),
            sha256,
            controls: Controls { document: self.document, profile: self.at },
            groups,
            attributes,
            supports,
            status: status.as_deref(),
            status_message: status_message.as_deref(),
            parent_profile: parent_profile.as_deref().map(named),
            extra,
        };
        written.serialize(to)
    }
}

struct Controls<'a> {
    document: &'a Document,
    profile: usize,
}

impl Serialize for Controls<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let length = self.document.outlines(self.profile).len();
        let mut list = to.serialize_seq(Some(length))?;
        for index in 0..length {
            let control = self.document.control(self.profile, index);
            list.serialize_element(&control.ok_or_else(|| S::Error::custom("a control cannot be read again"))?)?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::{change, control, profile};
    use crate::results::{Tally, read};

    #[test]
    fn several_targets_in_one_file_count_as_they_did_apart() {
        let mut run = run(
            vec![vec![control("a", 0.9, "")], vec![control("a", 0.9, "")], vec![control("b", 0.5, "passed")]],
            None,
        );
        for (at, status) in [(0, "passed"), (1, "failed")] {
            let base = profile("base", Some("baseline"), vec![control("a", 0.9, status)]);
            change(run.targets[at].results.as_mut().unwrap(), |results| results.profiles.push(base));
        }
        let input = Input::of(run);
        let again = read(bytes(&input, Format::Results).unwrap(), "results.json").unwrap();
        assert_eq!(Tally::of([(0, &again)]).counts, input.tally.counts);
    }

    #[test]
    fn a_run_without_any_results_still_gives_a_valid_file() {
        let input = Input::of(run(vec![], None));
        assert!(read(bytes(&input, Format::Results).unwrap(), "results.json").unwrap().head().profiles.is_empty());
    }

    #[test]
    fn failures_are_counted_anew_whatever_a_file_says_that_is_read_again() {
        let mut run =
            run(vec![vec![control("a", 0.9, "failed"), control("b", 0.9, "error"), control("c", 0.9, "passed")]], None);
        change(run.targets[0].results.as_mut().unwrap(), |results| {
            results.extra.insert(FAILURE_COUNT.to_owned(), 0.into());
            results.extra.insert("other".to_owned(), "kept".into());
        });
        let text = String::from_utf8(bytes(&Input::of(run), Format::Results).unwrap()).unwrap();
        assert_eq!(text.matches(FAILURE_COUNT).count(), 1);
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&file[FAILURE_COUNT], &file["other"]), (&2.into(), &"kept".into()));
    }
}
