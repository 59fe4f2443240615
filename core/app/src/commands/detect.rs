//! `cincture ci detect`.

use cincture_core::env::Env;
use cincture_core::exit::Exit;
use cincture_core::platform::{self, CiContext, Platform};
use cincture_core::problem::Problem;
use cincture_core::untrusted::{harmless_json, one_line};
use serde_json::Value;

use super::ci::Files;
use super::look::{printed, unwritten};
use crate::cli::Format;
use crate::cli::ci::DetectArgs;

/// Prints what is recognised.
pub(crate) fn run(args: &DetectArgs, platforms: &[&dyn Platform], env: &Env) -> Exit {
    printed(detected(args, platforms, env).map(|text| (text, Exit::Pass)))
}

fn detected(args: &DetectArgs, platforms: &[&dyn Platform], env: &Env) -> Result<String, Problem> {
    let selected = platform::select(platforms, args.platform.as_deref(), env)?;
    let mut context = match selected.platform {
        Some(platform) => platform.context(env, &Files)?,
        None => CiContext::default(),
    };
    context.nested = selected.nested.iter().map(|id| (*id).to_owned()).collect();
    let value = serde_json::to_value(&context).map_err(|e| unwritten(&e.to_string()))?;
    match args.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&value).map_err(|e| unwritten(&e.to_string()))?;
            Ok(harmless_json(&text) + "\n")
        }
        Format::Text if selected.platform.is_none() => Ok("no CI platform is here\n".to_owned()),
        Format::Text => Ok(lines("", &value)),
    }
}

/// What is known, a line each.
fn lines(prefix: &str, value: &Value) -> String {
    let line = |text: &str| format!("{:<18} {}\n", prefix, one_line(text));
    match value {
        Value::Null => String::new(),
        Value::Object(entries) => {
            let dot = if prefix.is_empty() { "" } else { "." };
            entries.iter().map(|(key, value)| lines(&format!("{prefix}{dot}{key}"), value)).collect()
        }
        Value::Array(items) if items.is_empty() => String::new(),
        Value::Array(items) => line(&items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
        Value::String(text) => line(text),
        other => line(&other.to_string()),
    }
}
