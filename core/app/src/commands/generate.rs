//! `cincture generate PLATFORM`.

use std::fs;
use std::path::{Path, PathBuf};

use cincture_core::exit::Exit;
use cincture_core::problem::{Code, Problem};
use cincture_core::untrusted::one_line;
use cincture_templates::{Catalog, Error, Generated, Pattern, Request, generate, variables};

use super::look::printed;
use crate::cli::generate::GenerateArgs;
use crate::output;

/// Generates; every way out has said why.
pub(crate) fn run(args: &GenerateArgs) -> Exit {
    printed(generated(args).map(|text| (text, Exit::Pass)))
}

fn generated(args: &GenerateArgs) -> Result<String, Problem> {
    let catalog = Catalog::of(args.templates.as_deref()).map_err(|e| problem(&e))?;
    let platform = match &args.platform {
        Some(platform) if !args.list => platform.clone(),
        of_one => return Ok(list(&catalog, of_one.as_deref())),
    };
    let pattern = Pattern::of(&args.pattern).unwrap_or(Pattern::Script);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let request = Request { platform, kind: args.kind.clone(), pattern, set: args.set.clone(), version };
    let files = generate(&catalog, &request).map_err(|e| problem(&e))?;
    match &args.out {
        Some(folder) => written(folder, &files, args.force),
        None => Ok(shown(&files)),
    }
}

/// One file as it is; several with their paths above them.
fn shown(files: &[Generated]) -> String {
    match files {
        [file] => file.text.clone(),
        files => files.iter().map(|file| format!("==> {} <==\n{}\n", file.path.display(), file.text)).collect(),
    }
}

/// Writes all of them, or none where one would take the place of something else.
fn written(folder: &Path, files: &[Generated], force: bool) -> Result<String, Problem> {
    for file in files {
        let path = folder.join(&file.path);
        let other = fs::read(&path).is_ok_and(|there| there != file.text.as_bytes());
        if other && !force {
            let help = "look at it, and give --force to write over it";
            let problem = Problem::new(Code::Usage, "a file is there already", "its content is another one", help);
            return Err(problem.at(path.display().to_string()));
        }
    }
    let paths = files.iter().map(|file| write(folder, file)).collect::<Result<Vec<_>, _>>()?;
    Ok(paths.iter().map(|path| format!("wrote {}\n", one_line(&path.display().to_string()))).collect())
}

fn write(folder: &Path, file: &Generated) -> Result<PathBuf, Problem> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        output::make_folder(parent)?;
    }
    output::write_text(&path, &file.text)?;
    if file.executable {
        make_executable(&path).map_err(|e| {
            let help = "make it executable by hand";
            Problem::new(Code::OutputUnwritable, "the file cannot be made executable", e.to_string(), help)
                .at(path.display().to_string())
        })?;
    }
    Ok(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

/// Other systems know no such mark.
#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Platforms with their kinds, and the variables.
fn list(catalog: &Catalog, platform: Option<&str>) -> String {
    let mut text = String::from("Platforms, kinds, files and patterns:\n");
    for id in catalog.platforms().into_iter().filter(|id| platform.is_none_or(|wanted| wanted == *id)) {
        for template in catalog.of_platform(id) {
            let patterns: Vec<&str> = template.patterns.iter().map(|pattern| pattern.as_str()).collect();
            let patterns = patterns.join(", ");
            for kind in &template.kinds {
                text += &format!("  {id:<10} {kind:<12} {:<40} {patterns}\n", template.path);
            }
        }
    }
    text += "\nVariables, with their defaults:\n";
    for variable in variables::ALL {
        let default = variable.default.map_or("(none)", |default| default);
        text += &format!("  {:<20} {default:<38} {}\n", variable.name, variable.about);
    }
    text
}

fn problem(error: &Error) -> Problem {
    let help = match error {
        Error::Missing { name, .. } => format!("give --set {name}=VALUE"),
        Error::Pattern { other, .. } => format!("give --pattern {other}"),
        Error::Template { .. } | Error::Folder { .. } => "mend the template, or leave --templates away".to_owned(),
        _ => "`cincture generate --list` prints platforms, kinds and variables".to_owned(),
    };
    Problem::new(Code::Usage, "the pipeline cannot be generated", error.to_string(), help)
}
