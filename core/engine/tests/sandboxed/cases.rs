//! The parent's side: what is asked of the one inside, and what must come of it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::fd::AsRawFd as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cincture_engine::sandbox::{CHILD_ARGUMENT, cause_of_death, command};
use landlock::{ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _};
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::signal::Signal;

pub(crate) const PARENT_ARGUMENT: &str = "__parent-that-is-killed";

type Case = (&'static str, fn());

pub(crate) const ALL: &[Case] = &[
    ("work_goes_on", work_goes_on),
    ("both_kernel_layers_are_reported", both_kernel_layers_are_reported),
    ("files_are_refused", files_are_refused),
    ("leaked_descriptors_are_closed", leaked_descriptors_are_closed),
    ("ways_out_are_deadly", ways_out_are_deadly),
    ("memory_is_limited", memory_is_limited),
    ("processor_time_is_limited", processor_time_is_limited),
    ("a_stack_overflow_ends_the_child", a_stack_overflow_ends_the_child),
    ("the_compiler_s_recursion_ends_the_child", the_compiler_s_recursion_ends_the_child),
    ("limits_cannot_be_raised", limits_cannot_be_raised),
    ("an_environment_is_an_error", an_environment_is_an_error),
    ("a_second_thread_is_an_error", a_second_thread_is_an_error),
    ("anything_but_pipes_is_an_error", anything_but_pipes_is_an_error),
    ("the_child_dies_with_its_parent", the_child_dies_with_its_parent),
    ("the_child_has_a_process_group_of_its_own", the_child_has_a_process_group_of_its_own),
];

fn program() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// A child that has entered, with what it said then.
struct Inside {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
    entered: String,
}

impl Inside {
    fn new() -> Self {
        let mut child = command(&program()).into_std().spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut entered = String::new();
        lines.read_line(&mut entered).unwrap();
        assert!(entered.starts_with("entered: true "), "{entered}");
        Self { child, lines, entered }
    }

    /// Its answer, or the empty text if it died.
    fn attempt(&mut self, attempt: &str) -> String {
        writeln!(self.child.stdin.as_mut().unwrap(), "{attempt}").unwrap();
        let mut answer = String::new();
        self.lines.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }

    /// The signal that it died of.
    fn death(mut self) -> (Signal, String) {
        let status = self.child.wait().unwrap();
        (Signal::try_from(status.signal().expect("a signal")).unwrap(), cause_of_death(status))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn work_goes_on() {
    let mut inside = Inside::new();
    assert_eq!(inside.attempt("work"), "done: \"within\"");
    assert_eq!(inside.attempt("panic"), "done: true");
    assert_eq!(inside.attempt("sleep 0"), "done: slept");
    drop(inside.child.stdin.take());
    assert!(inside.child.wait().unwrap().success());
}

fn both_kernel_layers_are_reported() {
    // Made, but not put on: the kernel's own word.
    let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let kernel_has_landlock =
        ruleset.handle_access(AccessFs::from_all(ABI::V1)).and_then(|ruleset| ruleset.create()).is_ok();
    assert_eq!(Inside::new().entered.trim_end(), format!("entered: true {kernel_has_landlock}"));
}

fn files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let created = folder.path().join("created");
    let mut inside = Inside::new();
    for attempt in [
        "open /etc/passwd".to_owned(),
        "open /proc/self/environ".to_owned(),
        format!("open /proc/{}/environ", std::process::id()),
        format!("open /proc/{}/root/etc/passwd", std::process::id()),
        "open /proc/self/fd/0".to_owned(),
        "open /dev/null".to_owned(),
        "list /".to_owned(),
        format!("create {}", created.display()),
    ] {
        let answer = inside.attempt(&attempt);
        assert!(answer.starts_with("refused: Operation not permitted"), "{attempt}: {answer}");
    }
    assert!(!created.exists());
}

fn leaked_descriptors_are_closed() {
    let leaked = File::open("/etc/passwd").unwrap();
    fcntl(&leaked, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
    let mut inside = Inside::new();
    for descriptor in 3..=leaked.as_raw_fd().max(64) {
        let answer = inside.attempt(&format!("descriptor {descriptor}"));
        assert!(answer.starts_with("refused: Bad file descriptor"), "{descriptor}: {answer}");
    }
}

fn ways_out_are_deadly() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    File::create(&kept).unwrap();
    for attempt in [
        format!("connect {}", listener.local_addr().unwrap()),
        "listen".to_owned(),
        "datagram".to_owned(),
        "socket".to_owned(),
        "start".to_owned(),
        "exec".to_owned(),
        "thread".to_owned(),
        "trace".to_owned(),
        format!("signal {}", std::process::id()),
        "executable".to_owned(),
        format!("remove {}", kept.display()),
    ] {
        let mut inside = Inside::new();
        assert_eq!(inside.attempt(&attempt), "", "{attempt} was answered");
        let (signal, cause) = inside.death();
        assert_eq!(signal, Signal::SIGSYS, "{attempt}");
        assert_eq!(cause, "it tried what the sandbox forbids");
    }
    assert!(listener.accept().is_err());
    assert!(kept.exists());
}

fn memory_is_limited() {
    let mut inside = Inside::new();
    assert_eq!(inside.attempt("reserve 10000000"), "done: reserved");
    assert!(inside.attempt("reserve 1000000000").starts_with("refused: memory allocation failed"));
    assert_eq!(inside.attempt("grow"), "");
    assert_eq!(inside.death(), (Signal::SIGABRT, "it ran out of memory or of stack".to_owned()));
}

fn processor_time_is_limited() {
    let mut inside = Inside::new();
    assert_eq!(inside.attempt("spin"), "");
    assert_eq!(inside.death(), (Signal::SIGXCPU, "it used up its processor time".to_owned()));
}

fn a_stack_overflow_ends_the_child() {
    let mut inside = Inside::new();
    assert_eq!(inside.attempt("recurse"), "");
    let (signal, _) = inside.death();
    assert!(matches!(signal, Signal::SIGABRT | Signal::SIGSEGV), "{signal}");
}

fn the_compiler_s_recursion_ends_the_child() {
    let mut inside = Inside::new();
    assert_eq!(inside.attempt("sum 100"), "done: compiled");
    let answer = inside.attempt("sum 200000");
    if answer.is_empty() {
        let (signal, _) = inside.death();
        assert!(matches!(signal, Signal::SIGABRT | Signal::SIGSEGV), "{signal}");
    } else {
        assert!(answer.starts_with("refused: "), "{answer}");
    }
}

fn limits_cannot_be_raised() {
    let mut inside = Inside::new();
    let answer = inside.attempt("raise");
    assert!(answer.is_empty() || answer.starts_with("refused"), "{answer}");
}

/// What a child says that must not get in.
fn outside(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(9));
    String::from_utf8(output.stdout).unwrap()
}

fn child() -> Command {
    let mut child = command(&program()).into_std();
    child.stdin(Stdio::piped());
    child
}

fn an_environment_is_an_error() {
    let mut child = child();
    child.env("KUBECONFIG", "/root/.kube/config");
    assert_eq!(outside(child), "outside: the child was given an environment\n");
}

fn a_second_thread_is_an_error() {
    let mut child = child();
    child.arg("second thread");
    assert_eq!(outside(child), "outside: the child has 2 threads instead of one\n");
}

fn anything_but_pipes_is_an_error() {
    let mut child = child();
    child.stdin(File::open("/etc/passwd").unwrap());
    assert_eq!(outside(child), "outside: the child's standard input and output are not both pipes\n");
}

/// Starts a child that sleeps, says its number, and waits to be killed.
pub(crate) fn parent_main() {
    let mut inside = Inside::new();
    println!("{}", inside.attempt("identity").strip_prefix("done: ").unwrap());
    inside.attempt("sleep 60");
}

fn the_child_dies_with_its_parent() {
    let mut parent = Command::new(program()).arg(PARENT_ARGUMENT).stdout(Stdio::piped()).spawn().unwrap();
    let mut child = String::new();
    BufReader::new(parent.stdout.take().unwrap()).read_line(&mut child).unwrap();
    assert!(lives(child.trim()), "the child runs");
    // SIGKILL: the parent cannot clean up.
    parent.kill().unwrap();
    parent.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while lives(child.trim()) {
        assert!(Instant::now() < deadline, "the child outlived its parent");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Neither gone nor a zombie that nobody has collected yet.
fn lives(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(") ").next().unwrap_or_default().starts_with(['Z', 'X']))
}

fn the_child_has_a_process_group_of_its_own() {
    let inside = Inside::new();
    let pid = nix::unistd::Pid::from_raw(inside.child.id().cast_signed());
    assert_eq!(nix::unistd::getpgid(Some(pid)).unwrap(), pid);
    assert!(program().is_absolute() && CHILD_ARGUMENT.starts_with("__"));
}
