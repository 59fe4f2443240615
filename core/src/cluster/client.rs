//! A client from a kubeconfig, or from the identity of the pod that Cincture runs in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kube::Config;
use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use secrecy::{ExposeSecret as _, SecretString};

use super::connection::{Connection, client, usual};
use crate::problem::{Code, Problem};
use crate::target::Namespace;

/// How long a connection to the API server may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Where to find the cluster and who to be there. All values are passed in; nothing is read from the environment here.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The flag `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// A kubeconfig itself, as text or in base64, as CI systems hold one in a secret. It is read in memory only.
    pub content: Option<SecretString>,
    /// The variable `KUBECONFIG`: a list of files, as kubectl takes it.
    pub kubeconfig_list: Option<OsString>,
    /// The user's home folder, for `.kube/config`.
    pub home: Option<PathBuf>,
    /// The flag `--context`; the kubeconfig's own choice if it is not given.
    pub context: Option<String>,
}

/// A client for the cluster that `access` names. Nothing is sent yet.
///
/// A request is never repeated by the client: the library would do so for all verbs, creations too.
///
/// # Errors
/// [`Code::KubeconfigInvalid`].
pub async fn connect(access: &Access) -> Result<Connection, Problem> {
    let config = configured(access).await?;
    let server = without_login(&config.cluster_url.to_string());
    let kept = config.clone();
    // A credential plugin runs in it, and is waited for: it may ask its user something, or hang.
    let made = tokio::task::spawn_blocking(move || client(config)).await;
    match made {
        Ok(Ok(client)) => Ok(Connection::new(client, server, &kept)),
        Ok(Err(e)) => {
            let help = "check the cluster's address, certificates and credential plugin in the kubeconfig";
            Err(invalid(super::errors::told(&e), help).at(server))
        }
        Err(e) => {
            Err(invalid(e.to_string(), "see whether `kubectl version` works with the same kubeconfig").at(server))
        }
    }
}

/// The namespace that `access` chooses where a command line names none: that of the kubeconfig's context, or the one
/// that this program runs in. No server is asked and no credential plugin run.
///
/// # Errors
/// [`Code::KubeconfigInvalid`].
pub async fn usual_namespace(access: &Access) -> Result<Namespace, Problem> {
    usual(&configured(access).await?.default_namespace)
}

async fn configured(access: &Access) -> Result<Config, Problem> {
    let context = access.context.as_deref();
    let content = access.content.as_ref().filter(|_| access.kubeconfig.is_none());
    let mut config = match content {
        Some(content) => chosen(from_content(content)?, context, CONTENT.into()).await?,
        None => match files(access)? {
            Some(files) => chosen(from_files(&files)?, context, listed(&files)).await?,
            None => in_cluster(access)?,
        },
    };
    config.connect_timeout = Some(CONNECT);
    config.default_retry = false;
    Ok(config)
}

/// A URL without the name and password that may stand before its host.
fn without_login(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(rest, |at| &rest[at + 1..]);
    format!("{scheme}://{host}")
}

/// The kubeconfig files that hold; none if there is none, and none was asked for.
fn files(access: &Access) -> Result<Option<Vec<PathBuf>>, Problem> {
    if let Some(path) = &access.kubeconfig {
        return Ok(Some(vec![path.clone()]));
    }
    if let Some(list) = access.kubeconfig_list.as_ref().filter(|list| !list.is_empty()) {
        let named: Vec<PathBuf> = std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).collect();
        // As kubectl does: a file of the list may be missing, but not all of them.
        let there: Vec<PathBuf> = named.iter().filter(|path| path.exists()).cloned().collect();
        if there.is_empty() {
            let why = format!("none of the files in KUBECONFIG is there: {}", list.display());
            return Err(invalid(why, "correct KUBECONFIG, or name a file with --kubeconfig"));
        }
        return Ok(Some(there));
    }
    let usual = access.home.as_ref().map(|home| home.join(".kube/config"));
    Ok(usual.filter(|path| path.exists()).map(|path| vec![path]))
}

