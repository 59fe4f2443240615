//! This machine: `local://`. Commands are children of ours, files are read directly.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use cincture_engine::target::{Answer, CommandOutput, Failure, FailureKind, FileStat, Limit, Question, Transport};
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::{Gid, Group, Pid, Uid, User};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use super::shell::{kind_of, not_readable};
use crate::problem::Problem;

/// How long the pipes of a command may stay open after it has ended.
const GRACE: Duration = Duration::from_secs(1);
/// Where commands are looked for; nothing else of the caller's environment reaches them but the language.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Answers questions about this machine.
#[derive(Clone, Debug, Default)]
pub(super) struct LocalTransport {}

impl LocalTransport {
    /// It needs nothing. Elsewhere than on Linux there is none.
    ///
    /// # Errors
    /// None.
    pub(super) fn open() -> Result<Self, Problem> {
        Ok(Self {})
    }
}

#[async_trait]
impl Transport for LocalTransport {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        let answer = match question {
            Question::Run { command } => run(command, limit).await,
            _ => files(question.clone(), limit).await,
        };
        answer.unwrap_or_else(|mut failure| {
            failure.message = format!("{}: {}", question.summary(), failure.message);
            Answer::Failed(failure)
        })
    }
}

async fn run(command: &str, limit: Limit) -> Result<Answer, Failure> {
    if command.contains('\0') {
        return Err(Failure::new(FailureKind::Unsupported, "the command holds a NUL"));
    }
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .env_clear()
        .env("PATH", PATH)
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|e| Failure::new(FailureKind::Unsupported, format!("no shell can be started: {e}")))?;
    let group = Ending(child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw));
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Failure::new(FailureKind::Disconnected, "the command has no output"));
    };
    let mut left = limit.bytes;
    let mut out = Vec::new();
    let mut err = Vec::new();
    let outputs = both(&mut stdout, &mut stderr, &mut out, &mut err, &mut left);
    let work = async {
        tokio::pin!(outputs);
        tokio::select! {
            done = &mut outputs => { done?; child.wait().await.map_err(broke) }
            status = child.wait() => {
                let status = status.map_err(broke)?;
                match timeout(GRACE, outputs).await {
                    Ok(done) => done.map(|()| status),
                    Err(_) => Err(Failure::new(FailureKind::TimedOut, "the command ended, but something that it started still holds its output")),
                }
            }
        }
    };
    let status = match timeout(limit.time, work).await {
        Ok(done) => done?,
        Err(_) => {
            let why = format!("no complete answer within {} s", limit.time.as_secs_f32());
            return Err(Failure::new(FailureKind::TimedOut, why));
        }
    };
    drop(group);
    let exit_status = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    Ok(Answer::Ran(CommandOutput { stdout: out, stderr: err, exit_status }))
}

/// Ends a command's process group when the question is over, however that came.
struct Ending(Option<Pid>);

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // None left is what is wanted.
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

async fn both(
    stdout: &mut (impl AsyncRead + Unpin),
    stderr: &mut (impl AsyncRead + Unpin),
    out: &mut Vec<u8>,
    err: &mut Vec<u8>,
    left: &mut u64,
) -> Result<(), Failure> {
    let (mut out_chunk, mut err_chunk) = (vec![0; 32 << 10], vec![0; 32 << 10]);
    let (mut out_open, mut err_open) = (true, true);
    while out_open || err_open {
        let (read, into, chunk, open) = tokio::select! {
            read = stdout.read(&mut out_chunk), if out_open => (read, &mut *out, &out_chunk, &mut out_open),
            read = stderr.read(&mut err_chunk), if err_open => (read, &mut *err, &err_chunk, &mut err_open),
        };
        let read = read.map_err(broke)?;
        *open = read > 0;
        *left = left
            .checked_sub(read as u64)
            .ok_or_else(|| Failure::new(FailureKind::TooLarge, "more bytes than allowed"))?;
        into.extend_from_slice(&chunk[..read]);
    }
    Ok(())
}

fn broke(e: io::Error) -> Failure {
    Failure::new(FailureKind::Disconnected, format!("the command's output broke: {e}"))
}

