//! How many controls have which status and severity, and the compliance that follows.

use super::{Severity, Status};

/// The grid of status and severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    grid: [[u64; 5]; 5],
}

impl Counts {
    /// Counts one more control.
    pub(crate) fn add(&mut self, status: Status, severity: Severity) {
        self.grid[row(status)][column(severity)] += 1;
    }

    /// Controls with this status and severity.
    pub fn cell(&self, status: Status, severity: Severity) -> u64 {
        self.grid[row(status)][column(severity)]
    }

    /// Controls with this status.
    pub fn total(&self, status: Status) -> u64 {
        self.grid[row(status)].iter().sum()
    }

    /// Failures as InSpec counts them: what ended in an error is one.
    pub fn failures(&self) -> u64 {
        self.total(Status::Failed) + self.total(Status::Error)
    }

    /// All controls.
    pub fn all(&self) -> u64 {
        Status::ALL.into_iter().map(|s| self.total(s)).sum()
    }

    /// Passed controls among those that are in scope; not-applicable ones are left out.
    pub fn compliance(&self) -> Compliance {
        let passed = self.total(Status::Passed);
        Compliance { passed, relevant: self.all() - self.total(Status::NoImpact) }
    }
}

/// The share of passed controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compliance {
    passed: u64,
    relevant: u64,
}

impl Compliance {
    /// Whole percent, half rounded up; 0 where nothing is in scope. A threshold is held against this figure, as in SAF:
    /// 199 of 200 are 100.
    pub fn rounded(self) -> u64 {
        self.scaled(100)
    }

    /// Percent with two decimals, such as `99.50`. Never `100.00` where a control is missing from it.
    pub fn exact(self) -> String {
        let mut hundredths = self.scaled(10_000);
        if hundredths == 10_000 && self.passed < self.relevant {
            hundredths = 9_999;
        }
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    fn scaled(self, whole: u64) -> u64 {
        if self.relevant == 0 {
            return 0;
        }
        (2 * whole * self.passed + self.relevant) / (2 * self.relevant)
    }
}

fn row(status: Status) -> usize {
    status as usize
}

fn column(severity: Severity) -> usize {
    severity as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(passed: u64, relevant: u64) -> (u64, String) {
        let compliance = Compliance { passed, relevant };
        (compliance.rounded(), compliance.exact())
    }

    #[test]
    fn half_is_rounded_up_and_two_decimals_stand_beside_it() {
        assert_eq!(of(199, 200), (100, "99.50".to_owned()));
        assert_eq!(of(994, 1000), (99, "99.40".to_owned()));
        assert_eq!(of(2, 3), (67, "66.67".to_owned()));
        assert_eq!(of(0, 0), (0, "0.00".to_owned()));
        assert_eq!(of(0, 7), (0, "0.00".to_owned()));
        assert_eq!(of(99_999, 100_000), (100, "99.99".to_owned()));
        assert_eq!(of(199_999, 200_000), (100, "99.99".to_owned()));
        assert_eq!(of(5, 5), (100, "100.00".to_owned()));
    }

    #[test]
    fn not_applicable_controls_are_out_of_the_compliance() {
        let mut counts = Counts::default();
        for status in [Status::Passed, Status::Failed, Status::Skipped, Status::Error] {
            counts.add(status, Severity::High);
        }
        for _ in 0..10 {
            counts.add(Status::NoImpact, Severity::None);
        }
        assert_eq!(counts.compliance().rounded(), 25);
        assert_eq!(counts.all(), 14);
        assert_eq!(counts.cell(Status::NoImpact, Severity::None), 10);
        assert_eq!(counts.total(Status::Failed), 1);
    }
}
