//! A [`Problem`] as it stands in a recording.

use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// What a scan was told by, with the name of its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldProblem {
    code: String,
    what: String,
    place: String,
    why: String,
    help: String,
}

impl From<&Problem> for ToldProblem {
    fn from(problem: &Problem) -> Self {
        let Problem { code, what, place, why, help } = problem.clone();
        Self { code: code.as_str().to_owned(), what, place, why, help }
    }
}

impl ToldProblem {
    /// The problem.
    ///
    /// # Errors
    /// The name of a code that there is not.
    pub(super) fn code(&self) -> Result<Code, String> {
        let known = Code::ALL.into_iter().find(|code| code.as_str() == self.code);
        known.ok_or_else(|| format!("the problem {:?} is not known", self.code))
    }

    /// The problem; [`super::read`] has made sure that its code is known, and one that is not would still be a failure.
    pub fn problem(&self) -> Problem {
        let code = self.code().unwrap_or(Code::EngineFailed);
        Problem::new(code, &self.what, &self.why, &self.help).at(&self.place)
    }
}
