//! Files of a run, and problems on standard error.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::report::{self, Format, Input};
use cincture_core::untrusted;

use crate::{system, terminal};

/// The formats that every run leaves in its folder.
pub(crate) fn usual() -> Vec<Format> {
    Format::ALL.into_iter().filter(|format| format.by_default()).collect()
}

/// Makes `folder` if it is not there.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))
}

/// Writes each report to its file.
pub(crate) fn write_files(input: &Input, files: &[(Format, PathBuf)]) -> Result<(), Problem> {
    write(input, files, None)
}

/// Writes each report beside its place, and puts all of them there when all are whole, so that no reader meets half a file;
/// and the one in `printed` to standard output.
pub(crate) fn write(input: &Input, files: &[(Format, PathBuf)], printed: Option<Format>) -> Result<(), Problem> {
    // Behind the extension, in which alone some of them differ.
    let half = |path: &Path| path.with_added_extension("part");
    files.iter().try_for_each(|(_, path)| check_file(path))?;
    let place = |format: Format| {
        files.iter().find(|(f, _)| *f == format).map_or(Path::new("standard output"), |(_, path)| path)
    };
    let written = write_halves(input, files, printed, half);
    let written = written.map_err(|(format, e)| unwritable(place(format), &e)).and_then(|()| {
        files.iter().try_for_each(|(_, path)| fs::rename(half(path), path).map_err(|e| unwritable(path, &e)))
    });
    if written.is_err() {
        files.iter().for_each(|(_, path)| drop(fs::remove_file(half(path))));
    }
    written
}

fn write_halves(
    input: &Input,
    files: &[(Format, PathBuf)],
    printed: Option<Format>,
    half: impl Fn(&Path) -> PathBuf,
) -> Result<(), (Format, std::io::Error)> {
    let mut outs: Vec<report::Out<'_>> = Vec::new();
    for (format, path) in files {
        let mode = if format.is_private() { 0o600 } else { 0o666 };
        let file = fresh(&half(path), mode).map_err(|e| (*format, e))?;
        outs.push((*format, Box::new(BufWriter::with_capacity(BUFFER, file))));
    }
    let (whole, streamed) =
        printed.map_or((None, None), |f| if f.is_markup() { (Some(f), None) } else { (None, Some(f)) });
    if let Some(format) = streamed {
        outs.push((format, Box::new(BufWriter::with_capacity(BUFFER, std::io::stdout().lock()))));
    }
    report::write(input, outs)?;
    match whole.map(|format| (format, report::printed(input, format))) {
        Some((format, Err(e))) => Err((format, e)),
        Some((format, Ok(text))) if !terminal::print(&text) => Err((format, ErrorKind::BrokenPipe.into())),
        _ => Ok(()),
    }
}

/// Where they are, as a line for people.
pub(crate) fn places(folder: &Path, formats: &[Format]) -> String {
    let names: Vec<&str> = formats.iter().map(|format| format.file_name()).collect();
    format!("Files in {}: {}\n", untrusted::one_line(&folder.display().to_string()), names.join(", "))
}

/// The same where each has a place of its own.
pub(crate) fn listed(files: &[(Format, PathBuf)]) -> String {
    let names: Vec<String> = files.iter().map(|(_, path)| untrusted::one_line(&path.display().to_string())).collect();
    format!("Files: {}\n", names.join(", "))
}

/// The same for a tar on standard output.
pub(crate) fn archived(formats: &[Format]) -> String {
    let names: Vec<&str> = formats.iter().map(|format| format.file_name()).collect();
    format!("Files in the tar on standard output: {}\n", names.join(", "))
}

/// One report as text, for standard output.
pub(crate) fn text(input: &Input, format: Format) -> Result<String, Problem> {
    report::printed(input, format).map_err(|e| unwritable(Path::new(format.file_name()), &e))
}

/// Writes `text` to `path`.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<(), Problem> {
    use std::io::Write as _;
    fresh(path, 0o666).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|e| unwritable(path, &e))
}

/// Bytes that are collected before a file is written.
const BUFFER: usize = 256 * 1024;

/// Tells before a long scan that its results could not be kept.
pub(crate) fn check_folder(folder: &Path) -> Result<(), Problem> {
    let probe = folder.join(".cincture");
    fs::create_dir_all(folder)
        .and_then(|()| fresh(&probe, 0o666))
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|e| unwritable(folder, &e))
}

/// Takes away what an earlier run left in the place of `files`: who finds a report there after a scan that could not write
/// its own would take it for this scan's.
pub(crate) fn clear(files: &[(Format, PathBuf)]) -> Result<(), Problem> {
    files.iter().try_for_each(|(_, path)| check_file(path))?;
    files.iter().try_for_each(|(_, old)| match fs::remove_file(old) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(unwritable(old, &e)),
        _ => Ok(()),
    })
}

/// Tells that what has the name of a report stays.
pub(crate) fn check_file(path: &Path) -> Result<(), Problem> {
    replaceable(path).map_err(|e| unwritable(path, &e))
}

/// Neither a folder nor a device loses its name to us: root could take `/dev/null` away.
pub(crate) fn replaceable(path: &Path) -> std::io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() && !there.is_symlink() => Err(std::io::Error::other("what is there is no file")),
        _ => Ok(()),
    }
}

/// A new file, of `mode` without what the umask takes. Whatever file has the name is taken away: in a folder that came with a
/// stranger's repository it may be a link to any file of ours.
fn fresh(path: &Path, mode: u32) -> std::io::Result<File> {
    replaceable(path)?;
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => (),
    }
    system::with_mode(OpenOptions::new().write(true).create_new(true), mode).open(path)
}

/// What cannot be written, and why.
pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(Code::OutputUnwritable, "the results cannot be written", error.to_string(), "choose another --out")
        .at(path.display().to_string())
}

/// Says what is wrong on standard error, and gives the exit status that follows.
pub(crate) fn complain(problem: &Problem) -> Exit {
    terminal::complain(&problem.explained());
    problem.code.exit()
}
