//! How one answer is cut out of the two streams of a session.
//!
//! A stream carries, for each question: a frame, the bytes as they are, a frame. Frames are random numbers that the shell
//! learns with the question and prints only when the pipe of that stream has ended, so no output can contain them, and
//! the last one is the end of all that has arrived. The end is therefore compared, not searched for.

use cincture_engine::target::FailureKind;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::Notify;

/// Bytes taken from a stream at once.
const CHUNK: usize = 32 << 10;
/// Three digits and a line feed.
const STATUS: usize = 4;

/// Why no answer could be cut out. The session is of no use after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) kind: FailureKind,
    pub(super) message: String,
}

impl Broken {
    pub(super) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// The random numbers of one question, 128 bits each, in hexadecimal.
pub(super) struct Frames {
    pub(super) begin: String,
    pub(super) ended: String,
    pub(super) end: String,
}

impl Frames {
    /// New numbers from the system's random source.
    pub(super) fn new() -> Result<Self, Broken> {
        Ok(Self { begin: nonce()?, ended: nonce()?, end: nonce()? })
    }

    /// All bytes that frames add to both streams, with `batch` answers between them.
    pub(super) fn overhead(&self, batch: usize) -> u64 {
        let both = 2 * (self.begin.len() + self.end.len() + 2 * STATUS);
        let each = 2 * (self.ended.len() + 2 * STATUS);
        (both + each * batch.saturating_add(1)) as u64
    }
}

/// 128 random bits in hexadecimal.
pub(super) fn nonce() -> Result<String, Broken> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Broken::new(FailureKind::Disconnected, format!("no random numbers from the system: {e}")))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Bytes that both streams may still bring.
pub(super) struct Budget(std::sync::atomic::AtomicU64);

impl Budget {
    pub(super) fn new(bytes: u64) -> Self {
        Self(bytes.into())
    }

    fn spend(&self, bytes: usize) -> Result<(), Broken> {
        use std::sync::atomic::Ordering::Relaxed;
        let spend = |left: u64| left.checked_sub(bytes as u64);
        self.0
            .fetch_update(Relaxed, Relaxed, spend)
            .map(|_| ())
            .map_err(|_| Broken::new(FailureKind::TooLarge, "more bytes than allowed"))
    }
}

/// Standard output: the bytes, and the status of the question's program.
pub(super) async fn output(
    stream: &mut (impl AsyncRead + Unpin + ?Sized),
    frames: &Frames,
    budget: &Budget,
) -> Result<(Vec<u8>, i32), Broken> {
    let mut got = collect(stream, frames, budget, |got| status_frame(got, &frames.end).is_some(), |_| ()).await?;
    let status = status_frame(&got, &frames.end).map(<[u8]>::to_vec).ok_or_else(|| garbled("standard output"))?;
    got.truncate(got.len() - frames.end.len() - STATUS);
    got.drain(..frames.begin.len());
    match std::str::from_utf8(&status[..3]).ok().and_then(|digits| digits.parse().ok()) {
        Some(status) => Ok((got, status)),
        None => Err(Broken::new(FailureKind::Malformed, "the status of the command was lost in the target")),
    }
}

/// Standard error. `ended` is told when the command itself has ended, though something may hold its pipes still.
pub(super) async fn errors(
    stream: &mut (impl AsyncRead + Unpin + ?Sized),
    frames: &Frames,
    budget: &Budget,
    command: bool,
    ended: &Notify,
) -> Result<Vec<u8>, Broken> {
    let last = format!("{}\n", frames.end).into_bytes();
    let mut seen = frames.begin.len();
    let mut mark = None;
    let look = |got: &[u8]| {
        if command && mark.is_none() {
            mark = find(got, frames.ended.as_bytes(), seen);
            seen = seen.max(got.len().saturating_sub(frames.ended.len()));
            if mark.is_some() {
                ended.notify_one();
            }
        }
    };
    let mut got = collect(stream, frames, budget, |got| got.ends_with(&last), look).await?;
    got.truncate(got.len() - last.len());
    match mark {
        // Behind that, its bytes are some of the last frame's.
        Some(at) if at + frames.ended.len() > got.len() => return Err(garbled("standard error")),
        Some(at) => drop(got.drain(at..at + frames.ended.len())),
        None if command => return Err(garbled("standard error")),
        None => (),
    }
    got.drain(..frames.begin.len());
    Ok(got)
}

