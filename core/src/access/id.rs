//! Names that nobody can foresee.

use std::fmt::{self, Write as _};

use crate::problem::{Code, Problem};

/// Bytes of a random part: enough that none is ever drawn twice.
const BYTES: usize = 16;
/// What the name of each object of ours begins with.
const PREFIX: &str = "cincture-";

/// Identifies one lease: 32 hexadecimal digits, drawn at random.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseId(String);

impl LeaseId {
    /// A new one.
    ///
    /// # Errors
    /// [`Code::EngineFailed`]: the system gives no random numbers.
    pub fn random() -> Result<Self, Problem> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|e| {
            let what = "no random name can be made";
            Problem::new(Code::EngineFailed, what, e.to_string(), "check that the system gives random numbers")
        })?;
        Ok(Self(bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })))
    }

    /// The id in `text`, also where it is the name of an object.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX).unwrap_or(text);
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == 2 * BYTES && digits.bytes().all(hexadecimal)).then(|| Self(digits.to_owned()))
    }

    /// As text, safe in a URL and a label.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of an object with this id.
    pub(super) fn object_name(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

impl fmt::Display for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `name` has the form of our objects' names.
pub(super) fn is_object_name(name: &str) -> bool {
    name.starts_with(PREFIX) && LeaseId::parse(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_and_only_their_form_is_read() {
        let id = LeaseId::random().unwrap();
        assert_ne!(id, LeaseId::random().unwrap());
        assert_eq!(LeaseId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(LeaseId::parse(&id.object_name()), Some(id.clone()));
        assert!(is_object_name(&id.object_name()) && !is_object_name(id.as_str()));
        for not in ["", "cincture-", "cincture-1234", &id.as_str().to_uppercase(), &format!("{id}0"), &"g".repeat(32)] {
            assert_eq!(LeaseId::parse(not), None, "{not}");
        }
    }
}
