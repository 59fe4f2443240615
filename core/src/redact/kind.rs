//! What is removed, and how much of it was.

use crate::number::number;

/// Kinds of secrets. Where two are in one place, the first of them is what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The value of an input that is `sensitive`.
    SensitiveInput,
    /// A private key in PEM, of whatever algorithm.
    PrivateKey,
    /// What a password is checked against: crypt(3), LDAP, databases, NTLM.
    PasswordHash,
    /// What whoever holds it is let in with: JSON Web Tokens, bearer tokens, those of code forges, registries and services.
    Token,
    /// An access key of a cloud: its id and its secret.
    AccessKey,
    /// A password, or another secret that stands where one does.
    Password,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::SensitiveInput, Self::PrivateKey, Self::PasswordHash, Self::Token, Self::AccessKey, Self::Password];

    /// What stands in the place of the secret. It says nothing of its length.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::SensitiveInput => "[REDACTED sensitive input]",
            Self::PrivateKey => "[REDACTED private key]",
            Self::PasswordHash => "[REDACTED password hash]",
            Self::Token => "[REDACTED token]",
            Self::AccessKey => "[REDACTED access key]",
            Self::Password => "[REDACTED password]",
        }
    }

    /// The key in summary.json.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SensitiveInput => "sensitive_input",
            Self::PrivateKey => "private_key",
            Self::PasswordHash => "password_hash",
            Self::Token => "token",
            Self::AccessKey => "access_key",
            Self::Password => "password",
        }
    }

    fn counted(self, n: usize) -> String {
        match (self, n) {
            (Self::PasswordHash, 2..) => format!("{n} password hashes"),
            _ => number(n, &self.as_str().replace('_', " ")),
        }
    }
}

/// How many secrets were removed, of each kind. One that stands in two texts is counted twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    counts: [usize; Kind::ALL.len()],
}

impl Redacted {
    /// One more.
    pub fn add(&mut self, kind: Kind) {
        self.counts[kind as usize] += 1;
    }

    /// What `other` counted, too.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(own, more)| *own += more);
    }

    /// Of all kinds together.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Of one kind.
    pub fn of(&self, kind: Kind) -> usize {
        self.counts[kind as usize]
    }

    /// Each kind of which there was one.
    pub fn by_kind(&self) -> impl Iterator<Item = (Kind, usize)> {
        Kind::ALL.into_iter().zip(self.counts).filter(|(_, n)| *n > 0)
    }

    /// In a sentence; `None` where nothing was removed.
    pub fn told(&self) -> Option<String> {
        let kinds: Vec<String> = self.by_kind().map(|(kind, n)| kind.counted(n)).collect();
        let were = if self.total() == 1 { "was" } else { "were" };
        (self.total() > 0)
            .then(|| format!("{} {were} removed from the texts: {}", number(self.total(), "secret"), kinds.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_told_by_kind() {
        let mut redacted = Redacted::default();
        assert_eq!(redacted.told(), None);
        redacted.add(Kind::PrivateKey);
        assert_eq!(redacted.told().unwrap(), "1 secret was removed from the texts: 1 private key");
        for kind in [Kind::PasswordHash, Kind::PasswordHash, Kind::AccessKey, Kind::AccessKey] {
            redacted.add(kind);
        }
        let mut twice = redacted;
        twice.merge(&redacted);
        assert_eq!(
            twice.told().unwrap(),
            "10 secrets were removed from the texts: 2 private keys, 4 password hashes, 4 access keys"
        );
    }
}
