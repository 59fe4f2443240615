//! Patterns that the VM's automata cannot hold: lookaround, backreferences, atomic groups, possessive quantifiers, and `\Z`,
//! which the VM takes for `\z`. They are searched for by `fancy-regex`, and `$~` and `$1` are there as after any other.
//!
//! Such a Regexp is one that the VM takes for not initialized, and that is marked. So whatever method of the VM does not know
//! the mark raises instead of answering; those that profiles use are told here. What they leave in `$~` is made by the VM: a
//! pattern of the very text that was found, with the same groups in it, matched at the same place.

mod replace;
mod strings;
mod translate;

use std::collections::HashMap;
use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};
use sabiruby::error::VmResult;
use sabiruby::object::{MethodRef, NativeFn};
use sabiruby::value::ObjId;
use sabiruby::{Value, Vm, VmError};

/// Name of the mark: none that Ruby could write.
const MARK: &str = "lookaround";
/// What the refusals of the VM say.
const REFUSED: &str = "is not supported by this engine";
/// Steps back in one search; a pattern that needs more raises.
const MOST_STEPS: usize = 1_000_000;
/// Different patterns of this kind in one profile.
const MOST_PATTERNS: usize = 10_000;

/// A pattern with what it was made from.
pub(super) struct Pattern {
    regex: Regex,
    source: String,
    flags: String,
}

/// All of a VM.
#[derive(Default)]
pub(super) struct Patterns {
    all: Vec<Arc<Pattern>>,
    places: HashMap<(String, String), usize>,
}

/// Where each group was found, in bytes; the first is the whole.
type Groups = Vec<Option<(usize, usize)>>;

/// Puts our functions before those of the VM.
pub(super) fn install(vm: &mut Vm) -> VmResult<()> {
    let regexp = vm.core.regexp;
    let string = vm.core.string;
    let Some(matching) = native(vm, regexp, "match") else { return Err(missing("Regexp#match")) };
    initialize(vm, regexp)?;
    for name in ["match", "match?", "=~", "===", "source", "to_s", "inspect", "options", "names", "==", "eql?", "hash"]
    {
        let Some(theirs) = native(vm, regexp, name).or((name == "names").then_some(matching)) else {
            return Err(missing(name));
        };
        vm.define_closure(regexp, name, move |vm, s, a, b| match marked(vm, s) {
            Some(pattern) => of_regexp(vm, matching, name, &pattern, a),
            None => theirs(vm, s, a, b),
        });
    }
    strings::install(vm, string, matching)
}

fn missing(what: &str) -> VmError {
    VmError::Internal(format!("the VM has no native {what}"))
}

fn native(vm: &mut Vm, class: ObjId, name: &str) -> Option<NativeFn> {
    let name = vm.intern(name);
    match vm.find_method_ref(class, name) {
        Some((MethodRef::Native(function, _), _)) => Some(function),
        _ => None,
    }
}

/// A pattern that the VM refuses is compiled by us, and marked.
fn initialize(vm: &mut Vm, regexp: ObjId) -> VmResult<()> {
    let Some(theirs) = native(vm, regexp, "initialize") else { return Err(missing("Regexp#initialize")) };
    vm.define_closure(regexp, "initialize", move |vm, s, a, b| {
        if let Some(same) = a.first().and_then(|value| marked(vm, *value)) {
            return mark(vm, s, &same.source.clone(), &same.flags.clone());
        }
        let source = a.first().and_then(|value| vm.str_bytes(*value)).and_then(|b| String::from_utf8(b.to_vec()).ok());
        let Some(source) = source else { return theirs(vm, s, a, b) };
        let flags = flags(vm, a.get(1).copied().unwrap_or(Value::Nil));
        if source.contains("\\Z") && !source.contains("\\\\Z") {
            return mark(vm, s, &source, &flags);
        }
        match theirs(vm, s, a, b) {
            Err(VmError::Raise(error)) if vm.exception_message(error).contains(REFUSED) => mark(vm, s, &source, &flags),
            other => other,
        }
    });
    vm.mark_private(regexp, &["initialize"]);
    Ok(())
}

/// The letters of a literal's flags, from what `Regexp.new` takes.
fn flags(vm: &Vm, given: Value) -> String {
    match given {
        Value::Nil | Value::False => String::new(),
        Value::Int(bits) => {
            [(1, 'i'), (2, 'x'), (4, 'm')].iter().filter(|(bit, _)| bits & bit != 0).map(|(_, c)| *c).collect()
        }
        other => match vm.str_bytes(other) {
            Some(letters) => String::from_utf8_lossy(letters).chars().filter(|c| "imx".contains(*c)).collect(),
            None => "i".to_owned(),
        },
    }
}

fn mark(vm: &mut Vm, regexp: Value, source: &str, flags: &str) -> VmResult<Value> {
    let key = (source.to_owned(), flags.to_owned());
    let known = super::natives::state(vm)?.patterns.places.get(&key).copied();
    let place = match known {
        Some(place) => place,
        None => {
            let regex = RegexBuilder::new(&translate::translate(source, flags)).backtrack_limit(MOST_STEPS).build();
            let regex = regex.map_err(|e| error(vm, &format!("{e}: /{source}/")))?;
            let patterns = &mut super::natives::state(vm)?.patterns;
            if patterns.all.len() >= MOST_PATTERNS {
                return Err(error(vm, "too many patterns with lookaround"));
            }
            patterns.all.push(Arc::new(Pattern { regex, source: key.0.clone(), flags: key.1.clone() }));
            patterns.places.insert(key, patterns.all.len() - 1);
            patterns.all.len() - 1
        }
    };
    if let Value::Obj(object) = regexp {
        vm.ivar_set(object, MARK, Value::Int(place.try_into().unwrap_or(i64::MAX)));
    }
    Ok(regexp)
}

