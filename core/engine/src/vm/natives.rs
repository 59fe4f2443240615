//! `Cincture::Host`: the few functions that the prelude's Ruby has from us.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sabiruby::error::VmResult;
use sabiruby::object::NativeFn;
use sabiruby::{Value, Vm, VmError};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256, Sha512};

use super::convert::{from_json, to_json};
use super::integrity::Seal;
use super::lookaround::{self, Patterns};
use super::questions::{self, Answers};
use super::{Job, Port, data, prompt};
use crate::protocol::FromChild;
use crate::results::Control;

/// Gaps of one control or file that are told one by one.
const MAX_GAPS: usize = 50;

/// What the natives share. One for each VM.
pub(super) struct State {
    pub(super) port: Box<dyn Port>,
    pub(super) job: Job,
    files: Arc<BTreeMap<String, Vec<u8>>>,
    pub(super) answers: Answers,
    pub(super) gaps: Vec<Gap>,
    /// Why describe blocks of the current control did not run.
    unrun: Vec<String>,
    /// Both, of controls whose block has ended, and whose checks have not.
    kept: HashMap<String, (Vec<Gap>, Vec<String>)>,
    /// The control whose block is running.
    evaluating: String,
    pub(super) patterns: Patterns,
    seal: Option<Seal>,
    /// Opens the functions that report; given out once, to the prelude.
    key: i64,
    key_given: bool,
    pub(super) spent: u64,
}

/// Something that was not checked.
pub(super) struct Gap {
    /// The engine lacks it, rather than the target having failed to answer, and no decision was made with it: it does not
    /// matter to a control that is skipped.
    pub(super) ours: bool,
    pub(super) text: String,
}

/// Names and functions, all taking their arguments by position.
const FUNCTIONS: &[(&str, NativeFn)] = &[
    ("run", questions::run),
    ("read", questions::read),
    ("stat", questions::stat),
    ("list", questions::list),
    ("can_run?", questions::can_run),
    ("prefetch", questions::prefetch),
    ("clock", questions::clock),
    ("now", questions::now),
    ("sha256", sha256),
    ("sha512", sha512),
    ("json_parse", json_parse),
    ("yaml_parse", yaml_parse),
    ("toml_parse", data::toml_parse),
    ("xml_check", data::xml_check),
    ("xml_find", data::xml_find),
    ("json", json_text),
    ("job", job),
    ("file", file),
    ("gap", gap),
    ("gaps_matter", gaps_matter),
    ("unrun", unrun),
    ("warning", warning),
    ("sensitive", sensitive),
    ("platform", platform),
    ("unsupported", unsupported),
    ("genuine?", genuine),
    ("loading", loading),
    ("loaded", loaded),
    ("evaluating", evaluating),
    ("evaluated", evaluated),
    ("begin", begin),
    ("finish", finish),
    ("file_failed", file_failed),
    ("complete", complete),
    ("ready", prompt::ready),
    ("line", prompt::line),
    ("came", prompt::came),
];

/// Defines `Cincture::Host` in `vm`.
pub(super) fn install(
    vm: &mut Vm,
    port: Box<dyn Port>,
    job: Job,
    files: Arc<BTreeMap<String, Vec<u8>>>,
) -> VmResult<()> {
    let state = State {
        port,
        job,
        files,
        answers: Answers::default(),
        gaps: Vec::new(),
        unrun: Vec::new(),
        patterns: Patterns::default(),
        kept: HashMap::new(),
        evaluating: String::new(),
        seal: None,
        key: key(),
        key_given: false,
        spent: 0,
    };
    vm.set_host_state(state);
    let cincture = vm.define_module("Cincture");
    let host = vm.define_class_under(cincture, "Host", vm.core.object);
    let singleton = vm.singleton_class(Value::Obj(host))?;
    for (name, function) in FUNCTIONS {
        vm.define_method(singleton, name, *function);
    }
    let string = vm.core.string;
    vm.define_method(string, "valid_encoding?", valid_encoding);
    vm.define_method(string, "scrub", scrub);
    lookaround::install(vm)?;
    Ok(())
}

