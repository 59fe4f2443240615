//! A request carried out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use crate::catalog::{Catalog, Template};
use crate::error::Error;
use crate::filters;
use crate::variables::{self, Variable};

/// How a pipeline runs Cincture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The program, on the machine that the job runs on.
    Script,
    /// Its image.
    Container,
}

impl Pattern {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Script, Self::Container];

    /// The word that people type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Container => "container",
        }
    }

    /// The pattern of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pattern| pattern.as_str() == word)
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The platform's id.
    pub platform: String,
    /// The kind; the platform's usual one if none is named.
    pub kind: Option<String>,
    /// How Cincture is run.
    pub pattern: Pattern,
    /// Values for variables.
    pub set: Vec<(String, String)>,
    /// Version of Cincture, for comments.
    pub version: String,
}

/// A file of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// Where it belongs, below the root of a repository.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
    /// Whether it is run.
    pub executable: bool,
}

/// The files of a pipeline.
///
/// # Errors
/// Something of `request` is not known, a variable has no value or a wrong one, or a template is at fault.
pub fn generate(catalog: &Catalog, request: &Request) -> Result<Vec<Generated>, Error> {
    let templates = chosen(catalog, request)?;
    let values = values(request)?;
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(syntax()?);
    filters::add(&mut env);
    unused(&env, request, &templates)?;
    templates.iter().map(|template| rendered(&env, template, &values)).collect()
}

/// Marks that none of the languages has: Jinja's own mean something to GitHub, CircleCI and shells.
fn syntax() -> Result<SyntaxConfig, Error> {
    let mut builder = SyntaxConfig::builder();
    builder.block_delimiters("<%", "%>").variable_delimiters("<@", "@>").comment_delimiters("<#", "#>");
    builder.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    builder.build().map_err(|e| Error::Template { path: "the marks".to_owned(), why: e.to_string() })
}

fn chosen<'a>(catalog: &'a Catalog, request: &Request) -> Result<Vec<&'a Template>, Error> {
    let all = catalog.of_platform(&request.platform);
    if all.is_empty() {
        let known = catalog.platforms().join(", ");
        return Err(Error::Platform { name: request.platform.clone(), known });
    }
    let (fitting, others): (Vec<&Template>, Vec<&Template>) =
        all.into_iter().partition(|template| template.patterns.contains(&request.pattern));
    let mut kinds: Vec<&str> = Vec::new();
    for kind in fitting.iter().flat_map(|template| &template.kinds) {
        if !kinds.contains(&kind.as_str()) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        let other = others.first().and_then(|template| template.patterns.first()).map_or("", |other| other.as_str());
        return Err(Error::Pattern { platform: request.platform.clone(), pattern: request.pattern.as_str(), other });
    }
    let kind = request.kind.as_deref().or(kinds.first().copied()).unwrap_or_default();
    if !kinds.contains(&kind) {
        return Err(Error::Kind {
            platform: request.platform.clone(),
            name: kind.to_owned(),
            pattern: request.pattern.as_str(),
            known: kinds.join(", "),
        });
    }
    Ok(fitting.into_iter().filter(|template| template.kinds.iter().any(|one| one == kind)).collect())
}

fn values(request: &Request) -> Result<BTreeMap<&'static str, String>, Error> {
    let defaults = variables::ALL.iter().filter_map(|variable| Some((variable.name, variable.default?.to_owned())));
    let mut values: BTreeMap<&'static str, String> = defaults.collect();
    for (name, value) in &request.set {
        let variable = variables::named(name)?;
        variable.check(value)?;
        values.insert(variable.name, value.clone());
    }
    values.insert("pattern", request.pattern.as_str().to_owned());
    values.insert("version", request.version.clone());
    Ok(values)
}

/// A value that changes nothing was meant for something else.
fn unused(env: &Environment<'_>, request: &Request, templates: &[&Template]) -> Result<(), Error> {
    for (name, _) in &request.set {
        let variable: &'static Variable = variables::named(name)?;
        let is_used = |template: &&Template| {
            let parsed = env.template_from_named_str(&template.file, &template.text);
            parsed.is_ok_and(|parsed| parsed.undeclared_variables(false).contains(name))
        };
        if !templates.iter().any(is_used) {
            return Err(Error::Unused(variable.name));
        }
    }
    Ok(())
}

