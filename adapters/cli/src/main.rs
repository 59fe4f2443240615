//! The `cincture` program.
fn main() {}
