//! The pieces of shell in a file.

use super::lex::Placed;
use super::place::Place;
use super::yaml;

/// A piece of shell: its characters with their places in the file, without what the surroundings put between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) chars: Vec<Placed>,
    /// The byte after it.
    pub(super) end: usize,
    pub(super) place: Place,
}

/// The scripts of `text`, which is the file `name`.
pub(super) fn scripts(name: &str, text: &str) -> Vec<Script> {
    match language(name, text) {
        Language::Yaml => yaml::scripts(text),
        Language::Groovy => groovy(text),
        Language::Shell => {
            vec![Script { chars: text.char_indices().collect(), end: text.len(), place: Place::Lines }]
        }
    }
}

enum Language {
    Shell,
    Yaml,
    Groovy,
}

fn language(name: &str, text: &str) -> Language {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "yml" | "yaml" => return Language::Yaml,
        "groovy" | "jenkinsfile" | "Jenkinsfile" => return Language::Groovy,
        "sh" | "bash" | "ksh" | "zsh" => return Language::Shell,
        _ if file.starts_with("Jenkinsfile") => return Language::Groovy,
        _ => {}
    }
    if text.trim_start_matches('\u{feff}').starts_with("#!") {
        let groovy = text.lines().next().is_some_and(|line| line.contains("groovy"));
        return if groovy { Language::Groovy } else { Language::Shell };
    }
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.trim_start().starts_with(['#', '/', '*']));
    let first = lines.find(|line| !line.is_empty()).unwrap_or("");
    let opens = ["pipeline", "node", "@Library", "library", "def ", "import "];
    if opens.iter().any(|open| first.starts_with(open)) && (text.contains('{') && !first.contains(':')) {
        Language::Groovy
    } else if first == "---" || first.starts_with("- ") || yaml::key(first).is_some_and(|(key, _)| !key.contains(' ')) {
        Language::Yaml
    } else {
        Language::Shell
    }
}

/// The strings of a Jenkinsfile: those of several lines, and those that are given to `sh`.
fn groovy(text: &str) -> Vec<Script> {
    let (mut scripts, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        at += match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' | '"' => string(text, at, c, &mut scripts),
            _ => c.len_utf8(),
        };
    }
    scripts
}

/// The string at `at`, which `quote` opens: its length, with its quotes.
fn string(text: &str, at: usize, quote: char, scripts: &mut Vec<Script>) -> usize {
    let triple: String = [quote; 3].iter().collect();
    let (width, place) =
        if text[at..].starts_with(&triple) { (3, Place::GroovyLines) } else { (1, Place::Groovy(quote)) };
    let begin = at + width;
    let Some(length) = closing(&text[begin..], if width == 3 { &triple } else { &triple[..1] }) else {
        return width;
    };
    if width == 3 || is_for_sh(&text[..at]) {
        let end = begin + length;
        let chars = text[begin..end].char_indices().map(|(offset, c)| (begin + offset, c)).collect();
        scripts.push(Script { chars, end, place });
    }
    width + length + width
}

/// Where `close` stands in `text`, not after a backslash; a string with one quote ends with its line.
fn closing(text: &str, close: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == '\n' && close.len() == 1 {
            return None;
        }
        if !escaped && text[at..].starts_with(close) {
            return Some(at);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Whether a string after `before` is what `sh` runs.
fn is_for_sh(before: &str) -> bool {
    let before = before.trim_end();
    let before = before.strip_suffix('(').unwrap_or(before).trim_end();
    let step = before.strip_suffix("sh").is_some_and(|b| !b.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    step || before.ends_with("script:")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn bodies(name: &str, text: &str) -> Vec<(String, Place)> {
        let body = |s: &Script| s.chars.iter().map(|(_, c)| *c).collect();
        scripts(name, text).iter().map(|s| (body(s), s.place)).collect()
    }

    #[test]
    fn strings_of_a_jenkinsfile_are_scripts_where_sh_runs_them() {
        let text =
            "// it's\nstage('Scan') { sh 'a b'\n sh(script: \"c ${d}\", returnStatus: true)\n sh '''\n e\n'''\n}";
        assert_eq!(
            bodies("Jenkinsfile", text),
            [
                ("a b".into(), Place::Groovy('\'')),
                ("c ${d}".into(), Place::Groovy('"')),
                ("\n e\n".into(), Place::GroovyLines)
            ]
        );
    }

    #[test]
    fn what_a_file_is_shows_without_its_name_too() {
        for (text, scripts) in
            [("#!/bin/sh\na", 1), ("pipeline {\n sh 'a'\n}", 1), ("on: push\nx:\n  run: a\n", 2), ("a b\nc\n", 1)]
        {
            assert_eq!(bodies("-", text).len(), scripts, "{text:?}");
        }
    }
}
