mod cases;
mod inside;

use std::panic::catch_unwind;
use std::process::exit;

use cincture_engine::sandbox::CHILD_ARGUMENT;

pub(crate) fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(CHILD_ARGUMENT) => inside::main(arguments.get(1).map(String::as_str)),
        Some(cases::PARENT_ARGUMENT) => cases::parent_main(),
        filter => run(filter.filter(|filter| !filter.starts_with('-')).unwrap_or_default()),
    }
}

fn run(filter: &str) {
    let mut failed = 0;
    for (name, case) in cases::ALL.iter().filter(|(name, _)| name.contains(filter)) {
        let holds = catch_unwind(case).is_ok();
        println!("test {name} ... {}", if holds { "ok" } else { "FAILED" });
        failed += usize::from(!holds);
    }
    println!("sandbox: {failed} failed");
    exit(i32::from(failed > 0));
}
