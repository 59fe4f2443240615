//! Whether the engine's Ruby, and Ruby's own classes below it, are still what they were when the profile began.
//!
//! A profile may add methods to any class. One that replaces what is there (`String#==`, a matcher, a resource) changes what
//! every check means, so the scan is then incomplete. What is replaced and put back while one control runs is not seen.

use std::collections::{HashMap, HashSet};

use sabiruby::object::{ClassData, Method};
use sabiruby::symbol::Sym;
use sabiruby::value::ObjId;
use sabiruby::{Value, Vm};

/// The classes and modules of one moment.
pub(super) struct Seal {
    classes: Vec<Sealed>,
    /// What was told already.
    told: HashSet<String>,
    /// The VM's count of changes to classes, when they were last looked at.
    serial: u64,
}

struct Sealed {
    class: ObjId,
    origin: Option<ObjId>,
    methods: HashMap<Sym, Identity>,
    constants: HashMap<Sym, Value>,
    /// Both in the order in which the VM's own tables give them: a table that nobody has changed gives it again, so that
    /// most are compared without a look-up.
    method_order: Vec<(Sym, Identity)>,
    constant_order: Vec<(Sym, Value)>,
}

/// What a method is, so far as two can be told apart.
#[derive(Clone, Copy, PartialEq)]
enum Identity {
    Ruby(ObjId),
    Native(usize),
    Reader(Sym),
    Writer(Sym),
    Closure,
    Undefined,
}

impl Seal {
    /// Remembers every class and module that is there.
    pub(super) fn of(vm: &mut Vm) -> Self {
        let ids: Vec<ObjId> = vm.heap.ids().filter(|&id| !vm.heap.is_free(id) && vm.heap.is_class(id)).collect();
        let classes: Vec<Sealed> = ids.into_iter().map(|id| Sealed::of(id, vm.heap.class(id))).collect();
        for sealed in &classes {
            sealed.keep(vm);
        }
        Self { classes, told: HashSet::new(), serial: vm.heap.method_serial }
    }

    /// What the profile replaced since this was last asked, for people.
    pub(super) fn broken(&mut self, vm: &mut Vm) -> Vec<String> {
        if std::mem::replace(&mut self.serial, vm.heap.method_serial) == vm.heap.method_serial {
            return Vec::new();
        }
        let found: Vec<String> = self.classes.iter().flat_map(|sealed| sealed.replaced(vm)).collect();
        found.into_iter().filter(|name| self.told.insert(name.clone())).collect()
    }
}

impl Sealed {
    fn of(class: ObjId, data: &ClassData) -> Self {
        let method_order: Vec<_> = methods(data).collect();
        let constant_order: Vec<_> = constants(data).collect();
        Self {
            class,
            origin: data.origin,
            methods: method_order.iter().copied().collect(),
            constants: constant_order.iter().copied().collect(),
            method_order,
            constant_order,
        }
    }

    /// Whether the tables are the same down to their order.
    fn untouched(&self, now: &ClassData) -> bool {
        let alike = |((a, b), (c, d)): ((Sym, Value), &(Sym, Value))| a == *c && same(b, *d);
        now.origin == self.origin
            && now.methods.len() == self.method_order.len()
            && now.consts.len() == self.constant_order.len()
            && methods(now).zip(&self.method_order).all(|(now, was)| now == *was)
            && constants(now).zip(&self.constant_order).all(alike)
    }

    /// Keeps what was seen from being freed: another object could take its number.
    fn keep(&self, vm: &mut Vm) {
        vm.gc_register(self.class);
        for identity in self.methods.values() {
            if let Identity::Ruby(body) = identity {
                vm.gc_register(*body);
            }
        }
        for value in self.constants.values() {
            if let Value::Obj(id) = value {
                vm.gc_register(*id);
            }
        }
    }

    fn replaced(&self, vm: &Vm) -> Vec<String> {
        let now = vm.heap.class(self.class);
        if self.untouched(now) {
            return Vec::new();
        }
        let name = || vm.class_name(self.class);
        if now.origin != self.origin {
            return vec![format!("{}, by a module before it", name())];
        }
        let changed = self.methods.iter().filter(|(name, was)| now.methods.get(*name).map(identity) != Some(**was));
        let mut found: Vec<Sym> = changed.map(|(&name, _)| name).collect();
        found.extend(
            now.methods.keys().filter(|method| !self.methods.contains_key(method) && inherited(vm, now, **method)),
        );
        let constants = self
            .constants
            .iter()
            .filter(|(name, was)| now.consts.get(*name).is_none_or(|slot| !same(slot.get(), **was)));
        let mut texts: Vec<String> =
            found.into_iter().map(|method| format!("{}#{}", name(), vm.sym_name(method))).collect();
        texts.extend(constants.map(|(constant, _)| format!("{}::{}", name(), vm.sym_name(*constant))));
        texts.sort();
        texts
    }
}

fn methods(class: &ClassData) -> impl Iterator<Item = (Sym, Identity)> + '_ {
    class.methods.iter().map(|(&name, method)| (name, identity(method)))
}

fn constants(class: &ClassData) -> impl Iterator<Item = (Sym, Value)> + '_ {
    class.consts.iter().map(|(&name, slot)| (name, slot.get()))
}

/// The same value, where a NaN is the same as itself.
fn same(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        _ => a == b,
    }
}

/// Whether a class has had a method of this name from above, which a new one of its own now hides.
fn inherited(vm: &Vm, class: &ClassData, method: Sym) -> bool {
    class.superclass.is_some_and(|above| vm.find_method_ref(above, method).is_some()) && !is_hook(&vm.sym_name(method))
}

/// Empty methods of Ruby that are there to be replaced.
fn is_hook(name: &str) -> bool {
    const HOOKS: [&str; 8] = [
        "initialize",
        "inherited",
        "included",
        "extended",
        "prepended",
        "method_added",
        "respond_to_missing?",
        "const_missing",
    ];
    HOOKS.contains(&name)
}

fn identity(method: &Method) -> Identity {
    match method {
        Method::Ruby(body) => Identity::Ruby(*body),
        Method::Native(function, _) => Identity::Native(*function as usize),
        Method::AttrReader(name) => Identity::Reader(*name),
        Method::AttrWriter(name) => Identity::Writer(*name),
        Method::Closure(_) => Identity::Closure,
        Method::Undef => Identity::Undefined,
    }
}
