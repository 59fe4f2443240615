//! What TeamCity says of the build: a few variables, and the files of properties that they name. Branch, server and id of the
//! build stand in the files only: <https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html>.

use std::path::{Path, PathBuf};

use cincture_core::env::Env;
use cincture_core::platform::{Build, Change, CiContext, ReadFile, without_account};
use cincture_core::problem::{Code, Problem};

use crate::properties::Properties;

/// The variable with the file of the build's system properties.
const FILE: &str = "TEAMCITY_BUILD_PROPERTIES_FILE";
/// The one of them with the file of the configuration parameters.
const CONFIGURATION: &str = "teamcity.configuration.properties.file";

/// The build of `env`.
///
/// # Errors
/// A file cannot be read, or is none of properties.
pub(crate) fn of(env: &Env, files: &dyn ReadFile) -> Result<CiContext, Problem> {
    let said = Said::of(env, files)?;
    let text = |name: &str| said.get(name).map(str::to_owned);
    let variable = |name: &str| env.get(name).map(str::to_owned);
    let change = said.change();
    Ok(CiContext {
        platform: "teamcity".to_owned(),
        flavour: None,
        nested: Vec::new(),
        repository: said.repository().map(without_account),
        commit: commit(env),
        branch: said.branch(change.is_some()).map(str::to_owned),
        tag: said.reference().and_then(|name| name.strip_prefix("refs/tags/")).map(str::to_owned),
        change,
        build: Build {
            id: text("teamcity.build.id").or_else(|| variable("BUILD_NUMBER")),
            attempt: None,
            url: said.url(),
        },
        job: variable("TEAMCITY_BUILDCONF_NAME"),
        workspace: text("teamcity.build.checkoutDir").map(PathBuf::from),
        temporary: text("teamcity.build.tempDir").or_else(|| variable("TMPDIR")).map(PathBuf::from),
        actor: text("teamcity.build.triggeredBy.username").filter(|name| name != "n/a"),
        cause: text("teamcity.build.triggeredBy"),
        server: said.get("teamcity.serverUrl").map(without_account),
    })
}

/// With several roots each has a number of its own, and none is the build's.
fn commit(env: &Env) -> Option<String> {
    let of_roots = env.names().filter(|name| name.starts_with("BUILD_VCS_NUMBER_")).filter_map(|name| env.get(name));
    env.get("BUILD_VCS_NUMBER").or_else(|| only(of_roots)).map(str::to_owned)
}

/// The one value, if there are not two different ones.
fn only<'a>(mut values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = values.next().filter(|value| !value.is_empty())?;
    values.all(|value| value == first).then_some(first)
}

