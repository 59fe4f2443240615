//! The engine's process ended or stopped from outside, while it runs a control.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::ended::Ended;
use super::folder;
use super::run::{Running, Scan};

/// Processor time after which a child can only be in the endless control.
const BUSY: u64 = 30;

/// Sends `signal` to the engine's process of a scan of a profile whose second control never ends.
fn struck(signal: Signal, compute: &'static str) -> Ended {
    let mut running = Scan::of(&folder().join("loop_plain.rb"), "none").compute(compute).start();
    let child = busy_child(&mut running);
    kill(Pid::from_raw(child), signal).unwrap();
    running.wait()
}

fn busy_child(running: &mut Running) -> i32 {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < Duration::from_secs(30), "no child is busy");
        if let Some(child) = running.engine().filter(|&child| ticks(child).is_some_and(|ticks| ticks > BUSY)) {
            return child;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Processor time of a process in its own code, hundredths of a second.
fn ticks(pid: i32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.split_whitespace().nth(11)?.parse().ok()
}

fn costs_the_control_only(ended: &Ended) {
    assert_eq!(ended.status, Some(4), "{}", ended.said());
    let states = ["before", "attack", "after"].map(|id| ended.state(id));
    assert_eq!(states, ["passed", "error", "passed"], "{}", ended.why());
    assert_eq!(ended.leaks(), Vec::<String>::new());
}

#[test]
fn a_killed_child_costs_its_control_and_the_scan_is_incomplete() {
    let ended = struck(Signal::SIGKILL, "20s");
    costs_the_control_only(&ended);
    assert!(ended.why().contains("killed"), "{}", ended.why());
    assert!(ended.took < Duration::from_secs(18), "the death was not noticed: {:?}", ended.took);
}

#[test]
fn a_stopped_child_costs_its_control_and_the_scan_is_incomplete() {
    costs_the_control_only(&struck(Signal::SIGSTOP, "10s"));
}
