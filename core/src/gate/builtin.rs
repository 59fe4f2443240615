//! The thresholds that come with the program.

/// Name and text of each, from `thresholds/*.yml`.
pub const BUILTIN: [(&str, &str); 3] = [
    ("strict", include_str!("../../../thresholds/strict.yml")),
    ("moderate", include_str!("../../../thresholds/moderate.yml")),
    ("permissive", include_str!("../../../thresholds/permissive.yml")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Bound, Cell, Subject, Threshold};
    use crate::results::Status;

    #[test]
    fn each_is_valid_and_bounds_errors_by_zero() {
        for (name, text) in BUILTIN {
            let threshold = Threshold::parse(text, name).unwrap();
            let bounds_errors = threshold
                .rules
                .iter()
                .any(|r| r.subject == Subject::Count(Status::Error, Cell::Total) && r.bound == Bound::Max(0.0));
            assert!(bounds_errors, "{name}");
        }
    }
}
