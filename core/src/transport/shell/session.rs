//! One shell in the target that answers question after question.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use cincture_engine::target::{FailureKind, Limit};
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::frames::{Broken, Budget, Frames, errors, nonce, output, to_end};
use crate::problem::Problem;
use crate::transport::process::{Ended, Process, Start};

/// Reads the script up to a line with one dot, and runs it: some shells read ahead what stands on standard input, so
/// nothing but `read` may read it. `$0` is the session's mark.
const LOADER: &str = "_c_p=\nwhile IFS= read -r _c_l && [ \"$_c_l\" != . ]; do _c_p=\"$_c_p$_c_l\n\"; done\n[ \"$_c_l\" = . ] && eval \"$_c_p\"";
const SCRIPT: &str = include_str!("script.sh");
/// How long the pipes of a command may stay open after it has ended.
const GRACE: Duration = Duration::from_secs(1);
/// How long a shell may take to end all that it started.
const CLOSING: Duration = Duration::from_secs(3);
/// Longest argument: Linux takes 128 KiB in one string.
pub(super) const MAX_ARGUMENT: usize = 120 << 10;

/// What a request came to: both outputs and the status.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) status: i32,
    /// Stands behind each answer of a batch, on both.
    pub(super) mark: String,
}

/// What the script is asked to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    /// A word that the script knows.
    pub(super) kind: &'static str,
    /// A command or a path; lines are counted, so it needs no quoting. Or the requests of a batch.
    pub(super) argument: Option<&'a str>,
    /// How many requests, where it is a batch.
    pub(super) batch: Option<usize>,
}

impl<'a> Request<'a> {
    /// A request of its own.
    pub(super) fn one(kind: &'static str, argument: Option<&'a str>) -> Self {
        Self { kind, argument, batch: None }
    }

    /// `count` requests, which stand in `text` one after the other: a word, the number of lines, these lines.
    pub(super) fn batch(text: &'a str, count: usize) -> Self {
        Self { kind: "batch", argument: Some(text), batch: Some(count) }
    }

    fn lines(&self) -> usize {
        self.batch.unwrap_or_else(|| self.argument.map_or(0, |text| text.split('\n').count()))
    }

    fn body(&self) -> String {
        self.argument.map(|text| format!("{text}\n")).unwrap_or_default()
    }
}

/// A shell that runs the script, and the mark that all its programs carry.
pub(super) struct Session {
    process: Process,
    /// How the program ended, once that is known.
    known: Option<Ended>,
    pub(super) mark: String,
}

/// Starts a shell and gives it the script in `mode`.
pub(super) async fn start(start: &mut dyn Start, mode: &str) -> Result<Session, Problem> {
    let mark = nonce().map_err(|e| super::lost(e.message))?;
    let mark = format!("cincture-{mark}");
    let argv = ["sh", "-c", LOADER, &mark].map(str::to_owned);
    let mut process = start.start(&argv).await?;
    let script = format!("{SCRIPT}\n.\n{mode}\n");
    // A program that is no shell may never read it; what becomes of it shows in the first answer.
    let sent = timeout(CLOSING * 3, async {
        process.stdin.write_all(script.as_bytes()).await?;
        process.stdin.flush().await
    });
    let _ = sent.await;
    Ok(Session { process, known: None, mark })
}

impl Session {
    /// One request and its answer. After an error the session must be closed.
    pub(super) async fn ask(&mut self, request: Request<'_>, limit: Limit) -> Result<Raw, Broken> {
        let frames = Frames::new()?;
        let header = format!("{} {} {} {} {}\n", frames.begin, frames.ended, frames.end, request.kind, request.lines());
        let text = header + &request.body();
        let budget = Budget::new(limit.bytes.saturating_add(frames.overhead(request.batch.unwrap_or(0))));
        let ended = Notify::new();
        let command = request.kind == "run";
        let Process { stdin, stdout, stderr, ended: end, .. } = &mut self.process;
        let send = async {
            let sent = async {
                stdin.write_all(text.as_bytes()).await?;
                stdin.flush().await
            };
            sent.await.map_err(|e| Broken::new(FailureKind::Disconnected, format!("the session broke: {e}")))
        };
        let exchange = async {
            let read = output(stdout, &frames, &budget);
            let ((), (stdout, status), stderr) =
                tokio::try_join!(send, read, errors(stderr, &frames, &budget, command, &ended))?;
            if (stdout.len() + stderr.len()) as u64 > limit.bytes {
                return Err(Broken::new(FailureKind::TooLarge, "more bytes than allowed"));
            }
            Ok(Raw { stdout, stderr, status, mark: frames.ended.clone() })
        };
        let held = async {
            ended.notified().await;
            sleep(GRACE).await;
        };
        let over = over(end, &mut self.known);
        tokio::select! {
            biased;
            done = timeout(limit.time, exchange) => done.unwrap_or_else(|_| Err(too_slow(limit))),
            broken = over => Err(broken),
            () = held => Err(Broken::new(FailureKind::TimedOut, "the command ended, but something that it started still holds its output")),
        }
    }

