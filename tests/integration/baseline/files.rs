//! What the baseline finds in files: each fault by its own control and no other, in roots as of Debian, Alpine and BusyBox.

use std::fs;
use std::thread;

use cincture_core::results::{Status, read};

use super::Scanned;
use super::grid::rows_and_columns;
use super::root::Change::{Append, Link, Mode, Own, Remove, Replace, Write};
use super::root::{Change, Root};

/// The number of a control, and what it alone must find.
type Fault = (&'static str, &'static [Change]);

/// A fault for each control that judges files, in a root as of Debian.
const DEBIAN: &[Fault] = &[
    ("01", &[Mode("/etc/group", 0o664)]),
    ("02", &[Append("/etc/shadow", "games::19800:0:99999:7:::")]),
    ("03", &[Append("/etc/passwd", "other:x:00:0::/root:/bin/sh")]),
    ("06", &[Write("/usr/sbin/dropbear", "")]),
    ("07", &[Write("/home/app/.aws/credentials", "key")]),
    ("09", &[Link("/usr/bin/telnet", "/usr/bin/true")]),
    ("10", &[Replace("/etc/os-release", "\"12\"", "\"11\"")]),
    ("11", &[Append("/etc/shadow", "uucp:$y$j9T$salt$hash:19800:0:99999:7:::")]),
    ("12", &[Append("/etc/group", "staff:$6$salt$hash:50:")]),
    ("13", &[Append("/etc/passwd", "web:x:33:33::/nonexistent:/usr/sbin/nologin")]),
    ("14", &[Append("/etc/group", "other:x:1000:")]),
    ("15", &[Append("/etc/passwd", "lost:x:1001:1001::/nonexistent:/usr/sbin/nologin")]),
    ("16", &[Append("/etc/passwd", "backup:x:34:1::/nonexistent:/bin/bash")]),
    ("17", &[Replace("/etc/group", "sudo:x:27:", "sudo:x:27:app")]),
    ("18", &[Append("/etc/passwd", "+::::::")]),
    ("19", &[Mode("/home/app", 0o775)]),
    ("20", &[Write("/root/.rhosts", "+ +\n")]),
    ("21", &[Append("/etc/pam.d/su", "auth sufficient pam_permit.so")]),
    ("22", &[Write("/etc/ld.so.preload", "/usr/lib/own.so\n")]),
    ("23", &[Append("/etc/ld.so.conf", "lib")]),
    ("24", &[Own("/usr/local/bin", 1000)]),
    ("25", &[Own("/etc/profile", 1000)]),
    ("26", &[Mode("/etc/hosts", 0o646)]),
    ("27", &[Mode("/etc/ssl/certs/ca-certificates.crt", 0o666)]),
    ("28", &[Own("/etc/cron.d", 1000)]),
    ("29", &[Append("/etc/hosts", "10.0.0.1 localhost")]),
    ("30", &[Remove("/var/lib/dpkg/status")]),
    ("31", &[Write("/etc/apt/sources.list", "deb [trusted=yes] http://packages.invalid/ ./\n")]),
    ("33", &[Write("/usr/bin/gcc", "")]),
    ("34", &[Write("/usr/bin/tcpdump", "")]),
    ("35", &[Write("/usr/local/bin/kubectl", "")]),
    ("36", &[Write("/usr/bin/sudo", "")]),
    ("37", &[Write("/usr/sbin/cron", "")]),
    ("38", &[Write("/usr/sbin/in.telnetd", "")]),
    ("40", &[Write("/etc/ssh/ssh_host_ed25519_key", "key")]),
    ("41", &[Write("/root/.ssh/authorized_keys", "key")]),
    ("42", &[Write("/root/.bash_history", "mysql -psecret\n")]),
    ("43", &[Write("/usr/src/app/.git", "gitdir\n")]),
];

