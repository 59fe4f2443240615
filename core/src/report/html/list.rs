//! The list of controls: the gravest first, within limits that a browser can bear.

use std::collections::HashMap;

use super::anchor::Anchors;
use super::control::{body, head};
use super::markup::Html;
use super::words::STATUSES;
use crate::report::Input;
use crate::results::{Control, Counted, Severity, Status};

/// How long a page may become.
pub(super) struct Limits {
    /// Controls that are listed; of more, those that did not pass go before the others.
    pub(super) controls: usize,
    /// Bytes of the details of failed controls and errors together, and of all others.
    pub(super) details: [usize; 2],
}

const MEBIBYTE: usize = 1024 * 1024;
pub(super) const LIMITS: Limits = Limits { controls: 50_000, details: [24 * MEBIBYTE, 12 * MEBIBYTE] };

/// The controls until now, each already as HTML.
pub(super) struct List {
    /// By status, and in each by severity.
    parts: Vec<Html>,
    /// How many more of each status are listed.
    rows: [usize; STATUSES.len()],
    /// How many more bytes of details are taken: of failed controls and errors, and of all others.
    room: [usize; 2],
    pub(super) anchors: Anchors,
    pub(super) profiles: Profiles,
    pub(super) left_out: LeftOut,
    position: usize,
}

/// The names of all profiles, each once, in the order of their controls.
#[derive(Default)]
pub(super) struct Profiles {
    pub(super) names: Vec<String>,
    index: HashMap<String, usize>,
}

/// What the limits took.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Controls that are not listed.
    pub(super) controls: usize,
    /// Controls that are listed without their details.
    pub(super) details: usize,
}

impl List {
    pub(super) fn new(input: &Input, limits: &Limits) -> Self {
        let mut left = limits.controls;
        let rows = STATUSES.map(|status| {
            let rows = usize::try_from(input.tally.counts.total(status)).unwrap_or(usize::MAX).min(left);
            left -= rows;
            rows
        });
        Self {
            parts: (0..STATUSES.len() * Severity::ALL.len()).map(|_| Html::default()).collect(),
            rows,
            room: limits.details,
            anchors: Anchors::default(),
            profiles: Profiles::default(),
            left_out: LeftOut::default(),
            position: 0,
        }
    }

    pub(super) fn add(&mut self, input: &Input, counted: &Counted, control: &Control) {
        let status = STATUSES.iter().position(|s| *s == counted.status).unwrap_or_default();
        let severity = Severity::ALL.iter().position(|s| *s == counted.severity).unwrap_or_default();
        self.position += 1;
        if self.rows[status] == 0 {
            self.left_out.controls += 1;
            return;
        }
        self.rows[status] -= 1;
        let several = input.run.targets.len() > 1;
        let target = several.then(|| input.target_name(counted.target));
        let anchor = self.anchors.give(target, &counted.id);
        let profile = self.profiles.index(input.profile_name(counted));
        let details = self.details(input, counted, control, &anchor);
        let part = &mut self.parts[status * Severity::ALL.len() + severity];
        head(part, input, counted, control, (profile, self.position));
        part.raw("<div class=\"body\" id=\"").line(&anchor).raw("\">");
        match details {
            Some(details) => part.html(&details),
            None => part.raw(
                "<p class=\"cut\">The details of this control are left out, for the length of this page: see results.json</p>",
            ),
        };
        // No text between the items: a browser looks at each such text again when an item is hidden.
        part.raw("</div></details>\n</li>");
    }

    fn details(&mut self, input: &Input, counted: &Counted, control: &Control, anchor: &str) -> Option<Html> {
        let room = &mut self.room[usize::from(!matches!(counted.status, Status::Failed | Status::Error))];
        let details = (*room > 0).then(|| body(input, counted, control, anchor));
        let details = details.filter(|details| details.len() <= *room);
        match &details {
            Some(details) => *room -= details.len(),
            // The first that does not fit is the last that is asked: what is shown has no gaps.
            None => {
                *room = 0;
                self.left_out.details += 1;
            }
        }
        details
    }

    /// The items, in the order in which they are read.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Html> {
        self.parts.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.position == 0
    }
}

impl Profiles {
    fn index(&mut self, name: &str) -> usize {
        if let Some(at) = self.index.get(name) {
            return *at;
        }
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}
