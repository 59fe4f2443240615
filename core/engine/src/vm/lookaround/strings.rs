//! The methods of String that take a pattern.

use sabiruby::error::VmResult;
use sabiruby::object::NativeFn;
use sabiruby::value::ObjId;
use sabiruby::{Value, Vm};

use super::{Groups, Pattern, byte_of, characters, error, marked, missing, native, publish, replace, search, text};

const METHODS: [&str; 12] =
    ["=~", "match?", "[]", "slice", "index", "partition", "start_with?", "scan", "split", "sub", "gsub", "gsub!"];

pub(super) fn install(vm: &mut Vm, string: ObjId, matching: NativeFn) -> VmResult<()> {
    for name in METHODS.into_iter().chain(["sub!"]) {
        let Some(theirs) = native(vm, string, name) else { return Err(missing(name)) };
        vm.define_closure(string, name, move |vm, s, a, b| {
            let pattern = a.first().and_then(|value| marked(vm, *value));
            match pattern {
                Some(pattern) => {
                    Call { matching, pattern: &pattern, subject: s, more: &a[1..], block: b }.run(vm, name)
                }
                None => theirs(vm, s, a, b),
            }
        });
    }
    Ok(())
}

/// One call with a marked pattern.
struct Call<'a> {
    matching: NativeFn,
    pattern: &'a Pattern,
    subject: Value,
    more: &'a [Value],
    block: Value,
}

impl Call<'_> {
    fn run(&self, vm: &mut Vm, name: &str) -> VmResult<Value> {
        let text = text(vm, self.subject)?;
        if !self.block.is_nil() {
            return Err(error(
                vm,
                &format!("String#{name} with a block and lookaround is not supported by this engine"),
            ));
        }
        match name {
            "scan" => self.scan(vm, &text),
            "split" => self.split(vm, &text),
            "sub" | "gsub" | "sub!" | "gsub!" => self.substitute(vm, &text, name),
            _ => self.first(vm, &text, name),
        }
    }

    /// What needs the first match only.
    fn first(&self, vm: &mut Vm, text: &str, name: &str) -> VmResult<Value> {
        let position = match (name, self.more.first()) {
            ("match?" | "index", Some(position)) => vm.expect_int(*position, "pos")?,
            _ => 0,
        };
        let groups = match byte_of(text, position) {
            Some(from) => search(vm, self.pattern, text, from)?,
            None => None,
        };
        let whole = groups.as_ref().and_then(|groups| groups.first().copied().flatten());
        match name {
            "match?" => return Ok(Value::bool(whole.is_some())),
            "start_with?" if self.more.is_empty() => {
                let here = whole.is_some_and(|(start, _)| start == 0);
                publish(vm, self.matching, self.pattern, text, groups.as_ref().filter(|_| here))?;
                return Ok(Value::bool(here));
            }
            "start_with?" => {
                return Err(error(vm, "start_with? with several patterns is not supported by this engine"));
            }
            _ => {}
        }
        let found = publish(vm, self.matching, self.pattern, text, groups.as_ref())?;
        let Some((start, end)) = whole else {
            return Ok(if name == "partition" { parts(vm, [text, "", ""]) } else { Value::Nil });
        };
        match name {
            "=~" | "index" => Ok(characters(&text[..start])),
            "partition" => Ok(parts(vm, [&text[..start], &text[start..end], &text[end..]])),
            _ => {
                let index = vm.intern("[]");
                let group = self.more.first().copied().unwrap_or(Value::Int(0));
                vm.funcall(found, index, &[group], Value::Nil)
            }
        }
    }

    /// Every match, one behind the other.
    fn all(&self, vm: &mut Vm, text: &str, once: bool) -> VmResult<Vec<Groups>> {
        let mut found = Vec::new();
        let mut from = 0;
        while from <= text.len() {
            let Some(groups) = search(vm, self.pattern, text, from)? else { break };
            let Some((start, end)) = groups.first().copied().flatten() else { break };
            // After an empty match the search goes on behind the next character.
            from = if start < end { end } else { end + text[end..].chars().next().map_or(1, char::len_utf8) };
            found.push(groups);
            if once {
                break;
            }
        }
        publish(vm, self.matching, self.pattern, text, found.last())?;
        Ok(found)
    }

    fn scan(&self, vm: &mut Vm, text: &str) -> VmResult<Value> {
        let mut rows = Vec::new();
        for groups in self.all(vm, text, false)? {
            let texts: Vec<Value> = groups.iter().map(|group| piece(vm, text, *group)).collect();
            rows.push(match texts.split_first() {
                Some((whole, [])) => *whole,
                Some((_, rest)) => vm.ary_new(rest.to_vec()),
                None => Value::Nil,
            });
        }
        Ok(vm.ary_new(rows))
    }

    fn split(&self, vm: &mut Vm, text: &str) -> VmResult<Value> {
        if !self.more.is_empty() {
            return Err(error(vm, "split with a limit and lookaround is not supported by this engine"));
        }
        let mut pieces: Vec<Value> = Vec::new();
        let mut from = 0;
        for groups in self.all(vm, text, false)? {
            let Some((start, end)) = groups.first().copied().flatten() else { continue };
            if start == end && (start == from || start == text.len()) {
                continue;
            }
            pieces.push(vm.str_new(&text.as_bytes()[from..start]));
            pieces
                .extend(groups.iter().skip(1).flatten().map(|group| piece(vm, text, Some(*group))).collect::<Vec<_>>());
            from = end;
        }
        pieces.push(vm.str_new(&text.as_bytes()[from..]));
        while pieces.last().is_some_and(|last| vm.str_bytes(*last).is_some_and(<[u8]>::is_empty)) {
            pieces.pop();
        }
        Ok(vm.ary_new(pieces))
    }

    fn substitute(&self, vm: &mut Vm, subject: &str, name: &str) -> VmResult<Value> {
        let with = text(vm, self.more.first().copied().unwrap_or(Value::Nil))?;
        let names: Vec<Option<&str>> = self.pattern.regex.capture_names().collect();
        let found = self.all(vm, subject, name.starts_with("sub"))?;
        let mut out = String::new();
        let mut from = 0;
        for groups in &found {
            let Some((start, end)) = groups.first().copied().flatten() else { continue };
            out.push_str(&subject[from..start]);
            out.push_str(&replace::filled(&with, subject, groups, &names));
            from = end;
        }
        out.push_str(&subject[from..]);
        let out = vm.str_from(out);
        if !name.ends_with('!') {
            return Ok(out);
        }
        let replace = vm.intern("replace");
        vm.funcall(self.subject, replace, &[out], Value::Nil)?;
        Ok(if found.is_empty() { Value::Nil } else { self.subject })
    }
}

fn piece(vm: &mut Vm, text: &str, group: Option<(usize, usize)>) -> Value {
    group.map_or(Value::Nil, |(from, to)| vm.str_new(&text.as_bytes()[from..to]))
}

fn parts(vm: &mut Vm, parts: [&str; 3]) -> Value {
    let parts = parts.map(|part| vm.str_new(part.as_bytes()));
    vm.ary_new(parts.to_vec())
}
