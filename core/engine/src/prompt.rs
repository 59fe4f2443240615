//! The interactive prompt, the parent's side: hands inputs to the child, answers its questions, ends it where it hangs.
//!
//! The child keeps what was typed so far (local variables, methods). It costs itself: an input that kills or hangs it is
//! [`Evaluation::Lost`], and the next input gets a fresh one.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::time::timeout;

use crate::protocol::{Came, FromChild, Line, Mode, Source, Start};
use crate::session::{Busy, Ended, Session, name_of};
use crate::supervise::{EngineError, MAX_REPORTED, Options, start};
use crate::target::{Answer, FailureKind, Limit, Question, Transport};

/// How long an input that is to end may go on before its child is killed.
const GRACE: Duration = Duration::from_secs(1);
/// What the questions of an input that is to end are told.
const INTERRUPTED: &str = "interrupted";
/// Exit status of a command that the key for ending has killed: it was about to get a process group of its own, and the
/// terminal was quicker.
const KILLED_BY_KEY: i32 = 130;
/// Within this time the key gets to us, too.
const KEY: Duration = Duration::from_millis(50);
/// Most that one input may make the child send, as [`crate::pipe::weight`] has it.
const MAX_SENT: usize = MAX_REPORTED / 4;

/// What one input came to.
#[derive(Debug)]
pub enum Evaluation {
    /// It was evaluated, or raised something.
    Came(Came),
    /// It cost the child, and with it what was defined so far.
    Lost(String),
}

/// What the child knows when it waits for its first input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Name and release of the target's platform, where it is known.
    pub platform: Option<String>,
    /// Words that can be completed.
    pub words: Vec<String>,
    /// What of the libraries could not be loaded, and why.
    pub faults: Vec<String>,
}

/// A prompt, with the child that it has just now.
pub struct Prompt {
    source: Source,
    further: Vec<Source>,
    options: Options,
    session: Session,
    /// The child has said that it waits for an input.
    ready: Option<Welcome>,
    /// The target has to be opened again: an answer of it was not waited for, or the connection broke.
    abandoned: bool,
}

/// The way to the target, whoever wants an end, and who is told what the profile prints: for one input.
pub struct Surroundings<'a> {
    /// Answers.
    pub transport: &'a mut dyn Transport,
    /// Resolves when the input is to end.
    pub stop: Pin<&'a mut (dyn Future<Output = ()> + Send)>,
    /// Gets what is printed, as it comes; not a safe text.
    pub told: &'a mut (dyn FnMut(&str) + Send),
    /// That has resolved; false to begin with.
    pub stopped: bool,
}

impl Prompt {
    /// A child that has looked into the profiles and has not run any of their code. Of all profiles it takes libraries, data
    /// files and inputs; controls are not run.
    ///
    /// # Errors
    /// Where one of them is no profile, or may not run here.
    pub async fn open(profiles: Vec<Source>, options: Options) -> Result<Self, EngineError> {
        let mut profiles = profiles.into_iter();
        let source = profiles.next().unwrap_or(Source::Files(Vec::new()));
        let further: Vec<Source> = profiles.collect();
        let session = child(&source, &further, &options, options.now).await?;
        Ok(Self { source, further, options, session, ready: None, abandoned: false })
    }

    /// Whether the transport has to be opened again, since an answer of it was not waited for or its connection broke.
    /// Asking forgets it.
    pub fn abandoned(&mut self) -> bool {
        std::mem::take(&mut self.abandoned)
    }

    /// Loads the libraries, if that is still to be done, with what then is known.
    ///
    /// # Errors
    /// Where that kills or hangs the child.
    pub async fn ready(&mut self, around: &mut Surroundings<'_>) -> Result<Welcome, EngineError> {
        if let Some(welcome) = &self.ready {
            return Ok(welcome.clone());
        }
        let mut welcome = Welcome::default();
        match self.serve(around, &mut welcome).await {
            Ok(FromChild::Ready { words }) => welcome.words = names(words),
            Ok(other) => return Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
            Err(why) => {
                let why = self.end(why).await;
                self.renew().await?;
                return Err(EngineError::Child(why));
            }
        }
        self.ready = Some(welcome.clone());
        Ok(welcome)
    }

    /// Evaluates `text`. Where it is to end while the target is waited for, the child goes on with a failed question;
    /// where it does not end then, or computes, the child is killed.
    ///
    /// # Errors
    /// Where a fresh child cannot be had.
    pub async fn evaluate(&mut self, text: &str, around: &mut Surroundings<'_>) -> Result<Evaluation, EngineError> {
        self.ready(around).await?;
        self.session.allowance = MAX_SENT;
        self.session.turn_to(Busy::Between);
        let came = match self.session.give(&Line { text: text.to_owned() }).await {
            Ok(()) => self.serve(around, &mut Welcome::default()).await,
            Err(why) => Err(why),
        };
        let why = match came {
            Ok(FromChild::Came(came)) => return Ok(Evaluation::Came(self.stamped(*came))),
            Ok(other) => format!("it broke the protocol with {}", name_of(&other)),
            Err(why) => why,
        };
        let why = self.end(why).await;
        self.ready = None;
        self.renew().await?;
        Ok(Evaluation::Lost(why))
    }

    /// Controls get the time at which they ended.
    fn stamped(&self, mut came: Came) -> Came {
        let now = self.session.now.to_string();
        let results = came.controls.iter_mut().flat_map(|control| &mut control.results);
        results.for_each(|result| result.start_time = Some(now.clone()));
        came
    }

