//! What a CI system says of the run.

use std::path::PathBuf;

/// The run, as the platform's variables and files describe it. All of it is text that others chose: a branch may have any
/// name.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CiContext {
    /// Id of the platform; empty outside of any.
    pub platform: String,
    /// What stands in for the real one, such as `act` or `gitea`.
    pub flavour: Option<String>,
    /// Other platforms whose variables are there too.
    pub nested: Vec<String>,
    /// Such as `owner/name`.
    pub repository: Option<String>,
    /// The commit that people know: the head of a pull request rather than the merge that is built.
    pub commit: Option<String>,
    /// The branch, or that which a change comes from.
    pub branch: Option<String>,
    /// The tag that is built.
    pub tag: Option<String>,
    /// The change that is proposed, if the run is about one.
    pub change: Option<Change>,
    /// The run itself.
    pub build: Build,
    /// Name of the job.
    pub job: Option<String>,
    /// The checked-out repository.
    pub workspace: Option<PathBuf>,
    /// A folder that goes away with the job.
    pub temporary: Option<PathBuf>,
    /// Who started it.
    pub actor: Option<String>,
    /// Why it runs, in the platform's word.
    pub cause: Option<String>,
    /// Address of the server that people open.
    pub server: Option<String>,
}

/// A pull request, merge request or the like.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Its number in the repository.
    pub number: u64,
    /// The branch that it would go to.
    pub base: Option<String>,
    /// Whether it comes from another repository, whose authors may not write here.
    pub from_fork: bool,
}

/// One run of the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Build {
    /// Its id.
    pub id: Option<String>,
    /// Which try it is, from 1.
    pub attempt: Option<u32>,
    /// Where people see it.
    pub url: Option<String>,
}

/// An address of a repository without the account that may stand in it, and may be a token.
pub fn without_account(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = path.map(|path| format!("/{path}")).unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_in_an_address_is_left_out() {
        assert_eq!(without_account("https://bot:t0ken@git.example.com/a/b.git"), "https://git.example.com/a/b.git");
        assert_eq!(without_account("https://t0ken@git.example.com"), "https://git.example.com");
        assert_eq!(without_account("git@git.example.com:shop/web.git"), "git@git.example.com:shop/web.git");
    }
}
