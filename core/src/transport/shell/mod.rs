//! Questions answered by a shell in the target: one session for a whole scan.
//!
//! - Each command runs in a process of its own, standard input empty, with a pipe of its own for each stream
//!   (`script.sh`); only when a pipe has ended does the session print its frame (`frames.rs`).
//! - A limit that is passed, a frame that is missing, a byte between two answers: the session is closed, at which its
//!   shell ends all that it started, and another one is opened for the next question.
//! - A target without `cat` has nothing to relay bytes with: there each question gets a program of its own.
//!
//! It trusts the target's own shell and tools; a process of the same user could lie in their place.

mod batch;
mod frames;
mod parse;
mod session;

use std::time::Duration;

use async_trait::async_trait;
use cincture_engine::target::{
    Answer, CommandOutput, Failure, FailureKind, FileKind, FileStat, Limit, Question, Transport,
};
use tokio::time::{Instant, timeout};

use self::batch::{Batch, unanswered};
use self::frames::Broken;
#[cfg(target_os = "linux")]
pub(super) use self::parse::{kind_of, not_readable};
use self::session::{MAX_ARGUMENT, Raw, Request, Session};
use super::process::{Ended, Start};
use crate::problem::{Code, Problem};

/// What opening a session, or sweeping up, may take.
const OPENING: Limit = Limit { time: Duration::from_secs(20), bytes: 64 << 10 };
/// Sessions lost one after the other, after which the target counts as gone.
const MOST_LOST: u32 = 2;

/// Questions in one batch: the script reads its requests byte by byte, so that a huge one is no gain.
const MOST_AT_ONCE: usize = 1_000;

/// How questions get their shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One session for all, if the target can.
    Session,
    /// One program for each question.
    Once,
}

/// Answers questions through a shell that `S` starts.
pub(super) struct ShellTransport<S> {
    start: S,
    mode: Mode,
    open: Option<Session>,
    /// The target cannot be asked any more, and why.
    gone: Option<String>,
    /// Mark of the session or program that is answering right now. Still there at the next question only if the caller
    /// gave the last one up.
    busy: Option<String>,
    /// Marks of sessions that did not say that they had ended: what they left is ended by the next one.
    stale: Vec<String>,
    lost: u32,
    sessions: u32,
    round_trips: u32,
    tools: parse::Tools,
}

impl<S: Start> ShellTransport<S> {
    /// Opens the first session and looks which tools the target has.
    ///
    /// # Errors
    /// [`Code::NoShell`] where there is none; else what starting it met.
    pub(super) async fn open(start: S, mode: Mode) -> Result<Self, Problem> {
        let tools = parse::Tools::default();
        let mut this = Self {
            start,
            mode,
            open: None,
            gone: None,
            busy: None,
            stale: Vec::new(),
            lost: 0,
            sessions: 0,
            round_trips: 0,
            tools,
        };
        this.reopen().await?;
        if !this.tools.relay || mode == Mode::Once {
            this.mode = Mode::Once;
            this.close().await;
        }
        Ok(this)
    }

    /// How many programs were started in the target by its API: one where nothing went wrong.
    pub(super) fn sessions(&self) -> u32 {
        self.sessions
    }

    /// How often a request was sent and its answer waited for, those of the session itself included.
    pub(super) fn round_trips(&self) -> u32 {
        self.round_trips
    }

    /// Ends what commands left running, and the session.
    ///
    /// # Errors
    /// A failure where it cannot be said that nothing is left.
    pub(super) async fn finish(mut self) -> Result<u32, Failure> {
        self.abandon().await;
        if self.open.is_none() && !self.stale.is_empty() && self.gone.is_none() {
            self.ready().await?;
        }
        if let Some(session) = &mut self.open {
            let done = session.ask(Request::one("end", None), OPENING).await;
            self.close().await;
            done.map_err(failure)?;
        }
        match (self.gone, self.stale.is_empty()) {
            (Some(why), _) => Err(Failure::new(FailureKind::Disconnected, why)),
            (None, false) => Err(Failure::new(FailureKind::Disconnected, "a session did not say that it had ended")),
            (None, true) => Ok(self.sessions),
        }
    }

    async fn reopen(&mut self) -> Result<(), Problem> {
        self.sessions += 1;
        self.round_trips += 1;
        let mut session = session::start(&mut self.start, "session").await?;
        self.busy = Some(session.mark.clone());
        let greeting = match session.ask(Request::one("hello", None), OPENING).await {
            Ok(raw) => raw,
            Err(broken) => return Err(self.no_greeting(session, broken).await),
        };
        self.tools = parse::tools(&greeting.stdout);
        for mark in std::mem::take(&mut self.stale) {
            let swept = session.ask(Request::one("sweep", Some(&mark)), OPENING).await;
            if let Err(broken) = swept {
                self.stale.push(mark);
                return Err(self.no_greeting(session, broken).await);
            }
        }
        self.busy = None;
        self.open = Some(session);
        Ok(())
    }

