//! The protocol against real shells, and against programs that only pretend to be one.

use std::path::Path;
use std::process::Stdio;

use proptest::strategy::{Strategy, ValueTree};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::*;
use crate::transport::process::Process;

mod batch;
mod hostile;

/// Starts the programs on this machine, with another program in the place of `sh`.
pub(super) struct Here {
    pub(super) shell: Vec<String>,
    pub(super) env: Vec<(String, String)>,
}

#[async_trait]
impl Start for Here {
    async fn start(&mut self, argv: &[String]) -> Result<Process, Problem> {
        let mut command = Command::new(&self.shell[0]);
        command.args(&self.shell[1..]).args(&argv[1..]).process_group(0).kill_on_drop(true);
        command.env_clear().envs(self.env.iter().map(|(k, v)| (k, v)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| no_shell(&e.to_string()))?;
        Ok(Process {
            stdin: Box::new(child.stdin.take().unwrap()),
            stdout: Box::new(child.stdout.take().unwrap()),
            stderr: Box::new(child.stderr.take().unwrap()),
            ended: Box::pin(wait(child)),
            hold: Box::new(()),
        })
    }
}

async fn wait(mut child: Child) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    let status = child.wait().await.unwrap();
    Ended::Exited(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)))
}

fn here(shell: &[&str]) -> Here {
    let env = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("HOME", "/")];
    Here { shell: shell.iter().map(|s| (*s).to_owned()).collect(), env: env.map(|(k, v)| (k.into(), v.into())).into() }
}

/// The shells of this machine; without one of them the tests fail.
const SHELLS: [&[&str]; 3] = [&["dash"], &["busybox", "sh"], &["bash", "--posix"]];

async fn open(shell: &[&str], mode: Mode) -> ShellTransport<Here> {
    ShellTransport::open(here(shell), mode).await.unwrap_or_else(|e| panic!("{shell:?}: {e:?}"))
}

fn limit(seconds: f64, bytes: u64) -> Limit {
    Limit { time: Duration::from_secs_f64(seconds), bytes }
}

fn ran(answer: Answer) -> CommandOutput {
    match answer {
        Answer::Ran(output) => output,
        other => panic!("{other:?}"),
    }
}

fn failed(answer: Answer) -> Failure {
    match answer {
        Answer::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

async fn run(transport: &mut ShellTransport<Here>, command: &str) -> Answer {
    transport.answer(&Question::Run { command: command.into() }, limit(20.0, 8 << 20)).await
}

/// What the machine itself says of a command, with the `sh` that `shell` finds: some builds of BusyBox find themselves.
fn directly(shell: &[&str], command: &str) -> CommandOutput {
    let transport = here(shell);
    let output = std::process::Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", "exec sh -c \"$1\"", "sh", command])
        .env_clear()
        .envs(transport.env)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    let exit_status = output.status.code().unwrap_or(128 + signal.unwrap_or(0));
    CommandOutput { stdout: output.stdout, stderr: output.stderr, exit_status }
}

/// Commands that break a shell session which is built on less.
const COMMANDS: [&str; 30] = [
    "echo out; echo err >&2; exit 3",
    "",
    "exit 254",
    "echo \"unbalanced",
    "echo 'unbalanced",
    "cat <<END\nhere $((1 + 1))\nEND",
    "cat <<END\nnever ended",
    "set -e; false; echo not reached",
    "set -u; echo $nothing_of_that_name; echo not reached",
    "exec echo gone",
    "exec >/dev/null; echo nowhere",
    "exec 3>&1 4>&2; echo three >&3; echo four >&4",
    "kill $$",
    "kill -9 $$",
    "kill -SEGV $$",
    "trap 'echo bye' EXIT; exit 7",
    "true # a comment",
    "echo back\\",
    "echo a; }; ) fi done esac",
    "printf 'no line feed'",
    "printf 'a\\000b\\377\\376\\n\\000'",
    "printf '\\303\\050 invalid'; printf '\\377' >&2",
    "head -c 1048576 /dev/zero >&2; echo after",
    "head -c 4194304 /dev/zero | tr '\\0' 'x'",
    "read x; echo \"[$x]\"; cat",
    "no-such-command-here 2>/dev/null",
    "echo first\necho second\n\n",
    "\n\n",
    "alias cat=false printf=false; printf() { :; }; cat() { :; }; echo mine",
    "unset PATH; echo still",
];