fn rendered(
    env: &Environment<'_>,
    template: &Template,
    values: &BTreeMap<&'static str, String>,
) -> Result<Generated, Error> {
    let parsed = env.template_from_named_str(&template.file, &template.text).map_err(|e| wrong(template, &e))?;
    let text =
        parsed.render(values).map_err(|e| missing(&parsed, values, &e).unwrap_or_else(|| wrong(template, &e)))?;
    Ok(Generated { path: PathBuf::from(&template.path), text, executable: template.executable })
}

/// The variable that an error is about, if it is about one that has no value.
fn missing(
    template: &minijinja::Template<'_, '_>,
    values: &BTreeMap<&'static str, String>,
    error: &minijinja::Error,
) -> Option<Error> {
    let names = template.undeclared_variables(false);
    let mut without = variables::ALL.iter().filter(|v| names.contains(v.name) && !values.contains_key(v.name));
    let variable = without.next().filter(|_| error.kind() == ErrorKind::UndefinedError)?;
    Some(Error::Missing { name: variable.name, about: variable.about })
}

fn wrong(template: &Template, error: &minijinja::Error) -> Error {
    // The header is a line, too.
    let line = error.line().map(|line| format!(":{}", line + 1)).unwrap_or_default();
    let path = format!("{}/{}{line}", template.platform, template.file);
    Error::Template { path, why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What a template of `text` makes.
    fn made(text: &str, set: &[(&str, &str)]) -> Result<String, Error> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("here")).unwrap();
        let text = format!("<#- kind=one path=a.yml patterns=script -#>\n{text}");
        fs::write(folder.path().join("here/a.yml.j2"), text).unwrap();
        let request = Request {
            platform: "here".to_owned(),
            kind: None,
            pattern: Pattern::Script,
            set: set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            version: "1".to_owned(),
        };
        let files = generate(&Catalog::of(Some(folder.path())).unwrap(), &request)?;
        assert_eq!(files.len(), 1);
        Ok(files[0].text.clone())
    }

    #[test]
    fn a_value_stands_in_its_language_and_other_marks_stay() {
        let text = "a: <@ target | yaml @>\n<% if url is defined %>\nb: 1\n<% endif %>\nc: ${{ x }} << y >> ${#z}\n";
        let made = made(text, &[("target", "k8s://a/b \"c\"")]).unwrap();
        assert_eq!(made, "a: \"k8s://a/b \\\"c\\\"\"\nc: ${{ x }} << y >> ${#z}\n");
    }

    #[test]
    fn a_variable_without_a_value_or_without_a_filter_is_an_error() {
        assert!(matches!(made("<@ image | plain @>", &[]), Err(Error::Missing { name: "image", .. })));
        assert!(matches!(made("<@ target @>", &[]), Err(Error::Template { .. })));
        assert!(matches!(made("<@ nothing | yaml @>", &[]), Err(Error::Template { .. })));
        assert!(matches!(made("<@ target | plain @>", &[]), Err(Error::Template { .. })));
    }

    #[test]
    fn a_value_that_nothing_uses_or_of_another_kind_is_refused() {
        assert!(matches!(made("x", &[("target", "k8s://a/b")]), Err(Error::Unused("target"))));
        assert!(matches!(made("<@ name | plain @>", &[("name", "A b")]), Err(Error::Value { .. })));
        assert!(matches!(made("x", &[("targt", "y")]), Err(Error::Unknown { nearest: "target", .. })));
    }

    #[test]
    fn a_platform_or_a_kind_that_is_not_there_is_told_with_those_that_are() {
        let request = |platform: &str, kind: &str| Request {
            platform: platform.to_owned(),
            kind: Some(kind.to_owned()),
            pattern: Pattern::Script,
            set: Vec::new(),
            version: "1".to_owned(),
        };
        let catalog = Catalog::of(None).unwrap();
        let told = generate(&catalog, &request("skript", "bash")).unwrap_err().to_string();
        assert!(told.contains("script"), "{told}");
        let told = generate(&catalog, &request("script", "zsh")).unwrap_err().to_string();
        assert!(told.contains("bash"), "{told}");
        let told = generate(&catalog, &request("spinnaker", "pipeline")).unwrap_err().to_string();
        assert!(told.ends_with("not in the pattern script, but in container"), "{told}");
    }
}
