//! Keeps what a target answers.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use cincture_engine::target::{Answer, Limit, Purpose, Question, Transport};

use crate::recording::{Exchange, Recorder};

/// A transport whose answers are recorded. A question that is given up before its answer comes is not.
pub(crate) struct Recorded<'a> {
    inner: &'a mut dyn Transport,
    recorder: &'a mut Recorder,
    took: Duration,
}

impl<'a> Recorded<'a> {
    /// Records what `inner` answers.
    pub(crate) fn new(inner: &'a mut dyn Transport, recorder: &'a mut Recorder) -> Self {
        Self { inner, recorder, took: Duration::ZERO }
    }

    fn keep(&mut self, questions: Vec<Question>, answers: Vec<Answer>, begun: Instant) {
        self.took = self.inner.took().unwrap_or_else(|| begun.elapsed());
        self.recorder.add(Exchange { questions, answers, took: self.took });
    }
}

#[async_trait]
impl Transport for Recorded<'_> {
    async fn answer(&mut self, question: &Question, limit: Limit) -> Answer {
        let begun = Instant::now();
        let answer = self.inner.answer(question, limit).await;
        self.keep(vec![question.clone()], vec![answer.clone()], begun);
        answer
    }

    async fn answer_all(&mut self, questions: &[Question], limit: Limit) -> Vec<Answer> {
        let begun = Instant::now();
        let answers = self.inner.answer_all(questions, limit).await;
        self.keep(questions.to_vec(), answers.clone(), begun);
        answers
    }

    fn serve(&mut self, purpose: Purpose<'_>) {
        self.inner.serve(purpose);
    }

    /// The time that is in the recording: the scan's clock goes by the same.
    fn took(&self) -> Option<Duration> {
        Some(self.took)
    }
}
