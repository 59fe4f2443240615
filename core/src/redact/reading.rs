//! Controls of a file are decoded whenever one is asked for: each goes through here, and is counted once.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::inputs::Search;
use super::{Redacted, Redactor, Sensitive, redact_control};
use crate::results::Control;

/// How the texts of a file are given out.
#[derive(Default)]
pub struct Reading {
    /// `None`: as they are in the file.
    redactor: Option<Option<Arc<Search>>>,
    counted: Mutex<Counted>,
}

#[derive(Clone, Default)]
struct Counted {
    /// Profile and index of the controls that are.
    controls: HashSet<(usize, usize)>,
    /// Those without secrets: several reports ask for each control, and need not search it anew.
    clean: HashSet<(usize, usize)>,
    redacted: Redacted,
}

impl Reading {
    /// Without secrets, and without these values.
    pub fn redacted(sensitive: &Sensitive) -> Self {
        Self { redactor: Some(Search::new(sensitive).map(Arc::new)), counted: Mutex::default() }
    }

    /// A redactor, if secrets are taken out.
    pub fn redactor(&self) -> Option<Redactor> {
        self.redactor.as_ref().map(|values| Redactor::searching(values.clone()))
    }

    /// Takes secrets out of `control`, which stands at `index` of `profile`.
    pub fn clean(&self, (profile, index): (usize, usize), control: &mut Control) {
        let Some(mut redactor) = self.redactor() else { return };
        let counted = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted().clean.contains(&(profile, index)) {
            return;
        }
        redact_control(&mut redactor, control);
        let redacted = redactor.redacted();
        let mut counted = counted();
        if redacted.total() == 0 {
            counted.clean.insert((profile, index));
        } else if counted.controls.insert((profile, index)) {
            counted.redacted.merge(&redacted);
        }
    }

    /// Adds what was taken out of what is no control.
    pub fn count(&self, redacted: &Redacted) {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).redacted.merge(redacted);
    }

    /// How many were taken out of what was asked for so far.
    pub fn counted(&self) -> Redacted {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).redacted
    }
}

impl Clone for Reading {
    fn clone(&self) -> Self {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { redactor: self.redactor.clone(), counted: Mutex::new(counted) }
    }
}

/// The values are nobody's to read.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.redactor.as_ref().map(Option::is_some);
        f.debug_struct("Reading").field("values", &values).field("counted", &self.counted()).finish()
    }
}
