//! `replay://FILE`: answers of a target that need not be there any more.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use cincture_engine::target::{Answer, Failure, FailureKind, Limit, Question, Transport};

use crate::recording::Recording;

/// Answers from a recording. What was asked several times is answered in that order, and then as the last time.
pub(super) struct ReplayTransport {
    recording: Arc<Recording>,
    /// Where each question stands: exchange and place in it, and how many of those were told.
    places: HashMap<Question, Places>,
    took: Duration,
}

#[derive(Default)]
struct Places {
    all: Vec<(usize, usize)>,
    told: usize,
}

impl ReplayTransport {
    /// Answers from `recording`.
    pub(super) fn new(recording: Arc<Recording>) -> Self {
        let mut places: HashMap<Question, Places> = HashMap::new();
        for (at, exchange) in recording.exchanges.iter().enumerate() {
            for (place, question) in exchange.questions.iter().enumerate() {
                places.entry(question.clone()).or_default().all.push((at, place));
            }
        }
        Self { recording, places, took: Duration::ZERO }
    }

    /// The recording.
    pub(super) fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Which exchange the next answer to `question` stands in, and where.
    fn next(&mut self, question: &Question) -> Option<(usize, usize)> {
        let places = self.places.get_mut(question)?;
        let place = places.all.get(places.told).or(places.all.last()).copied();
        places.told += 1;
        place
    }

    /// What an exchange took is shared by its questions, so that it is exact where they come together again.
    fn tell(&mut self, questions: &[Question]) -> Vec<Answer> {
        let mut told: Vec<usize> = Vec::new();
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            let Some((at, place)) = self.next(question) else {
                answers.push(not_recorded(question));
                continue;
            };
            told.push(at);
            answers.push(self.recording.exchanges[at].answers[place].clone());
        }
        self.took = took(&self.recording, &told);
        answers
    }
}

fn took(recording: &Recording, told: &[usize]) -> Duration {
    let mut sum = Duration::ZERO;
    for at in told.chunk_by(|a, b| a == b) {
        let exchange = &recording.exchanges[at[0]];
        let share = match (u32::try_from(at.len()), u32::try_from(exchange.questions.len())) {
            (Ok(some), Ok(all)) if some < all => exchange.took / all * some,
            _ => exchange.took,
        };
        sum = sum.saturating_add(share);
    }
    sum
}

fn not_recorded(question: &Question) -> Answer {
    let why = format!("the recording does not have the {}", question.summary());
    Answer::Failed(Failure::new(FailureKind::NotRecorded, why))
}

#[async_trait]
impl Transport for ReplayTransport {
    async fn answer(&mut self, question: &Question, _: Limit) -> Answer {
        let mut answers = self.tell(std::slice::from_ref(question));
        answers.pop().unwrap_or_else(|| not_recorded(question))
    }

    async fn answer_all(&mut self, questions: &[Question], _: Limit) -> Vec<Answer> {
        self.tell(questions)
    }

    fn took(&self) -> Option<Duration> {
        Some(self.took)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::recording::{End, Exchange, Head};

    fn read(path: &str) -> Question {
        Question::Read { path: path.into() }
    }

    fn content(text: &str) -> Answer {
        Answer::Content(Some(text.into()))
    }

    fn replay() -> ReplayTransport {
        let exchange = |list: &[(&str, &str)], took| Exchange {
            questions: list.iter().map(|(path, _)| read(path)).collect(),
            answers: list.iter().map(|(_, text)| content(text)).collect(),
            took: Duration::from_nanos(took),
        };
        let exchanges = vec![
            exchange(&[("/a", "a1"), ("/b", "b1"), ("/c", "c1")], 1_000),
            exchange(&[("/a", "a2")], 50),
            exchange(&[("/a", "a1"), ("/b", "b2"), ("/c", "c1")], 2_000),
        ];
        let head = Head::new("local://".into(), Timestamp::UNIX_EPOCH, Vec::new());
        ReplayTransport::new(Arc::new(Recording { head, exchanges, end: End::default() }))
    }

    #[tokio::test]
    async fn the_same_questions_in_the_same_order_have_the_same_answers_and_times() {
        let mut replay = replay();
        for exchange in replay.recording.clone().exchanges.iter() {
            assert_eq!(replay.answer_all(&exchange.questions, Limit::default()).await, exchange.answers);
            assert_eq!(replay.took(), Some(exchange.took));
        }
    }

    #[tokio::test]
    async fn another_order_has_the_answers_one_by_one_and_then_the_last() {
        let mut replay = replay();
        let mut told = Vec::new();
        for _ in 0..4 {
            told.push((replay.answer(&read("/a"), Limit::default()).await, replay.took().unwrap().as_nanos()));
        }
        assert_eq!(told, [(content("a1"), 333), (content("a2"), 50), (content("a1"), 666), (content("a1"), 666)]);
    }

    #[tokio::test]
    async fn what_was_not_recorded_is_a_failure_and_never_an_absence() {
        let mut replay = replay();
        let answers = replay.answer_all(&[read("/a"), read("/d")], Limit::default()).await;
        assert_eq!(answers[0], content("a1"));
        let Answer::Failed(failure) = &answers[1] else { panic!("{answers:?}") };
        assert_eq!(failure.kind, FailureKind::NotRecorded);
        assert!(failure.message.contains("\"/d\""), "{failure:?}");
    }
}
