//! Numbers of things, as a reader expects them.

/// `1 control`, `2 controls`.
pub fn number(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}
