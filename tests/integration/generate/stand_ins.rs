//! Programs that stand in for those that pipelines call: Cincture itself, and what fetches it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// Cincture: it tells its words and what it is asked for, leaves reports, and ends with `$STATUS`.
const PROGRAM: &str = r#"#!/bin/sh
for word; do printf '%s\n' "$word" >>arguments; done
printf '%s\n' "${CINCTURE_TARGET:-}" "${CINCTURE_PROFILE:-}" "${CINCTURE_THRESHOLD:-}" "${CINCTURE_KUBECONFIG_CONTENT:-}" >asked
mkdir -p cincture-results
for name in results.json junit.xml report.sarif summary.md commands.jsonl; do echo "$name" >"cincture-results/$name"; done
echo "{\"exit\": {\"status\": $STATUS}}" >cincture-results/summary.json
exit "$STATUS"
"#;

/// It downloads Cincture, or what is none where `$OTHER` is set.
const CURL: &str = r#"#!/bin/sh
while [ "$1" != --output ]; do shift; done
[ "$4" = 'https://downloads.example.com/a?b=1&c;$d' ] || exit 22
cp "$BIN/cincture" "$2"
[ -z "${OTHER:-}" ] || echo other >>"$2"
"#;

/// It makes a container of an image that is pinned and gives Cincture, which is in it; or it runs that, and tells how it was asked to.
const DOCKER: &str = r#"#!/bin/sh
case "$1 $2" in
"create registry.example.com/tools/cincture@sha256:0"*) echo c0ffee ;;
"cp c0ffee:/cincture") cp "$BIN/cincture" "$3" ;;
"rm c0ffee") ;;
"run --rm")
	printf '%s\n' "$@" >run
	while [ "$1" != registry.example.com/tools/cincture@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef ]; do shift; done
	shift
	exec "$BIN/cincture" "$@" ;;
*) exit 125 ;;
esac
"#;

/// What the one that stands in for curl has.
pub(super) const ADDRESS: &str = "https://downloads.example.com/a?b=1&c;$d";

/// Writes them to the folder `bin`; the checksum of Cincture's.
pub(super) fn write(bin: &Path) -> String {
    fs::create_dir_all(bin).unwrap();
    for (name, text) in [("cincture", PROGRAM), ("curl", CURL), ("docker", DOCKER)] {
        fs::write(bin.join(name), text).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = Command::new("sha256sum").arg(bin.join("cincture")).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()[..64].to_owned()
}