    /// Until the child has said something that is no question and no remark.
    async fn serve(&mut self, around: &mut Surroundings<'_>, welcome: &mut Welcome) -> Result<FromChild, String> {
        loop {
            match self.next(around).await? {
                FromChild::Ask { questions } => self.answer(&questions, around).await?,
                FromChild::Warning { message } => (around.told)(&message),
                // Whoever sits at the prompt gave the values.
                FromChild::Sensitive { .. } => {}
                FromChild::Platform { name, release } => {
                    let parts: Vec<String> = name.into_iter().chain(release).collect();
                    welcome.platform = (!parts.is_empty()).then(|| parts.join(" "));
                }
                FromChild::FileFailed { path, message, .. } => {
                    welcome.faults.push(format!("{path} did not load: {message}"));
                    self.session.turn_to(Busy::Between);
                }
                FromChild::Loading { path } => self.session.turn_to(Busy::Loading(path)),
                FromChild::Loaded { gaps } => {
                    welcome.faults.extend(gaps);
                    self.session.turn_to(Busy::Between);
                }
                FromChild::Exhausted => return Err("it spent its instruction budget".into()),
                other => return Ok(other),
            }
        }
    }

    /// The next frame. One that is half read is read on, so a child that is to end gets a little time.
    async fn next(&mut self, around: &mut Surroundings<'_>) -> Result<FromChild, String> {
        let mut next = std::pin::pin!(self.session.next());
        if !around.stopped {
            tokio::select! {
                frame = &mut next => return frame,
                () = around.stop.as_mut() => around.stopped = true,
            }
        }
        timeout(GRACE, next).await.unwrap_or_else(|_| Err(INTERRUPTED.into()))
    }

    async fn answer(&mut self, questions: &[Question], around: &mut Surroundings<'_>) -> Result<(), String> {
        if !around.stopped {
            let mut watched = Watched { transport: around.transport, broken: &mut self.abandoned };
            tokio::select! {
                answered = self.session.answer(questions, &self.options.asking, &mut watched) => return answered,
                () = around.stop.as_mut() => around.stopped = true,
            }
            self.abandoned = true;
        }
        self.session.refuse(questions, INTERRUPTED).await
    }

    /// Another child, which knows nothing yet.
    async fn renew(&mut self) -> Result<(), EngineError> {
        self.session = child(&self.source, &self.further, &self.options, self.session.now).await?;
        Ok(())
    }

    async fn end(&mut self, why: String) -> String {
        match self.session.end(Ended::Broken(why)).await {
            Ended::Broken(why) => why,
            Ended::Complete => String::new(),
        }
    }
}

/// A transport that tells when its connection is gone.
struct Watched<'a> {
    transport: &'a mut dyn Transport,
    broken: &'a mut bool,
}

impl Watched<'_> {
    /// What a command said that was killed by the key is held back until whoever waits has heard of it.
    async fn look(&mut self, answers: &[Answer]) {
        let gone = |answer: &Answer| matches!(answer, Answer::Failed(f) if f.kind == FailureKind::Disconnected);
        *self.broken |= answers.iter().any(gone);
        if answers.iter().any(|answer| matches!(answer, Answer::Ran(ran) if ran.exit_status == KILLED_BY_KEY)) {
            tokio::time::sleep(KEY).await;
        }
    }
}

#[async_trait]
impl Transport for Watched<'_> {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        let answer = self.transport.answer(question, limit).await;
        self.look(std::slice::from_ref(&answer)).await;
        answer
    }

    async fn answer_all(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let answers = self.transport.answer_all(questions, limit).await;
        self.look(&answers).await;
        answers
    }

    fn took(&self) -> Option<Duration> {
        self.transport.took()
    }
}

async fn child(source: &Source, further: &[Source], options: &Options, now: Timestamp) -> Result<Session, EngineError> {
    let mut session = Session::start(options, now, MAX_REPORTED)?;
    session.admit(options.trusted).await?;
    let start = Start { mode: Mode::Prompt, further: further.to_vec(), now, ..start(source.clone(), options) };
    session.give(&start).await.map_err(EngineError::Child)?;
    match session.next().await {
        Ok(FromChild::Described(_)) => Ok(session),
        Ok(FromChild::Refused { message }) => Err(EngineError::Refused(message)),
        Ok(other) => Err(EngineError::Child(format!("it began with {}", name_of(&other)))),
        Err(why) => Err(EngineError::Unparsable(why)),
    }
}

/// Words for completion that are kept; a library can make any number of resources.
const MAX_WORDS: usize = 4_000;
/// Bytes of a word.
const MAX_WORD: usize = 64;

/// Those of `words` that can be names. The terminal prints them as they are, so neither side lets anything else through: the
/// child sends no more than is kept, and the parent does not believe that it did.
pub(crate) fn names(words: Vec<String>) -> Vec<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '?' | '!');
    let name = |word: &String| !word.is_empty() && word.len() <= MAX_WORD && word.chars().all(fits);
    words.into_iter().filter(name).take(MAX_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_no_word_for_completion() {
        let words = ["file", "exist?", "", "fi\u{1b}[2Jle", "fi\u{202e}le", "fi le", &"x".repeat(65)];
        assert_eq!(names(words.map(str::to_owned).to_vec()), ["file", "exist?"]);
        assert_eq!(names(vec!["x".into(); 100_000]).len(), MAX_WORDS);
    }
}
