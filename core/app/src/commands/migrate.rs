//! `cincture migrate FILE`.

use std::fs;
use std::io::{self, Read, Write as _};
use std::path::Path;

use cincture_core::exit::Exit;
use cincture_core::migrate::{self, Kind, Migration};
use cincture_core::number::number;
use cincture_core::problem::{Code, Problem};
use cincture_core::untrusted;

use crate::cli::migrate::MigrateArgs;
use crate::output;
use crate::terminal;

/// Bytes of a pipeline that are read; the largest in use are below a tenth of it.
const MAX_BYTES: u64 = 1 << 20;

/// Prints the diff, and tells what is left.
pub(crate) fn run(args: &MigrateArgs) -> Exit {
    match migrated(args) {
        Ok(exit) => exit,
        Err(problem) => output::complain(&problem),
    }
}

fn migrated(args: &MigrateArgs) -> Result<Exit, Problem> {
    let name = args.file.display().to_string();
    let piped = name == "-";
    if piped && args.write {
        let help = "leave --write away: the diff goes to standard output";
        return Err(Problem::new(Code::Usage, "flags contradict each other", "standard input cannot be changed", help));
    }
    let text = read(&args.file, piped).map_err(|e| unreadable(&name, &e))?;
    let migration = migrate::migrate(&name, &text);
    let diff = migrate::unified(if piped { "pipeline" } else { &name }, &text, &migration.edits);
    terminal::complain(&told(&name, &migration));
    if !terminal::print(&diff) {
        return Ok(Exit::Failed);
    }
    if args.write && !migration.edits.is_empty() {
        replace(&args.file, &text, &migration.text).map_err(|e| unwritable(&name, &e))?;
    }
    Ok(if migration.is_complete() { Exit::Pass } else { Exit::Incomplete })
}

fn read(file: &Path, piped: bool) -> io::Result<String> {
    let source: Box<dyn Read> = if piped { Box::new(io::stdin()) } else { Box::new(fs::File::open(file)?) };
    let mut text = String::new();
    source.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is longer than {MAX_BYTES} bytes")));
    }
    Ok(text)
}

/// Puts `text` in the place of `file` at once, with its permissions; of a link, in the place of what it leads to. A file that is
/// no longer `old` is somebody's work of this moment, and stays.
fn replace(file: &Path, old: &str, text: &str) -> io::Result<()> {
    let file = fs::canonicalize(file)?;
    if read(&file, false)? != old {
        return Err(io::Error::other("somebody changes it at this moment"));
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh.as_file().set_permissions(fs::metadata(&file)?.permissions())?;
    fresh.persist(&file)?;
    Ok(())
}

/// A line for each note, and what it comes to.
fn told(name: &str, migration: &Migration) -> String {
    let place = untrusted::one_line(name);
    let line = |note: &migrate::Note| {
        format!("{place}:{}: {}: {}\n", note.line, note.kind.as_str(), untrusted::one_line(&note.text))
    };
    let lines: String = migration.notes.iter().map(line).collect();
    let count = |kind: Kind| migration.notes.iter().filter(|note| note.kind == kind).count();
    let (changed, left) = (count(Kind::Changed), count(Kind::Untranslated));
    let sum = match (changed, left) {
        (0, 0) => "nothing to translate was found".to_owned(),
        (changed, 0) => format!("{} translated", number(changed, "command")),
        (changed, left) => {
            format!("{} translated, {} left to look at", number(changed, "command"), number(left, "line"))
        }
    };
    format!("{lines}{place}: {sum}\n")
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    let help = "name a pipeline as text in UTF-8, or - for standard input";
    Problem::new(Code::Usage, "the pipeline cannot be read", error.to_string(), help).at(name)
}

fn unwritable(name: &str, error: &io::Error) -> Problem {
    let help = "apply the diff on standard output instead";
    Problem::new(Code::OutputUnwritable, "the pipeline cannot be changed", error.to_string(), help).at(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pipeline.yml");
        fs::write(&file, "theirs\n").unwrap();
        assert!(replace(&file, "as it was read\n", "ours\n").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs\n");
        replace(&file, "theirs\n", "ours\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "ours\n");
    }
}
