//! Writing a recording while the scan runs: memory does not grow with it.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::{End, Exchange, Head, LARGEST, Line};
use crate::problem::{Code, Problem};

/// Where a recording goes.
pub trait Sink: Write + Send {
    /// Everything was written: the file gets its name. Dropped without, nothing is left.
    ///
    /// # Errors
    /// It cannot.
    fn keep(self: Box<Self>) -> io::Result<()>;
}

/// A recording that is being written.
pub struct Recorder {
    to: io::Result<GzEncoder<Box<dyn Sink>>>,
    sum: Sha256,
    weight: usize,
}

impl Recorder {
    /// Begins with `head`. What goes wrong is told at the end.
    pub fn new(to: Box<dyn Sink>, head: Head) -> Self {
        let mut recorder = Self { to: Ok(GzEncoder::new(to, Compression::default())), sum: Sha256::new(), weight: 0 };
        recorder.line(&Line::Head(head));
        recorder
    }

    /// Adds an exchange.
    pub fn add(&mut self, exchange: Exchange) {
        self.line(&Line::Exchange(exchange));
    }

    /// Ends with `end`, and gives the file its name.
    ///
    /// # Errors
    /// [`Code::OutputUnwritable`], also for what went wrong before; then there is no file.
    pub fn finish(mut self, end: End) -> Result<(), Problem> {
        self.line(&Line::End(end));
        let sum = self.sum.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.line(&Line::Sha256(sum));
        self.to.and_then(GzEncoder::finish).and_then(Sink::keep).map_err(|e| {
            let help = "choose another place for --record, or scan with fewer profiles";
            Problem::new(Code::OutputUnwritable, "the recording cannot be written", e.to_string(), help)
        })
    }

    fn line(&mut self, line: &Line) {
        let Ok(to) = &mut self.to else { return };
        let written = text(line).and_then(|text| {
            self.weight = self.weight.saturating_add(cincture_engine::weight(&text));
            if self.weight > LARGEST {
                return Err(io::Error::other("it is larger than a recording may be to be read again"));
            }
            self.sum.update(&text);
            to.write_all(&text)
        });
        if let Err(e) = written {
            self.to = Err(e);
        }
    }
}

fn text(line: &Line) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}