/// File questions, off the runtime: a network file system may take its time.
async fn files(question: Question, limit: Limit) -> Result<Answer, Failure> {
    let work = tokio::task::spawn_blocking(move || match &question {
        Question::Read { path } => read(path, limit.bytes).map(Answer::Content),
        Question::Stat { path, follow } => stat(path, *follow).map(Answer::Stat),
        Question::List { path } => list(path).map(Answer::Names),
        Question::Run { .. } => Err(Failure::new(FailureKind::Unsupported, "not a question about files")),
    });
    tokio::select! {
        done = work => done.unwrap_or_else(|e| Err(Failure::new(FailureKind::Disconnected, e.to_string()))),
        () = sleep(limit.time) => Err(Failure::new(FailureKind::TimedOut, "the file system did not answer in time")),
    }
}

fn read(path: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    let Some(metadata) = there(path, fs::metadata(path))? else { return Ok(None) };
    if !metadata.is_file() {
        return Err(not_readable(path, kind_of(metadata.mode())));
    }
    // Should it have become a pipe since, opening it must not wait for a writer.
    let nonblock = nix::fcntl::OFlag::O_NONBLOCK.bits();
    let opened = fs::OpenOptions::new().read(true).custom_flags(nonblock).open(path);
    let Some(file) = there(path, opened)? else { return Ok(None) };
    take(file, path, most).map(Some)
}

/// At most `most` bytes of `file`.
pub(super) fn take(file: impl Read, path: &str, most: u64) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut content).map_err(|e| refused(path, &e))?;
    if content.len() as u64 > most {
        return Err(Failure::new(FailureKind::TooLarge, format!("{path}: more than the {most} bytes allowed")));
    }
    Ok(content)
}

fn stat(path: &str, follow: bool) -> Result<Option<FileStat>, Failure> {
    let metadata = if follow { fs::metadata(path) } else { fs::symlink_metadata(path) };
    let Some(metadata) = there(path, metadata)? else { return Ok(None) };
    let link_target = match fs::read_link(path) {
        Ok(to) if metadata.is_symlink() => Some(to.to_string_lossy().into_owned()),
        _ => None,
    };
    Ok(Some(describe(&metadata, selinux(path, follow), link_target)))
}

fn describe(metadata: &Metadata, selinux: Option<String>, link_target: Option<String>) -> FileStat {
    let (uid, gid) = (metadata.uid(), metadata.gid());
    FileStat {
        kind: kind_of(metadata.mode()),
        mode: metadata.mode() & 0o7777,
        uid,
        owner: User::from_uid(Uid::from_raw(uid)).ok().flatten().map(|user| user.name),
        gid,
        group: Group::from_gid(Gid::from_raw(gid)).ok().flatten().map(|group| group.name),
        size: metadata.size(),
        mtime: metadata.mtime(),
        selinux,
        link_target,
    }
}

/// The SELinux context, as the kernel keeps it on the file.
fn selinux(path: &str, follow: bool) -> Option<String> {
    let mut value = [0; 512];
    let get = if follow { rustix::fs::getxattr::<_, _, &mut [u8]> } else { rustix::fs::lgetxattr };
    let length = get(path, "security.selinux", &mut value[..]).ok()?;
    let context = String::from_utf8_lossy(value.get(..length)?);
    Some(context.trim_end_matches('\0').to_owned())
}

fn list(path: &str) -> Result<Option<Vec<String>>, Failure> {
    let Some(metadata) = there(path, fs::metadata(path))? else { return Ok(None) };
    if !metadata.is_dir() {
        return Err(Failure::new(FailureKind::Unsupported, format!("{path}: not a directory")));
    }
    let Some(entries) = there(path, fs::read_dir(path))? else { return Ok(None) };
    let names = entries.map(|entry| entry.map(|e| e.file_name()).map_err(|e| refused(path, &e)));
    utf8(path, names).map(Some)
}

