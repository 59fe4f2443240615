//! Many questions in one round trip: their requests, and their answers cut out of one.
//!
//! Metadata of many paths cost one program in the target instead of one each. Whatever is not plainly answered here is
//! left without an answer, and may be asked alone.

use cincture_engine::target::{Answer, Failure, FailureKind, Question};

use super::parse;
use super::session::{MAX_ARGUMENT, Raw};

/// Bytes of paths in one program's arguments.
const PATHS: usize = 60 << 10;
/// Paths in one program's arguments.
const MANY: usize = 500;
/// Bytes of a mark's line on standard output behind the mark: a status, and a line feed.
const STATUS: usize = 4;

/// One request of a batch.
struct Item {
    kind: &'static str,
    /// For each line of the request: the place of its question, and its path as sent.
    paths: Vec<(usize, String)>,
}

/// A batch that can be sent.
pub(super) struct Batch {
    items: Vec<Item>,
    questions: usize,
}

impl Batch {
    /// The requests for those of `questions` that can be asked in a batch.
    pub(super) fn of(questions: &[Question]) -> Self {
        let mut items = Vec::new();
        for follow in [true, false] {
            let kind = if follow { "stats" } else { "lstats" };
            let asked = |question: &Question| matches!(question, Question::Stat { follow: f, .. } if *f == follow);
            items.extend(grouped(kind, places(questions, asked)));
        }
        let single = |kind: &'static str, found: Vec<(usize, String)>| {
            found.into_iter().map(move |path| Item { kind, paths: vec![path] })
        };
        items.extend(single("read", places(questions, |q| matches!(q, Question::Read { .. }))));
        items.extend(single("list", places(questions, |q| matches!(q, Question::List { .. }))));
        Self { items, questions: questions.len() }
    }

    /// How many requests it has.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The requests as the script reads them.
    pub(super) fn text(&self) -> String {
        let mut lines = Vec::new();
        for item in &self.items {
            lines.push(format!("{} {}", item.kind, item.paths.len()));
            lines.extend(item.paths.iter().map(|(_, path)| path.clone()));
        }
        lines.join("\n")
    }

    /// The answers, in the order of the questions.
    pub(super) fn answers(&self, raw: &Raw) -> Vec<Answer> {
        let mut answers: Vec<Answer> = (0..self.questions).map(|_| unanswered()).collect();
        let mark = raw.mark.as_bytes();
        let (mut stdout, mut stderr) = (raw.stdout.as_slice(), raw.stderr.as_slice());
        for item in &self.items {
            let Some(one) = first(&mut stdout, &mut stderr, mark) else { break };
            for (place, answer) in item.answers(&one) {
                answers[place] = answer;
            }
        }
        answers
    }
}

/// What a question of a batch has come to that was not answered in it.
pub(super) fn unanswered() -> Answer {
    Answer::Failed(Failure::new(FailureKind::Malformed, "it was not answered together with others"))
}

/// The questions that fit, with their places; a path of several lines does not.
fn places(questions: &[Question], fits: impl Fn(&Question) -> bool) -> Vec<(usize, String)> {
    let found = questions.iter().enumerate().filter(|(_, question)| fits(question));
    let path = |question: &Question| match question {
        Question::Read { path } | Question::Stat { path, .. } | Question::List { path } => parse::path(path),
        Question::Run { .. } => None,
    };
    let sendable = |path: &String| !path.contains(['\n', '\0']) && path.len() <= MAX_ARGUMENT / 2;
    found.filter_map(|(place, question)| path(question).filter(sendable).map(|path| (place, path))).collect()
}

/// As few requests as the length of a program's arguments allows.
fn grouped(kind: &'static str, paths: Vec<(usize, String)>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut bytes = 0;
    for path in paths {
        bytes += path.1.len() + 1;
        match items.last_mut() {
            Some(item) if bytes <= PATHS && item.paths.len() < MANY => item.paths.push(path),
            _ => {
                bytes = path.1.len() + 1;
                items.push(Item { kind, paths: vec![path] });
            }
        }
    }
    items
}

