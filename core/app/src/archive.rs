//! `--out -`: the reports of a run as one tar on standard output, for where there is no folder to leave them in.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input};
use tar::{Builder, EntryType, Header};

use crate::output::unwritable;

/// Whether `out` means standard output and no folder.
pub(crate) fn is_meant(out: &Path) -> bool {
    out.as_os_str() == "-"
}

/// Tells before a long scan that nobody could read what it would print.
///
/// # Errors
/// [`Code::Usage`]: standard output is a terminal.
pub(crate) fn check() -> Result<(), Problem> {
    if !io::stdout().is_terminal() {
        return Ok(());
    }
    let help = "name a folder with --out, or read the tar: cincture ... --out - | tar -x";
    Err(Problem::new(Code::Usage, "the reports cannot go to standard output", "a tar is for no terminal", help))
}

/// Writes `input` in each of `formats`, under its usual name, to standard output.
///
/// # Errors
/// [`Code::OutputUnwritable`]: nobody reads it any more, or the disk is full.
pub(crate) fn print(input: &Input, formats: &[Format]) -> Result<(), Problem> {
    write(input, formats, io::stdout().lock()).map_err(|e| unwritable(Path::new("standard output"), &e))
}

/// Nothing is written until all reports are whole: the size of each stands before it.
fn write(input: &Input, formats: &[Format], out: impl Write) -> io::Result<()> {
    let mut reports: Vec<(Format, Vec<u8>)> = formats.iter().map(|format| (*format, Vec::new())).collect();
    let outs = reports.iter_mut().map(|(format, bytes)| (*format, Box::new(bytes) as Box<dyn Write + '_>));
    report::write(input, outs.collect()).map_err(|(_, e)| e)?;
    let mut tar = Builder::new(BufWriter::new(out));
    for (format, bytes) in &reports {
        let mut header = header(input, *format, bytes.len() as u64);
        tar.append_data(&mut header, format.file_name(), bytes.as_slice())?;
    }
    tar.into_inner()?.flush()
}

/// Equal for equal runs: no account, and the time at which the run started.
fn header(input: &Input, format: Format, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(if format.is_private() { 0o600 } else { 0o644 });
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(input.run.started.as_second().unsigned_abs());
    header
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use cincture_core::report::Run;
    use cincture_engine::clock;

    use super::*;
    use crate::output;

    fn input() -> Input {
        let problem = Problem::new(Code::Usage, "a\n::error::b", "why", "help");
        Input::of(Run { started: clock::now(), problems: vec![problem], ..Run::default() })
    }

    #[test]
    fn its_files_are_those_of_a_folder() {
        let (input, folder) = (input(), tempfile::tempdir().unwrap());
        let named = |format: Format| (format, folder.path().join(format.file_name()));
        output::write_files(&input, &Format::ALL.map(named)).unwrap();
        let mut bytes = Vec::new();
        write(&input, &Format::ALL, &mut bytes).unwrap();
        let mut found = BTreeMap::new();
        for entry in tar::Archive::new(bytes.as_slice()).entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header();
            assert_eq!(header.mtime().unwrap(), input.run.started.as_second().unsigned_abs());
            assert_eq!((header.uid().unwrap(), header.gid().unwrap(), header.entry_type()), (0, 0, EntryType::Regular));
            let private = header.mode().unwrap() & 0o077 == 0;
            let name = entry.path().unwrap().display().to_string();
            assert_eq!(private, name == Format::Commands.file_name(), "{name}");
            let mut text = Vec::new();
            entry.read_to_end(&mut text).unwrap();
            assert_eq!(text, std::fs::read(folder.path().join(&name)).unwrap(), "{name}");
            found.insert(name, text);
        }
        assert_eq!(found.len(), Format::ALL.len());
    }

    #[test]
    fn the_same_run_is_the_same_tar() {
        let (input, mut one, mut two) = (input(), Vec::new(), Vec::new());
        write(&input, &output::usual(), &mut one).unwrap();
        write(&input, &output::usual(), &mut two).unwrap();
        assert_eq!(one, two);
    }
}
