//! Reading a recording: it may come from anybody.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use cincture_engine::protocol::MAX_QUESTIONS;
use cincture_engine::target::{Answer, Question};
use flate2::bufread::GzDecoder;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Exchange, FORMAT, Head, LARGEST, Line, Recording};
use crate::problem::{Code, Problem};
use crate::target::Target;

/// Reads the recording at `path`.
///
/// # Errors
/// [`Code::RecordingInvalid`]: nothing is there, it is no recording, of another form, damaged, cut off, or too large.
pub fn read(path: &Path) -> Result<Recording, Problem> {
    let read = || {
        let whole = fs::metadata(path).map_err(|e| e.to_string())?.is_file();
        if !whole {
            return Err("it is not a regular file".to_owned());
        }
        parse(BufReader::new(File::open(path).map_err(|e| e.to_string())?))
    };
    read().map_err(|why| {
        let help = "give a file that `cincture scan --record FILE` of this version wrote, as it was written";
        Problem::new(Code::RecordingInvalid, "the recording cannot be used", why, help).at(path.display().to_string())
    })
}

fn parse(from: impl BufRead) -> Result<Recording, String> {
    let mut lines = Lines::new(from);
    let head = head(&lines.next()?)?;
    let mut exchanges = Vec::new();
    let end = loop {
        match value(&lines.next()?)? {
            Line::Exchange(exchange) => exchanges.push(checked(exchange)?),
            Line::End(end) => break end,
            Line::Head(_) | Line::Sha256(_) => return Err("its parts are not in their order".into()),
        }
    };
    end.problems.iter().try_for_each(|told| told.code().map(drop))?;
    lines.finish()?;
    Ok(Recording { head, exchanges, end })
}

/// Only what says which form it is: all else may be different in another one.
#[derive(Deserialize)]
struct AnyHead {
    head: AnyFormat,
}

#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

fn head(line: &[u8]) -> Result<Head, String> {
    let any: AnyHead = serde_json::from_slice(line).map_err(|_| "it is not a recording of Cincture")?;
    if any.head.format != FORMAT {
        return Err(format!("it is of the form {}, and this version reads the form {FORMAT}", any.head.format));
    }
    let Line::Head(head) = value(line)? else { return Err("its parts are not in their order".into()) };
    match head.target.parse() {
        Ok(Target::Replay(_)) => Err("it is the recording of a recording".into()),
        Ok(_) => Ok(head),
        Err(problem) => Err(format!("the target that it names cannot be one: {}", problem.why)),
    }
}

fn value(line: &[u8]) -> Result<Line, String> {
    serde_json::from_slice(line).map_err(|e| format!("it is damaged: {e}"))
}

/// Every question has one answer, of its kind or a failure.
fn checked(exchange: Exchange) -> Result<Exchange, String> {
    let Exchange { questions, answers, .. } = &exchange;
    let count = (1..=MAX_QUESTIONS).contains(&questions.len()) && questions.len() == answers.len();
    let fit = questions.iter().zip(answers).all(|(question, answer)| {
        matches!(
            (question, answer),
            (_, Answer::Failed(_))
                | (Question::Run { .. }, Answer::Ran(_))
                | (Question::Read { .. }, Answer::Content(_))
                | (Question::Stat { .. }, Answer::Stat(_))
                | (Question::List { .. }, Answer::Names(_))
        )
    });
    if count && fit { Ok(exchange) } else { Err("it is damaged: answers do not fit their questions".into()) }
}

/// The lines, each within what is left of the limit before memory is taken for it.
struct Lines<R> {
    from: BufReader<GzDecoder<R>>,
    sum: Sha256,
    left: usize,
}

impl<R: BufRead> Lines<R> {
    fn new(from: R) -> Self {
        Self { from: BufReader::new(GzDecoder::new(from)), sum: Sha256::new(), left: LARGEST }
    }

    fn next(&mut self) -> Result<Vec<u8>, String> {
        let line = self.unsummed()?;
        self.sum.update(&line);
        Ok(line)
    }

    fn unsummed(&mut self) -> Result<Vec<u8>, String> {
        let mut line = Vec::new();
        let most = self.left as u64 + 1;
        (&mut self.from).take(most).read_until(b'\n', &mut line).map_err(|e| unreadable(&e))?;
        let weight = cincture_engine::weight(&line);
        self.left = self.left.checked_sub(weight).ok_or("it is larger than a recording may be")?;
        if line.last() == Some(&b'\n') { Ok(line) } else { Err("it is cut off".into()) }
    }

    /// The sum is right, and nothing follows it.
    fn finish(mut self) -> Result<(), String> {
        let sum: String = self.sum.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        match value(&self.unsummed()?)? {
            Line::Sha256(told) if told == sum => {}
            _ => return Err("its content is not what its checksum is of: it was damaged or edited".into()),
        }
        let more = |left: &mut dyn Read| left.read(&mut [0]).map_err(|e| unreadable(&e));
        if more(&mut self.from)? > 0 || more(&mut self.from.into_inner().into_inner())? > 0 {
            return Err("something follows its end".into());
        }
        Ok(())
    }
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is cut off".into(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("it is damaged: {error}"),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::time::Duration;

    use cincture_engine::target::{CommandOutput, Failure, FailureKind};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use jiff::Timestamp;

    use super::super::{Asker, End, Recorder, Sink, ToldProblem};
    use super::*;

    /// A file in a folder, as the program has it.
    struct Kept(File);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    impl Sink for Kept {
        fn keep(self: Box<Self>) -> io::Result<()> {
            Ok(())
        }
    }

