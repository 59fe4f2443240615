//! Names of cases: a class in dots for each target and profile, and no two cases of one class and name.

use std::collections::HashMap;
use std::time::Duration;

use quick_junit::{TestCase, TestCaseStatus};

use super::MOST_IN_MESSAGE;
use crate::report::Input;
use crate::report::alias::{alias, digest, short};
use crate::report::text::xml_line;
use crate::untrusted::cut;

/// Bytes of a class's part.
const MOST_IN_PART: usize = 120;

/// What has been named so far.
pub(super) struct Names {
    /// The class of each target, without a profile.
    targets: Vec<String>,
    /// How many cases have one class and name, by their digest.
    taken: HashMap<String, usize>,
}

impl Names {
    pub(super) fn of(input: &Input) -> Self {
        let named: Vec<String> = input.run.targets.iter().map(|target| of_alias(&alias(&target.name))).collect();
        let mut count: HashMap<&str, usize> = HashMap::new();
        named.iter().for_each(|name| *count.entry(name).or_default() += 1);
        // Replicas of a workload are told apart by their pods, which a single one does not need.
        let own = |(at, name): (usize, &String)| match count.get(name.as_str()) {
            Some(1) => name.clone(),
            _ => of_alias(&[input.target_name(at).trim_start_matches("k8s://").to_owned()]),
        };
        let targets = named.iter().enumerate().map(own).collect();
        Self { targets, taken: HashMap::new() }
    }

    /// `cincture.NAMESPACE.WORKLOAD.CONTAINER.PROFILE`; without a profile, the same without its end.
    pub(super) fn class(&self, target: usize, profile: &str) -> String {
        let target = self.targets.get(target).map(String::as_str).unwrap_or_default();
        let profile = part(profile);
        let parts: Vec<&str> = [target, &profile].into_iter().filter(|part| !part.is_empty()).collect();
        Self::own(&parts.join("."))
    }

    /// The class of cases that are no control's.
    pub(super) fn own(name: &str) -> String {
        format!("cincture.{name}")
    }

    /// A case; where its class has its name already, a number is put to it.
    pub(super) fn case(&mut self, class: String, name: &str, status: TestCaseStatus, time: Duration) -> TestCase {
        let mut shown = cut(&xml_line(name), MOST_IN_MESSAGE);
        while let Some(n) = self.taken.get_mut(&digest([class.as_str(), shown.as_str()])) {
            *n += 1;
            shown = format!("{} ({n})", cut(&xml_line(name), MOST_IN_MESSAGE));
        }
        self.taken.insert(digest([class.as_str(), shown.as_str()]), 1);
        let mut case = TestCase::new(shown, status);
        case.set_classname(class);
        case.set_time(time);
        case
    }
}

/// A container's namespace goes without saying where it is from.
fn of_alias(alias: &[String]) -> String {
    let alias = if alias.len() > 1 { alias.strip_prefix(&["kubernetes".to_owned()]).unwrap_or(alias) } else { alias };
    alias.iter().map(|name| part(name)).collect::<Vec<_>>().join(".")
}

/// Without dots, which part classes.
fn part(name: &str) -> String {
    short(&xml_line(name).replace('.', "_"), MOST_IN_PART)
}
