//! The layer of `cincture.yaml`. It is part of a repository, and so a stranger's.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Component, Path};

use cincture_engine::profile::parse_yaml;
use serde_json::Value as Json;

use super::kind::Kind;
use super::layer::{Given, Layer, unknown, wrong};
use super::options::{FLOOR, THRESHOLD};
use super::origin::Origin;
use super::setting::{InFile, Setting, find};
use super::value::Value;
use crate::gate::is_path;
use crate::problem::{Code, Problem};
use crate::yaml::{self, Entry, MAX_BYTES, Node, Refusal};

/// The name under which it is looked for.
pub const FILE: &str = "cincture.yaml";

/// A name that is meant well and not read.
const ALMOST: &str = "cincture.yml";

/// The layer of [`FILE`] in `folder`, which paths in it are relative to: the working directory. An empty one if there is no
/// such file.
///
/// # Errors
/// As [`from_file`].
pub fn from_folder(folder: &Path) -> Result<Layer, Problem> {
    let mut layer = match read(&folder.join(FILE)) {
        Err(e) if e.kind() == ErrorKind::NotFound => Layer::default(),
        text => layer(&text.map_err(|e| unreadable(FILE, &e))?, FILE, folder)?,
    };
    if folder.join(ALMOST).exists() {
        layer.warn(format!("{ALMOST} is not read: the name is {FILE}"));
    }
    Ok(layer)
}

/// The layer of the file at `path`, in which paths are relative to `folder`, the working directory.
///
/// # Errors
/// [`Code::ConfigInvalid`], with the line: it cannot be read, is no mapping, has a key that no option has, a value that is
/// not of its option's kind, or an option that a file may not set.
pub fn from_file(path: &Path, folder: &Path) -> Result<Layer, Problem> {
    let shown = path.display().to_string();
    let text = read(&folder.join(path)).map_err(|e| unreadable(&shown, &e))?;
    layer(&text, &shown, folder)
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(most).read_to_string(&mut text)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    let help = "correct the path, or leave the file out with --no-config";
    Problem::new(Code::ConfigInvalid, "the configuration cannot be read", error.to_string(), help).at(path)
}

fn layer(text: &str, path: &str, folder: &Path) -> Result<Layer, Problem> {
    let origin = |line| Origin::File { path: path.to_owned(), line };
    let mut layer = Layer::default();
    for entry in entries(text).map_err(|refusal| not_yaml(&refusal, &origin(refusal.line)))? {
        let origin = origin(entry.line);
        let setting = find(&entry.key).ok_or_else(|| unknown(&entry.key, &origin))?;
        let value = match (setting.kind, &entry.value) {
            (_, Node::Null) => continue,
            (Kind::Pairs, Node::Map(_)) => pairs(text, &entry.key).ok_or("a mapping of names to values is expected"),
            (_, node) => value(setting, node),
        };
        let value = value.map_err(|why| wrong(setting, "", why, &origin))?;
        let value = match value {
            Read::Is(value) => value,
            Read::Text(text) if text.trim().is_empty() => continue,
            Read::Text(text) => setting.kind.parse(&text).map_err(|why| wrong(setting, &text, &why, &origin))?,
        };
        allowed(setting, &value, folder).map_err(|why| refused(setting, why, &origin))?;
        layer.push(Given { setting, value, origin });
    }
    Ok(layer)
}

fn entries(text: &str) -> Result<Vec<Entry>, Refusal> {
    match yaml::parse(text)? {
        Node::Map(entries) => Ok(entries),
        Node::Null => Ok(Vec::new()),
        _ => Err(Refusal { line: 1, why: "it is not a mapping of options to values".into() }),
    }
}

fn not_yaml(refusal: &Refusal, origin: &Origin) -> Problem {
    let help = "write a line `option: value` for each option; `cincture show-config --schema` describes them";
    let what = "the configuration cannot be understood";
    Problem::new(Code::ConfigInvalid, what, refusal.why.clone(), help).at(origin.to_string())
}