#[tokio::test]
async fn every_command_costs_only_itself_and_is_told_byte_for_byte_in_either_mode() {
    for shell in SHELLS {
        for mode in [Mode::Session, Mode::Once] {
            let mut transport = open(shell, mode).await;
            assert_eq!(transport.mode, mode);
            for command in COMMANDS {
                let expected = directly(shell, command);
                let got = ran(run(&mut transport, command).await);
                assert_eq!(got, expected, "{shell:?} {mode:?} {command:?}");
            }
            if mode == Mode::Session {
                assert_eq!(transport.sessions(), 1, "{shell:?}: no command may cost the session");
            }
            transport.finish().await.unwrap();
        }
    }
}

#[tokio::test]
async fn any_text_is_one_argument() {
    let texts: Vec<String> = {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let strategy = "([^\\x00]|['\"\\\\$`\n\r\t !#~*?(){}\\[\\]|&;<>\u{1}\u{7f}\u{80}é]){0,40}";
        let strategy = proptest::string::string_regex(strategy).unwrap();
        (0..60).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
    };
    for shell in SHELLS {
        let mut transport = open(shell, Mode::Session).await;
        for text in &texts {
            let command = format!("printf '%s.' '{}'", text.replace('\'', "'\\''"));
            let got = ran(run(&mut transport, &command).await);
            assert_eq!(String::from_utf8_lossy(&got.stdout), format!("{text}."), "{shell:?}");
            assert_eq!((got.stderr, got.exit_status), (vec![], 0), "{shell:?} {text:?}");
        }
        assert_eq!(transport.sessions(), 1);
        transport.finish().await.unwrap();
    }
}

fn tree() -> TempDir {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("plain"), b"text\n").unwrap();
    std::fs::write(path("empty"), b"").unwrap();
    std::fs::write(path("binary"), (0..=255u8).cycle().take(100_000).collect::<Vec<_>>()).unwrap();
    std::fs::write(path("-n with 'quotes' $x\nand a line feed"), b"odd\0name").unwrap();
    std::fs::write(path("Permission denied"), b"").unwrap();
    std::fs::set_permissions(path("plain"), std::fs::Permissions::from_mode(0o4750)).unwrap();
    std::fs::create_dir(path("folder")).unwrap();
    std::fs::set_permissions(path("folder"), std::fs::Permissions::from_mode(0o1777)).unwrap();
    std::fs::write(path("folder/.hidden"), b"").unwrap();
    symlink("plain", path("link")).unwrap();
    symlink("nowhere\n", path("dangling")).unwrap();
    symlink("loop", path("loop")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    dir
}

fn questions(dir: &Path) -> Vec<Question> {
    let names = [
        "plain",
        "empty",
        "binary",
        "-n with 'quotes' $x\nand a line feed",
        "folder",
        "link",
        "dangling",
        "loop",
        "pipe",
        "absent",
        "plain/under",
        "absent/under",
        "folder/.hidden",
        ".",
        "absent\nPermission denied",
        "Permission denied/x",
    ];
    let mut questions = Vec::new();
    for name in names {
        let path = dir.join(name).to_str().unwrap().to_owned();
        questions.push(Question::Read { path: path.clone() });
        questions.push(Question::Stat { path: path.clone(), follow: true });
        questions.push(Question::Stat { path: path.clone(), follow: false });
        questions.push(Question::List { path });
    }
    questions
}

/// An answer without what may be said in different words.
fn essence(answer: Answer) -> Result<Answer, FailureKind> {
    match answer {
        Answer::Failed(failure) => Err(failure.kind),
        answer => Ok(answer),
    }
}

#[tokio::test]
async fn files_are_the_same_in_every_shell_mode_and_with_fewer_tools() {
    use std::os::unix::fs::symlink;
    let dir = tree();
    let bin = |tools: &[(&str, &str)]| {
        let bin = tempfile::tempdir().unwrap();
        for (name, to) in tools {
            symlink(to, bin.path().join(name)).unwrap();
        }
        bin
    };
    let only_ls = bin(&[("sh", "/bin/dash"), ("cat", "/bin/cat"), ("ls", "/bin/ls")]);
    let bare = bin(&[("sh", "/bin/dash"), ("dd", "/bin/dd"), ("ls", "/bin/ls")]);
    let tail = bin(&[
        ("sh", "/bin/dash"),
        ("tail", "/usr/bin/tail"),
        ("stat", "/usr/bin/stat"),
        ("readlink", "/usr/bin/readlink"),
    ]);
    let asked = questions(dir.path());
    let mut local = crate::transport::local::LocalTransport::open().unwrap();
    let mut expected = Vec::new();
    for question in &asked {
        expected.push(essence(local.answer(question, limit(10.0, 1 << 20)).await));
    }
    let cases: [(&[&str], Mode, Option<&TempDir>, Mode); 7] = [
        (SHELLS[0], Mode::Session, None, Mode::Session),
        (SHELLS[1], Mode::Session, None, Mode::Session),
        (SHELLS[2], Mode::Session, None, Mode::Session),
        (SHELLS[0], Mode::Once, None, Mode::Once),
        (SHELLS[0], Mode::Session, Some(&only_ls), Mode::Session),
        (SHELLS[0], Mode::Session, Some(&bare), Mode::Once),
        (SHELLS[0], Mode::Session, Some(&tail), Mode::Once),
    ];
    for (shell, mode, path, actual) in cases {
        let mut start = here(shell);
        if let Some(path) = path {
            start.shell[0] = "/bin/dash".into();
            start.env[0].1 = path.path().to_str().unwrap().into();
        }
        let mut transport = ShellTransport::open(start, mode).await.unwrap();
        assert_eq!(transport.mode, actual);
        for (question, expected) in asked.iter().zip(&expected) {
            let got = transport.answer(question, limit(10.0, 1 << 20)).await;
            assert_eq!(&essence(got.clone()), expected, "{shell:?} {actual:?} {path:?} {question:?} {got:?}");
        }
        transport.finish().await.unwrap();
    }
}

