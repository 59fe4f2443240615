//! Results files as the targets of a run.

use std::collections::HashMap;
use std::time::Duration;

use super::Target;
use crate::results::Document;

/// `files` as targets: each with where it was read from, and what it holds. A target has the name that the file gives it if no
/// other file gives the same one; else that of the file.
pub fn targets(files: Vec<(String, Document)>) -> Vec<Target> {
    let mut named: HashMap<String, usize> = HashMap::new();
    for name in files.iter().filter_map(|(_, results)| id(results)) {
        *named.entry(name.to_owned()).or_default() += 1;
    }
    let target = |(origin, results): (String, Document)| {
        let own = id(&results).filter(|name| named.get(*name) == Some(&1)).map(str::to_owned);
        let seconds = results.head().statistics.duration.unwrap_or_default();
        Target {
            name: own.unwrap_or(origin),
            duration: Duration::try_from_secs_f64(seconds).unwrap_or_default(),
            round_trips: 0,
            results: Some(results),
        }
    };
    files.into_iter().map(target).collect()
}

/// The target that a file names.
fn id(results: &Document) -> Option<&str> {
    results.head().platform.target_id.as_deref().filter(|id| !id.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::fixture::{change, results};

    #[test]
    fn a_name_that_two_files_give_names_neither_and_a_hostile_duration_is_none() {
        let file = |origin: &str, id: Option<&str>| {
            let mut results = results(Vec::new());
            change(&mut results, |results| {
                results.platform.target_id = id.map(str::to_owned);
                results.statistics.duration = Some(-1.0);
            });
            (origin.to_owned(), results)
        };
        let files = vec![
            file("a.json", Some("k8s://shop/web")),
            file("b.json", Some("k8s://shop/web")),
            file("c.json", Some("k8s://shop/db")),
            file("d.json", Some(" ")),
            file("e.json", None),
        ];
        let targets = targets(files);
        let names: Vec<&str> = targets.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["a.json", "b.json", "k8s://shop/db", "d.json", "e.json"]);
        assert!(targets.iter().all(|t| t.duration == Duration::ZERO));
    }
}
