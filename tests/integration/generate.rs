//! `cincture generate`: what it makes for each platform, judged by the platform's own checkers, and run where it can be.

pub(crate) mod azure;
mod bamboo;
mod circleci;
mod codebuild;
pub(crate) mod cronjob;
mod github;
mod gitlab;
mod jenkins;
pub(crate) mod machine;
mod script;
mod spinnaker;
mod stand_ins;
mod teamcity;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::oracle;
use crate::scan::program;

/// Both ways of running Cincture.
pub(crate) const PATTERNS: [&str; 2] = ["script", "container"];

/// An image as it is pinned.
pub(crate) const IMAGE: (&str, &str) = (
    "image",
    "registry.example.com/tools/cincture@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
);
/// An action as it is pinned.
pub(crate) const ACTION: (&str, &str) = ("action", "octo-org/cincture@0123456789abcdef0123456789abcdef01234567");
/// A program to download, with [`SHA256`].
pub(crate) const URL: (&str, &str) = ("url", "https://downloads.example.com/v0.1.0/cincture-linux-x64");
/// What that program's checksum has to be.
pub(crate) const SHA256: (&str, &str) = ("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

/// What CodePipeline is given.
pub(crate) const CONNECTION: (&str, &str) = (
    "connection",
    "arn:aws:codestar-connections:eu-central-1:111122223333:connection/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
);
/// The role that CodePipeline takes.
pub(crate) const PIPELINE_ROLE: (&str, &str) =
    ("pipeline_role", "arn:aws:iam::111122223333:role/service-role/pipelines");
/// Where CodePipeline keeps artifacts.
pub(crate) const BUCKET: (&str, &str) = ("bucket", "shop-pipeline-artifacts");

/// A value in which some language or CI system finds each of: the end of a string, a command, a variable, a macro, a reference,
/// markup, a comment.
pub(crate) const HOSTILE: &str = concat!(
    r##"k8s://shop/ü "b' `touch pwned` $(touch pwned) $HOME ${HOME} ${{ github.token }} {{ x }} {% y %} $[[ inputs.x ]] $[ 1 ]"##,
    r##" << z >> <@ target @> %PATH% %d #{x} ${bamboo.x} </v><!-- ]]> & ; | * #c \n \u0041 \\ \"##,
);

/// The files that `cincture generate` makes, with their paths and sorted by them.
pub(crate) fn made(platform: &str, kind: &str, pattern: &str, set: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let paths = made_in(folder.path(), platform, kind, pattern, set);
    let text = |path: String| fs::read_to_string(folder.path().join(&path)).map(|text| (path, text)).unwrap();
    paths.into_iter().map(text).collect()
}

/// [`made`] below `folder`, executable where they are run; their paths there.
pub(crate) fn made_in(folder: &Path, platform: &str, kind: &str, pattern: &str, set: &[(&str, &str)]) -> Vec<String> {
    let said = generated(folder, platform, kind, pattern, set).unwrap_or_else(|said| panic!("{said}"));
    let path = |line: &str| line.strip_prefix("wrote ").map(|path| Path::new(path).to_owned());
    let below = |path: PathBuf| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    let paths: BTreeSet<String> = said.lines().filter_map(path).map(below).collect();
    assert!(!paths.is_empty(), "{said}");
    paths.into_iter().collect()
}

/// What a checker says of a good file, or of a bad one as the error.
pub(crate) fn says(program: &Path, arguments: &[&str], folder: &Path) -> Result<(), String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(said.into_owned()) }
}

