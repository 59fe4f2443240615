//! The prompt at a terminal: a pseudo-terminal of the test's own.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::{Winsize, openpty};

use super::machine;

/// No wait of a test is longer.
const LONG: Duration = Duration::from_secs(120);

/// A terminal with the program at it.
struct Terminal {
    child: Child,
    keys: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
    /// How much of it was waited for.
    at: usize,
}

impl Terminal {
    fn with(arguments: &[&str]) -> Self {
        let size = Winsize { ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        // What the program inherits would keep its terminal open after the test.
        for end in [&pty.master, &pty.slave] {
            fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).unwrap();
        }
        let end = || Stdio::from(pty.slave.try_clone().unwrap());
        // The terminal has to be the controlling one of a session, or no key makes a signal.
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait", env!("CARGO_BIN_EXE_cincture"), "shell"]).args(arguments);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("TERM", "xterm");
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let keys = File::from(pty.master);
        let mut from = keys.try_clone().unwrap();
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keys, screen, seen: String::new(), at: 0 }
    }

    fn at(root: &Path, more: &[&str]) -> Self {
        let target = format!("rootfs://{}", root.display());
        let mut terminal = Self::with(&[&[target.as_str()], more].concat());
        terminal.wait("cincture> ");
        terminal
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until `text` is on the screen, after what was waited for before.
    fn wait(&mut self, text: &str) {
        let begun = Instant::now();
        loop {
            if let Some(found) = self.seen[self.at..].find(text) {
                self.at += found + text.len();
                return;
            }
            let left = LONG.saturating_sub(begun.elapsed());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} did not come after {:?}", &self.seen),
            }
        }
    }

    /// The same, and then for the next prompt: a key that is pressed before it may mean something else.
    fn wait_answer(&mut self, text: &str) {
        self.wait(text);
        self.wait("cincture> ");
    }

    fn ended(mut self) -> (ExitStatus, String) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, std::mem::take(&mut self.seen));
            }
            assert!(begun.elapsed() < LONG, "it does not end: {:?}", self.seen);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn lines_are_edited_completed_and_continued() {
    let root = machine();
    let mut terminal = Terminal::at(root.path(), &[]);
    terminal.press("1 + 2x\x7f\r");
    terminal.wait_answer("=> 3");
    terminal.press("describe sha\x15parse_config_f\t('/etc/app.conf').params['port']\r");
    terminal.wait_answer("=> \"80\"");
    terminal.press("describe file('/etc/app.conf') do\r");
    terminal.wait("        > ");
    terminal.press("it { should exist }\r");
    terminal.wait("        > ");
    terminal.press("end\r");
    terminal.wait_answer("\x1b[32mpass \x1b[0m File /etc/app.conf is expected to exist");
    terminal.press("[1,\r");
    terminal.wait("        > ");
    terminal.press("\x03");
    terminal.wait("cincture> ");
    terminal.press("\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A\x15raise 'no'\r");
    terminal.wait_answer("RuntimeError: no");
    terminal.press("\x04");
    assert!(terminal.ended().0.success(), "who sat before it saw the error");
}

#[test]
fn a_key_ends_what_is_computed_and_only_that() {
    let root = machine();
    let mut terminal = Terminal::at(root.path(), &[]);
    terminal.press("x = 1; puts 'be' + 'gun'; loop {}\r");
    terminal.wait("begun");
    terminal.press("\x03");
    terminal.wait("interrupted");
    terminal.wait_answer("local variables and definitions are lost");
    terminal.press("6 * 7\r");
    terminal.wait_answer("=> 42");
    terminal.press("exit\r");
    assert!(terminal.ended().0.success());
}

#[test]
fn a_key_ends_a_question_to_the_target_and_the_variables_stay() {
    let mut terminal = Terminal::with(&["local://"]);
    terminal.wait("cincture> ");
    terminal.press("x = 5; puts 'be' + 'gun'; command('sleep 1000').stdout\r");
    terminal.wait("begun");
    terminal.press("\x03");
    terminal.wait_answer("TargetError: interrupted");
    terminal.press("[x, command('echo on').stdout]\r");
    terminal.wait_answer("=> [5, \"on\\n\"]");
    terminal.press("\x04");
    assert!(terminal.ended().0.success());
}

#[test]
fn hostile_content_does_not_reach_the_terminal() {
    let root = machine();
    let mut terminal = Terminal::at(root.path(), &["--color", "never"]);
    let from = terminal.seen.len();
    terminal.press("puts file('/etc/hostile').content\r");
    terminal.wait_answer("\\x1b]0;owned\\x07\\x1b[2J");
    terminal.press("exit\r");
    let (_, seen) = terminal.ended();
    assert!(!seen[from..].contains("\x1b]0;") && !seen[from..].contains('\x07'), "{seen:?}");
}

#[test]
fn history_is_kept_only_if_it_is_asked_for() {
    let root = machine();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    let mut terminal = Terminal::at(root.path(), &["--history", path.to_str().unwrap()]);
    terminal.press("20 + 3\r");
    terminal.wait_answer("=> 23");
    terminal.press("exit\r");
    assert!(terminal.ended().0.success());
    let mut again = Terminal::at(root.path(), &["--history", path.to_str().unwrap()]);
    again.press("\x1b[A\x1b[A\r");
    again.wait_answer("=> 23");
    again.press("exit\r");
    again.ended();
    let mut without = Terminal::at(root.path(), &[]);
    without.press("1\r");
    without.wait_answer("=> 1");
    without.press("exit\r");
    without.ended();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["history"]);
}
