//! `saf validate`, `saf convert` and their like become `cincture gate`, `report` and `summary`.
//!
//! The original project's examples use words that SAF does not have (`saf threshold`, `saf summary --output-md`); what they
//! mean is translated as well.

use super::lex::{self, Token};
use super::options::{Given, Known, Takes};
use super::place::Threshold;
use super::rewrite::{Context, Outcome, Replacement};
use super::shell::Command;
use super::variables;

const KNOWN: [Known; 13] = [
    Known(&["--input", "-i"], Takes::Many),
    Known(&["--output", "-o"], Takes::One),
    Known(&["--output-md"], Takes::One),
    Known(&["--templateFile", "-T", "-t", "-c", "-f"], Takes::One),
    Known(&["--templateInline", "-F"], Takes::One),
    Known(&["--reporter"], Takes::Many),
    Known(&["--format"], Takes::One),
    Known(&["--failed-critical"], Takes::One),
    Known(&["--failed-high"], Takes::One),
    Known(&["--failed-medium"], Takes::One),
    Known(&["--failed-low"], Takes::One),
    Known(&["--verbose"], Takes::None),
    Known(&["--debug"], Takes::None),
];

/// What SAF converts to, and what we call it.
const CONVERSIONS: [(&str, &str); 6] = [
    ("hdf2csv", "csv"),
    ("hdf2xccdf", "xccdf"),
    ("hdf2ckl", "ckl"),
    ("hdf2condensed", "condensed"),
    ("hdf2html", "html"),
    ("hdf2junit", "junit"),
];

/// What becomes of `command`, if it is SAF's.
pub(super) fn translate(command: &Command, context: &Context<'_>) -> Option<Outcome> {
    let words = words(command)?;
    let parsed = Parsed::of(words).and_then(|parsed| parsed.replacement(command, context));
    Some(match parsed {
        Ok(replacement) => Outcome::Replace(replacement),
        Err(why) => Outcome::Keep(why),
    })
}

/// The results and the threshold of `command`, if it judges.
pub(super) fn judged(command: &Command, context: &Context<'_>) -> Option<(String, Threshold)> {
    let parsed = Parsed::of(words(command)?).ok()?;
    let is_gate = matches!(parsed.verb.as_str(), "validate" | "threshold");
    let [file] = parsed.files.as_slice() else { return None };
    if is_gate { Some((lex::bare(file), parsed.threshold(context).ok()?)) } else { None }
}

/// The words after `saf`, `npx saf`, `npx @mitre/saf`.
fn words(command: &Command) -> Option<&[Token]> {
    match command.program.as_str() {
        "saf" => Some(&command.words),
        "npx" => {
            let at = command.words.iter().position(|w| !w.bare().starts_with('-'))?;
            let package = command.words[at].bare();
            let is_saf = package == "saf" || package == "@mitre/saf" || package.starts_with("@mitre/saf@");
            is_saf.then(|| &command.words[at + 1..])
        }
        _ => None,
    }
}

/// A command of SAF.
struct Parsed {
    verb: String,
    /// `csv` of `convert hdf2csv`, `summary` of `view summary`.
    object: Option<String>,
    files: Vec<String>,
    given: Given,
}

impl Parsed {
    fn of(words: &[Token]) -> Result<Self, String> {
        let given = Given::read(words, &KNOWN).map_err(|option| format!("Cincture has nothing for {option} of SAF"))?;
        let mut parts: Vec<String> = given.words.iter().flat_map(|w| split_topic(w)).collect();
        if parts.is_empty() {
            return Err("this command of SAF has no counterpart".to_owned());
        }
        let verb = parts.remove(0);
        let objects = ["threshold", "summary", "heimdall"];
        let takes_object = parts.first().is_some_and(|o| verb == "convert" || objects.contains(&o.as_str()));
        let object = takes_object.then(|| parts.remove(0));
        let mut files = given.values("--input");
        files.extend(parts);
        if files.is_empty() {
            return Err("no results file is named (`-i`); SAF checks nothing then, and its status is 0".to_owned());
        }
        Ok(Self { verb, object, files, given })
    }

    fn replacement(&self, command: &Command, context: &Context<'_>) -> Result<Replacement, String> {
        let mut end = command.end;
        let (groups, note) = match (self.verb.as_str(), self.object.as_deref()) {
            ("validate", None | Some("threshold")) | ("threshold", None) => self.gate(context)?,
            ("convert", Some(kind)) => self.convert(kind, context)?,
            ("view", Some("summary")) | ("summary", None) => self.summary(context)?,
            ("view" | "report", None) => self.html(context)?,
            ("generate", Some("threshold")) => self.generate_threshold(context)?,
            ("generate", None) => {
                end = command.output_end;
                self.generate(command, context)?
            }
            (verb, object) => {
                let name = object.map_or_else(|| verb.to_owned(), |object| format!("{verb} {object}"));
                return Err(format!("`saf {name}` has no counterpart"));
            }
        };
        Ok(Replacement { start: command.start, end, groups, note })
    }

    /// The options that were given and are not in `handled`.
    fn only(&self, handled: &[&str]) -> Result<(), String> {
        let harmless = ["--verbose", "--debug", "--input"];
        match self.given.options.iter().find(|(name, _)| !handled.contains(name) && !harmless.contains(name)) {
            Some((name, _)) => Err(format!("Cincture has nothing for {name} of `saf {}`", self.verb)),
            None => Ok(()),
        }
    }

