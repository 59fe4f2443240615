//! The sandbox against somebody inside it who tries to get out.
//!
//! The child must have one thread, which Rust's own test harness does not give, so this program is its own: started with
//! the engine's child argument it enters the sandbox and tries what it is told through its pipe; otherwise it runs the
//! cases, those only whose name holds the argument, if there is one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "all of it is a test, which clippy does not see without the harness"
)]

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod sandboxed;

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn main() {
    sandboxed::main();
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn main() {
    println!("left out: there is no system call filter on this kind of machine");
}
