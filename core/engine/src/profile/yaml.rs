//! YAML as Ruby reads it, with budgets against hostile files.
//!
//! Ruby follows YAML 1.1 for plain scalars: `0644` is 420 and `yes` is true; but `y` and `08` are texts. The parser has
//! switches for the first two only, so a text is read twice, with and without them: where the readings differ, the scalar
//! was a plain one, and its text decides. Left as YAML 1.2 has it: `0o17` is 15 (Ruby: a text), `1,000` a text (Ruby: 1000).

use serde_json::Value;
use serde_saphyr::{DuplicateKeyPolicy, Error, Options};

/// The value of the one document in `text`, which has at most `bytes` bytes.
///
/// # Errors
/// If it is not YAML, or goes beyond budgets that are far above any real profile.
pub(super) fn parse(text: &str, bytes: usize) -> Result<Value, Error> {
    let loose = serde_saphyr::from_str_with_options(text, options(bytes, true))?;
    let strict = serde_saphyr::from_str_with_options(text, options(bytes, false))?;
    Ok(as_ruby(strict, loose))
}

/// Of a key given twice the last counts, as in Ruby.
fn options(bytes: usize, loose: bool) -> Options {
    let mut options = yaml_limits(bytes);
    if let Some(budget) = &mut options.budget {
        budget.max_documents = 1;
    }
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    options.legacy_octal_numbers = loose;
    options.strict_booleans = !loose;
    options.leading_zero_numbers_as_strings = !loose;
    options
}

/// Limits for a YAML file that a stranger wrote, of at most `bytes` bytes: far above any real profile or threshold, and far
/// below what nesting or aliases could make of it.
pub fn yaml_limits(bytes: usize) -> Options {
    let mut options = Options::default();
    let mut budget = options.budget.take().unwrap_or_default();
    budget.max_depth = 32;
    budget.max_nodes = 20_000;
    budget.max_events = 60_000;
    budget.max_aliases = 100;
    budget.max_anchors = 100;
    budget.max_merge_keys = 100;
    budget.max_total_scalar_bytes = bytes;
    budget.max_recorded_anchor_events = 20_000;
    budget.max_recorded_anchor_bytes = bytes;
    options.budget = Some(budget);
    options.alias_limits.max_total_replayed_events = 20_000;
    options.alias_limits.max_replay_stack_depth = 32;
    options.alias_limits.max_alias_expansions_per_anchor = 100;
    options
}

/// The recursion is bounded by the budget's depth.
fn as_ruby(strict: Value, loose: Value) -> Value {
    match (strict, loose) {
        (Value::Array(strict), Value::Array(loose)) => {
            strict.into_iter().zip(loose).map(|(strict, loose)| as_ruby(strict, loose)).collect()
        }
        (Value::Object(mut strict), Value::Object(loose)) => {
            let ruby = |(key, loose)| {
                let value = as_ruby(strict.remove(&key).unwrap_or_default(), loose);
                (key, value)
            };
            Value::Object(loose.into_iter().map(ruby).collect())
        }
        (Value::String(plain), Value::Bool(_)) if plain.len() == 1 => Value::String(plain),
        (Value::String(plain), Value::Number(_)) if is_no_octal(&plain) => Value::String(plain),
        (_, loose) => loose,
    }
}

/// Such as `08`.
fn is_no_octal(plain: &str) -> bool {
    plain.contains(['8', '9']) && !plain.contains(['.', 'e', 'E', 'x'])
}
