//! `results.json`: InSpec JSON (HDF).

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::Map;

use super::Input;
use super::json::write_json;
use super::write::Report;
use crate::results::{Control, Counted, Platform, Profile, Results, Statistics};

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
    fn control(&mut self, _: &Counted, _: &Control) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        write_json(self.out, all(self.input).as_ref())
    }
}

fn all(input: &Input) -> Cow<'_, Results> {
    match input.run.targets.as_slice() {
        [one] => one.results.as_ref().map_or_else(|| Cow::Owned(joined(input)), Cow::Borrowed),
        _ => Cow::Owned(joined(input)),
    }
}

fn joined(input: &Input) -> Results {
    let profiles =
        input.run.targets.iter().flat_map(|t| {
            t.results.iter().flat_map(|r| &r.profiles).map(|profile| named_after_target(profile, &t.name))
        });
    Results {
        platform: Platform {
            name: Some("cincture".to_owned()),
            release: Some(input.run.version.clone()),
            target_id: Some(format!("{} targets", input.run.targets.len())),
            extra: Map::new(),
        },
        profiles: profiles.collect(),
        statistics: Statistics { duration: Some(input.run.duration.as_secs_f64()), extra: Map::new() },
        version: input.run.version.clone(),
        extra: Map::new(),
    }
}

fn named_after_target(profile: &Profile, target: &str) -> Profile {
    let name = |name: &str| format!("{name} ({target})");
    Profile {
        name: name(&profile.name),
        parent_profile: profile.parent_profile.as_deref().map(name),
        ..profile.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::super::{Format, bytes};
    use super::*;
    use crate::results::fixture::{control, profile};
    use crate::results::{Tally, read};

    #[test]
    fn several_targets_in_one_file_count_as_they_did_apart() {
        let mut run = run(
            vec![vec![control("a", 0.9, "")], vec![control("a", 0.9, "")], vec![control("b", 0.5, "passed")]],
            None,
        );
        for (at, status) in [(0, "passed"), (1, "failed")] {
            let base = profile("base", Some("baseline"), vec![control("a", 0.9, status)]);
            run.targets[at].results.as_mut().unwrap().profiles.push(base);
        }
        let input = Input::of(run);
        let again = read(&bytes(&input, Format::Results).unwrap(), "results.json").unwrap();
        assert_eq!(Tally::of([(0, &again)]).counts, input.tally.counts);
    }

    #[test]
    fn a_run_without_any_results_still_gives_a_valid_file() {
        let input = Input::of(run(vec![], None));
        assert!(read(&bytes(&input, Format::Results).unwrap(), "results.json").unwrap().profiles.is_empty());
    }
}