    fn gate(&self, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        let severities = ["--failed-critical", "--failed-high", "--failed-medium", "--failed-low"];
        self.only(&[&["--templateFile", "--templateInline", "--reporter"], severities.as_slice()].concat())?;
        if let Some(reporter) = self.given.values("--reporter").iter().find(|r| lex::bare(r) != "cli") {
            return Err(format!("`cincture gate` has nothing for --reporter {reporter}"));
        }
        let files: Vec<String> = self.files.iter().map(|f| context.place.quoted(f)).collect();
        let threshold = self.threshold(context)?.written(context.place);
        let groups = vec![format!("cincture gate {}", files.join(" ")), format!("--threshold {threshold}")];
        let note = "judging is `cincture gate`; what SAF lets pass unchecked (a file that is missing or damaged, an unknown key) ends with 2";
        Ok((groups, note.to_owned()))
    }

    /// What it judges by.
    fn threshold(&self, context: &Context<'_>) -> Result<Threshold, String> {
        let severities = ["critical", "high", "medium", "low"].map(|s| (s, self.given.value(&format!("--failed-{s}"))));
        let mut bounds: Vec<(String, String)> = Vec::new();
        bounds
            .extend(severities.iter().filter_map(|(s, value)| Some((format!("failed.{s}.max"), (*value)?.to_owned()))));
        match (self.given.value("--templateFile"), self.given.value("--templateInline")) {
            (Some(_), Some(_)) => Err("a threshold file and an inline one contradict each other".to_owned()),
            (None, None) => Err("no threshold is given; SAF checks nothing then, and its status is 0".to_owned()),
            (None, Some(inline)) => Ok(Threshold::Word(inline.to_owned())),
            (Some(file), None) if variables::is_number(file, context.text) => {
                bounds.insert(0, ("compliance.min".to_owned(), file.trim_matches('"').to_owned()));
                Ok(Threshold::Bounds(bounds))
            }
            (Some(_), None) if !bounds.is_empty() => {
                Err("a threshold file and bounds beside it have no counterpart".to_owned())
            }
            (Some(file), None) if file.contains('$') && !names_a_file(file) => Err(format!(
                "whether {file} is a file or a score does not show here: write --threshold {file} or --threshold \"compliance.min: {file}\""
            )),
            (Some(file), None) => Ok(Threshold::Word(file.to_owned())),
        }
    }

    fn convert(&self, kind: &str, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        self.only(&["--output"])?;
        let Some((_, format)) = CONVERSIONS.iter().find(|(name, _)| *name == kind) else {
            return Err(format!("`saf convert {kind}` has no counterpart"));
        };
        let file = self.given.value("--output").ok_or("no file to write to is named (`-o`)")?;
        Ok(self.report(format, file, context))
    }

    /// `cincture report FILES --to FORMAT=FILE`.
    fn report(&self, format: &str, file: &str, context: &Context<'_>) -> (Vec<String>, String) {
        let files: Vec<String> = self.files.iter().map(|f| context.place.quoted(f)).collect();
        let groups = vec![
            format!("cincture report {}", files.join(" ")),
            format!("--to {}", context.place.quoted(&format!("{format}={file}"))),
        ];
        (groups, format!("`saf {}` is `cincture report`", self.verb))
    }

    fn summary(&self, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        self.only(&["--output", "--output-md", "--format"])?;
        let markdown = self.given.value("--output-md");
        let output = self.given.value("--output").or(markdown);
        let format = self.given.value("--format").map(lex::bare);
        match (format.as_deref(), output) {
            (None | Some("markdown"), Some(file)) if markdown == Some(file) || file.contains(".md") => {
                Ok(self.report("markdown", file, context))
            }
            (None, None) => {
                let files: Vec<String> = self.files.iter().map(|f| context.place.quoted(f)).collect();
                Ok((
                    vec![format!("cincture summary {}", files.join(" "))],
                    "`saf summary` is `cincture summary`".to_owned(),
                ))
            }
            _ => Err("the form of this summary is SAF's own; `cincture report FILE --to summary=FILE` has another"
                .to_owned()),
        }
    }

    fn html(&self, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        self.only(&["--output"])?;
        match self.given.value("--output") {
            Some(file) if lex::bare(file).ends_with(".html") => Ok(self.report("html", file, context)),
            _ => Err(format!("`saf {}` has no counterpart without an HTML file to write", self.verb)),
        }
    }

    fn generate_threshold(&self, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        self.only(&["--output"])?;
        let files: Vec<String> = self.files.iter().map(|f| context.place.quoted(f)).collect();
        let mut groups = vec![format!("cincture threshold generate {}", files.join(" "))];
        groups.extend(self.given.value("--output").map(|file| format!("--output {}", context.place.quoted(file))));
        Ok((groups, "`saf generate threshold` is `cincture threshold generate`".to_owned()))
    }

    /// `saf generate -i FILE -o csv > FILE`.
    fn generate(&self, command: &Command, context: &Context<'_>) -> Result<(Vec<String>, String), String> {
        self.only(&["--output"])?;
        let format = self.given.value("--output").map(lex::bare).unwrap_or_default();
        match (format.as_str(), &command.output) {
            ("csv" | "junit", Some(file)) => Ok(self.report(&format, file, context)),
            _ => Err(format!("`saf generate -o {format}` has no counterpart")),
        }
    }
}

/// `validate:threshold` is `validate threshold`; a file has no colon.
fn split_topic(word: &str) -> Vec<String> {
    match word.split_once(':') {
        Some((topic, command)) if ["validate", "convert", "view", "generate"].contains(&topic) => {
            vec![topic.to_owned(), command.to_owned()]
        }
        _ => vec![word.to_owned()],
    }
}

/// Whether a word with variables says that it is a file.
fn names_a_file(word: &str) -> bool {
    let bare = lex::bare(word);
    let lower = bare.to_ascii_lowercase();
    [".yml", ".yaml", ".json"].iter().any(|end| lower.ends_with(end)) || lower.contains("file") || bare.contains('/')
}