    fn sample() -> Recording {
        let asker = Asker { name: "p".into(), sha256: "0".repeat(64) };
        let lost = Problem::new(Code::TargetLost, "it went", "why\n", "look").at("k8s://a/b");
        let run = Question::Run { command: "id; printf '\\0\\377'".into() };
        let ran = Answer::Ran(CommandOutput { stdout: vec![0, 255, 10], stderr: Vec::new(), exit_status: 3 });
        let read = |path: &str| Question::Read { path: path.into() };
        let denied = Answer::Failed(Failure::new(FailureKind::Denied, "no"));
        Recording {
            head: Head::new("k8s://a/b/c".into(), Timestamp::UNIX_EPOCH, vec![asker]),
            exchanges: vec![
                Exchange { questions: vec![run], answers: vec![ran], took: Duration::new(1, 2) },
                Exchange {
                    questions: vec![read("/a"), read("/b"), read("/c")],
                    answers: vec![Answer::Content(Some(vec![200; 10])), Answer::Content(None), denied],
                    took: Duration::from_nanos(7),
                },
            ],
            end: End {
                opened: true,
                duration: Duration::from_millis(1_234),
                round_trips: 9,
                problems: vec![ToldProblem::from(&lost)],
                unchecked: vec!["it took too long".into()],
            },
        }
    }

    fn written(recording: &Recording) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r");
        let mut recorder = Recorder::new(Box::new(Kept(File::create(&path).unwrap())), recording.head.clone());
        recording.exchanges.iter().for_each(|exchange| recorder.add(exchange.clone()));
        recorder.finish(recording.end.clone()).unwrap();
        fs::read(&path).unwrap()
    }

    fn text(bytes: &[u8]) -> String {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    /// `text` without its sum, and with the right one: edited by somebody who knows the form.
    fn summed(text: &str) -> Vec<u8> {
        let body = &text[..text.rfind("{\"sha256\"").unwrap()];
        let sum: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
        compressed(format!("{body}{{\"sha256\":\"{sum}\"}}\n").as_bytes())
    }

    #[test]
    fn what_was_written_is_read() {
        let sample = sample();
        let read = parse(&written(&sample)[..]).unwrap();
        assert_eq!(read, sample);
        assert_eq!(read.end.problems[0].problem().code, Code::TargetLost);
    }

    #[test]
    fn a_recording_that_is_cut_anywhere_is_refused() {
        let whole = written(&sample());
        for length in 0..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "cut to {length} of {} bytes", whole.len());
        }
        let text = text(&whole);
        for (at, _) in text.char_indices() {
            assert!(parse(&compressed(&text.as_bytes()[..at])[..]).is_err(), "cut to {at} characters");
        }
        assert!(parse(&[&whole[..], b"x"].concat()[..]).unwrap_err().contains("follows"));
        assert!(parse(&[&whole[..], &whole[..]].concat()[..]).unwrap_err().contains("follows"));
    }

    #[test]
    fn a_bit_that_changed_is_found() {
        let whole = written(&sample());
        // Bytes 4 to 9 of gzip's head are its time and system: nothing that anybody reads.
        for at in (0..4).chain(10..whole.len()) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            assert!(parse(&bytes[..]).is_err(), "byte {at}");
        }
    }

    #[test]
    fn an_edit_is_found_and_each_reason_told() {
        let text = text(&written(&sample()));
        let edited = |from: &str, to: &str| {
            assert!(text.contains(from), "{from} is not in {text}");
            text.replacen(from, to, 1)
        };
        let why = |bytes: Vec<u8>| parse(&bytes[..]).unwrap_err();
        assert!(why(compressed(edited("\"exit_status\":3", "\"exit_status\":0").as_bytes())).contains("checksum"));
        for (from, to, words) in [
            ("\"format\":1", "\"format\":2", "of the form 2"),
            ("k8s://a/b/c", "k8s://a/../c", "cannot be one"),
            ("k8s://a/b/c", "replay:///x", "recording of a recording"),
            ("\"cincture\"", "\"sincture\"", "damaged"),
            ("\"target-lost\"", "\"target-found\"", "target-found"),
            ("{\"answer\":\"content\",\"value\":null},", "", "do not fit"),
            ("{\"answer\":\"content\",\"value\":null}", "{\"answer\":\"names\",\"value\":null}", "do not fit"),
            ("{\"end\"", "{\"head\"", "damaged"),
        ] {
            assert!(why(summed(&edited(from, to))).contains(words), "{to}: {}", why(summed(&edited(from, to))));
        }
        assert!(why(compressed(b"")).contains("cut off"));
        assert!(why(compressed(b"{}\n")).contains("not a recording"));
        assert!(why(b"not gzip at all".to_vec()).contains("damaged"));
    }

    #[test]
    fn bombs_are_refused_before_they_take_memory() {
        let head = text(&written(&sample())).lines().next().unwrap().to_owned() + "\n";
        let mut to = GzEncoder::new(Vec::new(), Compression::fast());
        to.write_all(head.as_bytes()).unwrap();
        to.write_all(b"{\"exchange\":{\"questions\":[],\"took\":{\"secs\":0,\"nanos\":0},\"answers\":[").unwrap();
        let many = b"{},".repeat(1 << 20);
        // 9 MB of text with three million values: it weighs what those take of memory, and is never parsed.
        (0..3).for_each(|_| to.write_all(&many).unwrap());
        to.write_all(b"{}]}}\n").unwrap();
        assert!(parse(&to.finish().unwrap()[..]).unwrap_err().contains("larger"));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        for path in ["/nonexistent/recording", "/", "/dev/zero"] {
            let problem = read(Path::new(path)).unwrap_err();
            assert_eq!((problem.code, problem.place.as_str()), (Code::RecordingInvalid, path));
        }
    }
}
