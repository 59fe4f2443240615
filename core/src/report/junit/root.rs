//! The root element as the strict schema has it.

use std::io::{self, Write};

/// What the library writes for the root and the schema does not know.
const NOT_KNOWN: &str = " skipped=\"";

/// Passes on what is written, but for that attribute of the first element.
pub(super) struct Root<'a> {
    out: &'a mut dyn Write,
    /// What has been written until the first element ends; `None` from there on.
    head: Option<Vec<u8>>,
}

impl<'a> Root<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, head: Some(Vec::new()) }
    }
}

impl Write for Root<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(head) = &mut self.head else { return self.out.write(bytes) };
        head.extend_from_slice(bytes);
        let text = String::from_utf8_lossy(head);
        let ended = text.find("<testsuites").is_some_and(|at| text[at..].contains('>'));
        if ended {
            let whole =
                match text.split_once(NOT_KNOWN).and_then(|(before, rest)| Some((before, rest.split_once('"')?.1))) {
                    Some((before, after)) => format!("{before}{after}"),
                    None => text.into_owned(),
                };
            self.out.write_all(whole.as_bytes())?;
            self.head = None;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
