//! The controls that a report shows where it cannot show all: those whose status comes first, in each status the gravest.

use std::collections::HashMap;

use super::Input;
use crate::results::{Counted, Status};

/// Which controls are shown, and at which place.
pub(super) struct Ranked {
    /// By target, profile and control.
    places: HashMap<(usize, usize, usize), usize>,
    /// How many there are, shown or not.
    pub(super) all: usize,
}

impl Ranked {
    /// At most `most` controls with one of `statuses`, in their order; equally grave ones stay in the order of the run.
    pub(super) fn of(input: &Input, statuses: &[Status], most: usize) -> Self {
        let place = |c: &Counted| statuses.iter().position(|s| *s == c.status);
        let mut found: Vec<(usize, &Counted)> =
            input.tally.controls.iter().filter_map(|c| Some((place(c)?, c))).collect();
        found.sort_by_key(|(status, c)| (*status, std::cmp::Reverse(c.severity)));
        let shown = found.iter().take(most).enumerate();
        let places = shown.map(|(at, (_, c))| ((c.target, c.profile, c.control), at)).collect();
        Self { places, all: found.len() }
    }

    /// The place of a control, from 0; `None` for one that is not shown.
    pub(super) fn place(&self, counted: &Counted) -> Option<usize> {
        self.places.get(&(counted.target, counted.profile, counted.control)).copied()
    }

    /// How many are shown.
    pub(super) fn shown(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::tests::run;
    use super::*;
    use crate::results::fixture::control;

    #[test]
    fn the_gravest_of_the_first_status_is_shown_first_and_what_is_beyond_is_counted() {
        let controls = vec![
            control("crashed", 0.9, "error"),
            control("small", 0.1, "failed"),
            control("good", 0.9, "passed"),
            control("grave", 0.9, "failed"),
            control("grave too", 1.0, "failed"),
        ];
        let input = Input::of(run(vec![controls], None));
        let ranked = Ranked::of(&input, &[Status::Failed, Status::Error], 3);
        let mut shown: Vec<(usize, &str)> =
            input.tally.controls.iter().filter_map(|c| Some((ranked.place(c)?, c.id.as_str()))).collect();
        shown.sort_unstable();
        assert_eq!(shown, [(0, "grave"), (1, "grave too"), (2, "small")]);
        assert_eq!((ranked.all, ranked.shown()), (4, 3));
    }
}