/// Everything up to the end of the stream.
pub(super) async fn to_end(stream: &mut (impl AsyncRead + Unpin + ?Sized), budget: &Budget) -> Result<Vec<u8>, Broken> {
    let mut got = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match stream.read(&mut chunk).await {
            Ok(0) => return Ok(got),
            Ok(read) => {
                budget.spend(read)?;
                got.extend_from_slice(&chunk[..read]);
            }
            Err(e) => return Err(Broken::new(FailureKind::Disconnected, format!("the session broke: {e}"))),
        }
    }
}

async fn collect(
    stream: &mut (impl AsyncRead + Unpin + ?Sized),
    frames: &Frames,
    budget: &Budget,
    complete: impl Fn(&[u8]) -> bool,
    mut look: impl FnMut(&[u8]),
) -> Result<Vec<u8>, Broken> {
    let begin = frames.begin.as_bytes();
    let mut got = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match stream.read(&mut chunk).await {
            Ok(0) => {
                return Err(Broken::new(FailureKind::Disconnected, "the session ended in the middle of an answer"));
            }
            Ok(read) => read,
            Err(e) => return Err(Broken::new(FailureKind::Disconnected, format!("the session broke: {e}"))),
        };
        budget.spend(read)?;
        got.extend_from_slice(&chunk[..read]);
        let head = got.len().min(begin.len());
        if got[..head] != begin[..head] {
            return Err(Broken::new(
                FailureKind::Malformed,
                "something else wrote into the session between two answers",
            ));
        }
        look(&got);
        if got.len() > begin.len() && complete(&got[begin.len()..]) {
            return Ok(got);
        }
    }
}

/// The status at the end of `got`, if the last frame is there.
fn status_frame<'a>(got: &'a [u8], end: &str) -> Option<&'a [u8]> {
    let status = &got[got.len().checked_sub(STATUS)?..];
    (status[3] == b'\n' && got[..got.len() - STATUS].ends_with(end.as_bytes())).then_some(status)
}

fn find(text: &[u8], what: &[u8], from: usize) -> Option<usize> {
    text.get(from..)?.windows(what.len()).position(|w| w == what).map(|at| at + from)
}

fn garbled(stream: &str) -> Broken {
    Broken::new(FailureKind::Malformed, format!("a frame is missing on {stream}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Frames {
        // Its numbers share their edges, as one in sixteen does by chance.
        let number = |first: char, last: char| format!("{first}{}{last}", "5".repeat(30));
        Frames { begin: number('1', 'a'), ended: number('a', 'b'), end: number('b', '2') }
    }

    async fn read(text: &str) -> Result<Vec<u8>, Broken> {
        let budget = Budget::new(10_000);
        errors(&mut text.as_bytes(), &frames(), &budget, true, &Notify::new()).await
    }

    #[tokio::test]
    async fn frames_that_share_bytes_are_no_answer_and_no_panic() {
        let Frames { begin, ended, end } = frames();
        assert_eq!(read(&format!("{begin}told{ended}{end}\n")).await.unwrap(), b"told");
        for text in [
            format!("{begin}{}{end}\n", &ended[..31]),
            format!("{begin}told{}{end}\n", &ended[..31]),
            format!("{begin}{}{end}\n", &ended[1..]),
            format!("{begin}{}{end}\n", &ended[1..31]),
            format!("{begin}{end}\n"),
        ] {
            assert_eq!(read(&text).await.unwrap_err().kind, FailureKind::Malformed, "{text:?}");
        }
    }
}
