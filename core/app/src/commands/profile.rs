//! `cincture profile list|info|check|init`.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::profile::{self, Info, Looking};
use cincture_core::scan::profiles;
use cincture_core::untrusted::harmless_json;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::scan::{runtime, this_program, to_its_end};
use crate::output;
use crate::terminal;

/// How a profile is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cincture profile list --format json")]
pub(crate) struct ListArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cincture profile info container-baseline\n  cincture profile info ./my-profile --format json"
)]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    pub(crate) of: Of,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing of the profile is run. Errors are what no scan can be complete with: files that cannot be parsed,\n\
    ids that are there twice, dependencies. Warnings are what is missing: titles, descriptions, impacts, fields\n\
    of inspec.yml; and resources that the engine has not.\n\n\
    Exit status: 0 no errors (warnings or not), 2 errors.\n\n\
    Examples:\n  cincture profile check ./my-profile\n  cincture profile check ./my-profile.tar.gz --format json"
)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) of: Of,
}

/// Which profile, and how to print it.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// Profile: a built-in name, a folder, a .tar.gz, or a single .rb
    #[arg(value_name = "PROFILE")]
    pub(crate) profile: String,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Look at a profile that is not built in even where the system offers no seccomp filter to hold its parser with
    #[arg(long)]
    pub(crate) allow_unsandboxed_profile: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cincture profile init my-profile\n  cincture profile check my-profile\n  cincture scan local:// --profile ./my-profile"
)]
pub(crate) struct InitArgs {
    /// A folder that is not there yet, or is empty
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

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
    format!("{} {}  {} controls  {}\n", info.name, text(&info.version), info.controls.len(), text(&info.summary))
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
    let folder = cincture_core::untrusted::one_line(&folder.display().to_string());
    format!(
        "The profile {name} is in {folder}. Next:\n  cincture profile check {folder}\n  cincture scan local:// --profile {folder}\n"
    )
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