/// A RegexpError.
fn error(vm: &mut Vm, message: &str) -> VmError {
    let name = vm.intern("RegexpError");
    match vm.const_get(vm.core.object, name) {
        Some(Value::Obj(class)) => vm.raise(class, message),
        _ => VmError::Internal(message.to_owned()),
    }
}

/// The pattern behind a Regexp that is marked.
fn marked(vm: &mut Vm, value: Value) -> Option<Arc<Pattern>> {
    let Value::Obj(object) = value else { return None };
    if !vm.obj_is_kind_of(value, vm.core.regexp) {
        return None;
    }
    let Value::Int(place) = vm.ivar_get(object, MARK) else { return None };
    super::natives::state(vm).ok()?.patterns.all.get(usize::try_from(place).ok()?).cloned()
}

/// Text of a String or a Symbol.
fn text(vm: &mut Vm, value: Value) -> VmResult<String> {
    let bytes = match value {
        Value::Sym(name) => vm.sym_name(name).into_bytes(),
        other => vm.expect_str(other, "text")?,
    };
    String::from_utf8(bytes).map_err(|_| vm.raise_arg("invalid byte sequence in UTF-8"))
}

fn search(vm: &mut Vm, pattern: &Pattern, text: &str, from: usize) -> VmResult<Option<Groups>> {
    let found = pattern.regex.captures_from_pos(text, from);
    let found = found.map_err(|e| error(vm, &format!("{e}: /{}/", pattern.source)))?;
    Ok(found.map(|captures| captures.iter().map(|group| group.map(|m| (m.start(), m.end()))).collect()))
}

/// Byte where character `position` begins; a negative one counts from the end. `None`: outside of the text.
fn byte_of(text: &str, position: i64) -> Option<usize> {
    let characters = i64::try_from(text.chars().count()).ok()?;
    let position = if position < 0 { position + characters } else { position };
    let position = usize::try_from(position).ok()?;
    text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(position)
}

fn characters(text: &str) -> Value {
    Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

/// Leaves what was found in `$~`, and gives it.
fn publish(vm: &mut Vm, matching: NativeFn, pattern: &Pattern, text: &str, groups: Option<&Groups>) -> VmResult<Value> {
    let Some(groups) = groups else {
        vm.svar_set(Value::Nil);
        return Ok(Value::Nil);
    };
    let names: Vec<Option<&str>> = pattern.regex.capture_names().collect();
    let Some(source) = replace::literally(text, groups, &names) else {
        return Err(error(vm, &format!("a group outside of what was found: /{}/", pattern.source)));
    };
    let class = Value::Obj(vm.core.regexp);
    let source = vm.str_from(source);
    let new = vm.intern("new");
    let literal = vm.funcall(class, new, &[source], Value::Nil)?;
    let subject = vm.str_new(text.as_bytes());
    let start = groups.first().copied().flatten().map_or(0, |(start, _)| start);
    matching(vm, literal, &[subject, characters(&text[..start])], Value::Nil)
}

/// A method of a Regexp that is marked.
fn of_regexp(vm: &mut Vm, matching: NativeFn, name: &str, pattern: &Pattern, a: &[Value]) -> VmResult<Value> {
    let described = |vm: &mut Vm, text: String| Ok(vm.str_from(text));
    match name {
        "source" => return described(vm, pattern.source.clone()),
        "inspect" => return described(vm, format!("/{}/{}", pattern.source, letters(&pattern.flags))),
        "to_s" => {
            let off: String = "mix".chars().filter(|c| !pattern.flags.contains(*c)).collect();
            let off = if off.is_empty() { off } else { format!("-{off}") };
            return described(vm, format!("(?{}{off}:{})", letters(&pattern.flags), pattern.source));
        }
        "options" => {
            let bits =
                [(1, 'i'), (2, 'x'), (4, 'm')].iter().filter(|(_, c)| pattern.flags.contains(*c)).map(|(bit, _)| bit);
            return Ok(Value::Int(bits.sum()));
        }
        "names" => {
            let names: Vec<Value> =
                pattern.regex.capture_names().flatten().map(|name| vm.str_new(name.as_bytes())).collect();
            return Ok(vm.ary_new(names));
        }
        "hash" => return Ok(characters(&pattern.source)),
        "==" | "eql?" => {
            let other = a.first().and_then(|value| marked(vm, *value));
            return Ok(Value::bool(other.is_some_and(|o| o.source == pattern.source && o.flags == pattern.flags)));
        }
        _ => {}
    }
    let subject = a.first().copied().unwrap_or(Value::Nil);
    if vm.str_bytes(subject).is_none() && !matches!(subject, Value::Sym(_)) && (subject.is_nil() || name == "===") {
        vm.svar_set(Value::Nil);
        return Ok(if name == "match?" || name == "===" { Value::False } else { Value::Nil });
    }
    let subject = text(vm, subject)?;
    let position = a.get(1).map_or(Ok(0), |value| vm.expect_int(*value, "pos"))?;
    let groups = match byte_of(&subject, position) {
        Some(from) => search(vm, pattern, &subject, from)?,
        None => None,
    };
    if name == "match?" {
        return Ok(Value::bool(groups.is_some()));
    }
    let found = publish(vm, matching, pattern, &subject, groups.as_ref())?;
    Ok(match (name, groups.and_then(|groups| groups.first().copied().flatten())) {
        ("===", whole) => Value::bool(whole.is_some()),
        ("=~", Some((start, _))) => characters(&subject[..start]),
        _ => found,
    })
}

fn letters(flags: &str) -> String {
    "mix".chars().filter(|c| flags.contains(*c)).collect()
}