/// A number that no profile can guess; the positive half of 64 bits.
fn key() -> i64 {
    let seeded = std::hash::RandomState::new();
    (std::hash::BuildHasher::hash_one(&seeded, 0_u8) >> 1).cast_signed()
}

/// The arguments after the key that opens the functions that report.
pub(super) fn keyed<'a>(vm: &mut Vm, args: &'a [Value]) -> VmResult<&'a [Value]> {
    let led_here = only_ours(vm);
    let state = state(vm)?;
    match args {
        [Value::Int(key), rest @ ..] if *key == state.key && led_here => Ok(rest),
        _ => {
            let text = "a profile may not report in the engine's name".to_owned();
            state.gaps.push(Gap { ours: false, text: text.clone() });
            Err(raise(vm, "Forbidden", &text))
        }
    }
}

/// Whether nothing but the prelude stands between the VM's first code and here: a profile that got hold of the key (every
/// block can be asked for the variables around it) still cannot use it. A fiber's stack begins with itself.
fn only_ours(vm: &Vm) -> bool {
    let trace = vm.backtrace(None);
    let begins = trace.last().is_some_and(|frame| frame.starts_with(super::MAIN));
    begins && trace.iter().all(|frame| frame.starts_with(super::OURS))
}

/// Takes the gaps that were noted so far, with what the profile replaced. Those of the engine do not matter to a control
/// that was skipped as a whole.
pub(super) fn gaps(vm: &mut Vm, skipped: bool) -> VmResult<Vec<String>> {
    look_at_seal(vm)?;
    let gaps = std::mem::take(&mut state(vm)?.gaps).into_iter().filter(|gap| !(skipped && gap.ours));
    let mut texts: Vec<String> = gaps.map(|gap| gap.text).collect();
    if texts.len() > MAX_GAPS {
        let more = texts.len() - MAX_GAPS;
        texts.truncate(MAX_GAPS);
        texts.push(format!("{more} more gaps"));
    }
    Ok(texts)
}

/// Notes what the profile has replaced of the engine.
fn look_at_seal(vm: &mut Vm) -> VmResult<()> {
    if let Some(mut seal) = state(vm)?.seal.take() {
        let broken = seal.broken(vm);
        let state = state(vm)?;
        state.seal = Some(seal);
        let gap = |name| Gap { ours: false, text: format!("the profile replaced {name}") };
        state.gaps.extend(broken.into_iter().take(MAX_GAPS).map(gap));
    }
    Ok(())
}

/// Whether an object is of this class and has no methods of its own.
fn genuine(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let [object, Value::Obj(class)] = args else { return Ok(Value::False) };
    Ok(Value::bool(vm.class_of(*object) == *class))
}

/// From here on everything that is there has to stay as it is.
pub(super) fn seal(vm: &mut Vm) {
    let seal = Seal::of(vm);
    if let Ok(state) = state(vm) {
        state.seal = Some(seal);
    }
}

/// Adds to what the current control has cost; the sum so far.
pub(super) fn spend(vm: &mut Vm, instructions: u64) -> u64 {
    state(vm).map_or(u64::MAX, |s| {
        s.spent = s.spent.saturating_add(instructions);
        s.spent
    })
}

pub(super) fn state(vm: &mut Vm) -> VmResult<&mut State> {
    vm.host_state_mut::<State>().ok_or_else(|| VmError::Internal("no host state".into()))
}

