//! `cincture threshold generate` and `check`.

use std::fmt::Write as _;

use cincture_core::exit::Exit;
use cincture_core::gate::{self, Gate, Threshold, Tightness};
use cincture_core::problem::Problem;
use cincture_core::report::Input;
use cincture_core::untrusted::{harmless_json, one_line};
use serde_json::{Value, json};

use super::files;
use super::look::printed;
use crate::cli::Format;
use crate::cli::threshold::{CheckArgs, GenerateArgs};
use crate::output;

/// Makes a threshold, and prints or writes it.
pub(crate) fn generate(args: &GenerateArgs) -> Exit {
    printed(made(args).map(|text| (text, Exit::Pass)))
}

fn made(args: &GenerateArgs) -> Result<String, Problem> {
    let input = Input::of(files::run(&args.files, Gate::default())?);
    let tightness = match (args.exact, args.controls) {
        (true, _) => Tightness::Exact,
        (_, true) => Tightness::Controls,
        _ => Tightness::NoWorse,
    };
    let text = gate::generate(&input, tightness)?;
    match &args.output {
        Some(path) => output::write_text(path, &text).map(|()| String::new()),
        None => Ok(text),
    }
}

/// Says of each what it asks for; status 2 where one cannot be used.
pub(crate) fn check(args: &CheckArgs) -> Exit {
    let read: Vec<(&str, Result<Threshold, Problem>)> =
        args.thresholds.iter().map(|argument| (argument.as_str(), gate::load(argument))).collect();
    let exit = read.iter().fold(Exit::Pass, |exit, (_, read)| match read {
        Ok(_) => exit,
        Err(problem) => exit.and(problem.code.exit()),
    });
    let text = match args.format {
        Format::Json => json_of(&read),
        Format::Text => {
            read.iter().filter_map(|(_, read)| read.as_ref().err()).for_each(|problem| {
                output::complain(problem);
            });
            read.iter().filter_map(|(_, read)| read.as_ref().ok()).map(in_words).collect()
        }
    };
    printed(Ok((text, exit)))
}

fn in_words(threshold: &Threshold) -> String {
    let mut text = format!("{}: valid; all of this must hold:\n", one_line(&threshold.origin));
    for rule in &threshold.rules {
        let _ = writeln!(text, "  {}", one_line(&rule.words()));
    }
    for remark in threshold.remarks() {
        let _ = writeln!(text, "  warning: {}", one_line(&remark));
    }
    text
}

fn json_of(read: &[(&str, Result<Threshold, Problem>)]) -> String {
    let value = |(argument, read): &(&str, Result<Threshold, Problem>)| match read {
        Ok(threshold) => {
            let lines = threshold.rules.iter().map(|r| json!({"key": r.key, "line": r.line, "words": r.words()}));
            json!({"threshold": argument, "valid": true, "lines": lines.collect::<Vec<_>>(),
                   "warnings": threshold.remarks(), "problem": null})
        }
        Err(p) => json!({"threshold": argument, "valid": false, "lines": [], "warnings": [],
            "problem": {"code": p.code.as_str(), "what": p.what, "place": p.place, "why": p.why, "help": p.help}}),
    };
    let document = json!({"schema_version": 1, "thresholds": read.iter().map(value).collect::<Vec<Value>>()});
    format!("{}\n", harmless_json(&format!("{document:#}")))
}
