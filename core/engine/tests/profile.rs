//! Profiles from folders, archives and single files, and what they say about themselves.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod profiles;
