//! What people see while a scan runs: a progress line on a terminal, a line for each step elsewhere, as in a CI system's log.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use cincture_core::config::Color;
use cincture_core::untrusted;
use cincture_engine::Event;
use indicatif::{ProgressBar, ProgressStyle};

/// Progress on standard error.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    /// Steps are lines.
    lines: bool,
}

impl Progress {
    /// Nothing is shown if `quiet`.
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self { bar: None, lines: !quiet };
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} controls  {elapsed}  {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar: Some(bar), lines: false }
    }

    /// A step that is no control: connecting, reading the profile.
    pub(crate) fn step(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(shown(text));
        } else if self.lines {
            complain(&format!("{}\n", shown(text)));
        }
    }

    /// What the engine reports.
    pub(crate) fn event(&self, event: &Event<'_>) {
        let Some(bar) = &self.bar else { return };
        match event {
            Event::Found(controls) => bar.inc_length(*controls as u64),
            Event::Begin(id) => bar.set_message(shown(id)),
            Event::End(_) => {
                bar.inc(1);
                if bar.length().is_some_and(|length| bar.position() > length) {
                    bar.set_length(bar.position());
                }
            }
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// As much of a step or of a name as a wide terminal has room for: it is drawn many times.
fn shown(text: &str) -> String {
    untrusted::one_line(&text.chars().take(300).collect::<String>())
}

/// Whether standard output takes colour.
pub(crate) fn colour(choice: Color, no_color: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !no_color && std::io::stdout().is_terminal(),
    }
}

/// Columns of the terminal, or 100 where there is none.
pub(crate) fn width() -> usize {
    let term = console::Term::stdout();
    term.size_checked().map_or(100, |(_, columns)| usize::from(columns).clamp(40, 160))
}

/// Writes to standard output. False: nobody reads it any more, or the disk is full.
pub(crate) fn print(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}

/// Writes to standard error; there is nobody to tell where that fails.
pub(crate) fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
