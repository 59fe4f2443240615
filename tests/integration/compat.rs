//! Real profiles: InSpec and ours run the same ones in the same root file system, and each check must have the same status,
//! description and message. See tests/compat/README.md for what it needs; what is not there is left out, and told.

#![allow(clippy::disallowed_methods, reason = "tests are told by the environment where InSpec and real profiles are")]

mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cincture_core::coverage::find;
use serde_json::Value;

use rows::{Check, rows};

/// Controls that may differ, with the reason; docs/compatibility.md says the same.
const KNOWN: [(&str, &str, &str); 1] =
    [("ssh-baseline", "sshd-50", "File.readable? would look at the machine that the scanner runs on")];

struct Place {
    /// `None`: this machine as it is.
    root: Option<PathBuf>,
    /// Where results are put; also seen from inside.
    results: tempfile::TempDir,
    bound: Vec<PathBuf>,
}

#[test]
fn real_profiles_have_the_results_of_inspec() {
    let Some(folder) = env::var_os("CINCTURE_COMPAT_PROFILES") else {
        return left_out("real profiles: CINCTURE_COMPAT_PROFILES names no folder with any");
    };
    let profiles = find::profiles(Path::new(&folder)).unwrap();
    let inspec = env::var_os("CINCTURE_INSPEC").map(PathBuf::from);
    let mut differences = Vec::new();
    let mut compared = 0;
    for root in roots() {
        let place = Place::new(root, &profiles);
        for profile in &profiles {
            let Some(expected) = place.expected(profile, inspec.as_deref()) else {
                left_out(&format!("{} in {}: CINCTURE_INSPEC names no program", profile.display(), place.name()));
                continue;
            };
            compared += 1;
            let ours = place.ours(profile);
            differences.extend(different(&expected, &ours).into_iter().map(|d| format!("{}: {d}", place.name())));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    println!("compared {compared} runs of real profiles: no difference but those that are listed");
}

fn left_out(what: &str) {
    eprintln!("LEFT OUT: {what}");
}

fn roots() -> Vec<Option<PathBuf>> {
    match env::var_os("CINCTURE_COMPAT_ROOTS") {
        Some(list) => env::split_paths(&list).map(Some).collect(),
        None => vec![None],
    }
}

/// What InSpec found: each check as far as it is known.
struct Expected {
    profile: String,
    controls: BTreeMap<String, Vec<Check>>,
}

impl Place {
    fn new(root: Option<PathBuf>, profiles: &[PathBuf]) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_cincture"));
        let results = tempfile::tempdir().unwrap();
        let mut bound: Vec<PathBuf> = profiles.iter().map(|path| fs::canonicalize(path).unwrap()).collect();
        bound.extend([program.parent().unwrap().to_path_buf(), results.path().to_path_buf()]);
        bound.extend(env::var_os("CINCTURE_COMPAT_BIND").iter().flat_map(env::split_paths));
        Self { root, results, bound }
    }

    fn name(&self) -> String {
        let name = self.root.as_ref().and_then(|root| root.file_name());
        name.map_or_else(|| "this machine".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    fn command(&self, program: &Path) -> Command {
        let Some(root) = &self.root else { return Command::new(program) };
        let mut command = Command::new(repository().join("tests/compat/in-root"));
        command.env("CINCTURE_COMPAT_BIND", env::join_paths(&self.bound).unwrap()).arg(root).arg(program);
        command
    }

    /// InSpec's results, or, without InSpec, the statuses that were recorded of it.
    fn expected(&self, profile: &Path, inspec: Option<&Path>) -> Option<Expected> {
        let Some(inspec) = inspec else { return self.recorded(profile) };
        let file = self.results.path().join("inspec.json");
        let profile = fs::canonicalize(profile).unwrap();
        let reporter = format!("json:{}", file.display());
        let output = self.command(inspec).arg("exec").arg(&profile).args(["--reporter", &reporter]).output().unwrap();
        let text = fs::read(&file).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
        let found = rows(&serde_json::from_slice(&text).unwrap(), &profile);
        self.record(&found);
        Some(Expected { profile: found.0, controls: found.1 })
    }

    fn ours(&self, profile: &Path) -> BTreeMap<String, Vec<Check>> {
        let out = self.results.path().join("ours");
        let profile = fs::canonicalize(profile).unwrap();
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_cincture")));
        command.args(["scan", "local://", "--quiet", "--threshold", "none", "--profile"]).arg(&profile);
        let output = command.arg("--out").arg(&out).output().unwrap();
        let text = fs::read(out.join("results.json"));
        let text = text.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
        rows(&serde_json::from_slice(&text).unwrap(), &profile).1
    }

    fn recording(&self, profile: &str) -> PathBuf {
        repository().join(format!("tests/compat/recorded/{profile}-in-{}.json", self.name()))
    }

    fn recorded(&self, profile: &Path) -> Option<Expected> {
        let metadata = fs::read_to_string(profile.join("inspec.yml")).unwrap();
        let name = metadata.lines().find_map(|line| line.strip_prefix("name:"))?.trim().to_owned();
        let text = fs::read(self.recording(&name)).ok()?;
        let statuses: BTreeMap<String, Vec<String>> = serde_json::from_slice(&text).unwrap();
        let check = |status: String| Check { status, text: None };
        let controls = statuses.into_iter().map(|(id, all)| (id, all.into_iter().map(check).collect())).collect();
        Some(Expected { profile: name, controls })
    }

    /// Keeps the statuses, where that is asked for; nothing of the profile's text.
    fn record(&self, found: &(String, BTreeMap<String, Vec<Check>>)) {
        if env::var_os("CINCTURE_COMPAT_RECORD").is_none() {
            return;
        }
        let statuses: BTreeMap<&String, Vec<&str>> =
            found.1.iter().map(|(id, checks)| (id, checks.iter().map(|c| c.status.as_str()).collect())).collect();
        let lines: Vec<String> = statuses
            .iter()
            .map(|(id, all)| format!("{}: {}", Value::from(id.as_str()), Value::from(all.clone())))
            .collect();
        fs::write(self.recording(&found.0), format!("{{\n{}\n}}\n", lines.join(",\n"))).unwrap();
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn different(expected: &Expected, ours: &BTreeMap<String, Vec<Check>>) -> Vec<String> {
    let ids: BTreeSet<&String> = expected.controls.keys().chain(ours.keys()).collect();
    let known = |id: &str| KNOWN.iter().any(|(profile, control, _)| *profile == expected.profile && *control == id);
    let mut found = Vec::new();
    for id in ids.into_iter().filter(|id| !known(id)) {
        let (theirs, ours) = (expected.controls.get(id), ours.get(id));
        let same = theirs.zip(ours).is_some_and(|(theirs, ours)| {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(theirs, ours)| theirs.same(ours))
        });
        if !same {
            found.push(format!("{} {id}:\n  InSpec {theirs:?}\n  ours   {ours:?}", expected.profile));
        }
    }
    found
}
