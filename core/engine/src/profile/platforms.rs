//! For which platforms a profile says that it is made (`supports`).

use serde_json::{Map, Value};

/// What is known of the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// Such as `debian`.
    pub name: String,
    /// Such as `12.5`.
    pub release: String,
    /// From the nearest to the widest, such as `debian`, `linux`, `unix`, `os`.
    pub families: Vec<String>,
}

/// Whether one entry of `supports` (as in [`super::Metadata::supports`]) holds with all it says, or there is none.
///
/// As in InSpec: `platform` and `os` are a name or a family, names and releases take `*`, and a key that nobody knows never
/// holds.
pub fn supported(supports: &[Map<String, Value>], platform: &Platform) -> bool {
    supports.is_empty() || supports.iter().any(|entry| entry.iter().all(|(key, value)| holds(key, value, platform)))
}

fn holds(key: &str, value: &Value, platform: &Platform) -> bool {
    let Some(value) = value.as_str() else { return false };
    let in_family = || platform.families.iter().any(|family| family == value);
    match key.replace('-', "_").as_str() {
        "os_family" | "platform_family" => in_family(),
        "os" | "platform" => platform.name == value || in_family(),
        "os_name" | "platform_name" => matches(value, &platform.name),
        "release" => matches(value, &platform.release),
        _ => false,
    }
}

/// With a `*` in it InSpec searches anywhere in the text; without, the text must be equal.
fn matches(pattern: &str, text: &str) -> bool {
    if !pattern.contains('*') {
        return pattern == text;
    }
    let mut rest = Some(text);
    for part in pattern.split('*') {
        rest = rest.and_then(|rest| rest.find(part).map(|at| &rest[at + part.len()..]));
    }
    rest.is_some()
}
