//! The variables of all templates: one table of their names, kinds and defaults.

use crate::error::Error;

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text in one line.
    Text,
    /// A name as Kubernetes has them (DNS-1123 label).
    Name,
    /// A name of a variable or of a secret.
    Word,
    /// A container image by its digest.
    Image,
    /// An action of GitHub by the digest of a commit.
    Action,
    /// SHA-256 in hexadecimal digits.
    Sha256,
    /// An address with https.
    Url,
    /// A time in the form of cron, five fields.
    Cron,
    /// What AWS names a resource by.
    Arn,
    /// Capital letters and digits, as Bamboo's keys are.
    Key,
    /// A folder below the root of a repository, of letters, digits, dots, underscores and hyphens, which no language has another
    /// meaning for.
    Folder,
    /// A folder of a machine, of the same.
    Path,
    /// `true` or `false`.
    Switch,
}

/// One variable.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name, in templates and in `--set`.
    pub name: &'static str,
    /// What its value has to be.
    pub kind: Kind,
    /// Its value if none is set; without one it has to be, where a template needs it.
    pub default: Option<&'static str>,
    /// What it is for, and how to get it.
    pub about: &'static str,
}

const fn variable(name: &'static str, kind: Kind, default: &'static str, about: &'static str) -> Variable {
    Variable { name, kind, default: Some(default), about }
}

const fn unset(name: &'static str, kind: Kind, about: &'static str) -> Variable {
    Variable { name, kind, default: None, about }
}

/// All of them, in the order of the documents.
pub const ALL: &[Variable] = &[
    variable(
        "target",
        Kind::Text,
        "k8s://default/web-app/web-container",
        "what is scanned: k8s://NAMESPACE/POD[/CONTAINER]",
    ),
    variable(
        "profile",
        Kind::Text,
        "container-baseline",
        "the profile: a built-in name, or its place in the repository",
    ),
    variable("threshold", Kind::Text, "moderate", "the threshold: a built-in name, or a file in the repository"),
    variable("out", Kind::Folder, "cincture-results", "the folder of the reports"),
    variable("name", Kind::Name, "cincture-scan", "the name of the pipeline or job"),
    variable("branch", Kind::Text, "main", "the branch that is scanned when it changes"),
    variable("schedule", Kind::Cron, "17 3 * * *", "when it runs by itself, in the form of cron"),
    variable(
        "kubeconfig_secret",
        Kind::Word,
        "KUBECONFIG_CONTENT",
        "the name that the CI system has the kubeconfig under, as a secret",
    ),
    unset(
        "image",
        Kind::Image,
        "the image of Cincture by its digest, such as registry.example.com/cincture@sha256:...",
    ),
    unset(
        "action",
        Kind::Action,
        "the action of Cincture by the digest of a commit: OWNER/NAME@ and 40 hexadecimal digits",
    ),
    variable(
        "library",
        Kind::Text,
        "cincture",
        "the name of the shared library in Jenkins, with @ and a commit where Jenkins does not settle that",
    ),
    unset("url", Kind::Url, "where the program is downloaded; without it, it must be on the machine"),
    unset("sha256", Kind::Sha256, "the checksum that the downloaded program must have"),
    variable("namespace", Kind::Name, "default", "the namespace that jobs of Cincture run in"),
    variable("service_account", Kind::Name, "cincture-scanner", "the service account of jobs of Cincture"),
    variable("target_namespace", Kind::Name, "default", "the namespace that the service account may scan in"),
    variable(
        "host_network",
        Kind::Switch,
        "false",
        "whether a job's pod has its node's network: for clusters whose API server pods do not reach",
    ),
    unset(
        "claim",
        Kind::Name,
        "the PersistentVolumeClaim that keeps the reports of a CronJob; without it they end with the pod",
    ),
    variable("folder", Kind::Path, "/opt/cincture", "where on the machine a script for cron is"),
    variable("runner", Kind::Text, "ubuntu-latest", "what a workflow of GitHub runs on"),
    unset("job_image", Kind::Image, "the image that a job runs in, where that is not Cincture's, by its digest"),
    unset("context", Kind::Text, "the context of CircleCI that holds the kubeconfig; without it the project does"),
    variable("project_key", Kind::Key, "SHOP", "the key of the project in Bamboo"),
    variable("plan_key", Kind::Key, "COMP", "the key that the plan gets in Bamboo"),
    variable("environment", Kind::Name, "production", "the environment of the deployment project in Bamboo"),
    variable(
        "bamboo_url",
        Kind::Url,
        "https://bamboo.example.com",
        "where Bamboo is, for Java specs that are run by hand",
    ),
    variable(
        "repository",
        Kind::Text,
        "octo-org/web",
        "the repository: OWNER/NAME, or for Java specs of Bamboo the name that it is linked by",
    ),
    unset(
        "cluster",
        Kind::Name,
        "the cluster in EKS; without it, Secrets Manager has a kubeconfig under kubeconfig_secret",
    ),
    unset("connection", Kind::Arn, "the ARN of CodePipeline's connection to the repository"),
    unset("pipeline_role", Kind::Arn, "the ARN of the role that CodePipeline takes"),
    unset("bucket", Kind::Name, "the bucket in S3 that CodePipeline keeps artifacts in"),
    variable("application", Kind::Name, "shop", "the application in Spinnaker"),
    variable("account", Kind::Name, "production", "the account of Kubernetes in Spinnaker that a job runs in"),
    variable("deck_url", Kind::Url, "https://deck.example.com", "where people open Spinnaker"),
    variable(
        "git_source",
        Kind::Name,
        "github",
        "where Spinnaker's trigger has pushes from: github, gitlab, bitbucket, stash",
    ),
    unset("docker_account", Kind::Name, "the registry, by its account in Spinnaker, whose new images start a pipeline"),
    unset("docker_repository", Kind::Text, "the image in that registry"),
    unset("slack", Kind::Text, "the channel of Slack that hears of a failure"),
    unset("email", Kind::Text, "the address that hears of a failure"),
    variable("owner", Kind::Text, "compliance@example.com", "who owns a template of Spinnaker"),
];