    async fn no_greeting(&mut self, session: Session, broken: Broken) -> Problem {
        match session.close().await {
            Some(Ended::NotStarted(why)) => no_shell(&why),
            Some(Ended::Exited(status)) => no_shell(&format!("it ended with status {status} at once")),
            Some(Ended::Lost(why)) => lost(why),
            None => lost(broken.message),
        }
    }

    /// Closes the open session; remembers it if it did not say that it had ended.
    async fn close(&mut self) {
        if let Some(session) = self.open.take() {
            self.end(session).await;
        }
    }

    async fn end(&mut self, session: Session) {
        let mark = session.mark.clone();
        match session.close().await {
            Some(Ended::Exited(_) | Ended::NotStarted(_)) => (),
            Some(Ended::Lost(_)) | None => self.stale.push(mark),
        }
    }

    /// A question that its caller gave up took its session along.
    async fn abandon(&mut self) {
        self.stale.extend(self.busy.take());
        if let Some(session) = &mut self.open
            && session.dirty().await
        {
            self.close().await;
        }
    }

    async fn ready(&mut self) -> Result<(), Failure> {
        self.abandon().await;
        if let Some(why) = &self.gone {
            return Err(Failure::new(FailureKind::Disconnected, why.clone()));
        }
        let needed = self.mode == Mode::Session || !self.stale.is_empty();
        if self.open.is_none() && needed {
            if let Err(problem) = self.reopen().await {
                let why = format!("the target can no longer be reached: {problem}");
                self.gone = Some(why.clone());
                return Err(Failure::new(FailureKind::Disconnected, why));
            }
            if self.mode == Mode::Once {
                self.close().await;
            }
        }
        Ok(())
    }

    async fn ask(&mut self, request: Request<'_>, limit: Limit) -> Result<Raw, Failure> {
        self.ready().await?;
        self.round_trips += 1;
        let (session, answer) = match self.mode {
            Mode::Session => {
                let Some(mut session) = self.open.take() else { return Err(no_session()) };
                self.busy = Some(session.mark.clone());
                let answer = session.ask(request, limit).await;
                (session, answer)
            }
            Mode::Once => {
                self.sessions += 1;
                let started = timeout(OPENING.time, session::start(&mut self.start, "once")).await;
                let mut session = match started {
                    Ok(Ok(session)) => session,
                    Ok(Err(problem)) => return Err(self.miss(problem.to_string())),
                    Err(_) => return Err(self.miss("no program could be started in time".into())),
                };
                self.busy = Some(session.mark.clone());
                let answer = session.only(request, limit).await;
                (session, answer)
            }
        };
        self.busy = None;
        self.settle(session, answer).await
    }

    /// Keeps a session that answered; ends any other, with all that runs in it.
    async fn settle(&mut self, session: Session, answer: Result<Raw, Broken>) -> Result<Raw, Failure> {
        match answer {
            Ok(raw) => {
                self.lost = 0;
                if self.mode == Mode::Session {
                    self.open = Some(session);
                }
                Ok(raw)
            }
            Err(broken) => {
                match self.mode {
                    Mode::Session => self.end(session).await,
                    // Nobody watches its input: what it left can only be found by its mark.
                    Mode::Once => self.stale.push(session.mark.clone()),
                }
                if broken.kind == FailureKind::Disconnected {
                    return Err(self.miss(broken.message));
                }
                self.lost = 0;
                // Now, not at the next question: nothing of ours is to survive a timeout.
                if !self.stale.is_empty() {
                    let _ = self.ready().await;
                }
                Err(failure(broken))
            }
        }
    }

    fn miss(&mut self, why: String) -> Failure {
        self.lost += 1;
        if self.lost >= MOST_LOST {
            self.gone = Some(format!("the target was lost: {why}"));
        }
        Failure::new(FailureKind::Disconnected, why)
    }

    async fn run(&mut self, command: &str, limit: Limit) -> Result<Answer, Failure> {
        let raw = self.ask(Request::one("run", Some(fit(command, "command")?)), limit).await?;
        Ok(Answer::Ran(CommandOutput { stdout: raw.stdout, stderr: raw.stderr, exit_status: raw.status }))
    }

