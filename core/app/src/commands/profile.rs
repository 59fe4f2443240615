//! `cincture profile list|info|check|init`.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use cincture_core::exit::Exit;
use cincture_core::number::number;
use cincture_core::problem::{Code, Problem};
use cincture_core::profile::{self, Info, Looking};
use cincture_core::scan::profiles;
use cincture_core::untrusted::{harmless_json, one_line};
use serde::Serialize;

use super::scan::{runtime, this_program, to_its_end};
use crate::cli::Format;
use crate::cli::profile::{CheckArgs, InfoArgs, InitArgs, ListArgs, Of};
use crate::output;
use crate::terminal;

/// The profiles that are part of the program.
pub(crate) fn list(args: &ListArgs) -> Exit {
    match built_in() {
        Ok(all) => print(args.format, &all, || all.iter().map(list_line).collect()),
        Err(problem) => output::complain(&problem),
    }
}

fn built_in() -> Result<Vec<Info>, Problem> {
    let looking = looking(false)?;
    let sources: Vec<_> = profiles::built_in().iter().map(|name| profiles::load(name)).collect::<Result<_, _>>()?;
    let look = async {
        let mut all = Vec::new();
        for source in &sources {
            all.push(profile::info(source, &looking).await?);
        }
        Ok(all)
    };
    to_its_end(runtime()?, look)
}

fn list_line(info: &Info) -> String {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    {
        let controls = number(info.controls.len(), "control");
        format!("{} {}  {controls}  {}\n", info.name, text(&info.version), text(&info.summary))
    }
}

/// What a profile says of itself.
pub(crate) fn info(args: &InfoArgs) -> Exit {
    let found = looked(&args.of, |source, looking| to_its_end(runtime()?, profile::info(source, looking)));
    match found {
        Ok(info) => print(args.of.format, &info, || info.text()),
        Err(problem) => output::complain(&problem),
    }
}

/// What is wrong with a profile; 2 where something is.
pub(crate) fn check(args: &CheckArgs) -> Exit {
    let found = looked(&args.of, |source, looking| to_its_end(runtime()?, profile::check(source, looking)));
    match found {
        Ok(checked) => match print(args.of.format, &checked, || checked.text()) {
            Exit::Pass if !checked.holds() => Exit::Invalid,
            exit => exit,
        },
        Err(problem) => output::complain(&problem),
    }
}

fn looked<T>(
    of: &Of,
    look: impl FnOnce(&profiles::ProfileSource, &Looking) -> Result<T, Problem>,
) -> Result<T, Problem> {
    look(&profiles::load(&of.profile)?, &looking(of.allow_unsandboxed_profile)?)
}

fn looking(allow_unsandboxed: bool) -> Result<Looking, Problem> {
    Ok(Looking { program: this_program()?, allow_unsandboxed })
}

fn print(format: Format, value: &impl Serialize, text: impl FnOnce() -> String) -> Exit {
    let printed = match format {
        Format::Text => Ok(text()),
        Format::Json => serde_json::to_string_pretty(value).map(|json| harmless_json(&json) + "\n"),
    };
    match printed {
        Ok(text) if terminal::print(&text) => Exit::Pass,
        _ => Exit::Failed,
    }
}

/// A new profile in a folder of its own; nothing that is there is overwritten.
pub(crate) fn init(args: &InitArgs) -> Exit {
    match made(&args.folder) {
        Ok(name) => match terminal::print(&said(&name, &args.folder)) {
            true => Exit::Pass,
            false => Exit::Failed,
        },
        Err(problem) => output::complain(&problem),
    }
}

fn said(name: &str, folder: &Path) -> String {
    let shown = one_line(&folder.display().to_string());
    let word = one_line(&shell_word(&folder.display().to_string()));
    format!(
        "The profile {name} is in {shown}. Next:\n  cincture profile check {word}\n  cincture scan local:// --profile {word}\n"
    )
}

/// `text` as one word of a shell's command line, and never as a flag.
fn shell_word(text: &str) -> String {
    let text = if text.starts_with('-') { format!("./{text}") } else { text.to_owned() };
    if text.chars().all(|c| c.is_alphanumeric() || "/._-+:@%,".contains(c)) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn made(folder: &Path) -> Result<String, Problem> {
    let unwritable = |e: std::io::Error| {
        Problem::new(Code::OutputUnwritable, "the profile cannot be written", e.to_string(), "choose another folder")
            .at(folder.display().to_string())
    };
    if !is_free(folder).map_err(unwritable)? {
        let why = "something is there already, and is not overwritten";
        return Err(Problem::new(Code::Usage, "the profile cannot be made", why, "name a folder that is new or empty")
            .at(folder.display().to_string()));
    }
    fs::create_dir_all(folder.join("controls")).map_err(unwritable)?;
    let folder_name = fs::canonicalize(folder).map_err(unwritable)?;
    let name = profile::name_for(&folder_name.file_name().unwrap_or_default().to_string_lossy());
    for file in profile::files(&name) {
        File::create_new(folder.join(file.path))
            .and_then(|mut to| to.write_all(file.text.as_bytes()))
            .map_err(unwritable)?;
    }
    Ok(name)
}

/// Whether nothing is there, or an empty folder.
fn is_free(folder: &Path) -> std::io::Result<bool> {
    match fs::symlink_metadata(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(true),
        Err(e) => Err(e),
        Ok(metadata) if metadata.is_dir() => Ok(fs::read_dir(folder)?.next().is_none()),
        Ok(_) => Ok(false),
    }
}