/// Processes that have `mark` among their arguments.
fn alive(mark: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let arguments = processes.filter_map(|p| std::fs::read(p.path().join("cmdline")).ok());
    arguments.filter(|a| a.windows(mark.len()).any(|w| w == mark.as_bytes())).count()
}

#[tokio::test]
async fn a_timeout_costs_one_question_and_leaves_no_process() {
    for (i, shell) in SHELLS.into_iter().enumerate() {
        for mode in [Mode::Session, Mode::Once] {
            let mut transport = open(shell, mode).await;
            let commands = [
                "sleep {}",
                "trap '' TERM INT HUP; sleep {}; sleep {}",
                "setsid sleep {}; true",
                "(setsid sleep {} &) ; sleep {}",
            ];
            for (n, command) in commands.into_iter().enumerate() {
                let seconds = format!("9{i}{n}{}.7351", u8::from(mode == Mode::Once));
                let question = Question::Run { command: command.replace("{}", &seconds) };
                let failure = failed(transport.answer(&question, limit(0.4, 1 << 20)).await);
                assert_eq!(failure.kind, FailureKind::TimedOut, "{failure}");
                assert!(gone(&seconds).await, "{shell:?} {mode:?} {command}");
                assert_eq!(ran(run(&mut transport, "echo on").await).stdout, b"on\n");
            }
            transport.finish().await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_an_answer_left_running_ends_with_the_scan() {
    for (i, shell) in SHELLS.into_iter().enumerate() {
        let seconds = format!("8{i}.9264");
        let mut transport = open(shell, Mode::Session).await;
        ran(run(&mut transport, &format!("setsid sleep {seconds} >/dev/null 2>&1 &")).await);
        assert_eq!(alive(&seconds), 1, "{shell:?}");
        assert_eq!(transport.finish().await, Ok(1));
        assert!(gone(&seconds).await, "{shell:?}");
    }
}

#[tokio::test]
async fn a_background_process_that_holds_the_output_fails_its_own_question_soon() {
    for shell in SHELLS {
        let mut transport = open(shell, Mode::Session).await;
        let begun = Instant::now();
        let failure = failed(run(&mut transport, "(sleep 5.3771; echo late) & echo now").await);
        assert!(failure.message.contains("still holds its output"), "{failure}");
        assert!(begun.elapsed() < Duration::from_secs(12), "the time limit of 20 s was not waited for");
        assert!(gone("5.3771").await);
        assert_eq!(ran(run(&mut transport, "echo on").await).stdout, b"on\n");
        assert_eq!(transport.sessions(), 2);
        // One that is quick enough is part of the answer.
        assert_eq!(ran(run(&mut transport, "(sleep 0.1; echo late) & echo now").await).stdout, b"now\nlate\n");
        transport.finish().await.unwrap();
    }
}

/// Whether all processes with `mark` end within a moment: a signal takes its time.
async fn gone(mark: &str) -> bool {
    for _ in 0..100 {
        if alive(mark) == 0 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Largest resident set of this process so far, KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn endless_output_ends_at_its_limit_with_flat_memory() {
    for shell in SHELLS {
        for mode in [Mode::Session, Mode::Once] {
            let mut transport = open(shell, mode).await;
            let before = peak_memory();
            for command in ["cat /dev/zero", "yes >&2", "yes & yes >&2"] {
                let question = Question::Run { command: command.into() };
                let failure = failed(transport.answer(&question, limit(20.0, 1 << 20)).await);
                assert_eq!(failure.kind, FailureKind::TooLarge, "{shell:?} {command}");
            }
            assert!(peak_memory() - before < 64 << 10, "{} KiB more", peak_memory() - before);
            // The limit is of both streams together, and to the byte.
            let question = Question::Run { command: "printf 12345; printf 678 >&2".into() };
            assert_eq!(ran(transport.answer(&question, limit(20.0, 8)).await).stdout, b"12345");
            assert_eq!(failed(transport.answer(&question, limit(20.0, 7)).await).kind, FailureKind::TooLarge);
            transport.finish().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_command_that_ends_the_session_is_a_failure_and_the_next_one_is_answered() {
    for shell in SHELLS {
        let mut transport = open(shell, Mode::Session).await;
        let failure = failed(run(&mut transport, "kill -9 0").await);
        assert_eq!(failure.kind, FailureKind::Disconnected, "{shell:?}");
        assert_eq!(ran(run(&mut transport, "echo on").await).stdout, b"on\n", "{shell:?}");
        // Its parent would have told the status.
        let question = Question::Run { command: "kill -9 $PPID; echo x".into() };
        let failure = transport.answer(&question, limit(3.0, 1 << 20)).await;
        assert!(matches!(failure, Answer::Failed(_)), "{shell:?} {failure:?}");
        assert_eq!(ran(run(&mut transport, "echo on").await).stdout, b"on\n", "{shell:?}");
        transport.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_question_that_was_given_up_does_not_answer_the_next() {
    let mut transport = open(SHELLS[0], Mode::Session).await;
    let question = Question::Run { command: "sleep 30.4417; echo late".into() };
    let given_up = timeout(Duration::from_millis(300), transport.answer(&question, limit(20.0, 1 << 20))).await;
    assert!(given_up.is_err());
    assert_eq!(ran(run(&mut transport, "echo mine").await).stdout, b"mine\n");
    assert!(gone("30.4417").await);
    transport.finish().await.unwrap();
}

#[tokio::test]
async fn a_byte_between_two_answers_costs_the_session_but_no_answer() {
    // Another process of the same user may write into the session's own streams: the session is given up.
    let mut transport = open(SHELLS[0], Mode::Session).await;
    let intrude = "p=$(cut -d' ' -f4 /proc/$$/stat); (sleep 0.2; echo forged >/proc/$p/fd/3) >/dev/null 2>&1 &";
    ran(run(&mut transport, &intrude.replace("$p/fd/3", "$(cat /tmp/never 2>/dev/null || echo $p)/fd/3")).await);
    let session_shell = "for d in /proc/[0-9]*; do case $(tr '\\0' ' ' <$d/cmdline 2>/dev/null) in *\"$CINCTURE_SESSION\"*) echo ${d#/proc/};; esac; done";
    let shells = String::from_utf8(ran(run(&mut transport, session_shell).await).stdout).unwrap();
    let first = shells.lines().next().unwrap();
    ran(run(&mut transport, &format!("(sleep 0.2; echo forged >/proc/{first}/fd/1) >/dev/null 2>&1 &")).await);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(ran(run(&mut transport, "echo mine").await).stdout, b"mine\n");
    assert!(transport.sessions() >= 2, "the intrusion went unnoticed");
    transport.finish().await.unwrap();
}

#[tokio::test]
async fn no_frame_is_in_the_environment_of_a_command() {
    for shell in SHELLS {
        let mut start = here(shell);
        for name in ["_c_begin", "_c_end", "_c_ended", "_c_arg", "_c_line", "_c_status"] {
            start.env.push((name.into(), "of the container".into()));
        }
        let mut transport = ShellTransport::open(start, Mode::Session).await.unwrap();
        let env = String::from_utf8(ran(run(&mut transport, "env").await).stdout).unwrap();
        assert!(env.contains("CINCTURE_SESSION=cincture-"), "{env}");
        assert!(!env.contains("_c_end") && !env.contains("_c_begin"), "{shell:?} {env}");
        transport.finish().await.unwrap();
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_without_asking() {
    let mut transport = open(SHELLS[0], Mode::Session).await;
    for question in [
        Question::Run { command: "echo \0".into() },
        Question::Run { command: "x".repeat(200 << 10) },
        Question::Read { path: "/etc/\0".into() },
    ] {
        assert_eq!(failed(transport.answer(&question, Limit::default()).await).kind, FailureKind::Unsupported);
    }
    let longest = format!("echo {}", "x".repeat(100 << 10));
    assert_eq!(ran(run(&mut transport, &longest).await).stdout.len(), (100 << 10) + 1);
    assert_eq!(transport.sessions(), 1);
    transport.finish().await.unwrap();
}
