//! The templates that there are: embedded ones, and a user's own in their place.
//!
//! The first line of a template says what it makes, in a comment of the template language:
//!
//! ```text
//! <#- kind=workflow path=.github/workflows/cincture.yml patterns=script,container -#>
//! ```
//!
//! `kind` names what a user asks for; the kind of a platform's first file, in the order of their names, is its usual one. A kind
//! may have several files, and a file may be of several kinds (`kind=bash,crontab`). `mode=x` marks one that is run.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use include_dir::{Dir, include_dir};

use crate::error::Error;
use crate::render::Pattern;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/pipelines");

/// What the name of a template ends with.
const SUFFIX: &str = ".j2";

/// One template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The platform's id.
    pub platform: String,
    /// Its file, below the folder of the platform.
    pub file: String,
    /// What a user asks for to have it.
    pub kinds: Vec<String>,
    /// Where the pipeline that it makes belongs, in a repository.
    pub path: String,
    /// In which ways of running Cincture it can be had.
    pub patterns: Vec<Pattern>,
    /// Whether what it makes is run.
    pub executable: bool,
    /// The template, after the header.
    pub text: String,
}

/// All templates, by platform and file.
#[derive(Clone, Debug)]
pub struct Catalog {
    templates: BTreeMap<(String, String), Template>,
}

impl Catalog {
    /// The embedded ones; where `folder` has one of the same platform and file, or another, that is taken.
    ///
    /// # Errors
    /// `folder` cannot be read, or a template in it has no header.
    pub fn of(folder: Option<&Path>) -> Result<Self, Error> {
        let mut files: Vec<(String, String, String)> = embedded();
        if let Some(folder) = folder {
            files.extend(of_folder(folder)?);
        }
        let mut templates = BTreeMap::new();
        for (platform, file, text) in files {
            templates.insert((platform.clone(), file.clone()), Template::parse(platform, file, &text)?);
        }
        Ok(Self { templates })
    }

    /// The platforms that have one.
    pub fn platforms(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.templates.values().map(|template| template.platform.as_str()).collect();
        all.dedup();
        all
    }

    /// The templates of a platform, the usual kind first.
    pub fn of_platform(&self, platform: &str) -> Vec<&Template> {
        self.templates.values().filter(|template| template.platform == platform).collect()
    }
}

impl Template {
    fn parse(platform: String, file: String, text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::Template { path: format!("{platform}/{file}"), why: why.to_owned() };
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let header = first.trim().strip_prefix("<#-").and_then(|line| line.strip_suffix("-#>"));
        let header = header.ok_or_else(|| wrong("its first line is not <#- kind=... path=... patterns=... -#>"))?;
        let (mut kinds, mut path, mut patterns, mut executable) = (Vec::new(), None, Vec::new(), false);
        for word in header.split_whitespace() {
            match word.split_once('=') {
                Some(("kind", value)) => kinds = value.split(',').map(str::to_owned).collect(),
                Some(("path", value)) if is_inside(value) => path = Some(value.to_owned()),
                Some(("patterns", value)) => {
                    let all: Option<Vec<Pattern>> = value.split(',').map(Pattern::of).collect();
                    patterns = all.ok_or_else(|| wrong("a pattern is script or container"))?;
                }
                Some(("mode", "x")) => executable = true,
                _ => return Err(wrong(&format!("its header has {word:?}"))),
            }
        }
        match path {
            Some(path) if !patterns.is_empty() && !kinds.is_empty() && !kinds.contains(&String::new()) => {
                Ok(Self { platform, file, kinds, path, patterns, executable, text: rest.to_owned() })
            }
            _ => Err(wrong("its header lacks kind, path or patterns")),
        }
    }
}

/// Whether a path stays in the folder that it is put in.
fn is_inside(path: &str) -> bool {
    let parts = || path.split('/');
    !path.contains(['\\', ':']) && parts().all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Platform, file and text of each.
fn embedded() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for folder in EMBEDDED.dirs() {
        let platform = folder.path().to_string_lossy().into_owned();
        for file in folder.files() {
            let name = file.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if let Some(text) = file.contents_utf8().filter(|_| name.ends_with(SUFFIX)) {
                all.push((platform.clone(), name, text.to_owned()));
            }
        }
    }
    all
}

fn of_folder(folder: &Path) -> Result<Vec<(String, String, String)>, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| Error::Folder { path, error }
    };
    let mut all = Vec::new();
    for platform in fs::read_dir(folder).map_err(failed(folder))? {
        let platform = platform.map_err(failed(folder))?.path();
        if !platform.is_dir() {
            continue;
        }
        for file in fs::read_dir(&platform).map_err(failed(&platform))? {
            let file = file.map_err(failed(&platform))?.path();
            let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name(&file).ends_with(SUFFIX) {
                let text = fs::read_to_string(&file).map_err(failed(&file))?;
                all.push((name(&platform), name(&file), text));
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(header: &str) -> Result<Template, Error> {
        Template::parse("x".to_owned(), "a.j2".to_owned(), &format!("{header}\ntext\n"))
    }

    #[test]
    fn a_header_says_all_or_the_template_is_none() {
        let template = parse("<#- kind=job,other path=.x/y.yml patterns=script,container mode=x -#>").unwrap();
        assert_eq!(
            (template.kinds.join("+").as_str(), template.path.as_str(), template.text.as_str()),
            ("job+other", ".x/y.yml", "text\n")
        );
        assert!(template.executable && template.patterns.len() == 2);
        for header in [
            "text",
            "<#- kind=job path=a -#>",
            "<#- kind=job,,x path=a patterns=script -#>",
            "<#- kind=job patterns=script -#>",
            "<#- kind=job path=a patterns=scripts -#>",
            "<#- kind=job path=../a patterns=script -#>",
            "<#- kind=job path=/a patterns=script -#>",
            "<#- kind=job path=a patterns=script other=1 -#>",
        ] {
            assert!(parse(header).is_err(), "{header}");
        }
    }

    #[test]
    fn a_users_template_takes_the_place_of_ours_and_adds_to_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ours")).unwrap();
        fs::write(folder.path().join("ours/a.j2"), "<#- kind=job path=a patterns=script -#>\nmine\n").unwrap();
        fs::write(folder.path().join("ours/notes.txt"), "no template").unwrap();
        let catalog = Catalog::of(Some(folder.path())).unwrap();
        assert_eq!(catalog.of_platform("ours").len(), 1);
        assert!(catalog.platforms().len() > 1);
    }
}
