//! The exit status, the same on every platform.

use serde::{Deserialize, Serialize};

/// What the whole run comes to. `docs` and `design` call these 0 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// 0: everything asked for was checked, and the threshold holds.
    Pass,
    /// 1: Cincture or its surroundings failed: no API server reached, login refused, disk full.
    Failed,
    /// 2: usage, or an invalid configuration, threshold, profile or results file.
    Invalid,
    /// 3: the threshold does not hold.
    Breached,
    /// 4: something that was asked for was not checked.
    Incomplete,
}

impl Exit {
    /// The number that the process exits with.
    pub fn code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Failed => 1,
            Self::Invalid => 2,
            Self::Breached => 3,
            Self::Incomplete => 4,
        }
    }

    /// Where several hold: 2, 1, 3, 4, 0, the first of them wins.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self.rank() <= other.rank() { self } else { other }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Invalid => 0,
            Self::Failed => 1,
            Self::Breached => 2,
            Self::Incomplete => 3,
            Self::Pass => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{self, *};

    #[test]
    fn the_first_of_invalid_failed_breached_incomplete_pass_wins() {
        let order = [Invalid, Failed, Breached, Incomplete, Pass];
        for (i, a) in order.iter().enumerate() {
            for b in &order[i..] {
                assert_eq!(a.and(*b), *a);
                assert_eq!(b.and(*a), *a);
            }
        }
        assert_eq!(order.map(Exit::code), [2, 1, 3, 4, 0]);
    }
}