fn from_files(files: &[PathBuf]) -> Result<Kubeconfig, Problem> {
    let mut merged: Option<Kubeconfig> = None;
    for file in files {
        let next = Kubeconfig::read_from(file).map_err(|e| bad_file(file, &e))?;
        merged = Some(match merged {
            Some(before) => before.merge(next).map_err(|e| bad_file(file, &e))?,
            None => next,
        });
    }
    Ok(merged.unwrap_or_default())
}

fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// What is named in messages, of a kubeconfig that is in no file.
const CONTENT: &str = "$KUBECONFIG_CONTENT";

/// No message of the parser is repeated: it may show a piece of the text, and with it a token.
fn from_content(content: &SecretString) -> Result<Kubeconfig, Problem> {
    let text = content.expose_secret().trim();
    // No kubeconfig is without a colon, and no base64 has one.
    let bytes: String = text.split_ascii_whitespace().collect();
    let decoded = STANDARD.decode(bytes).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Kubeconfig::from_yaml(decoded.as_deref().unwrap_or(text)).map_err(|_| {
        let help = "put the whole text of a kubeconfig into it, as it is or in base64; for a file use --kubeconfig";
        invalid("it is not a kubeconfig", help).at(CONTENT)
    })
}

/// The context of `kubeconfig` that is asked for, or its own choice.
async fn chosen(kubeconfig: Kubeconfig, context: Option<&str>, place: String) -> Result<Config, Problem> {
    let proxies: Vec<String> =
        kubeconfig.clusters.iter().filter_map(|named| named.cluster.as_ref()?.proxy_url.clone()).collect();
    let contexts: Vec<String> = kubeconfig.contexts.iter().map(|context| context.name.clone()).collect();
    let options = KubeConfigOptions { context: context.map(str::to_owned), cluster: None, user: None };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(|e| {
        let help = match contexts.as_slice() {
            [] => "the file names no context; name another file with --kubeconfig".to_owned(),
            names => format!("choose a context with --context: {}", names.join(", ")),
        };
        invalid(super::errors::chain(&e), help).at(place)
    })?;
    // The library takes HTTPS_PROXY from the environment by itself, for loopback addresses too, and heeds NO_PROXY for
    // the proxy's own address only. A proxy is used where the kubeconfig says so.
    config.proxy_url = config.proxy_url.filter(|url| proxies.iter().any(|text| *url == *text.as_str()));
    Ok(config)
}

fn in_cluster(access: &Access) -> Result<Config, Problem> {
    if let Some(context) = &access.context {
        let why = format!("the context {context:?} was asked for, and there is no kubeconfig");
        return Err(invalid(why, "name a file with --kubeconfig"));
    }
    Config::incluster_env().map_err(|e| {
        let why = format!("there is no kubeconfig, and no identity of a pod to use instead: {e}");
        invalid(why, "name a file with --kubeconfig, or set KUBECONFIG")
    })
}

/// The first line only: the lines below it may show a piece of the file, and with it a token.
fn bad_file(file: &Path, error: &KubeconfigError) -> Problem {
    let help = "see whether `kubectl --kubeconfig FILE config view` can read it";
    let why = super::errors::chain(error);
    invalid(why.lines().next().unwrap_or_default(), help).at(file.display().to_string())
}

