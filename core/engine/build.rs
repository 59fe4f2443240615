//! Compiles the engine's own Ruby (`ruby/`, in the order of `ruby/order.txt`) for the VM.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sabiruby_compiler::{Options, compile};

#[expect(clippy::disallowed_methods, reason = "how a build script and cargo talk")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=ruby");
    println!("cargo::rerun-if-changed=build.rs");
    let out = std::env::var("OUT_DIR")?;
    let order = fs::read_to_string("ruby/order.txt")?;
    let mut files = String::new();
    let mut resources = String::new();
    for name in order.lines().filter(|line| !line.starts_with('#')) {
        let text = fs::read_to_string(format!("ruby/{name}.rb"))?;
        let shown = format!("cincture/{name}.rb");
        let options = Options { filename: shown.clone(), debug_info: true, ..Options::default() };
        let code = compile(text.as_bytes(), &options).map_err(|e| format!("{name}.rb: {e}"))?;
        let place = format!("{out}/{}.mrb", name.replace('/', "-"));
        fs::write(&place, code)?;
        writeln!(files, "    ({shown:?}, include_bytes!({place:?})),")?;
        if name.starts_with("resources/") {
            resource_names(&text).try_for_each(|resource| writeln!(resources, "    {resource:?},"))?;
        }
    }
    let code = format!(
        "pub(super) const FILES: &[(&str, &[u8])] = &[\n{files}];\n\npub(super) const RESOURCES: &[&str] = &[\n{resources}];\n"
    );
    Ok(fs::write(Path::new(&out).join("prelude.rs"), code)?)
}

/// Each resource declares its name in a line `name '...'`.
fn resource_names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim().strip_prefix("name '")?.strip_suffix('\''))
}
