//! The Ruby that stands between the VM and a profile: the DSL, matchers and resources. Compiled when a child starts.

/// Name in backtraces, and text.
macro_rules! ruby {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("cincture/", $name, ".rb"), include_str!(concat!("../../ruby/", $name, ".rb")))),*]
    };
}

/// Files in the order in which they are loaded.
#[rustfmt::skip]
pub(super) const FILES: &[(&str, &str)] = ruby![
    "core",
    "text",
    "shims/collections",
    "shims/encoding",
    "shims/path",
    "shims/output",
    "shims/shellwords",
    "shims/json",
    "shims/objects",
    "shims/date",
    "matchers/base",
    "matchers/be",
    "matchers/attributes",
    "matchers/cmp",
    "matchers/collection",
    "matchers/compound",
    "matchers/define",
    "matchers/diff",
    "matchers/equality",
    "matchers/exist",
    "matchers/include",
    "matchers/kind",
    "matchers/match",
    "matchers/number",
    "matchers/predicate",
    "matchers/state",
    "version",
    "resource",
    "filter_table",
    "backend",
    "platform",
    "target_file",
    "accounts",
    "simple_config",
    "file_reader",
    "resources/os",
    "resources/file",
    "resources/directory",
    "resources/command",
    "resources/processes",
    "resources/package",
    "resources/user",
    "resources/passwd",
    "resources/parse_config",
    "resources/ssh_config",
    "resources/login_defs",
    "resources/auditd_conf",
    "resources/limits_conf",
    "resources/etc_fstab",
    "input",
    "expectation",
    "example",
    "rule",
    "context",
    "runner",
    "seal",
];