/// The name of a branch, which may be a reference.
fn short(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

/// What stands in the files.
struct Said {
    build: Properties,
    configuration: Properties,
}

impl Said {
    fn of(env: &Env, files: &dyn ReadFile) -> Result<Self, Problem> {
        let read = |path: Option<&str>| path.map_or(Ok(Properties::default()), |path| read(path, files));
        let build = read(env.get(FILE))?;
        let configuration = read(build.get(CONFIGURATION))?;
        Ok(Self { build, configuration })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.configuration.get(name).or_else(|| self.build.get(name))
    }

    fn repository(&self) -> Option<&str> {
        self.get("vcsroot.url").or_else(|| only(self.configuration.between("vcsroot.", ".url")))
    }

    /// The reference that is built, if all roots have one of this name.
    fn reference(&self) -> Option<&str> {
        only(self.configuration.between("teamcity.build.vcs.branch.", ""))
    }

    /// `teamcity.build.branch` is what the people of the server see: for a pull request its number, for the main branch
    /// `<default>`.
    fn branch(&self, of_change: bool) -> Option<&str> {
        if of_change {
            return self.get("teamcity.pullRequest.source.branch").map(short);
        }
        match self.reference() {
            Some(name) => Some(short(name)).filter(|name| !name.starts_with("refs/")),
            None => self.get("teamcity.build.branch").map(short).filter(|name| *name != "<default>"),
        }
    }

    /// The pull request: of the build feature of that name, or of the reference that is built. The feature names the source
    /// only where that is in the same repository; without it nothing says so.
    fn change(&self) -> Option<Change> {
        let number = self.get("teamcity.pullRequest.number").or_else(|| self.reference().and_then(of_reference));
        Some(Change {
            number: number?.parse().ok()?,
            base: self.get("teamcity.pullRequest.target.branch").map(|name| short(name).to_owned()),
            from_fork: self.get("teamcity.pullRequest.source.branch").is_none(),
        })
    }

    fn url(&self) -> Option<String> {
        let server = without_account(self.get("teamcity.serverUrl")?);
        let id = self.get("teamcity.build.id").filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?;
        Some(format!("{}/viewLog.html?buildId={id}", server.trim_end_matches('/')))
    }
}

/// The number in a reference to a pull request of GitHub, Azure, Bitbucket or GitLab.
fn of_reference(name: &str) -> Option<&str> {
    let all = ["refs/pull/", "refs/pull-requests/", "refs/merge-requests/"];
    let rest = all.iter().find_map(|beginning| name.strip_prefix(beginning))?;
    rest.split('/').next()
}

fn read(path: &str, files: &dyn ReadFile) -> Result<Properties, Problem> {
    let problem = |why: String| {
        let help = format!("{FILE} names one file, and that the other; the build is scanned all the same");
        Problem::new(Code::Usage, "the properties of the build are not known", why, help).at(path)
    };
    let bytes = files.read(Path::new(path)).map_err(|e| problem(e.to_string()))?;
    Properties::of(&bytes).map_err(problem)
}

#[cfg(test)]
mod tests {
    use cincture_core::platform::Example;

    use super::*;

    const BUILD: &str = "teamcity.configuration.properties.file=@HERE@/configuration\n";

    fn of_configuration(configuration: &'static str) -> CiContext {
        let env: Env = [(FILE, "@HERE@/build")].into_iter().collect();
        let files = [("build", BUILD), ("configuration", configuration)];
        of(&env, &Example { variables: "", files: Box::leak(Box::new(files)) }).unwrap()
    }

    #[test]
    fn a_pull_request_is_a_forks_unless_its_branch_is_of_this_repository() {
        let change = |more: &'static str| {
            let context = of_configuration(more);
            (context.change.map(|change| (change.number, change.from_fork)), context.branch)
        };
        let own = "teamcity.pullRequest.number=7\nteamcity.pullRequest.source.branch=refs/heads/a\n";
        assert_eq!(change(own), (Some((7, false)), Some("a".to_owned())));
        assert_eq!(change("teamcity.pullRequest.number=7\nteamcity.build.branch=pull/7\n"), (Some((7, true)), None));
        assert_eq!(change("teamcity.build.vcs.branch.Web=refs/pull/8/head\n"), (Some((8, true)), None));
        assert_eq!(change("teamcity.build.vcs.branch.Web=refs/merge-requests/9/head\n"), (Some((9, true)), None));
    }

    #[test]
    fn what_two_roots_say_differently_is_not_said() {
        let two = "vcsroot.A.url=https://git.example.com/a\nvcsroot.B.url=https://git.example.com/b\n\
                   teamcity.build.vcs.branch.A=refs/heads/a\nteamcity.build.vcs.branch.B=refs/heads/b\n\
                   teamcity.build.branch=<default>\n";
        let context = of_configuration(two);
        assert_eq!((context.repository, context.branch), (None, None));
        let one =
            of_configuration("vcsroot.A.url=https://me:t0k3n@git.example.com/a\nteamcity.build.vcs.branch.A=main\n");
        assert_eq!(one.repository.as_deref(), Some("https://git.example.com/a"));
        assert_eq!(one.branch.as_deref(), Some("main"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_problem_and_one_that_is_not_named_is_none() {
        let none = Example { variables: "", files: &[] };
        let problem = of(&[(FILE, "/gone")].into_iter().collect(), &none).unwrap_err();
        assert_eq!(problem.place, "/gone");
        let context =
            of(&[("BUILD_NUMBER", "42"), ("BUILD_VCS_NUMBER_Web", "abc")].into_iter().collect(), &none).unwrap();
        assert_eq!((context.build.id.as_deref(), context.commit.as_deref()), (Some("42"), Some("abc")));
    }
}