/// Other ways to the same: another file, another property.
const DEBIAN_TOO: &[Fault] = &[
    ("01", &[Own("/etc/gshadow", 1000)]),
    ("02", &[Replace("/etc/passwd", "app:x:", "app::")]),
    ("06", &[Write("/usr/local/sbin/sshd", "")]),
    ("07", &[Write("/.netrc", "machine example.invalid\n")]),
    ("10", &[Replace("/etc/os-release", "\"12\"", "9.13")]),
    ("12", &[Append("/etc/passwd", "hashed:$1$salt$hash:1002:1000::/nonexistent:/usr/sbin/nologin")]),
    ("13", &[Append("/etc/passwd", "daemon:x:1003:1::/usr/sbin:/usr/sbin/nologin")]),
    ("14", &[Append("/etc/group", "app:x:1004:")]),
    ("16", &[Append("/etc/passwd", "empty:x:999:1::/nonexistent:")]),
    ("17", &[Replace("/etc/group", "root:x:0:", "root:x:0:daemon")]),
    ("19", &[Own("/root", 33)]),
    ("20", &[Write("/etc/hosts.equiv", "+\n")]),
    ("21", &[Append("/etc/pam.d/common-auth", "auth  sufficient  pam_wheel.so trust")]),
    ("23", &[Write("/opt/own/own.so", ""), Own("/opt/own", 1000), Append("/etc/ld.so.conf", "/opt/own")]),
    ("24", &[Own("/usr/sbin", 1000)]),
    ("27", &[Own("/etc/ssl", 1000)]),
    ("29", &[Append("/etc/hosts", "fd00::1 localhost")]),
    (
        "30",
        &[Replace("/var/lib/dpkg/status", "Package: dash\nStatus: install ok installed\nVersion: 0.5.12-2\n\n", "")],
    ),
    ("31", &[Write("/etc/apt/apt.conf", "APT::Get::AllowUnauthenticated \"true\";\n")]),
    ("40", &[Write("/etc/kubernetes/admin.conf", "cluster\n")]),
    ("43", &[Write("/home/app/.env", "SECRET=1\n")]),
];

const ALPINE: &[Fault] = &[
    ("01", &[Mode("/etc/shadow", 0o644)]),
    ("02", &[Replace("/etc/shadow", "root:*:", "root::")]),
    ("06", &[Write("/usr/sbin/sshd", "")]),
    ("09", &[Link("/usr/bin/tftp", "/bin/busybox")]),
    ("10", &[Replace("/etc/os-release", "3.23.1", "3.9.2")]),
    ("16", &[Append("/etc/passwd", "postgres:x:70:1::/var/lib/postgresql:/bin/sh")]),
    ("17", &[Replace("/etc/group", "wheel:x:10:root", "wheel:x:10:root,guest")]),
    ("23", &[Append("/etc/ld-musl-x86_64.path", "/tmp")]),
    ("24", &[Own("/usr/lib", 1000)]),
    ("27", &[Own("/etc/ssl/cert.pem", 1000)]),
    ("28", &[Mode("/etc/crontabs/root", 0o666)]),
    ("30", &[Remove("/lib/apk/db/installed")]),
    ("33", &[Write("/usr/bin/tcc", "")]),
    ("36", &[Write("/usr/bin/doas", "")]),
    ("37", &[Write("/usr/sbin/fcron", "")]),
    ("42", &[Write("/root/.ash_history", "apk add curl\n")]),
];

const BUSYBOX: &[Fault] = &[
    ("03", &[Append("/etc/passwd", "toor:x:0:0::/root:/bin/sh")]),
    ("07", &[Write("/home/alice/.kube/config", "token\n")]),
    ("09", &[Link("/bin/telnet", "busybox")]),
    ("13", &[Append("/etc/passwd", "bob:x:1000:1000::/home/alice:/bin/sh")]),
    ("19", &[Own("/home/alice", 7)]),
    ("22", &[Write("/etc/ld.so.preload", "/own.so\n")]),
    ("38", &[Write("/bin/tftpd", "")]),
    ("40", &[Write("/etc/dropbear/dropbear_rsa_host_key", "key")]),
    ("43", &[Write("/app/.env", "SECRET=1\n")]),
];

