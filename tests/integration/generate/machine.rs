//! The machine that a generated pipeline runs on: programs of ours before all others.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use super::{IMAGE, URL};

/// What the pipelines run, wherever they have it from.
const CINCTURE: &str = "#!/bin/sh\nexec PROGRAM \"$@\"\n";

/// What stands for docker runs or gives out the program that an image would hold. To run it, it wants what a container of ours
/// is to be held with, and passes on the variables that it is given and no others,
/// of which none may be a token.
const DOCKER: &str = r#"#!/bin/bash
set -eu
here=$(dirname "$0")
image() { case $1 in *@sha256:????????????????????????????????????????????????????????????????) ;; *) exit 125 ;; esac }
case $1 in
create) image "$2"; echo 0123456789ab; exit ;;
cp) [ "$2" = 0123456789ab:/cincture ]; exec cp "$here/image/cincture" "$3" ;;
rm) [ "$2" = 0123456789ab ]; exit ;;
run) shift ;;
*) exit 125 ;;
esac
names=() workdir= held=
while [ $# -gt 0 ]; do
	case $1 in
	--env) names+=("$2"); shift 2 ;;
	--env=*) names+=("${1#--env=}"); shift ;;
	--workdir) workdir=$2; shift 2 ;;
	--volume) [ "${2%%:*}" = "${2#*:}" ]; shift 2 ;;
	--user) [ "$2" = "$(id -u):$(id -g)" ]; shift 2 ;;
	--tmpfs | --cap-drop | --security-opt) held+="$1=$2 "; shift 2 ;;
	--rm | --read-only) held+="$1 "; shift ;;
	*) break ;;
	esac
done
[ "$held" = "--rm --read-only --tmpfs=/tmp --cap-drop=ALL --security-opt=no-new-privileges " ]
image "$1"; shift
case ${names[*]} in *TOKEN*) exit 125 ;; esac
cd "$workdir"
given=()
for name in "${names[@]}"; do given+=("$name=${!name}"); done
exec env -i "${given[@]}" "$here/image/cincture" "$@"
"#;

/// What stands for curl gives the program for its address, and leaves a mark.
const CURL: &str = r#"#!/bin/bash
set -eu
[ "${*: -1}" = ADDRESS ]
while [ "$1" != --output ]; do shift; done
cat "$(dirname "$0")/image/cincture" >"$2"
echo called >>"$(dirname "$0")/called"
"#;

/// What keeps the values that it is given.
const KEEPS: &str = r#"#!/bin/sh
for value in "$CINCTURE_TARGET" "$CINCTURE_PROFILE" "$CINCTURE_THRESHOLD"; do printf '%s\n' "$value"; done >'KEPT'
mkdir -p cincture-results
for file in summary.json junit.xml codequality.json cincture.env; do echo '{}' >"cincture-results/$file"; done
"#;

/// How a pipeline gets its program.
pub(crate) struct Way {
    pub(crate) pattern: &'static str,
    pub(crate) machine: Machine,
    values: Vec<(&'static str, String)>,
}

impl Way {
    /// From the machine, by a download, out of an image.
    pub(crate) fn all() -> [Self; 3] {
        let machine = Machine::with_curl();
        let download = vec![(URL.0, URL.1.to_owned()), ("sha256", machine.sum())];
        let image = vec![(IMAGE.0, IMAGE.1.to_owned())];
        [
            Self { pattern: "script", machine: Machine::with_program(), values: Vec::new() },
            Self { pattern: "script", machine, values: download },
            Self { pattern: "container", machine: Machine::with_docker(), values: image },
        ]
    }

    /// Those that have it from the machine and out of an image, with a program that keeps its target, profile and threshold in a file.
    pub(crate) fn keeping() -> [(Self, PathBuf); 2] {
        let [machine, _, image] = Self::all();
        [machine, image].map(|way| {
            let file = way.machine.folder.path().join("kept");
            let keeps = KEEPS.replace("KEPT", &file.display().to_string());
            way.machine.put("image/cincture", &keeps);
            if way.pattern == "script" {
                way.machine.put("cincture", &keeps);
            }
            (way, file)
        })
    }

    /// The values for it, and `more`.
    pub(crate) fn set<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        self.values.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
    }
}

/// A folder of programs.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// One without Cincture.
    pub(crate) fn bare() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(machine.folder.path().join("image")).unwrap();
        machine.put("image/cincture", &CINCTURE.replace("PROGRAM", env!("CARGO_BIN_EXE_cincture")));
        machine
    }

    /// One that has the program.
    pub(crate) fn with_program() -> Self {
        let machine = Self::bare();
        machine.put("cincture", &CINCTURE.replace("PROGRAM", env!("CARGO_BIN_EXE_cincture")));
        machine
    }

    /// One that can run images.
    pub(crate) fn with_docker() -> Self {
        let machine = Self::bare();
        machine.put("docker", DOCKER);
        machine
    }

    /// One that can download the program from [`URL`].
    pub(crate) fn with_curl() -> Self {
        let machine = Self::bare();
        machine.put("curl", &CURL.replace("ADDRESS", URL.1));
        machine
    }

    /// Puts a program there.
    pub(crate) fn put(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Has this downloaded, or in the image; where it is.
    pub(crate) fn served(&self, text: &str) -> PathBuf {
        self.put("image/cincture", text);
        self.folder.path().join("image/cincture")
    }

    /// How often something was downloaded.
    pub(crate) fn downloads(&self) -> usize {
        fs::read_to_string(self.folder.path().join("called")).unwrap_or_default().lines().count()
    }

    /// The checksum of what is downloaded.
    pub(crate) fn sum(&self) -> String {
        let sum = Command::new("sha256sum").arg(self.folder.path().join("image/cincture")).output().unwrap();
        String::from_utf8(sum.stdout).unwrap()[..64].to_owned()
    }

    /// Its `PATH`.
    pub(crate) fn path(&self) -> String {
        format!("{}:{}", self.folder.path().display(), crate::platforms::path().to_string_lossy())
    }
}
