//! Findings as inspections: what was not checked, then the controls, the gravest first.
//!
//! An inspection needs a file, which a container has not: as in SARIF, the path says where the target is in the cluster, and the
//! line is the place of the control in its profile.

use std::collections::BTreeSet;

use cincture_core::number::number;
use cincture_core::platform::{Finding, Finished, Level, ranked};
use cincture_core::report::{Input, location, short};
use cincture_core::results::{Counted, Status};
use cincture_core::untrusted::{cut_units, one_line, printable};

use crate::output::{html, message};

/// Inspections of a step: the page of a build shows no more that anybody would read, and each is a line of the log.
const MOST: usize = 200;
/// Of them, those that are kept for what was not checked; it has more where controls leave room.
const KEPT: usize = 50;
/// What `id`, `name` and `category` may have.
const MOST_IN_NAME: usize = 255;
/// UTF-16 units of a text: TeamCity takes 4,000, and each may become the 5 of `&amp;`.
const MOST_IN_TEXT: usize = 780;
/// Types that are no control's.
const NOT_CHECKED: &str = "cincture/not-checked";
const LEFT_OUT: &str = "cincture/left-out";

/// The messages.
pub(crate) fn of(done: &Finished<'_>) -> String {
    let input = done.input;
    let mut inspections = Inspections { text: String::new(), types: BTreeSet::new() };
    let incomplete = &input.run.incomplete;
    let controls: Vec<(Level, &Counted)> =
        Level::ALL.into_iter().flat_map(|level| ranked(input, level).into_iter().map(move |c| (level, c))).collect();
    let all = incomplete.len() + controls.len();
    let room = if all > MOST { MOST - 1 } else { MOST };
    let not_checked = incomplete.len().min(room - controls.len().min(room - KEPT));
    for (at, one) in incomplete.iter().enumerate().take(not_checked) {
        let target = one.target.map_or("cincture", |target| input.target_name(target));
        inspections.not_checked(target, at, &input.told(one));
    }
    let shown = controls.len().min(room - not_checked);
    controls.iter().take(shown).for_each(|(level, counted)| inspections.control(input, counted, *level));
    inspections.left_out(all - not_checked - shown);
    inspections.text
}

struct Inspections {
    text: String,
    /// Each type is told once, before the first of it.
    types: BTreeSet<String>,
}

/// What tells a kind of finding from others.
struct Type<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    category: &'a str,
}

impl Inspections {
    fn control(&mut self, input: &Input, counted: &Counted, level: Level) {
        let profile = input.profile_name(counted);
        let finding = Finding::of_control(input, counted, level);
        let control = input.control(counted);
        let title = control.as_ref().and_then(|c| c.title.as_deref()).filter(|title| !title.trim().is_empty());
        let described = control.as_ref().and_then(|c| c.desc.as_deref()).filter(|text| !text.trim().is_empty());
        let name = title.unwrap_or(&counted.id);
        let kind = Type {
            id: &format!("{profile}/{}", counted.id),
            name,
            description: described.unwrap_or(name),
            category: &format!("Cincture: {profile}"),
        };
        let severity = match (level, counted.status) {
            (Level::Error, _) => "ERROR",
            (Level::Warning, _) => "WARNING",
            (Level::Notice, Status::Skipped) => "INFO",
            (Level::Notice, _) => "WEAK WARNING",
        };
        let text = format!("{}: {}", finding.title, finding.message);
        self.add(&kind, &text, &location(input.target_name(counted.target)), counted.control + 1, severity);
    }

    fn not_checked(&mut self, target: &str, at: usize, why: &str) {
        let kind = Type {
            id: NOT_CHECKED,
            name: "Not checked",
            description: "Something that was asked for was not checked.",
            category: "Cincture",
        };
        self.add(&kind, &format!("not checked: {why}"), &location(target), at + 1, "ERROR");
    }

    fn left_out(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        let kind = Type {
            id: LEFT_OUT,
            name: "Left out",
            description: "There are more findings than inspections.",
            category: "Cincture",
        };
        let text = format!("{}: report.html and results.json have all of them.", number(more, "more finding"));
        self.add(&kind, &text, &location("cincture://left-out"), 1, "WARNING");
    }

    fn add(&mut self, kind: &Type<'_>, text: &str, file: &str, line: usize, severity: &str) {
        let id = short(&one_line(kind.id), MOST_IN_NAME);
        if self.types.insert(id.clone()) {
            self.text.push_str(&message(
                "inspectionType",
                &[
                    ("id", &id),
                    ("name", &cut_units(&one_line(kind.name), MOST_IN_NAME)),
                    ("description", &shown(kind.description)),
                    ("category", &cut_units(&one_line(kind.category), MOST_IN_NAME)),
                ],
            ));
        }
        self.text.push_str(&message(
            "inspection",
            &[
                ("typeId", &id),
                ("message", &shown(text)),
                ("file", file),
                ("line", &line.to_string()),
                ("SEVERITY", severity),
            ],
        ));
    }
}

fn shown(text: &str) -> String {
    html(&cut_units(&printable(text), MOST_IN_TEXT))
}
