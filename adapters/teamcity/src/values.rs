//! Parameters for later steps and builds, and statistics for charts and failure conditions.

use cincture_core::platform::{Finished, values};
use cincture_core::results::Status;

use crate::output::message;

/// A parameter `NAME.VALUE` for each value.
pub(crate) fn parameters(done: &Finished<'_>, name: &str) -> String {
    let values = values(done).into_iter();
    values.map(|(key, value)| parameter(&format!("{name}.{key}"), &value)).collect()
}

/// TeamCity looks for `%parameter%` in values, and takes `%%` for one sign.
fn parameter(name: &str, value: &str) -> String {
    message("setParameter", &[("name", name), ("value", &value.replace('%', "%%"))])
}

/// Numbers under `NAME.KEY`: TeamCity takes at most 13 digits and 6 decimals.
pub(crate) fn statistics(done: &Finished<'_>, name: &str) -> String {
    let counts = &done.input.tally.counts;
    let numbers = [
        ("compliance", counts.compliance().exact()),
        ("passed", counts.total(Status::Passed).to_string()),
        ("failed", counts.total(Status::Failed).to_string()),
        ("errors", counts.total(Status::Error).to_string()),
        ("skipped", counts.total(Status::Skipped).to_string()),
        ("notApplicable", counts.total(Status::NoImpact).to_string()),
        ("notChecked", done.input.run.incomplete.len().to_string()),
    ];
    let statistic = |(key, value): (&str, String)| {
        message("buildStatisticValue", &[("key", &format!("{name}.{key}")), ("value", &value)])
    };
    numbers.into_iter().map(statistic).collect()
}
