//! How answers look. Each text in them may come from the target or a library, and is made harmless.

use cincture_core::env::Env;
use cincture_core::problem::{Code, Problem};
use cincture_core::untrusted::{harmless_json, one_line, printable};
use cincture_engine::prompt::Evaluation;
use cincture_engine::protocol::{Came, Raised};
use cincture_engine::results::{Control, ControlResult};
use serde::Serialize;

use crate::cli::shell::ShellArgs;
use crate::terminal;

/// Characters of one text that are shown; a value is cut by the engine.
const MOST_IN_TEXT: usize = 4_000;

/// Standard output and standard error.
pub(super) struct Screen {
    json: bool,
    colour: bool,
    /// Somebody sits before it: values are marked, to be told from what is printed.
    terminal: bool,
    /// What was printed by the input that is running; only kept for JSON.
    printed: Vec<String>,
}

/// An input and what came of it, for programs.
#[derive(Serialize)]
struct Record<'a> {
    input: &'a str,
    value: Option<&'a str>,
    printed: Vec<String>,
    controls: &'a [Control],
    error: Option<&'a Raised>,
    gaps: &'a [String],
    incomplete: bool,
    /// Why the engine's process ended over it.
    lost: Option<&'a str>,
}

impl Screen {
    pub(super) fn new(args: &ShellArgs, env: &Env, terminal: bool) -> Self {
        let colour = terminal::colour(args.color.into(), env.get("NO_COLOR").is_some());
        Self { json: args.json(), colour, terminal, printed: Vec::new() }
    }

    /// What an input prints, at once.
    pub(super) fn told(&mut self, text: &str) {
        if self.json {
            self.printed.push(text.to_owned());
        } else {
            terminal::print(&(printable(text) + "\n"));
        }
    }

    /// What came of it; whether all of it was evaluated.
    ///
    /// # Errors
    /// Where nobody reads it.
    pub(super) fn show(&mut self, input: &str, evaluation: &Evaluation) -> Result<bool, Problem> {
        let none = Came::default();
        let (came, lost) = match evaluation {
            Evaluation::Came(came) => (came, None),
            Evaluation::Lost(why) => (&none, Some(why.as_str())),
        };
        let (text, complaints) = if self.json {
            (self.record(input, came, lost), String::new())
        } else {
            (self.answer(input, came), self.complaints(came, lost))
        };
        terminal::complain(&complaints);
        if !terminal::print(&text) {
            let help = "let standard output be read to its end";
            return Err(Problem::new(Code::OutputUnwritable, "the answer cannot be printed", "nobody reads it", help));
        }
        Ok(came.error.is_none() && came.gaps.is_empty() && !came.incomplete && lost.is_none())
    }

    fn record(&mut self, input: &str, came: &Came, lost: Option<&str>) -> String {
        let record = Record {
            input,
            value: came.value.as_deref(),
            printed: std::mem::take(&mut self.printed),
            controls: &came.controls,
            error: came.error.as_ref(),
            gaps: &came.gaps,
            incomplete: came.incomplete,
            lost,
        };
        serde_json::to_string(&record).map_or_else(|_| String::new(), |text| harmless_json(&text) + "\n")
    }

    fn answer(&self, input: &str, came: &Came) -> String {
        let mut text = String::new();
        if let Some(value) = came.value.as_deref().filter(|_| !input.trim().is_empty()) {
            text.push_str(if self.terminal { "=> " } else { "" });
            text.push_str(&(printable(value) + "\n"));
        }
        for control in &came.controls {
            self.control(control, &mut text);
        }
        text
    }

    fn control(&self, control: &Control, text: &mut String) {
        if !control.id.starts_with("(generated from ") {
            let title = control.title.iter().map(|title| format!(": {}", shortened(title)));
            text.push_str(&format!("{}{}\n", shortened(&control.id), title.collect::<String>()));
        }
        for result in &control.results {
            self.check(result, text);
        }
        if control.results.is_empty() {
            text.push_str("  (no checks)\n");
        }
    }

    fn check(&self, result: &ControlResult, text: &mut String) {
        let (mark, colour) = match (result.status.as_deref(), &result.backtrace) {
            (Some("passed"), None) => ("pass ", GREEN),
            (Some("skipped"), None) => ("skip ", YELLOW),
            (Some("failed"), None) => ("FAIL ", RED),
            _ => ("ERROR", RED),
        };
        text.push_str(&format!("  {} {}\n", self.painted(mark, colour), shortened(&result.code_desc)));
        let exception =
            result.exception.iter().filter(|_| result.backtrace.is_some()).map(|class| format!("{class}: "));
        let why = result.message.as_ref().or(result.skip_message.as_ref());
        let found = exception.chain(why.cloned()).collect::<String>();
        for line in printable(&cut(&found)).lines().filter(|line| !line.trim().is_empty()) {
            text.push_str(&format!("          {line}\n"));
        }
    }

    fn complaints(&self, came: &Came, lost: Option<&str>) -> String {
        let mut text = String::new();
        if let Some(error) = &came.error {
            let head = format!("{}: {}", error.class, cut(&error.message));
            text.push_str(&(self.painted(&printable(&head), RED) + "\n"));
            error.backtrace.iter().for_each(|frame| text.push_str(&format!("  at {}\n", shortened(frame))));
        }
        if came.incomplete {
            text.push_str(&(self.painted("the expression is not finished", RED) + "\n"));
        }
        let said = |gap: &&String| !came.error.as_ref().is_some_and(|error| error.message.contains(gap.as_str()));
        for gap in came.gaps.iter().filter(said) {
            text.push_str(&format!("{} {}\n", self.painted("not checked:", YELLOW), shortened(gap)));
        }
        if let Some(why) = lost {
            let after = "a new one was started; local variables and definitions are lost";
            let head = format!("the engine's process ended: {}; {after}", shortened(why));
            text.push_str(&(self.painted(&head, RED) + "\n"));
        }
        text
    }

    fn painted(&self, text: &str, colour: &str) -> String {
        if self.colour { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_IN_TEXT) {
        Some((at, _)) => format!("{}... ({} more characters)", &text[..at], text[at..].chars().count()),
        None => text.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    one_line(&cut(text))
}
