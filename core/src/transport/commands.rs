//! Commands of a profile: whether they may run, and what ran.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use cincture_engine::target::{Answer, Failure, FailureKind, Limit, Purpose, Question, Transport};

use crate::report::{CommandLog, CommandRun, Ended};

/// Whether profiles may run commands in the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Commands {
    /// They may.
    #[default]
    Allow,
    /// Each is refused as on a target that has none. Files are read all the same.
    Deny,
}

/// A transport whose commands are noted, or refused.
pub(crate) struct Watched<'a> {
    inner: &'a mut dyn Transport,
    commands: Commands,
    profile: &'a str,
    control: Option<String>,
    file: Option<String>,
    log: &'a mut CommandLog,
    took: Duration,
}

impl<'a> Watched<'a> {
    /// Notes in `log` what `profile` runs through `inner`.
    pub(crate) fn new(
        inner: &'a mut dyn Transport,
        commands: Commands,
        profile: &'a str,
        log: &'a mut CommandLog,
    ) -> Self {
        Self { inner, commands, profile, control: None, file: None, log, took: Duration::ZERO }
    }

    async fn run(&mut self, command: &str, question: &Question, limit: Limit) -> Answer {
        self.log.begin(CommandRun {
            profile: self.profile.to_owned(),
            control: self.control.clone(),
            file: self.file.clone(),
            command: command.to_owned(),
        });
        let begun = Instant::now();
        let answer = self.inner.answer(question, limit).await;
        self.took = self.inner.took().unwrap_or_else(|| begun.elapsed());
        match ended(&answer) {
            Some(ended) => self.log.end(ended, self.took),
            None => {
                self.log.not_run();
                self.log.passed(self.took);
            }
        }
        answer
    }
}

/// `None` where it did not run.
fn ended(answer: &Answer) -> Option<Ended> {
    match answer {
        Answer::Ran(output) => {
            Some(Ended::Exit { status: output.exit_status, stdout: output.stdout.len(), stderr: output.stderr.len() })
        }
        Answer::Failed(failure) => match failure.kind {
            FailureKind::Unsupported | FailureKind::NotRecorded => None,
            kind => Some(Ended::Failed(kind)),
        },
        _ => Some(Ended::Failed(FailureKind::Malformed)),
    }
}

fn refused(question: &Question) -> Answer {
    let why = format!("commands are not allowed in this scan (--commands deny): {}", question.summary());
    Answer::Failed(Failure::new(FailureKind::Unsupported, why))
}

#[async_trait]
impl Transport for Watched<'_> {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        if let Question::Run { command } = question {
            if self.commands == Commands::Deny {
                self.took = Duration::ZERO;
                return refused(question);
            }
            return self.run(command, question, limit).await;
        }
        let begun = Instant::now();
        let answer = self.inner.answer(question, limit).await;
        self.took = self.inner.took().unwrap_or_else(|| begun.elapsed());
        self.log.passed(self.took);
        answer
    }

    /// Questions that come together only read: whoever asks several has made sure of it.
    async fn answer_all(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let begun = Instant::now();
        if !questions.iter().all(Question::only_reads) {
            return questions.iter().map(refused).collect();
        }
        let answers = self.inner.answer_all(questions, limit).await;
        self.took = self.inner.took().unwrap_or_else(|| begun.elapsed());
        self.log.passed(self.took);
        answers
    }

    fn serve(&mut self, purpose: Purpose<'_>) {
        (self.control, self.file) = match purpose {
            Purpose::Profile => (None, None),
            Purpose::File(path) => (None, Some(path.to_owned())),
            Purpose::Control(id) => (Some(id.to_owned()), None),
        };
        self.inner.serve(purpose);
    }

    fn took(&self) -> Option<Duration> {
        Some(self.took)
    }
}

#[cfg(test)]
mod tests {
    use cincture_engine::target::CommandOutput;

    use super::*;

    /// Counts what reaches it.
    struct Target(usize);

    #[async_trait]
    impl Transport for Target {
        async fn answer(&mut self, question: &Question, _: Limit) -> Answer {
            self.0 += 1;
            if question.only_reads() { Answer::Content(None) } else { Answer::Ran(CommandOutput::default()) }
        }
    }

    #[tokio::test]
    async fn no_command_reaches_a_target_where_they_are_denied() {
        let run = Question::Run { command: "id".into() };
        let read = Question::Read { path: "/a".into() };
        let (mut target, mut log) = (Target(0), CommandLog::new("t".into()));
        let mut watched = Watched::new(&mut target, Commands::Deny, "p", &mut log);
        let Answer::Failed(failure) = watched.answer(&run, Limit::default()).await else { panic!() };
        assert_eq!(failure.kind, FailureKind::Unsupported);
        assert!(failure.message.contains("--commands deny") && failure.message.contains("\"id\""), "{failure:?}");
        assert!(matches!(watched.answer_all(&[read.clone(), run], Limit::default()).await[1], Answer::Failed(_)));
        assert_eq!(watched.answer(&read, Limit::default()).await, Answer::Content(None));
        assert_eq!((log.text().as_str(), target.0), ("", 1));
    }

    #[tokio::test]
    async fn a_command_that_is_given_up_is_noted() {
        struct Never;
        #[async_trait]
        impl Transport for Never {
            async fn answer(&mut self, _: &Question, _: Limit) -> Answer {
                std::future::pending().await
            }
        }
        let (mut target, mut log) = (Never, CommandLog::new("t".into()));
        let mut watched = Watched::new(&mut target, Commands::Allow, "p", &mut log);
        watched.serve(Purpose::Control("c"));
        let question = Question::Run { command: "sleep 9".into() };
        let answer = watched.answer(&question, Limit::default());
        assert!(tokio::time::timeout(Duration::from_millis(10), answer).await.is_err());
        log.give_up();
        assert!(log.text().contains("\"control\":\"c\"") && log.text().contains("given_up"), "{}", log.text());
    }
}
