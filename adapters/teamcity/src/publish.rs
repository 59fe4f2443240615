//! What TeamCity takes of the files: the tests, and artifacts.

use std::path::Path;

use cincture_core::exit::Exit;
use cincture_core::number::number;
use cincture_core::platform::Finished;
use cincture_core::report::Format;
use cincture_core::untrusted::one_line;

use crate::output::{message, value};
use crate::settings::{Settings, TESTS, Tests};

/// The messages, and a line for each that there cannot be.
pub(crate) fn of(done: &Finished<'_>, settings: &Settings) -> String {
    tests(done, settings) + &artifacts(done, &settings.name)
}

/// Tests are told by the file alone: messages for each would double them.
fn tests(done: &Finished<'_>, settings: &Settings) -> String {
    let Some((_, path)) = done.files.iter().find(|(format, _)| *format == Format::Junit) else {
        return String::new();
    };
    let failures = done.input.tally.counts.failures();
    match settings.tests {
        Tests::None => String::new(),
        Tests::Auto if done.exit == Exit::Pass && failures > 0 => {
            let controls = number(usize::try_from(failures).unwrap_or(usize::MAX), "control");
            format!(
                "no tests are imported: the threshold allows what {controls} found, and a failed test would fail the build. \
                 {TESTS}=all imports them where the failure condition \"at least one test failed\" is off.\n"
            )
        }
        Tests::Auto | Tests::All => import(done, path),
    }
}

fn import(done: &Finished<'_>, path: &Path) -> String {
    match relative(done, path).filter(|path| is_plain(path)) {
        // Without the file there would be no word of the tests.
        Some(path) => message("importData", &[("type", "junit"), ("path", path), ("whenNoDataPublished", "error")]),
        None => {
            "no tests are imported: junit.xml is not below the checkout directory of this build, or its path has signs \
                 of patterns\n"
                .to_owned()
        }
    }
}

/// The path below the checkout directory.
fn relative<'a>(done: &Finished<'_>, path: &'a Path) -> Option<&'a str> {
    path.strip_prefix(done.context.workspace.as_deref()?).ok()?.to_str()
}

/// Each file by itself, in one folder. What not everybody may see stays here.
fn artifacts(done: &Finished<'_>, name: &str) -> String {
    let public = done.files.iter().filter(|(format, _)| !format.is_private());
    let artifact = |path: &Path| match relative(done, path).or_else(|| path.to_str()).filter(|path| is_plain(path)) {
        Some(path) => value("publishArtifacts", &format!("{path} => {name}-results")),
        None => format!("no artifact is made of a file whose path has signs of patterns: {}\n", shown(path)),
    };
    public.map(|(_, path)| artifact(path)).collect()
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// Whether TeamCity reads a path as it is: in the rules for artifacts, and in paths of reports, these signs part or match, and
/// `%` may name a parameter.
fn is_plain(path: &str) -> bool {
    let signs = ['*', '?', ',', '%', '\n', '\r'];
    let rule = path.starts_with("+:") || path.starts_with("-:") || path.contains("=>");
    !path.is_empty() && path.trim() == path && !rule && !path.contains(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_a_rule_is_not_plain() {
        for path in ["a*", "a?", "a,b", "%a%", "-:a", "+:a", "a => b", " a", "a\nb", ""] {
            assert!(!is_plain(path), "{path:?}");
        }
        assert!(["a/b.xml", "/a b/[1]'|.xml", "ä"].into_iter().all(is_plain));
    }
}