fn invalid(why: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem::new(Code::KubeconfigInvalid, "no way to a cluster is configured", why, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n\
                        users: [{name: u, user: {token: t}}]\ncontexts: [{name: here, context: {cluster: c, user: u}}]\n";

    async fn problem(access: &Access) -> Problem {
        connect(access).await.err().unwrap()
    }

    fn at(server: &str, user: &str) -> String {
        GOOD.replace("https://127.0.0.1:1", server).replace("{token: t}", user) + "current-context: here\n"
    }

    fn access(folder: &tempfile::TempDir, text: &str) -> Access {
        let path = folder.path().join("config");
        std::fs::write(&path, text).unwrap();
        Access { kubeconfig: Some(path), ..Access::default() }
    }

    #[test]
    fn a_password_in_the_address_is_not_told() {
        assert_eq!(without_login("https://me:s3@cr3t@host:1/a@b"), "https://host:1/a@b");
        assert_eq!(without_login("https://host/"), "https://host/");
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let endless = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 1 << 12]).await.unwrap();
                let head = b"HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\n\r\n";
                stream.write_all(head).await.unwrap();
                while stream.write_all(&[b'x'; 1 << 16]).await.is_ok() {}
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let client = connect(&access(&folder, &at(&server, "{token: t}"))).await.unwrap().client;
        let crate::target::Target::Container(target) = "k8s://a/b".parse().unwrap() else { panic!() };
        let problem = crate::cluster::resolve(&client, &target).await.unwrap_err();
        assert!(problem.why.contains("length limit exceeded"), "{problem:?}");
        endless.abort();
    }

    #[tokio::test]
    async fn what_a_credential_plugin_prints_is_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        for script in ["echo s3cr3t; exit 1", "echo '\"s3cr3t\"'", "echo s3cr3t", "echo 's3cr3t: ['"] {
            let user = serde_json::json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never",
                "command": "sh", "args": ["-c", script], "env": [{"name": "KEY", "value": "s3cr3t"}]}});
            let problem = problem(&access(&folder, &at("https://127.0.0.1:1", &user.to_string()))).await;
            assert!(
                problem.why.contains("credential plugin") && !problem.why.contains("s3cr3t"),
                "{script}: {problem:?}"
            );
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_credential_plugin_that_hangs_can_be_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let user = r#"{"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "sleep", "args": ["2"]}}"#;
        let access = access(&folder, &at("https://127.0.0.1:1", user));
        let given_up = tokio::time::timeout(Duration::from_millis(200), connect(&access)).await;
        assert!(given_up.is_err());
    }

    #[tokio::test]
    async fn a_kubeconfig_may_be_given_whole_and_is_never_repeated() {
        let whole = |text: &str| Access { content: Some(text.to_owned().into()), ..Access::default() };
        let good = at("https://127.0.0.1:1", "{token: s3cr3t}");
        for text in [good.clone(), STANDARD.encode(&good), format!("{}\n", STANDARD.encode(&good))] {
            assert_eq!(connect(&whole(&text)).await.ok().unwrap().server, "https://127.0.0.1:1/");
        }
        for text in ["s3cr3t", "a.s3cr3t.b", "users: s3cr3t", "users: [{name: s3cr3t", "czNjcjN0"] {
            let problem = problem(&whole(text)).await;
            assert_eq!(problem.code, Code::KubeconfigInvalid);
            assert!(!format!("{problem:?}").contains("s3cr3t"), "{text}: {problem:?}");
        }
        let access = whole(&good);
        assert!(!format!("{access:?}").contains("s3cr3t"));
        // A file that is named is the one.
        let named = Access { kubeconfig: Some("/no/such/file".into()), ..access };
        assert!(problem(&named).await.why.contains("No such file"));
    }

    #[tokio::test]
    async fn each_way_to_have_no_cluster_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let good = file("good", GOOD);
        let none = Access::default();
        for (access, words) in [
            (none.clone(), "there is no kubeconfig, and no identity of a pod"),
            (Access { context: Some("x".into()), ..none.clone() }, "\"x\" was asked for"),
            (Access { kubeconfig: Some("/no/such/file".into()), ..none.clone() }, "No such file"),
            (Access { kubeconfig_list: Some("/no/a:/no/b".into()), ..none.clone() }, "/no/a:/no/b"),
            (Access { kubeconfig: Some(file("bad", "{]")), ..none.clone() }, "parse"),
            (Access { kubeconfig: Some(file("empty", "")), ..none.clone() }, "context"),
            (Access { kubeconfig: Some(good.clone()), ..none.clone() }, "current context"),
            (Access { kubeconfig: Some(good.clone()), context: Some("there".into()), ..none.clone() }, "there"),
        ] {
            let problem = problem(&access).await;
            assert_eq!(problem.code, Code::KubeconfigInvalid);
            assert!(problem.why.contains(words), "{access:?}: {problem:?}");
            assert!(!problem.help.is_empty());
        }
        let asked = Access { kubeconfig: Some(good.clone()), context: Some("there".into()), ..none.clone() };
        assert!(problem(&asked).await.help.contains("here"), "the contexts that exist are named");
        let right = Access {
            kubeconfig_list: Some(format!("/no/a:{}", good.display()).into()),
            context: Some("here".into()),
            ..none
        };
        assert!(connect(&right).await.is_ok());
    }
}