/// A value, or a text to be read as every other layer's is.
enum Read {
    Is(Value),
    Text(String),
}

/// What stands at a key.
fn value(setting: &Setting, node: &Node) -> Result<Read, &'static str> {
    if let (true, Node::List(items)) = (setting.kind.several(), node) {
        let items = items.iter().map(scalar).collect::<Option<Vec<String>>>();
        return items.map(|items| Read::Is(Value::List(items))).ok_or("a list of texts is expected");
    }
    let text = scalar(node).ok_or("one value is expected here, written on one line or in quotes")?;
    // One text is one item, whatever lines it has.
    Ok(if setting.kind.several() { Read::Is(Value::List(vec![text])) } else { Read::Text(text) })
}

/// As it was written, as far as the numbers of YAML let that be known.
fn scalar(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Number(number) => Some(number.to_string()),
        Node::Bool(yes) => Some(yes.to_string()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// The mapping at `key` as `NAME=VALUE`, its values read as those of an input file are.
fn pairs(text: &str, key: &str) -> Option<Read> {
    let Ok(Json::Object(document)) = parse_yaml(text) else { return None };
    let Some(Json::Object(map)) = document.get(key) else { return None };
    Some(Read::Is(Value::List(map.iter().map(|(name, value)| format!("{name}={value}")).collect())))
}

/// Whether a repository's file may say this.
fn allowed(setting: &'static Setting, value: &Value, folder: &Path) -> Result<(), String> {
    let texts = match value {
        Value::List(items) => items.as_slice(),
        Value::Text(text) => std::slice::from_ref(text),
        Value::Time(_) | Value::Number(_) | Value::Bool(_) => &[],
    };
    match setting.in_file {
        InFile::Yes => Ok(()),
        InFile::Never(why) => Err(why.to_owned()),
        InFile::Below => texts.iter().try_for_each(|text| below(setting, text, folder)),
        InFile::InCluster => match texts.iter().find(|text| !text.starts_with("k8s")) {
            Some(text) => Err(format!("{text:?} is on this machine; a file can only name k8s:// targets")),
            None => Ok(()),
        },
    }
}

/// A path below `folder`, also where its links lead.
fn below(setting: &'static Setting, text: &str, folder: &Path) -> Result<(), String> {
    if [&THRESHOLD, &FLOOR].contains(&setting) && !is_path(text) {
        return Ok(());
    }
    let outside = || format!("{text:?} leads out of the working directory");
    let path = Path::new(text);
    if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(outside());
    }
    let root = folder.canonicalize().map_err(|e| format!("the working directory cannot be looked at: {e}"))?;
    // The nearest part that is there, if only as a link: what comes after it is made below it.
    let whole = folder.join(path);
    let there =
        whole.ancestors().find(|part| part.symlink_metadata().is_ok()).and_then(|part| part.canonicalize().ok());
    if there.is_some_and(|there| there.starts_with(&root)) { Ok(()) } else { Err(outside()) }
}

fn refused(setting: &Setting, why: String, origin: &Origin) -> Problem {
    let help = format!(
        "take it out of the file, and give {} or set ${} where the scan is started",
        setting.spelling(),
        setting.variable()
    );
    let what = format!("a file of a repository may not say this of {}", setting.name);
    Problem::new(Code::ConfigInvalid, what, why, help).at(origin.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read_as(text: &str) -> Result<Layer, Problem> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), text).unwrap();
        from_folder(folder.path())
    }

    fn said(text: &str) -> Vec<String> {
        let layer = read_as(text).unwrap();
        layer.given().iter().map(|g| format!("{}={} {}", g.setting.name, g.value, g.origin)).collect()
    }

    #[test]
    fn each_kind_is_read_and_its_line_remembered() {
        let text = "# ours\ntarget: k8s://shop/web-0\ntimeout: 90\nprofile: [a, ./b]\nquiet: true\nthreshold:\n\
                    input: {a: 1, b: '1', c: [x]}\ncontrol-timeout: 2m\nthreshold-like: 1\n";
        let text = text.replace("threshold-like: 1\n", "");
        assert_eq!(
            said(&text),
            [
                "target=k8s://shop/web-0 cincture.yaml:2",
                "timeout=90s cincture.yaml:3",
                "profile=a, ./b cincture.yaml:4",
                "quiet=true cincture.yaml:5",
                "input=a=1, b=\"1\", c=[\"x\"] cincture.yaml:7",
                "control-timeout=2m cincture.yaml:8",
            ]
        );
        assert!(said("").is_empty() && said("# nothing\n").is_empty());
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_line() {
        for (text, line, words) in [
            ("a: 1\n", 1, "no option \"a\""),
            ("\ntreshold: strict\n", 2, "did you mean `threshold`"),
            ("wait_ready: 5m\n", 1, "did you mean `wait-ready`"),
            ("timeout: soon\n", 1, "a time such as"),
            ("timeout: [1]\n", 1, "one value is expected"),
            ("threshold: {compliance: {min: 80}}\n", 1, "in quotes"),
            ("quiet: 'perhaps'\n", 1, "true or false"),
            ("profile: [{a: b}]\n", 1, "a list of texts"),
            ("- a\n", 1, "not a mapping"),
            ("quiet: true\nquiet: false\n", 2, "quiet"),
            ("quiet: [\n", 0, ""),
        ] {
            let problem = read_as(text).unwrap_err();
            assert_eq!(problem.code, Code::ConfigInvalid, "{text}");
            assert!(line == 0 || problem.place == format!("cincture.yaml:{line}"), "{text}: {problem:?}");
            assert!(problem.explained().contains(words), "{text}: {problem:?}");
        }
    }

    #[test]
    fn a_strangers_file_does_not_reach_further_than_the_repository() {
        for text in [
            "kubeconfig: ./config\n",
            "kubeconfig-content: 'users: []'\n",
            "context: prod\n",
            "engine: cinc\n",
            "engine-program: ./evil\n",
            "allow-unsandboxed-profile: true\n",
            "access-namespace: mine\n",
            "record: ./kept\n",
            "memory: 65536\n",
            "config: ./other\n",
            "target: local://\n",
            "target: rootfs:///\n",
            "target: replay://x\n",
            "out: /tmp\n",
            "out: ../x\n",
            "profile: [./mine, /root/.ssh]\n",
            "profile: a/../../b\n",
            "threshold: /etc/shadow\n",
            "input-file: ../secrets.yml\n",
            "floor: /etc/shadow\n",
        ] {
            let problem = read_as(text).unwrap_err();
            assert_eq!((problem.code, problem.place.as_str()), (Code::ConfigInvalid, "cincture.yaml:1"), "{text}");
            assert!(problem.what.contains("may not say"), "{text}: {problem:?}");
        }
        for text in
            ["out: results/x\n", "profile: ./mine\n", "threshold: 'compliance.min: 80'\n", "threshold: strict\n"]
        {
            assert!(read_as(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_link_that_leads_out_is_refused_and_one_that_stays_is_not() {
        let (outer, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |text: &str| fs::write(folder.path().join(FILE), text).unwrap();
        fs::create_dir(folder.path().join("within")).unwrap();
        std::os::unix::fs::symlink(outer.path(), folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink("within", folder.path().join("stays")).unwrap();
        std::os::unix::fs::symlink(outer.path().join("nothing"), folder.path().join("dangling")).unwrap();
        for text in ["out: out\n", "out: out/deeper/still\n", "profile: out\n", "out: dangling\n", "out: dangling/a\n"]
        {
            write(text);
            assert!(from_folder(folder.path()).unwrap_err().why.contains("leads out"), "{text}");
        }
        write("out: stays/new\n");
        assert!(from_folder(folder.path()).is_ok());
    }

    #[test]
    fn a_file_of_almost_the_name_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ALMOST), "quiet: true\n").unwrap();
        let layer = from_folder(folder.path()).unwrap();
        assert!(layer.given().is_empty() && layer.warnings()[0].contains("the name is cincture.yaml"));
    }
}
