//! A gate, as its parts are named on a command line or in a configuration.

use std::path::PathBuf;

use super::{Baseline, Gate, load};
use crate::problem::{Code, Problem};
use crate::results::Severity;

/// The threshold where nothing else is asked for.
pub const DEFAULT: &str = "moderate";
/// The word for no threshold.
pub const NONE: &str = "none";
/// What may stand after `--fail-on`, the gravest first.
pub const FAIL_ON: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// The names of a gate's parts. Nothing that they name was read yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateOptions {
    /// A file, a built-in name, an inline threshold, or [`NONE`]. Where it is not said, [`DEFAULT`], unless `fail_on` says
    /// what to judge by.
    pub threshold: Option<String>,
    /// As a threshold, but never [`NONE`].
    pub floors: Vec<String>,
    /// A name of [`FAIL_ON`].
    pub fail_on: Option<String>,
    /// Files of a run that is accepted as it was, one for each target.
    pub baseline: Vec<PathBuf>,
}

impl GateOptions {
    /// Reads everything that is named.
    ///
    /// # Errors
    ///
    /// As [`load`] and [`Baseline::load`]; [`Code::Usage`] for an unknown severity.
    pub fn load(&self) -> Result<Gate, Problem> {
        let fail_on = self.fail_on.as_deref().map(severity).transpose()?;
        let unsaid = if fail_on.is_some() { NONE } else { DEFAULT };
        let threshold = Some(self.threshold.as_deref().unwrap_or(unsaid)).filter(|name| *name != NONE);
        Ok(Gate {
            threshold: threshold.map(load).transpose()?,
            floors: self.floors.iter().map(|floor| load(floor)).collect::<Result<_, _>>()?,
            fail_on,
            baseline: (!self.baseline.is_empty()).then(|| Baseline::load(&self.baseline)).transpose()?,
        })
    }
}

fn severity(name: &str) -> Result<Severity, Problem> {
    FAIL_ON.into_iter().find(|severity| severity.as_str() == name).ok_or_else(|| {
        let help = format!("give one of {}", FAIL_ON.map(Severity::as_str).join(", "));
        Problem::new(Code::Usage, "the severity is not known", format!("{name:?} is none"), help).at("--fail-on")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(threshold: Option<&str>, floors: &[&str], fail_on: Option<&str>) -> GateOptions {
        GateOptions {
            threshold: threshold.map(str::to_owned),
            floors: floors.iter().map(|f| (*f).to_owned()).collect(),
            fail_on: fail_on.map(str::to_owned),
            baseline: Vec::new(),
        }
    }

    #[test]
    fn the_default_threshold_gives_way_to_fail_on_only_and_a_floor_stays_under_none() {
        let origin = |gate: &Gate| gate.threshold.as_ref().map(|t| t.origin.clone());
        let unsaid = options(None, &[], None).load().unwrap();
        assert_eq!(origin(&unsaid).as_deref(), Some("moderate"));
        let shorthand = options(None, &[], Some("high")).load().unwrap();
        assert_eq!((origin(&shorthand), shorthand.fail_on), (None, Some(Severity::High)));
        let both = options(Some("strict"), &[], Some("low")).load().unwrap();
        assert_eq!(origin(&both).as_deref(), Some("strict"));
        let floor = options(Some("none"), &["permissive"], None).load().unwrap();
        assert_eq!((origin(&floor), floor.floors.len(), floor.judges()), (None, 1, true));
    }

    #[test]
    fn no_floor_is_no_name_for_a_floor_and_an_unknown_severity_is_refused() {
        assert_eq!(options(None, &["none"], None).load().unwrap_err().code, Code::ThresholdNotFound);
        for wrong in ["none", "High", "severe", ""] {
            assert_eq!(options(None, &[], Some(wrong)).load().unwrap_err().code, Code::Usage, "{wrong}");
        }
    }
}