/// The documents of a YAML file, or `None` as [`oracle::python`] has it.
pub(crate) fn yaml(text: &str) -> Option<Vec<Value>> {
    let folder = oracle::python("pipelines")?;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let mut python = Command::new(folder.join("venv/bin/python"));
    let output = python.arg(folder.join("values.py")).arg(file.path()).output().unwrap();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// What check-jsonschema says of a file, with one of the schemas that it holds; `None` as [`oracle::python`] has it.
pub(crate) fn held_to_schema(schema: &str, more: &[&str], text: &str) -> Option<Result<(), String>> {
    let folder = oracle::python("pipelines")?;
    let here = tempfile::tempdir().unwrap();
    fs::write(here.path().join("file.yml"), text).unwrap();
    let arguments = [&["-m", "check_jsonschema", "--builtin-schema", schema], more, &["file.yml"]].concat();
    Some(says(&folder.join("venv/bin/python"), &arguments, here.path()))
}

/// What check-jsonschema says of documents, the first of them `0.json`, with a schema of ours in `tests/schemas`; `None` as
/// [`oracle::python`] has it.
pub(crate) fn held_to_own(schema: &str, documents: &[Value]) -> Option<Result<(), String>> {
    let folder = oracle::python("pipelines")?;
    let here = tempfile::tempdir().unwrap();
    let files: Vec<String> = (0..documents.len()).map(|at| format!("{at}.json")).collect();
    for (file, document) in files.iter().zip(documents) {
        fs::write(here.path().join(file), document.to_string()).unwrap();
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/schemas").join(schema);
    let mut arguments = vec!["-m", "check_jsonschema", "--schemafile", schema.to_str().unwrap()];
    arguments.extend(files.iter().map(String::as_str));
    Some(says(&folder.join("venv/bin/python"), &arguments, here.path()))
}

/// Each of `changed` is `document` with one value in the place of another; our schema has to refuse every one.
pub(crate) fn refused_by_own(schema: &str, document: &Value, changed: &[(&str, Value)]) {
    let change = |(pointer, value): &(&str, Value)| {
        let mut bad = document.clone();
        *bad.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone();
        bad
    };
    let bad: Vec<Value> = changed.iter().map(change).collect();
    let Some(judged) = held_to_own(schema, &bad) else { return };
    let said = judged.unwrap_err();
    for (at, (pointer, _)) in changed.iter().enumerate() {
        assert!(said.contains(&format!("{at}.json::")), "{pointer} is taken: {said}");
    }
}

/// A file system that passes a profile, one that does not, and that profile.
pub(crate) struct Roots {
    folder: tempfile::TempDir,
}

impl Roots {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["good", "bad"] {
            fs::create_dir_all(folder.path().join(name).join("etc")).unwrap();
            fs::write(folder.path().join(name).join("etc/hostname"), format!("{name}\n")).unwrap();
        }
        let test = "describe(file('/etc/hostname').content.strip) { it { should eq 'good' } }";
        fs::write(folder.path().join("it's.rb"), format!("control('marked') {{ impact 0.9; {test} }}\n")).unwrap();
        Self { folder }
    }

    /// The target `good` or `bad`.
    pub(crate) fn target(&self, name: &str) -> String {
        format!("rootfs://{}", self.folder.path().join(name).display())
    }

    /// Its name has what shells take for more than a name.
    pub(crate) fn profile(&self) -> String {
        self.folder.path().join("it's.rb").display().to_string()
    }
}

fn generated(folder: &Path, platform: &str, kind: &str, pattern: &str, set: &[(&str, &str)]) -> Result<String, String> {
    let mut command = program();
    command.args(["generate", platform, "--kind", kind, "--pattern", pattern, "--out"]).arg(folder);
    set.iter().for_each(|(name, value)| {
        command.args(["--set", &format!("{name}={value}")]);
    });
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(said.into_owned()) } else { Err(said.into_owned()) }
}

/// Platform, kind and pattern of each line of `cincture generate --list`.
pub(crate) fn listed() -> BTreeSet<(String, String, String)> {
    let output = program().args(["generate", "--list"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().skip(1).take_while(|line| !line.is_empty());
    let mut all = BTreeSet::new();
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pattern in words[3..].iter().map(|word| word.trim_end_matches(',')) {
            all.insert((words[0].to_owned(), words[1].to_owned(), pattern.to_owned()));
        }
    }
    all
}

/// Generated once what has no default is given, too.
fn completed(platform: &str, kind: &str, pattern: &str, set: &[(&str, &str)]) -> Result<Vec<String>, String> {
    let mut set = set.to_vec();
    loop {
        let folder = tempfile::tempdir().unwrap();
        let said = match generated(folder.path(), platform, kind, pattern, &set) {
            Ok(said) => said,
            Err(said) => {
                let job_image = ("job_image", IMAGE.1);
                let known = [IMAGE, ACTION, URL, SHA256, job_image, CONNECTION, PIPELINE_ROLE, BUCKET];
                let missing = known.into_iter().find(|(name, _)| {
                    said.contains(&format!("give --set {name}=VALUE")) && !set.iter().any(|s| s.0 == *name)
                });
                set.push(missing.ok_or(said)?);
                continue;
            }
        };
        let paths = said.lines().filter_map(|line| line.strip_prefix("wrote "));
        return Ok(paths.map(|path| fs::read_to_string(path).unwrap()).collect());
    }
}

#[test]
fn every_kind_is_generated_in_each_of_its_patterns_with_any_target() {
    let all = listed();
    assert!(all.len() > 1, "{all:?}");
    for (platform, kind, pattern) in all {
        let what = format!("{platform} {kind} {pattern}");
        let usual = completed(&platform, &kind, &pattern, &[]).unwrap_or_else(|said| panic!("{what}: {said}"));
        assert!(usual.iter().all(|text| !text.contains("<@") && !text.contains("<%")), "{what}: {usual:?}");
        let hostile = completed(&platform, &kind, &pattern, &[("target", HOSTILE)]);
        let hostile = hostile.unwrap_or_else(|said| panic!("{what}: {said}"));
        assert!(hostile != usual, "{what} takes no target");
        assert!(hostile.iter().all(|text| !text.contains(HOSTILE)), "{what} has a value as it is: {hostile:?}");
    }
}
