//! Names of Kubernetes objects that can be written into a URL.
//!
//! The client library puts names into the path as they are, so a name such as `x/../../secrets` would ask for something
//! else. These types are the only way to it, and none can hold a character outside of `[a-z0-9.-]`.
//! Rules: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>

use std::fmt;

/// Longest DNS label, RFC 1123.
const LABEL: usize = 63;
/// Longest DNS subdomain, as Kubernetes has it.
const SUBDOMAIN: usize = 253;

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// More characters than Kubernetes allows.
    #[error("it has {length} characters, and Kubernetes allows {most}")]
    TooLong {
        /// Of the text, in bytes.
        length: usize,
        /// Allowed.
        most: usize,
    },
    /// A character that no such name has.
    #[error("it holds {0:?}, and only small letters a to z, digits and {1} are allowed")]
    Character(char, &'static str),
    /// A part does not begin and end with a letter or digit.
    #[error("each part must begin and end with a small letter or a digit")]
    Edge,
}

fn label(text: &str) -> Result<(), InvalidName> {
    check(text, LABEL, "'-'", |c| c == '-')?;
    edges(text)
}

fn subdomain(text: &str) -> Result<(), InvalidName> {
    check(text, SUBDOMAIN, "'-' and '.'", |c| c == '-' || c == '.')?;
    text.split('.').try_for_each(edges)
}

fn check(text: &str, most: usize, marks: &'static str, mark: fn(char) -> bool) -> Result<(), InvalidName> {
    if text.is_empty() {
        return Err(InvalidName::Empty);
    }
    if let Some(c) = text.chars().find(|c| !c.is_ascii_lowercase() && !c.is_ascii_digit() && !mark(*c)) {
        return Err(InvalidName::Character(c, marks));
    }
    if text.len() > most {
        return Err(InvalidName::TooLong { length: text.len(), most });
    }
    Ok(())
}

fn edges(part: &str) -> Result<(), InvalidName> {
    if part.is_empty() || part.starts_with('-') || part.ends_with('-') { Err(InvalidName::Edge) } else { Ok(()) }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $rule:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name in `text`.
            ///
            /// # Errors
            /// [`InvalidName`] says which rule it breaks.
            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                $rule(text).map(|()| Self(text.to_owned()))
            }

            /// As text, safe in a URL.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// Name of a namespace: one DNS label.
    Namespace, label
}
name! {
    /// Name of a pod: a DNS subdomain.
    PodName, subdomain
}
name! {
    /// Name of a ServiceAccount: a DNS subdomain.
    AccountName, subdomain
}
name! {
    /// Name of a container in a pod: one DNS label.
    ContainerName, label
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn harmless(text: &str) -> bool {
        text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
            && !text.contains("..")
    }

    proptest! {
        #[test]
        fn no_name_holds_what_a_url_could_take_for_something_else(text in "\\PC{0,300}|[a-z0-9./?#%-]{1,80}|(\\.\\./)*[a-z]+") {
            for name in [
                Namespace::parse(&text).map(|n| n.as_str().to_owned()),
                PodName::parse(&text).map(|n| n.as_str().to_owned()),
                ContainerName::parse(&text).map(|n| n.as_str().to_owned()),
            ].into_iter().flatten() {
                prop_assert!(harmless(&name) && !name.is_empty() && name.len() <= SUBDOMAIN);
                prop_assert_eq!(name, text.clone());
            }
        }

        #[test]
        fn real_names_are_taken(label in "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", parts in prop::collection::vec("[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?", 1..5)) {
            prop_assert!(Namespace::parse(&label).is_ok() && ContainerName::parse(&label).is_ok());
            prop_assert!(PodName::parse(&parts.join(".")).is_ok());
        }
    }

    #[test]
    fn each_broken_rule_is_named() {
        assert_eq!(Namespace::parse(""), Err(InvalidName::Empty));
        assert_eq!(Namespace::parse("a.b"), Err(InvalidName::Character('.', "'-'")));
        assert_eq!(PodName::parse("a/b"), Err(InvalidName::Character('/', "'-' and '.'")));
        assert_eq!(PodName::parse("a..b"), Err(InvalidName::Edge));
        assert_eq!(ContainerName::parse("-a"), Err(InvalidName::Edge));
        assert_eq!(Namespace::parse(&"a".repeat(64)), Err(InvalidName::TooLong { length: 64, most: 63 }));
        assert!(PodName::parse(&"a".repeat(253)).is_ok());
        assert!(PodName::parse(&"a".repeat(254)).is_err());
    }
}
