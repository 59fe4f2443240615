//! Manifests as text for `kubectl apply -f -`.

use serde_json::{Value, json};

use crate::problem::{Code, Problem};

/// How to write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML, a document for each.
    Yaml,
    /// JSON, one list.
    Json,
}

/// `manifests` as text.
///
/// # Errors
/// [`Code::EngineFailed`]: a defect.
pub fn render(manifests: &[Value], format: Format) -> Result<String, Problem> {
    let text = match format {
        Format::Yaml => serde_saphyr::to_string_multiple(manifests).map_err(|e| e.to_string()),
        Format::Json => {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": manifests });
            serde_json::to_string_pretty(&list).map(|text| text + "\n").map_err(|e| e.to_string())
        }
    };
    text.map_err(|why| {
        let help = "report this together with the command line";
        Problem::new(Code::EngineFailed, "the manifests cannot be written", why, help)
    })
}
