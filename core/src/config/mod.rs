//! Configuration: what is asked for, from all places where it may stand, resolved once.
//!
//! **Each option is declared once**, in [`options`]: its name (the flag, the step input and the key of `cincture.yaml`), the
//! environment variables that mean it, what it holds, its default, and whether a repository's file may set it. Flags,
//! environment, schema and `docs/configuration.md` are made from that table or checked against it.
//!
//! **Layers**, weakest first: default, `cincture.yaml`, environment, step input, flag. A [`Layer`] is what one place said,
//! [`Resolved`] what came out, with the [`Origin`] of each value and what it overrode. Nothing is read here but the file:
//! the environment is a value.
//!
//! **To add an option to `scan`:** a `static` with its entry in [`options::ALL`], a field of [`ScanSettings`], and a line in
//! `docs/configuration.md` (a test prints the one that is expected). The flag, its help, completions, the environment
//! variable, the schema and `show-config` follow from those.
//!
//! Absent on purpose: an organisation's policy as a layer. It is the floor, whose values of all layers add up, so that none
//! can take it away.

mod cluster;
mod environment;
mod file;
mod gather;
mod kind;
mod layer;
pub mod options;
mod origin;
mod reference;
mod resolved;
mod schema;
mod setting;
mod settings;
pub mod show;
mod target;
mod value;

pub use cluster::{open_options, open_options_of};
pub use environment::from_env;
pub use file::{FILE, from_file, from_folder};
pub use gather::gather;
pub use kind::{Choice, Kind};
pub use layer::{Given, Layer};
pub use origin::Origin;
pub use reference::reference;
pub use resolved::{Resolved, resolve};
pub use schema::schema;
pub use setting::{CommandLine, Group, InFile, Setting, Variable, find, nearest};
pub use settings::{AccessSettings, Color, EngineSetting, LayerInputs, Reporting, ScanSettings, Shown, gate_options};
pub use target::{names_target, target};
pub use value::Value;
