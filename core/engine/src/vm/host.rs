//! What the VM may ask of its host: compile a string, read a file of the profile. Nothing of this machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use sabiruby::{EvalOptions, Host};
use sabiruby_compiler::{Options, compile_eval};

/// Compiles for `eval` and gives `require` the profile's own files.
pub(super) struct ProfileHost {
    /// Path in the profile to content.
    pub(super) files: Arc<BTreeMap<String, Vec<u8>>>,
}

impl Host for ProfileHost {
    fn compile(&mut self, src: &[u8], opts: &EvalOptions) -> Result<Vec<u8>, String> {
        let filename = if opts.filename.starts_with(super::OURS) { "(eval)" } else { opts.filename };
        let options = Options { filename: filename.into(), debug_info: opts.debug_info, ..Options::default() };
        compile_eval(src, &options, opts.line, opts.scopes).map_err(|e| e.to_string())
    }

    fn read_file(&mut self, path: &str) -> Option<Vec<u8>> {
        let path = path.trim_start_matches("./");
        ["", "libraries/"].iter().find_map(|folder| self.files.get(&format!("{folder}{path}")).cloned())
    }
}
