//! A results file: its text, and where in it everything stands.

use super::read::parse;
use super::{Control, Outline, Results};
use crate::problem::{Code, Problem};
use crate::redact::{Reading, Redacted, Sensitive, redact_results};

/// A results file that was read whole and found to be in order. Its text is kept once; a control is decoded when somebody
/// asks for it, so that a file takes little more memory than its length.
///
/// One that was read gives its texts without the secrets in them.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    head: Results,
    /// The same without secrets, where it had any.
    clean: Option<Box<Results>>,
    reading: Reading,
    outlines: Vec<Vec<Outline>>,
}

impl Document {
    /// Of `text`, in which each profile of `head` has these controls.
    pub(super) fn new(text: String, head: Results, outlines: Vec<Vec<Outline>>) -> Self {
        Self { text, head, clean: None, reading: Reading::default(), outlines }
    }

    /// From now on without secrets, and without these values.
    pub fn redacted(mut self, sensitive: &Sensitive) -> Self {
        self.reading = Reading::redacted(sensitive);
        self.clean = self.reading.redactor().and_then(|mut redactor| {
            let mut clean = Box::new(self.head.clone());
            redact_results(&mut redactor, &mut clean);
            self.reading.count(&redactor.redacted());
            (redactor.redacted().total() > 0).then_some(clean)
        });
        self
    }

    /// From now on as it is in the file.
    pub fn unredacted(mut self) -> Self {
        (self.reading, self.clean) = (Reading::default(), None);
        self
    }

    /// How many secrets were taken out of what was asked for so far, each control counted once.
    pub fn taken_out(&self) -> Redacted {
        self.reading.counted()
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
        self.clean.as_deref().unwrap_or(&self.head)
    }

    /// The controls of a profile, in the order of the file; none for a profile that is not there.
    pub fn outlines(&self, profile: usize) -> &[Outline] {
        self.outlines.get(profile).map_or(&[], Vec::as_slice)
    }

    /// The control at `index` of `profile`, decoded anew at each call; `None` for one that is not there. Every control
    /// that anybody is shown or that is written comes from here.
    pub fn control(&self, profile: usize, index: usize) -> Option<Control> {
        let outline = self.outlines.get(profile)?.get(index)?;
        let mut control = serde_json::from_str(self.text.get(outline.place.clone())?).ok()?;
        self.reading.clean((profile, index), &mut control);
        Some(control)
    }
}

/// The same file, however it is read.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