#[test]
fn each_fault_in_a_file_flips_its_control_and_no_other_in_debian() {
    let good = each_flips(Root::debian, DEBIAN);
    // The searches need `find`, and a root file system runs nothing: an error, not a pass.
    assert_eq!(good.having(Status::Error), ["04", "08"]);
    // apt has a folder of settings, which cannot be listed.
    assert_eq!(good.having(Status::Skipped), ["31", "32"]);
    assert_eq!(good.having(Status::NoImpact), RUNNING);
    together_flip(Root::debian, DEBIAN_TOO, &good);
}

#[test]
fn each_fault_in_a_file_flips_its_control_and_no_other_in_alpine_and_busybox() {
    let good = scan(&Root::alpine());
    together_flip(Root::alpine, ALPINE, &good);
    let expected: Vec<&str> = with(&["21", "31"]);
    assert_eq!(good.having(Status::NoImpact), expected);
    let good = scan(&Root::busybox());
    together_flip(Root::busybox, BUSYBOX, &good);
    assert_eq!(good.having(Status::Skipped), ["10", "32"]);
    assert_eq!(good.having(Status::NoImpact), with(&["21", "23", "25", "26", "27", "28", "29", "30", "31"]));
}

#[test]
fn nothing_passes_in_an_empty_root_that_asks_what_is_not_there() {
    let scanned = scan(&Root::empty());
    assert_eq!(scanned.having(Status::Failed), [""; 0]);
    let no_accounts = ["01", "02", "03", "11", "12", "13", "14", "15", "16", "17", "18", "19", "21"];
    let not_applicable = scanned.having(Status::NoImpact);
    for control in no_accounts {
        assert!(not_applicable.iter().any(|id| id == control), "{control}\n{}", scanned.said());
    }
}

/// What judges a container that runs: it has no subject in a root file system.
const RUNNING: [&str; 20] = [
    "05", "39", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "60",
    "61",
];

/// Those, and `more`.
fn with(more: &[&'static str]) -> Vec<&'static str> {
    let mut all: Vec<&str> = RUNNING.iter().chain(more).copied().collect();
    all.sort_unstable();
    all
}

/// Scans a good root, in which nothing fails, and then with the faults, row by row and column by column.
fn each_flips(good: fn() -> Root, faults: &[Fault]) -> Scanned {
    let before = scan(&good());
    let groups = rows_and_columns(faults);
    thread::scope(|scope| {
        for half in groups.chunks(groups.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(|group| together(&good(), group, &before)));
        }
    });
    before
}

/// For what was seen one by one elsewhere: a few faults at once.
fn together_flip(good: fn() -> Root, faults: &[Fault], before: &Scanned) {
    let all: Vec<&Fault> = faults.iter().collect();
    all.chunks(8).for_each(|group| together(&good(), group, before));
}

/// All faults of a group in one root: their controls fail, and all others are as they were.
fn together(root: &Root, group: &[&Fault], before: &Scanned) {
    for (_, changes) in group {
        changes.iter().for_each(|change| root.change(*change));
    }
    assert_eq!(before.having(Status::Failed), [""; 0], "{}", before.said());
    let mut expected = before.statuses();
    for (number, _) in group {
        expected.insert(format!("container-baseline-{number}"), Status::Failed);
    }
    let scanned = scan(root);
    let found = scanned.statuses();
    let differ = |id: &String| found.get(id) != expected.get(id);
    let wrong: Vec<_> = expected.keys().filter(|id| differ(id)).map(|id| (id, found.get(id))).collect();
    assert!(wrong.is_empty(), "{wrong:?} with {group:?}\n{}", scanned.said());
}

/// Scans a root by the program itself.
pub(super) fn scan(root: &Root) -> Scanned {
    let folder = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::Command::cargo_bin("cincture").unwrap();
    let output = command.args(["scan", &root.target(), "--quiet", "--out"]).arg(folder.path()).output().unwrap();
    let results = fs::read(folder.path().join("results.json")).ok().map(|bytes| read(bytes, "results.json").unwrap());
    Scanned { output, results }
}