/// The variable that is called `name`.
///
/// # Errors
/// There is none; the error has the nearest.
pub fn named(name: &str) -> Result<&'static Variable, Error> {
    let nearest = || ALL.iter().min_by_key(|v| strsim::damerau_levenshtein(v.name, name)).map_or("", |v| v.name);
    ALL.iter()
        .find(|variable| variable.name == name)
        .ok_or_else(|| Error::Unknown { name: name.to_owned(), nearest: nearest() })
}

impl Variable {
    /// Whether `value` is of its kind.
    ///
    /// # Errors
    /// What it has to be.
    pub fn check(&self, value: &str) -> Result<(), Error> {
        let wrong = |why| Err(Error::Value { name: self.name, value: value.to_owned(), why });
        if value.is_empty() {
            return wrong("it is empty");
        }
        if value.chars().any(is_hidden) {
            return wrong("it has control characters or ones that nobody sees");
        }
        match self.kind.holds(value) {
            true => Ok(()),
            false => wrong(self.kind.words()),
        }
    }
}

/// Control characters, and those that change how others are shown.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

impl Kind {
    fn holds(self, value: &str) -> bool {
        let all = |text: &str, also: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c));
        let hex = |text: &str, digits: usize| {
            text.len() == digits && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        match self {
            Self::Text => true,
            Self::Name => {
                value.len() <= 63
                    && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                    && !value.starts_with('-')
                    && !value.ends_with('-')
            }
            Self::Word => all(value, "_") && !value.starts_with(|c: char| c.is_ascii_digit()),
            Self::Image => value
                .split_once("@sha256:")
                .is_some_and(|(name, digest)| !name.is_empty() && all(name, "._-/:") && hex(digest, 64)),
            Self::Action => value
                .split_once('@')
                .is_some_and(|(name, digest)| name.contains('/') && all(name, "._-/") && hex(digest, 40)),
            Self::Sha256 => hex(value, 64),
            Self::Url => value
                .strip_prefix("https://")
                .is_some_and(|rest| !rest.is_empty() && all(rest, "._~:/?#[]@!$&'()*+,;=%-")),
            Self::Cron => value.split(' ').count() == 5 && value.split(' ').all(|f| !f.is_empty() && all(f, "*/,-")),
            Self::Folder => {
                let is_plain = |part: &str| !part.is_empty() && !part.starts_with('-') && all(part, "._-");
                value.split('/').all(|part| part != "." && part != ".." && is_plain(part))
            }
            Self::Path => value.strip_prefix('/').is_some_and(|rest| Self::Folder.holds(rest)),
            Self::Switch => value == "true" || value == "false",
            Self::Arn => value.starts_with("arn:aws") && value.split(':').count() >= 6 && all(value, ":/_+=,.@-"),
            Self::Key => {
                value.starts_with(|c: char| c.is_ascii_uppercase())
                    && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            }
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "it is no text",
            Self::Name => "a name has at most 63 small letters, digits and hyphens",
            Self::Word => "a name of a variable has letters, digits and underscores",
            Self::Image => "an image is pinned by its digest: NAME@sha256: and 64 hexadecimal digits",
            Self::Action => "an action is pinned by the digest of a commit: OWNER/NAME@ and 40 hexadecimal digits",
            Self::Sha256 => "a checksum has 64 small hexadecimal digits",
            Self::Url => "an address begins with https:// and has no spaces",
            Self::Cron => "a time has five fields with a space between each two",
            Self::Arn => "an ARN is arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE",
            Self::Key => "a key has capital letters and digits, a letter first",
            Self::Folder => {
                "a folder of a repository has letters, digits, dots, underscores and hyphens, and no part of it is . or .."
            }
            Self::Path => "a folder of a machine begins with /, and has letters, digits, dots, underscores and hyphens",
            Self::Switch => "it is true or false",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_default_is_of_its_kind_and_each_name_is_there_once() {
        let names: std::collections::BTreeSet<&str> = ALL.iter().map(|variable| variable.name).collect();
        assert_eq!(names.len(), ALL.len());
        for variable in ALL {
            assert!(variable.default.is_none_or(|default| variable.check(default).is_ok()), "{}", variable.name);
        }
    }

    #[test]
    fn what_is_not_pinned_or_breaks_a_line_is_refused() {
        let refused = |name: &str, value: &str| named(name).unwrap().check(value).is_err();
        assert!(refused("image", "cincture:latest") && refused("image", "cincture@sha256:abc"));
        assert!(!refused("image", &format!("r.example.com:5000/a/cincture@sha256:{}", "a".repeat(64))));
        assert!(
            refused("action", "octo/cincture@v1") && !refused("action", &format!("octo/cincture@{}", "0".repeat(40)))
        );
        assert!(refused("target", "a\nb") && refused("target", "a\u{202e}b") && refused("target", ""));
        assert!(refused("url", "http://x/y") && refused("url", "https://x/$(a b)"));
        assert!(refused("schedule", "@daily") && refused("schedule", "* * * *  *") && refused("name", "A"));
        let folders = ["a b", "a/../b", "../a", "a//b", "-a", "$a", "a*", "/", "a/", ".", "/a"];
        assert!(folders.iter().all(|folder| refused("out", folder)) && !refused("out", "re_sults-1/a.b"));
        assert!(refused("folder", "srv") && refused("folder", "/srv/..") && !refused("folder", "/srv/a"));
        assert!(refused("host_network", "yes"));
        assert!(matches!(named("tresholds"), Err(Error::Unknown { nearest: "threshold", .. })));
    }
}
