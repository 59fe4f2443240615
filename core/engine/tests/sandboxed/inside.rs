//! The one who is shut in.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, BufRead as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, exit};
use std::time::{Duration, Instant};

use cincture_engine::protocol::{ChildLimits, ProfileFile, Source};
use cincture_engine::{profile, sandbox};
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, close};

/// So small that reaching them takes little.
fn limits() -> ChildLimits {
    ChildLimits { memory: 256 << 20, cpu_seconds: 3, ..ChildLimits::default() }
}

/// Enters, says so, and tries each thing that the parent asks for, one per line: `refused: why` or `done: what`.
pub(crate) fn main(before: Option<&str>) {
    if before == Some("second thread") {
        std::thread::spawn(|| std::thread::sleep(Duration::from_secs(60)));
    }
    match sandbox::enter(&limits()) {
        Ok(entered) => say(&format!("entered: {} {}", entered.seccomp, entered.landlock)),
        Err(error) => {
            say(&format!("outside: {error}"));
            exit(9);
        }
    }
    for line in io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (attempt, argument) = line.split_once(' ').unwrap_or((&line, ""));
        match attempt_it(attempt, argument) {
            Ok(done) => say(&format!("done: {done}")),
            Err(refused) => say(&format!("refused: {refused}")),
        }
    }
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("the pipe takes it");
}

fn attempt_it(attempt: &str, argument: &str) -> Result<String, io::Error> {
    let done = |what: &str| Ok(what.to_owned());
    match attempt {
        "open" => File::open(argument).map(|_| argument.to_owned()),
        "create" => File::create(argument).map(|_| argument.to_owned()),
        "list" => std::fs::read_dir(argument).map(|_| argument.to_owned()),
        "remove" => std::fs::remove_file(argument).map(|()| argument.to_owned()),
        "descriptor" => close(argument.parse::<i32>().unwrap()).map(|()| "it was open".into()).map_err(Into::into),
        "connect" => TcpStream::connect(argument).map(|_| argument.to_owned()),
        "listen" => TcpListener::bind("127.0.0.1:0").map(|_| "listening".into()),
        "datagram" => UdpSocket::bind("127.0.0.1:0").map(|_| "bound".into()),
        "socket" => UnixStream::pair().map(|_| "a pair".into()),
        "start" => Command::new("/bin/true").spawn().map(|_| "started".into()),
        "exec" => Err(Command::new("/bin/true").exec()),
        "thread" => std::thread::Builder::new().spawn(|| ()).map(|_| "started".into()),
        "trace" => nix::sys::ptrace::traceme().map(|()| "traced".into()).map_err(Into::into),
        "signal" => {
            let pid = Pid::from_raw(argument.parse().unwrap());
            kill(pid, Signal::SIGTERM).map(|()| "sent".into()).map_err(Into::into)
        }
        "executable" => memmap2::MmapMut::map_anon(4096)?.make_exec().map(|_| "executable".into()),
        "raise" => setrlimit(Resource::RLIMIT_AS, u64::MAX, u64::MAX).map(|()| "raised".into()).map_err(Into::into),
        "reserve" => {
            let mut bytes: Vec<u8> = Vec::new();
            bytes.try_reserve_exact(argument.parse().unwrap()).map(|()| "reserved".into()).map_err(io::Error::other)
        }
        "grow" => grow(),
        "spin" => spin(),
        "sleep" => {
            std::thread::sleep(Duration::from_secs(argument.parse().unwrap()));
            done("slept")
        }
        "recurse" => Ok(recurse(1).to_string()),
        "sum" => {
            let source = format!("x = 1{}", " + 1".repeat(argument.parse().unwrap()));
            let compiled = sabiruby_compiler::compile(source.as_bytes(), &Default::default());
            compiled.map(|_| "compiled".into()).map_err(io::Error::other)
        }
        "panic" => Ok(std::panic::catch_unwind(|| panic!("caught")).is_err().to_string()),
        "work" => Ok(work()),
        "identity" => Ok(std::process::id().to_string()),
        other => Err(io::Error::other(format!("no such attempt: {other}"))),
    }
}

fn grow() -> ! {
    let mut all = Vec::new();
    loop {
        all.push(black_box(vec![1u8; 1 << 20]));
    }
}

fn spin() -> ! {
    let mut n = 0u64;
    loop {
        n = black_box(n.wrapping_add(1));
    }
}

fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    if depth == u64::MAX { frame[0] } else { recurse(depth + 1) + frame[1] }
}

/// What the child does all day: memory, clock, random numbers, archives, YAML, the compiler.
fn work() -> String {
    let began = Instant::now();
    let memory = black_box(vec![1u8; 64 << 20]);
    let random: HashMap<u32, u32> = (0..1000).map(|n| (n, n)).collect();
    let file = |path: &str, content: &str| ProfileFile { path: path.into(), content: content.into() };
    let files = vec![
        file("controls/a.rb", "control 'a' do\n  describe file('/x') do\n    it { should exist }\n  end\nend\n"),
        file("inspec.yml", "name: within\nversion: 1.0.0\n"),
    ];
    let files = profile::unpack(Source::Files(files)).expect("unpacked");
    let metadata = profile::metadata(&files, "other").expect("metadata");
    let compiled = sabiruby_compiler::compile(&files[0].content, &Default::default()).expect("compiled");
    assert!(compiled.starts_with(b"RITE"));
    let now = cincture_engine::clock::now();
    assert!(memory.len() == 64 << 20 && random.len() == 1000 && now.as_second() > 0 && began.elapsed().as_secs() < 60);
    metadata.fields["name"].to_string()
}