/// Cuts the first answer off both streams.
fn first(stdout: &mut &[u8], stderr: &mut &[u8], mark: &[u8]) -> Option<Raw> {
    let at = find(stdout, mark)?;
    let line = stdout.get(at + mark.len()..at + mark.len() + STATUS)?;
    let status = std::str::from_utf8(&line[..STATUS - 1]).ok()?.parse().ok()?;
    let said = find(stderr, mark)?;
    let one = Raw { stdout: stdout[..at].to_vec(), stderr: stderr[..said].to_vec(), status, mark: String::new() };
    *stdout = &stdout[at + mark.len() + STATUS..];
    *stderr = stderr.get(said + mark.len() + 1..)?;
    Some(one)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, what).filter(|_| !what.is_empty())
}

impl Item {
    fn answers(&self, raw: &Raw) -> Vec<(usize, Answer)> {
        match (self.kind, self.paths.first()) {
            ("read", Some((place, path))) => content(raw, path).map(|a| (*place, a)).into_iter().collect(),
            ("list", Some((place, path))) => names(raw, path).map(|a| (*place, a)).into_iter().collect(),
            _ => self.metadata(raw),
        }
    }

    /// The records come in the order of the paths. Of a path without one, the reason stands on standard error, in the same
    /// order; only if each has its line there can it be said which is whose.
    fn metadata(&self, raw: &Raw) -> Vec<(usize, Answer)> {
        let text = String::from_utf8_lossy(&raw.stdout);
        let mut lines = text.split('\n');
        let mut record = next_record(&mut lines);
        let mut answers = Vec::new();
        let mut missing = Vec::new();
        for (place, path) in &self.paths {
            match record.take_if(|(_, name)| name == path) {
                Some((text, _)) => {
                    answers.extend(
                        parse::stat(text.as_bytes())
                            .ok()
                            .filter(self.whole())
                            .map(|stat| (*place, Answer::Stat(Some(stat)))),
                    );
                    record = next_record(&mut lines);
                }
                None => missing.push((*place, path)),
            }
        }
        if record.is_none() {
            answers.extend(absent(&missing, &raw.stderr));
        }
        answers
    }

    /// Where a link points is not in the records.
    fn whole(&self) -> impl Fn(&cincture_engine::target::FileStat) -> bool {
        |stat| stat.kind != cincture_engine::target::FileKind::Symlink
    }
}

/// Four lines as [`parse::stat`] reads them, and the name.
fn next_record<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<(String, &'a str)> {
    let four: Vec<&str> = lines.by_ref().take(4).collect();
    Some((four.join("\n") + "\n", lines.next()?))
}

fn absent(missing: &[(usize, &String)], stderr: &[u8]) -> Vec<(usize, Answer)> {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() != missing.len() {
        return Vec::new();
    }
    let told = missing.iter().zip(lines).filter(|((_, path), line)| {
        let raw = Raw { stdout: Vec::new(), stderr: line.as_bytes().to_vec(), status: 1, mark: String::new() };
        line.contains(path.as_str()) && parse::refusal(&raw, path).is_ok()
    });
    told.map(|((place, _), _)| (*place, Answer::Stat(None))).collect()
}

fn content(raw: &Raw, path: &str) -> Option<Answer> {
    match raw.status {
        0 => Some(Answer::Content(Some(raw.stdout.clone()))),
        parse::LOOK => None,
        _ => parse::refusal(raw, path).ok().map(|()| Answer::Content(None)),
    }
}

fn names(raw: &Raw, path: &str) -> Option<Answer> {
    match raw.status {
        0 => parse::names(&raw.stdout).ok().map(|names| Answer::Names(Some(names))),
        parse::LOOK => None,
        _ => parse::refusal(raw, path).ok().map(|()| Answer::Names(None)),
    }
}