/// Names as text, in the order of their bytes.
pub(super) fn utf8(
    path: &str,
    names: impl Iterator<Item = Result<std::ffi::OsString, Failure>>,
) -> Result<Vec<String>, Failure> {
    let text = |name: std::ffi::OsString| {
        name.into_string().map_err(|name| {
            Failure::new(FailureKind::Malformed, format!("{path}: a name in it is not UTF-8: {name:?}"))
        })
    };
    let mut names: Vec<String> = names.map(|name| name.and_then(text)).collect::<Result<_, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// None where the path is not there, and nothing else.
fn there<T>(path: &str, result: io::Result<T>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(e) if absent(&e) => Ok(None),
        Err(e) => Err(refused(path, &e)),
    }
}

/// Nothing is there: no such name, or a part of the way is not a directory.
pub(super) fn absent(e: &io::Error) -> bool {
    matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The failure for an error of the file system.
pub(super) fn refused(path: &str, e: &io::Error) -> Failure {
    let kind = match e.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EACCES | Errno::EPERM) => FailureKind::Denied,
        _ if e.kind() == io::ErrorKind::InvalidInput => FailureKind::Unsupported,
        _ => FailureKind::Malformed,
    };
    Failure::new(kind, format!("{path}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(seconds: f64, bytes: u64) -> Limit {
        Limit { time: Duration::from_secs_f64(seconds), bytes }
    }

    async fn ask(command: &str, limit: Limit) -> Answer {
        LocalTransport::open().unwrap().answer(&Question::Run { command: command.into() }, limit).await
    }

    fn failure(answer: Answer) -> FailureKind {
        match answer {
            Answer::Failed(failure) => failure.kind,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_command_sees_none_of_the_callers_variables() {
        let Answer::Ran(output) = ask("env; read x; echo \"[$x]\"; echo err >&2; exit 3", limit(20.0, 1 << 20)).await
        else {
            panic!("not run")
        };
        let text = String::from_utf8(output.stdout).unwrap();
        let mut names: Vec<&str> = text.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
        names.retain(|name| !["PWD", "OLDPWD", "SHLVL", "_"].contains(name));
        names.sort_unstable();
        assert_eq!(names, ["LANG", "PATH"]);
        assert!(text.ends_with("[]\n"), "its input is empty");
        assert_eq!((output.stderr.as_slice(), output.exit_status), (b"err\n".as_slice(), 3));
    }

    #[tokio::test]
    async fn limits_end_a_command_with_its_children() {
        let mark = "7155.25";
        let alive = || {
            let all = std::fs::read_dir("/proc").unwrap().flatten();
            all.filter_map(|p| std::fs::read(p.path().join("cmdline")).ok())
                .any(|text| text.windows(mark.len()).any(|w| w == mark.as_bytes()))
        };
        let commands = [
            (format!("sleep {mark} & sleep {mark}"), limit(0.3, 1 << 20), FailureKind::TimedOut),
            (format!("sleep {mark} & cat /dev/zero"), limit(20.0, 1 << 20), FailureKind::TooLarge),
            (format!("sleep {mark} & echo now"), limit(20.0, 1 << 20), FailureKind::TimedOut),
        ];
        for (command, limit, kind) in commands {
            assert_eq!(failure(ask(&command, limit).await), kind, "{command}");
            for _ in 0..100 {
                if !alive() {
                    break;
                }
                sleep(Duration::from_millis(20)).await;
            }
            assert!(!alive(), "{command}");
        }
    }

    #[tokio::test]
    async fn the_limit_of_a_file_is_exact_and_devices_are_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("five");
        std::fs::write(&path, "12345").unwrap();
        let question = Question::Read { path: path.to_str().unwrap().to_owned() };
        let mut local = LocalTransport::open().unwrap();
        assert_eq!(local.answer(&question, limit(10.0, 5)).await, Answer::Content(Some(b"12345".to_vec())));
        assert_eq!(failure(local.answer(&question, limit(10.0, 4)).await), FailureKind::TooLarge);
        let zero = Question::Read { path: "/dev/zero".into() };
        assert_eq!(failure(local.answer(&zero, limit(10.0, 4)).await), FailureKind::Unsupported);
    }
}
