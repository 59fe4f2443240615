//! Commands found, translated, and put back.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::diff::{self, Edit};
use super::place::{Place, Threshold};
use super::script::Script;
use super::shell::{self, Command};
use super::{Kind, Migration, Note, container_script, exec, jq, mention, saf};

/// What becomes of a command.
#[derive(Debug)]
pub(super) enum Outcome {
    Replace(Replacement),
    /// It stays, for this reason.
    Keep(String),
}

/// What stands for some bytes of the file.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The new command; a line each where the old one had several.
    pub(super) groups: Vec<String>,
    pub(super) note: String,
}

/// What a translator knows besides the command.
pub(super) struct Context<'a> {
    pub(super) text: &'a str,
    pub(super) place: Place,
    pub(super) gates: &'a Gates,
}

/// The results that are judged somewhere in the file.
#[derive(Debug, Default)]
pub(super) struct Gates {
    /// Results, without quotes: threshold and line.
    of: BTreeMap<String, (Threshold, usize)>,
}

impl Gates {
    /// The line in which `file` is judged.
    pub(super) fn line_of(&self, file: &str) -> Option<usize> {
        self.of.get(file).map(|(_, line)| *line)
    }

    /// What `file` is held against, and in which line.
    pub(super) fn threshold_of(&self, file: &str) -> Option<(Threshold, usize)> {
        self.of.get(file).cloned()
    }

    fn find(text: &str, lines: &Lines, scripts: &[(Place, Vec<Command>)]) -> Self {
        let (mut gates, none) = (Self::default(), Self::default());
        for (place, command) in scripts.iter().flat_map(|(place, all)| all.iter().map(move |c| (*place, c))) {
            let context = Context { text, place, gates: &none };
            if let Some((file, threshold)) = saf::judged(command, &context) {
                gates.of.entry(file).or_insert((threshold, lines.line(command.start)));
            }
        }
        gates
    }
}

/// Where the lines of a file begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at)
    }
}

/// `text` with its `scripts` translated.
pub(super) fn rewritten(text: &str, scripts: Vec<Script>) -> Migration {
    let scripts: Vec<(Place, Vec<Command>)> = scripts.iter().map(|s| (s.place, shell::commands(s))).collect();
    let lines = Lines::of(text);
    let gates = Gates::find(text, &lines, &scripts);
    let (mut replacements, mut notes, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for (place, commands) in &scripts {
        let context = Context { text, place: *place, gates: &gates };
        for command in commands {
            let Some(outcome) = translated(command, &context) else { continue };
            seen.push((command.start, command.end));
            match outcome {
                Outcome::Keep(text) => {
                    notes.push(Note { line: lines.line(command.start), kind: Kind::Untranslated, text });
                }
                Outcome::Replace(replacement) => replacements.push(replacement),
            }
        }
    }
    let edits = edits(text, replacements, &lines, &mut notes);
    notes.extend(mention::notes(text, &lines, &seen, &scripts));
    notes.sort();
    notes.dedup();
    Migration { text: diff::applied(text, &edits), edits, notes }
}

/// The replacements in order, and a note for each. One inside of another stays: that has its words as they were.
fn edits(text: &str, mut replacements: Vec<Replacement>, lines: &Lines, notes: &mut Vec<Note>) -> Vec<Edit> {
    replacements.sort_by_key(|replacement| (replacement.start, Reverse(replacement.end)));
    let mut edits: Vec<Edit> = Vec::new();
    for replacement in replacements {
        let line = lines.line(replacement.start);
        if edits.last().is_some_and(|before| replacement.start < before.end) {
            let why = "it stands in the words of another command that was translated".to_owned();
            notes.push(Note { line, kind: Kind::Untranslated, text: why });
        } else {
            notes.push(Note { line, kind: Kind::Changed, text: replacement.note.clone() });
            edits.push(edit(text, replacement));
        }
    }
    edits
}

fn translated(command: &Command, context: &Context<'_>) -> Option<Outcome> {
    let outcome = exec::translate(command, context)
        .or_else(|| saf::translate(command, context))
        .or_else(|| container_script::translate(command, context))
        .or_else(|| jq::translate(command, context))?;
    if mention::is_about_itself(command) {
        return None;
    }
    Some(match outcome {
        Outcome::Replace(_) if command.is_torn => Outcome::Keep("a redirection stands between its words".to_owned()),
        Outcome::Replace(replacement) => fitted(replacement, context.place),
        keep => keep,
    })
}

/// The replacement as it is written in its place, if it can be.
fn fitted(replacement: Replacement, place: Place) -> Outcome {
    let groups: Option<Vec<String>> = replacement.groups.iter().map(|group| place.encode(group)).collect();
    match groups {
        Some(groups) => Outcome::Replace(Replacement { groups, ..replacement }),
        None => {
            let instead = replacement.groups.join(" ");
            Outcome::Keep(format!("the string around it has no room for quotes; write it in several lines: {instead}"))
        }
    }
}

fn edit(text: &str, replacement: Replacement) -> Edit {
    let old = &text[replacement.start..replacement.end];
    let new = replacement.groups.join(&separator(old));
    Edit { start: replacement.start, end: replacement.end, text: new }
}

/// What stands between the lines of a command, its backslash and indentation; a blank where it is one line.
fn separator(old: &str) -> String {
    let Some(end) = old.find('\n') else { return " ".to_owned() };
    let before = old[..end].trim_end_matches([' ', '\t', '\r', '\\']).len();
    let after = &old[end..];
    let indent = after.len() - after.trim_start().len();
    old[before..end + indent].to_owned()
}
