//! Frames over a pipe: a little-endian `u32` length, then that many bytes of JSON.

use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Writes one frame, blocking.
pub(crate) fn write(to: &mut impl Write, frame: &impl Serialize) -> io::Result<()> {
    to.write_all(&encode(frame)?)?;
    to.flush()
}

/// Reads one frame, blocking. `None` at the end of the pipe.
pub(crate) fn read<T: DeserializeOwned>(from: &mut impl Read, max: u32) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut body = vec![0; checked(length, max)?];
    from.read_exact(&mut body)?;
    Ok(Some(serde_json::from_slice(&body)?))
}

/// Writes one frame.
pub(crate) async fn write_async(to: &mut (impl AsyncWrite + Unpin), frame: &impl Serialize) -> io::Result<()> {
    to.write_all(&encode(frame)?).await?;
    to.flush().await
}

/// Reads the bytes of one frame. `None` at the end of the pipe. Not cancel-safe: whoever drops it must drop the pipe too.
pub(crate) async fn read_async(from: &mut (impl AsyncRead + Unpin), max: u32) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length).await {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    };
    let mut body = vec![0; checked(length, max)?];
    from.read_exact(&mut body).await?;
    Ok(Some(body))
}

/// What a frame takes of memory once it is parsed, in bytes: its text, and a place for each value in it. `[0,0,0]` is two
/// bytes a value on the pipe, and many times that in memory and in a report. Marks that stand in texts count too.
pub fn weight(frame: &[u8]) -> usize {
    const VALUE: usize = 96;
    let values = frame.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    frame.len() + VALUE * values
}

fn encode(frame: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, frame)?;
    let length = u32::try_from(bytes.len() - 4).map_err(|_| io::Error::other("a frame of more than 4 GiB"))?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

fn checked(length: [u8; 4], max: u32) -> io::Result<usize> {
    let length = u32::from_le_bytes(length);
    if length > max {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes, {max} at most")));
    }
    Ok(length as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_and_a_longer_one_than_allowed_is_refused_before_it_is_read() {
        let mut pipe = Vec::new();
        write(&mut pipe, &"hello").unwrap();
        assert_eq!(read::<String>(&mut &pipe[..], 7).unwrap().as_deref(), Some("hello"));
        assert_eq!(read::<String>(&mut &pipe[..], 6).unwrap_err().kind(), io::ErrorKind::InvalidData);
        let huge = [0xff; 4];
        assert_eq!(read::<String>(&mut &huge[..], 1 << 20).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn many_small_values_weigh_what_they_take_of_memory() {
        let frame = serde_json::to_vec(&vec![0; 1_000_000]).unwrap();
        let taken = 1_000_000 * std::mem::size_of::<serde_json::Value>();
        assert!(weight(&frame) > taken, "{} for {taken}", weight(&frame));
        let text = serde_json::to_vec(&"x".repeat(1_000_000)).unwrap();
        assert_eq!(weight(&text), text.len());
    }

    #[test]
    fn a_cut_frame_is_an_error_and_an_empty_pipe_is_the_end() {
        let mut pipe = Vec::new();
        write(&mut pipe, &"hello").unwrap();
        for cut in 4..pipe.len() {
            assert!(read::<String>(&mut &pipe[..cut], 100).is_err(), "cut at {cut}");
        }
        assert!(read::<String>(&mut &[][..], 100).unwrap().is_none());
    }
}
