//! Why the build fails, and the verdict in its status.

use std::collections::BTreeMap;

use cincture_core::exit::Exit;
use cincture_core::number::number;
use cincture_core::platform::{Finding, Finished};
use cincture_core::report::{digest, location, sentence, word};
use cincture_core::untrusted::{cut_units, printable};

use crate::output::message;

/// UTF-16 units of a description, which TeamCity would cut without a word.
const MOST_IN_DESCRIPTION: usize = 4_000;
/// Build problems besides the verdict.
const MOST_PROBLEMS: usize = 9;
/// Digits of a hash in an identity: with the longest of our words it is within TeamCity's 60 characters.
const DIGITS: usize = 16;

/// The build problems of a run that is no pass: the verdict, then what went wrong.
pub(crate) fn of(done: &Finished<'_>, name: &str) -> String {
    if done.exit == Exit::Pass {
        return String::new();
    }
    let input = done.input;
    let targets: Vec<String> = input.run.targets.iter().map(|target| location(&target.name)).collect();
    let scan = [name].into_iter().chain(targets.iter().map(String::as_str));
    let word = word(done.exit);
    let more = input.run.problems.len().saturating_sub(MOST_PROBLEMS);
    let more = match more {
        0 => String::new(),
        more => format!("\n{}: results.json and the log have all of them.", number(more, "more problem")),
    };
    let verdict = problem(&identity(word, scan), &format!("Cincture: {}{more}", said(done)));
    let mut seen = BTreeMap::new();
    let problems = input.run.problems.iter().take(MOST_PROBLEMS).map(|one| {
        let mut identity = identity(one.code.as_str(), [name, &location(&one.place)]);
        let times: &mut usize = seen.entry(identity.clone()).or_default();
        *times += 1;
        if *times > 1 {
            // One that is there already would be taken for the same.
            identity.push_str(&format!("_{times}"));
        }
        let finding = Finding::of_problem(one);
        problem(&identity, &format!("{}\n{}", finding.title, finding.message))
    });
    std::iter::once(verdict).chain(problems).collect()
}

/// The sentence is that of the results; where something failed only afterwards, such as writing the reports, the word says so.
fn said(done: &Finished<'_>) -> String {
    let sentence = sentence(done.input);
    if done.exit == done.input.exit { sentence } else { format!("{}. Of the results: {sentence}", word(done.exit)) }
}

/// The text of the build's status: TeamCity's own with ours behind it, so that no other step's is lost.
pub(crate) fn status(done: &Finished<'_>, name: &str) -> String {
    let compliance = done.input.tally.counts.compliance().rounded();
    let text = format!("{{build.status.text}}; {name}: {}, compliance {compliance} %", word(done.exit));
    message("buildStatus", &[("text", &text)])
}

fn problem(identity: &str, text: &str) -> String {
    let description = cut_units(&printable(text), MOST_IN_DESCRIPTION);
    message("buildProblem", &[("description", &description), ("identity", identity)])
}

/// The same for the same problem in later builds, also where the pods are others: TeamCity remembers by it who looks into one.
fn identity<'a>(word: &str, parts: impl IntoIterator<Item = &'a str>) -> String {
    format!("cincture_{}_{}", word.replace('-', "_"), &digest(parts)[..DIGITS])
}
