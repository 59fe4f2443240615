//! Small root file systems as three kinds of images have them, in which the baseline finds nothing, and what is changed in
//! them.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::PathBuf;

use tempfile::TempDir;

/// One thing that is changed in a root file system.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// A new file.
    Write(&'static str, &'static str),
    /// One more line at a file's end.
    Append(&'static str, &'static str),
    /// Other text in the place of a file's.
    Replace(&'static str, &'static str, &'static str),
    /// The mode.
    Mode(&'static str, u32),
    /// The owner.
    Own(&'static str, u32),
    /// A link, from the first to the second.
    Link(&'static str, &'static str),
    /// A file less.
    Remove(&'static str),
}

/// A root file system of a test's own.
pub(super) struct Root {
    folder: TempDir,
}

impl Root {
    /// An empty one.
    pub(super) fn empty() -> Self {
        let root = Self { folder: tempfile::tempdir().unwrap() };
        root.set_mode("/", 0o755);
        root
    }

    /// As of a Debian image with sh, apt, PAM and openssl.
    pub(super) fn debian() -> Self {
        let root = Self::empty();
        root.folders(&["/etc/apt/apt.conf.d", "/etc/cron.d", "/etc/ssl/certs", "/etc/ssl/private", "/usr/local/bin"]);
        root.folders(&["/usr/local/lib", "/usr/local/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/sbin", "/tmp", "/proc"]);
        root.folders(&["/root", "/home/app", "/var/lib/dpkg", "/usr/share/ca-certificates", "/etc/profile.d", "/dev"]);
        for (path, to) in [("/bin", "usr/bin"), ("/sbin", "usr/sbin"), ("/lib", "usr/lib")] {
            root.change(Change::Link(path, to));
        }
        root.set_mode("/tmp", 0o1777);
        root.set_mode("/root", 0o700);
        root.set_owner("/home/app", 1000);
        for (path, text) in DEBIAN {
            root.change(Change::Write(path, text));
        }
        root.set_mode("/etc/shadow", 0o640);
        root.set_mode("/etc/gshadow", 0o640);
        root
    }

    /// As of an Alpine image: busybox in the place of most programs, musl, apk.
    pub(super) fn alpine() -> Self {
        let root = Self::empty();
        root.folders(&["/bin", "/sbin", "/lib/apk/db", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin", "/tmp"]);
        root.folders(&["/root", "/etc/apk", "/etc/ssl/certs", "/etc/periodic/daily", "/etc/crontabs", "/proc", "/var"]);
        root.set_mode("/tmp", 0o1777);
        root.set_mode("/root", 0o700);
        for (path, text) in ALPINE {
            root.change(Change::Write(path, text));
        }
        for path in ["/bin/sh", "/bin/su", "/usr/sbin/crond", "/usr/bin/nc", "/usr/sbin/sendmail"] {
            root.change(Change::Link(path, "/bin/busybox"));
        }
        root.set_mode("/etc/shadow", 0o640);
        root.set_mode("/etc/crontabs/root", 0o600);
        root
    }

    /// As of an image with busybox alone: two accounts, no distribution.
    pub(super) fn busybox() -> Self {
        let root = Self::empty();
        root.folders(&["/bin", "/etc", "/root", "/tmp", "/home/alice", "/proc"]);
        root.set_mode("/tmp", 0o1777);
        root.set_owner("/home/alice", 1000);
        for (path, text) in BUSYBOX {
            root.change(Change::Write(path, text));
        }
        root.change(Change::Link("/bin/sh", "busybox"));
        root.change(Change::Link("/bin/inetd", "busybox"));
        root
    }

    /// The path of the target.
    pub(super) fn target(&self) -> String {
        format!("rootfs://{}", self.folder.path().display())
    }

    /// Changes one thing.
    pub(super) fn change(&self, change: Change) {
        match change {
            Change::Write(path, text) => {
                assert!(!self.path(path).exists(), "{path} is there already");
                self.folders(&[path.rsplit_once('/').unwrap().0]);
                fs::write(self.path(path), text).unwrap();
                self.set_mode(path, 0o644);
            }
            Change::Append(path, line) => {
                let text = fs::read_to_string(self.path(path)).unwrap();
                fs::write(self.path(path), text + line + "\n").unwrap();
            }
            Change::Replace(path, old, new) => {
                let text = fs::read_to_string(self.path(path)).unwrap();
                assert!(text.contains(old), "{path} has no {old}");
                fs::write(self.path(path), text.replace(old, new)).unwrap();
            }
            Change::Mode(path, mode) => self.set_mode(path, mode),
            Change::Own(path, uid) => self.set_owner(path, uid),
            Change::Link(path, to) => symlink(to, self.path(path)).unwrap(),
            Change::Remove(path) => fs::remove_file(self.path(path)).unwrap(),
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path.trim_start_matches('/'))
    }

    /// Makes folders with those above them; whatever umask the test runs under, only the owner may write.
    fn folders(&self, paths: &[&str]) {
        for path in paths {
            let mut here = String::new();
            for part in path.split('/').filter(|part| !part.is_empty()) {
                here = format!("{here}/{part}");
                if fs::create_dir(self.path(&here)).is_ok() {
                    self.set_mode(&here, 0o755);
                }
            }
        }
    }

    fn set_mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn set_owner(&self, path: &str, uid: u32) {
        chown(self.path(path), Some(uid), None).expect("changing owners needs root");
    }
}

const DEBIAN: &[(&str, &str)] = &[
    (
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nsync:x:4:65534:sync:/bin:/bin/sync\n\
         www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n\
         app:x:1000:1000::/home/app:/bin/sh\n",
    ),
    (
        "/etc/shadow",
        "root:*:19800:0:99999:7:::\ndaemon:*:19800:0:99999:7:::\nsync:*:::::::\nwww-data:*:::::::\napp:!:::::::\n",
    ),
    (
        "/etc/group",
        "root:x:0:\ndaemon:x:1:\nadm:x:4:\nsudo:x:27:\nwww-data:x:33:\nshadow:x:42:\nnogroup:x:65534:\napp:x:1000:\n",
    ),
    ("/etc/gshadow", "root:*::\nsudo:*::\napp:!::\n"),
    ("/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n"),
    ("/etc/debian_version", "12.11\n"),
    (
        "/etc/apt/sources.list.d/debian.sources",
        "Types: deb\nURIs: http://deb.debian.org/debian\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n",
    ),
    ("/etc/crontab", "17 * * * * root run-parts /etc/cron.hourly\n"),
    ("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\nfe00::0\tip6-localnet\n"),
    ("/etc/ld.so.cache", "cache\n"),
    ("/etc/ld.so.conf", "# folders\ninclude /etc/ld.so.conf.d/*.conf\n/usr/local/lib\n"),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
    (
        "/etc/pam.d/common-auth",
        "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\nauth required pam_permit.so\n",
    ),
    ("/etc/pam.d/su", "auth       sufficient pam_rootok.so\n@include common-auth\n"),
    ("/etc/profile", "PATH=/usr/local/bin:/usr/bin:/bin\n"),
    ("/etc/ssl/certs/ca-certificates.crt", "certificates\n"),
    ("/etc/ssl/openssl.cnf", "[req]\n"),
    ("/usr/bin/dash", "program\n"),
    ("/usr/lib/x86_64-linux-gnu/libc.so.6", "library\n"),
    ("/var/lib/dpkg/status", "Package: dash\nStatus: install ok installed\nVersion: 0.5.12-2\n\n"),
];

const ALPINE: &[(&str, &str)] = &[
    (
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nsync:x:5:0:sync:/sbin:/bin/sync\n\
         shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\nhalt:x:7:0:halt:/sbin:/sbin/halt\nguest:x:405:100:guest:/dev/null:/sbin/nologin\n\
         nobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    ),
    ("/etc/shadow", "root:*::0:::::\nbin:!::0:::::\nnobody:!::0:::::\n"),
    (
        "/etc/group",
        "root:x:0:root\nbin:x:1:root,bin,daemon\nadm:x:4:root,daemon\ndisk:x:6:root,adm\nwheel:x:10:root\nshadow:x:42:\nusers:x:100:\nnobody:x:65534:\n",
    ),
    ("/etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.23.1\n"),
    ("/etc/alpine-release", "3.23.1\n"),
    ("/etc/apk/repositories", "https://dl-cdn.alpinelinux.org/alpine/v3.23/main\n"),
    ("/etc/crontabs/root", "*/15 * * * * run-parts /etc/periodic/15min\n"),
    ("/etc/hosts", "127.0.0.1\tlocalhost localhost.localdomain\n"),
    ("/etc/ld-musl-x86_64.path", "/lib:/usr/local/lib:/usr/lib\n"),
    ("/etc/profile", "export PATH=/usr/bin:/bin\n"),
    ("/etc/ssl/cert.pem", "certificates\n"),
    ("/bin/busybox", "program\n"),
    ("/lib/ld-musl-x86_64.so.1", "library\n"),
    ("/lib/apk/db/installed", "P:busybox\nV:1.37.0-r20\n\n"),
];

const BUSYBOX: &[(&str, &str)] = &[
    ("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n"),
    ("/etc/group", "root:x:0:\nalice:x:1000:\n"),
    ("/bin/busybox", "program\n"),
];
