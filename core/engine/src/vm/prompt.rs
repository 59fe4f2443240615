//! Natives of the prompt: the next input, and what came of it.

use sabiruby::error::VmResult;
use sabiruby::{Value, Vm, VmError};
use serde_json::Value as Json;

use super::convert::to_json;
use super::natives::{gaps, keyed, send, stamp, state};
use crate::prompt::names;
use crate::protocol::{Came, FromChild, MAX_VALUE};

/// The libraries are loaded. With the words for completion.
pub(super) fn ready(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let words = to_json(vm, args.first().copied().unwrap_or(Value::Nil))?;
    let words = words.as_array().into_iter().flatten().filter_map(Json::as_str);
    let words = words.map(str::to_owned).collect();
    send(vm, FromChild::Ready { words: names(words) })
}

/// The next input, or nil where there is none any more. It has a budget of its own, and the target is asked afresh: what
/// an author has just changed there is what is wanted.
pub(super) fn line(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    keyed(vm, args)?;
    let state = state(vm)?;
    state.answers.forget();
    let line = state.port.line();
    state.spent = 0;
    Ok(line.map_or(Value::Nil, |line| vm.str_from(line.text)))
}

/// What came of it, as a Hash of the same form as the frame.
pub(super) fn came(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let mut json = to_json(vm, args.first().copied().unwrap_or(Value::Nil))?;
    let controls = json.get_mut("controls").and_then(Json::as_array_mut);
    controls.into_iter().flatten().for_each(stamp);
    let mut came: Came = serde_json::from_value(json).map_err(|e| VmError::Internal(format!("prompt: {e}")))?;
    came.value.iter_mut().chain(came.error.as_mut().map(|error| &mut error.message)).for_each(cut);
    came.gaps = gaps(vm, false)?;
    send(vm, FromChild::Came(Box::new(came)))
}

fn cut(text: &mut String) {
    if text.len() > MAX_VALUE {
        let more = text.len() - MAX_VALUE;
        text.truncate(text.floor_char_boundary(MAX_VALUE));
        text.push_str(&format!("... ({more} more bytes)"));
    }
}