    /// Whether something was written between two answers.
    pub(super) async fn dirty(&mut self) -> bool {
        any_byte(&mut self.process.stdout).await || any_byte(&mut self.process.stderr).await
    }

    /// The answer of a program that gets one request, and ends with it.
    pub(super) async fn only(&mut self, request: Request<'_>, limit: Limit) -> Result<Raw, Broken> {
        let text = format!("{} {}\n{}", request.kind, request.lines(), request.body());
        let budget = Budget::new(limit.bytes);
        let Process { stdin, stdout, stderr, ended, .. } = &mut self.process;
        let known = &mut self.known;
        let send = async {
            // It may end before it has read everything; its status tells.
            let _ = stdin.write_all(text.as_bytes()).await;
            let _ = stdin.flush().await;
        };
        let outputs = async { tokio::try_join!(to_end(stdout, &budget), to_end(stderr, &budget)) };
        let exchange = async {
            tokio::pin!(outputs);
            tokio::select! {
                biased;
                done = async { tokio::join!(send, &mut outputs).1 } => {
                    let (stdout, stderr) = done?;
                    let ended = how(ended, known).await;
                    status(ended).map(|status| Raw { stdout, stderr, status, mark: String::new() })
                }
                broken = over(ended, known) => Err(broken),
            }
        };
        timeout(limit.time, exchange).await.unwrap_or_else(|_| Err(too_slow(limit)))
    }

    /// Closes the input, at which the shell ends everything that it started, and itself. How it ended, if that was told
    /// in time.
    pub(super) async fn close(self) -> Option<Ended> {
        let Process { mut stdin, mut stdout, mut stderr, mut ended, hold } = self.process;
        let mut known = self.known;
        let closing = async {
            let (mut out, mut err) = (tokio::io::sink(), tokio::io::sink());
            let _ = stdin.shutdown().await;
            drop(stdin);
            let drained =
                async { tokio::join!(tokio::io::copy(&mut stdout, &mut out), tokio::io::copy(&mut stderr, &mut err)) };
            tokio::select! {
                _ = drained => (),
                _ = over(&mut ended, &mut known) => (),
            }
            how(&mut ended, &mut known).await
        };
        let ended = timeout(CLOSING, closing).await.ok();
        drop(hold);
        ended
    }
}

type End = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// How the program ended, when it has.
async fn how(end: &mut End, known: &mut Option<Ended>) -> Ended {
    match known {
        Some(ended) => ended.clone(),
        None => known.insert(end.await).clone(),
    }
}

/// Waits until the program has ended, and then for what is on its way still.
async fn over(end: &mut End, known: &mut Option<Ended>) -> Broken {
    let ended = how(end, known).await;
    sleep(GRACE).await;
    match status(ended) {
        Ok(status) => {
            Broken::new(FailureKind::Disconnected, format!("the program ended with status {status} too early"))
        }
        Err(broken) => broken,
    }
}

fn status(ended: Ended) -> Result<i32, Broken> {
    match ended {
        Ended::Exited(status) => Ok(status),
        Ended::NotStarted(why) | Ended::Lost(why) => Err(Broken::new(FailureKind::Disconnected, why)),
    }
}

fn too_slow(limit: Limit) -> Broken {
    Broken::new(FailureKind::TimedOut, format!("no complete answer within {} s", limit.time.as_secs_f32()))
}

async fn any_byte(stream: &mut (dyn AsyncRead + Send + Unpin)) -> bool {
    let mut byte = [0; 1];
    poll_fn(|context| {
        let mut buffer = ReadBuf::new(&mut byte);
        match Pin::new(&mut *stream).poll_read(context, &mut buffer) {
            Poll::Ready(Ok(())) => Poll::Ready(!buffer.filled().is_empty()),
            Poll::Ready(Err(_)) | Poll::Pending => Poll::Ready(false),
        }
    })
    .await
}
