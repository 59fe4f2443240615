//! The one place that asks the machine for the time.

use jiff::Timestamp;

/// Wall-clock time now.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