    async fn read(&mut self, path: &str, limit: Limit) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let Some(shown) = parse::path(path) else { return Ok(Answer::Content(None)) };
        let raw = self.ask(Request::one("read", Some(fit(&shown, "path")?)), limit).await?;
        match raw.status {
            0 => Ok(Answer::Content(Some(raw.stdout))),
            parse::LOOK => match self.look(path, rest(limit, begun)).await? {
                None => Ok(Answer::Content(None)),
                Some(kind) => Err(parse::not_readable(path, kind)),
            },
            _ => parse::refusal(&raw, path).map(|()| Answer::Content(None)),
        }
    }

    async fn stat(&mut self, path: &str, follow: bool, limit: Limit) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let Some(mut stat) = self.metadata(path, follow, limit).await? else { return Ok(Answer::Stat(None)) };
        if !self.tools.stat {
            let users = self.database("/etc/passwd", rest(limit, begun)).await?;
            let groups = self.database("/etc/group", rest(limit, begun)).await?;
            stat.owner = super::passwd::name_of(&users, stat.uid);
            stat.group = super::passwd::name_of(&groups, stat.gid);
        }
        Ok(Answer::Stat(Some(stat)))
    }

    /// Metadata; without `stat` the names of owner and group are not in them.
    async fn metadata(&mut self, path: &str, follow: bool, limit: Limit) -> Result<Option<FileStat>, Failure> {
        let Some(shown) = parse::path(path) else { return Ok(None) };
        let kind = if follow { "stat" } else { "lstat" };
        let raw = self.ask(Request::one(kind, Some(fit(&shown, "path")?)), limit).await?;
        match raw.status {
            0 if self.tools.stat => parse::stat(&raw.stdout).map(Some),
            0 => parse::long_listing(&raw.stdout, &shown).map(Some),
            _ => parse::refusal(&raw, path).map(|()| None),
        }
    }

    async fn database(&mut self, path: &str, limit: Limit) -> Result<Vec<u8>, Failure> {
        match self.read(path, limit).await? {
            Answer::Content(content) => Ok(content.unwrap_or_default()),
            _ => Err(no_session()),
        }
    }

    async fn list(&mut self, path: &str, limit: Limit) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let Some(shown) = parse::path(path) else { return Ok(Answer::Names(None)) };
        let raw = self.ask(Request::one("list", Some(fit(&shown, "path")?)), limit).await?;
        match raw.status {
            0 => parse::names(&raw.stdout).map(|names| Answer::Names(Some(names))),
            parse::LOOK => match self.look(path, rest(limit, begun)).await? {
                None => Ok(Answer::Names(None)),
                Some(FileKind::Directory) => {
                    Err(Failure::new(FailureKind::Denied, format!("{path}: no permission to list it")))
                }
                Some(_) => Err(Failure::new(FailureKind::Unsupported, format!("{path}: not a directory"))),
            },
            _ => parse::refusal(&raw, path).map(|()| Answer::Names(None)),
        }
    }

    /// As many as can be asked together; the others are left without an answer. A batch costs a shell that can relay, and
    /// a `stat` that can be told what to print.
    async fn together(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let nothing = || questions.iter().map(|_| unanswered()).collect();
        let batch = Batch::of(questions);
        if self.mode != Mode::Session || !self.tools.stat || batch.len() == 0 {
            return nothing();
        }
        let text = batch.text();
        match self.ask(Request::batch(&text, batch.len()), limit).await {
            Ok(raw) => batch.answers(&raw),
            Err(_) => nothing(),
        }
    }

    /// What is at `path`, links followed, if anything.
    async fn look(&mut self, path: &str, limit: Limit) -> Result<Option<FileKind>, Failure> {
        Ok(self.metadata(path, true, limit).await?.map(|stat| stat.kind))
    }
}

#[async_trait]
impl<S: Start> Transport for ShellTransport<S> {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        let answer = match question {
            Question::Run { command } => self.run(command, limit).await,
            Question::Read { path } => self.read(path, limit).await,
            Question::Stat { path, follow } => self.stat(path, *follow, limit).await,
            Question::List { path } => self.list(path, limit).await,
        };
        answer.unwrap_or_else(|mut failure| {
            failure.message = format!("{}: {}", question.summary(), failure.message);
            Answer::Failed(failure)
        })
    }

    async fn answer_all(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(questions.len());
        let begun = Instant::now();
        for chunk in questions.chunks(MOST_AT_ONCE) {
            answers.extend(self.together(chunk, rest(limit, begun)).await);
        }
        answers
    }
}

fn fit<'a>(text: &'a str, what: &str) -> Result<&'a str, Failure> {
    if text.contains('\0') {
        return Err(Failure::new(FailureKind::Unsupported, format!("the {what} holds a NUL")));
    }
    if text.len() > MAX_ARGUMENT {
        let why = format!("the {what} has {} bytes, and {MAX_ARGUMENT} is the most", text.len());
        return Err(Failure::new(FailureKind::Unsupported, why));
    }
    Ok(text)
}

fn rest(limit: Limit, begun: Instant) -> Limit {
    Limit { time: limit.time.saturating_sub(begun.elapsed()), ..limit }
}

fn failure(broken: Broken) -> Failure {
    Failure::new(broken.kind, broken.message)
}

fn no_session() -> Failure {
    Failure::new(FailureKind::Disconnected, "the session is gone")
}

pub(super) fn lost(why: impl Into<String>) -> Problem {
    Problem::new(
        Code::TargetLost,
        "the target did not answer",
        why,
        "see whether the pod is still running, and try again",
    )
}

fn no_shell(why: &str) -> Problem {
    let help = "a container without a shell cannot be scanned by exec; scan one that has `sh`";
    Problem::new(Code::NoShell, "no shell could be started in the container", why, help)
}

#[cfg(test)]
mod tests;
