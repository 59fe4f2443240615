//! A results file: its text, and where in it everything stands.

use super::read::parse;
use super::{Control, Outline, Results};
use crate::problem::{Code, Problem};

/// A results file that was read whole and found to be in order. Its text is kept once; a control is decoded when somebody
/// asks for it, so that a file takes little more memory than its length.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    text: String,
    head: Results,
    outlines: Vec<Vec<Outline>>,
}

impl Document {
    /// Of `text`, in which each profile of `head` has these controls.
    pub(super) fn new(text: String, head: Results, outlines: Vec<Vec<Outline>>) -> Self {
        Self { text, head, outlines }
    }

    /// The file that `results` would be written as: what is judged and reported of a scan is what can be read of it later.
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: they hold what no file of results can, such as a status that there is not.
    pub fn of(results: &Results) -> Result<Self, Problem> {
        let text = serde_json::to_string(results).map_err(|e| e.to_string());
        text.and_then(parse).map_err(|why| {
            let help = "report this with the profile, it is a fault of the engine";
            Problem::new(Code::EngineFailed, "the results of the scan cannot be read back", why, help)
        })
    }

    /// Everything but the controls: of each profile, `controls` is empty.
    pub fn head(&self) -> &Results {
        &self.head
    }

    /// The controls of a profile, in the order of the file; none for a profile that is not there.
    pub fn outlines(&self, profile: usize) -> &[Outline] {
        self.outlines.get(profile).map_or(&[], Vec::as_slice)
    }

    /// The control at `index` of `profile`, decoded anew at each call; `None` for one that is not there. Every control
    /// that anybody is shown or that is written comes from here.
    pub fn control(&self, profile: usize, index: usize) -> Option<Control> {
        let outline = self.outlines.get(profile)?.get(index)?;
        serde_json::from_str(self.text.get(outline.place.clone())?).ok()
    }
}
