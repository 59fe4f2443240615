//! Pipelines for CI systems, from templates that a user can take the place of.
//!
//! A template is a file under `pipelines/PLATFORM` whose first line is its [header](catalog). Values get into it through a filter
//! for the language that they stand in, always: one without is an error, and so is a variable that has no value. A secret is never
//! a value, only the name that the CI system has it under.

pub mod catalog;
mod error;
mod filters;
mod quartz;
mod render;
pub mod variables;

pub use catalog::{Catalog, Template};
pub use error::Error;
pub use render::{Generated, Pattern, Request, generate};