pub(super) fn text(vm: &mut Vm, args: &[Value], at: usize) -> VmResult<String> {
    let bytes = vm.expect_str(args.get(at).copied().unwrap_or(Value::Nil), "text")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn bytes(vm: &mut Vm, args: &[Value]) -> VmResult<Vec<u8>> {
    vm.expect_str(args.first().copied().unwrap_or(Value::Nil), "bytes")
}

pub(super) fn send(vm: &mut Vm, frame: FromChild) -> VmResult<Value> {
    match state(vm)?.port.send(frame) {
        true => Ok(Value::Nil),
        false => Err(VmError::Internal("the parent is gone".into())),
    }
}

pub(super) fn raise(vm: &mut Vm, class: &str, message: &str) -> VmError {
    let outer = vm.define_module("Cincture");
    let name = vm.intern(class);
    match vm.const_get(outer, name) {
        Some(Value::Obj(class)) => vm.raise(class, message),
        _ => VmError::Internal(message.into()),
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let digest = hex(&Sha256::digest(bytes(vm, args)?));
    Ok(vm.str_from(digest))
}

fn sha512(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let digest = hex(&Sha512::digest(bytes(vm, args)?));
    Ok(vm.str_from(digest))
}

fn json_parse(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let bytes = bytes(vm, args)?;
    match serde_json::from_slice::<Json>(&bytes) {
        Ok(json) => from_json(vm, &json),
        Err(e) => Err(vm.raise_arg(&format!("not JSON: {e}"))),
    }
}

fn yaml_parse(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let text = text(vm, args, 0)?;
    match crate::profile::parse_yaml(&text) {
        Ok(json) => from_json(vm, &json),
        Err(e) => Err(vm.raise_arg(&format!("not YAML: {e}"))),
    }
}

fn json_text(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let json = to_json(vm, args.first().copied().unwrap_or(Value::Nil))?;
    Ok(vm.str_from(json.to_string()))
}

/// The job as a Hash; with the key the first time only.
fn job(vm: &mut Vm, _: Value, _: &[Value], _: Value) -> VmResult<Value> {
    let state = state(vm)?;
    let key = (!std::mem::replace(&mut state.key_given, true)).then_some(state.key);
    let job = &state.job;
    let json = json!({
        "key": key, "metadata": job.metadata, "inputs": job.inputs, "done": job.done, "skip_files": job.skip_files,
        "control_files": job.control_files, "library_files": job.library_files,
        "calls": job.calls,
    });
    from_json(vm, &json)
}

/// Content of a file of the profile, or nil.
fn file(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let path = text(vm, args, 0)?;
    let content = state(vm)?.files.get(&path).cloned();
    Ok(content.map_or(Value::Nil, |bytes| vm.str_new(&bytes)))
}

/// Records something that the engine cannot do; it makes the scan incomplete, whatever the profile does with it.
fn gap(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let text = text(vm, args, 0)?;
    state(vm)?.gaps.push(Gap { ours: true, text });
    Ok(Value::Nil)
}

/// Whether to skip was decided with what there is now: a condition may have hidden a gap, and answered for it.
fn gaps_matter(vm: &mut Vm, _: Value, _: &[Value], _: Value) -> VmResult<Value> {
    state(vm)?.gaps.iter_mut().for_each(|gap| gap.ours = false);
    Ok(Value::Nil)
}

/// A describe block does not run, since its resource is not to be had.
fn unrun(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let text = text(vm, args, 0)?;
    let state = state(vm)?;
    if state.unrun.len() < MAX_GAPS {
        state.unrun.push(text);
    }
    Ok(Value::Nil)
}

fn warning(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let message = text(vm, args, 0)?;
    send(vm, FromChild::Warning { message })
}

fn sensitive(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let (name, value) = (text(vm, args, 0)?, text(vm, args, 1)?);
    send(vm, FromChild::Sensitive { name, value })
}

fn platform(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let mut parts = [None, None];
    for (part, arg) in parts.iter_mut().zip(args) {
        *part = to_json(vm, *arg)?.as_str().map(str::to_owned);
    }
    let [name, release] = parts;
    send(vm, FromChild::Platform { name, release })
}

fn unsupported(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let message = text(vm, args, 0)?;
    send(vm, FromChild::Unsupported { message })
}

fn loading(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let path = text(vm, args, 0)?;
    state(vm)?.spent = 0;
    send(vm, FromChild::Loading { path })
}

/// A file's top level has ended.
fn loaded(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    keyed(vm, args)?;
    let gaps = gaps(vm, false)?;
    send(vm, FromChild::Loaded { gaps })
}

fn evaluating(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let id = text(vm, args, 0)?;
    let state = state(vm)?;
    state.spent = 0;
    state.evaluating.clone_from(&id);
    send(vm, FromChild::Evaluating { id })
}

/// The block of a control has ended; what it lacked counts when its checks have ended.
fn evaluated(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    keyed(vm, args)?;
    look_at_seal(vm)?;
    let state = state(vm)?;
    let id = std::mem::take(&mut state.evaluating);
    let kept = (std::mem::take(&mut state.gaps), std::mem::take(&mut state.unrun));
    state.kept.insert(id, kept);
    send(vm, FromChild::Evaluated)
}

fn begin(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let id = text(vm, args, 0)?;
    let state = state(vm)?;
    state.spent = 0;
    let (gaps, unrun) = state.kept.remove(&id).unwrap_or_default();
    state.gaps.extend(gaps);
    state.unrun.extend(unrun);
    send(vm, FromChild::Begin { id })
}

/// The end of a control. Its second argument says that the control was skipped as a whole: what the engine lacks for it
/// then does not matter. That is the word of an object that the control's own code has in its hands, so the results must say
/// so too.
fn finish(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let mut json = to_json(vm, args.first().copied().unwrap_or(Value::Nil))?;
    stamp(&mut json);
    let control: Control = serde_json::from_value(json).map_err(|e| VmError::Internal(format!("control: {e}")))?;
    let all_skipped = control.results.iter().all(|result| result.status.as_deref() == Some("skipped"));
    let skipped = args.get(1).is_some_and(|v| v.truthy()) && all_skipped && !control.results.is_empty();
    let gaps = gaps(vm, skipped)?;
    let unrun = std::mem::take(&mut state(vm)?.unrun);
    send(vm, FromChild::End { control: Box::new(control), gaps, unrun })
}

/// Room for the time of each result, which the parent fills in.
pub(super) fn stamp(control: &mut Json) {
    let results = control.get_mut("results").and_then(Json::as_array_mut);
    for result in results.into_iter().flatten().filter_map(Json::as_object_mut) {
        result.insert("start_time".into(), Json::String(String::new()));
    }
}

fn file_failed(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let path = text(vm, args, 0)?;
    let message = text(vm, args, 1)?;
    // The message tells what the file ran into; what it lacked before that is no control's.
    gaps(vm, false)?;
    send(vm, FromChild::FileFailed { path, message })
}

fn complete(vm: &mut Vm, _: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let args = keyed(vm, args)?;
    let mut parts = Vec::new();
    for arg in args {
        parts.push(to_json(vm, *arg)?);
    }
    let part = |i: usize| parts.get(i).cloned().unwrap_or(Json::Null);
    let malformed = |e: serde_json::Error| VmError::Internal(format!("completion: {e}"));
    let frame = FromChild::Complete {
        controls: serde_json::from_value(part(0)).map_err(malformed)?,
        titles: serde_json::from_value(part(1)).map_err(malformed)?,
        attributes: serde_json::from_value(part(2)).map_err(malformed)?,
        gaps: remaining(vm)?,
    };
    send(vm, frame)
}

/// What belongs to no control and no file, or to a control whose checks never began under the name that its block had.
fn remaining(vm: &mut Vm) -> VmResult<Vec<String>> {
    let mut kept: Vec<(String, Vec<Gap>)> =
        std::mem::take(&mut state(vm)?.kept).into_iter().map(|(id, (gaps, _))| (id, gaps)).collect();
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    for (id, gaps) in kept {
        let named = gaps.into_iter().map(|gap| Gap { ours: false, text: format!("control {id:?}: {}", gap.text) });
        state(vm)?.gaps.extend(named);
    }
    gaps(vm, false)
}

fn valid_encoding(vm: &mut Vm, receiver: Value, _: &[Value], _: Value) -> VmResult<Value> {
    let bytes = vm.expect_str(receiver, "text")?;
    Ok(Value::bool(std::str::from_utf8(&bytes).is_ok()))
}

/// The text with U+FFFD, or the argument, for what is not UTF-8.
fn scrub(vm: &mut Vm, receiver: Value, args: &[Value], _: Value) -> VmResult<Value> {
    let bytes = vm.expect_str(receiver, "text")?;
    let clean = String::from_utf8_lossy(&bytes).into_owned();
    let clean = match args.first().and_then(|v| vm.str_bytes(*v)) {
        Some(instead) => clean.replace('\u{fffd}', &String::from_utf8_lossy(instead)),
        None => clean,
    };
    Ok(vm.str_from(clean))
}
