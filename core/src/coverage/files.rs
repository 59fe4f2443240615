//! What the neutral machine holds: distributions and files.

use serde_json::Value;

/// A distribution, by the files that identify it.
#[derive(Debug)]
pub(super) struct Distribution {
    name: &'static str,
    family: &'static str,
    release: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// The first is taken where a profile says nothing that fits.
const DISTRIBUTIONS: [Distribution; 8] = [
    Distribution {
        name: "debian",
        family: "debian",
        release: "12.5",
        files: &[
            ("/etc/debian_version", "12.5\n"),
            ("/etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n"),
        ],
    },
    Distribution {
        name: "ubuntu",
        family: "debian",
        release: "20.04",
        files: &[
            ("/etc/debian_version", "bullseye/sid\n"),
            ("/etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=20.04\n"),
            ("/etc/os-release", "ID=ubuntu\nNAME=\"Ubuntu\"\nVERSION_ID=\"20.04\"\n"),
        ],
    },
    Distribution {
        name: "ubuntu",
        family: "debian",
        release: "22.04",
        files: &[
            ("/etc/debian_version", "bookworm/sid\n"),
            ("/etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n"),
            ("/etc/os-release", "ID=ubuntu\nNAME=\"Ubuntu\"\nVERSION_ID=\"22.04\"\n"),
        ],
    },
    Distribution {
        name: "redhat",
        family: "redhat",
        release: "7.9",
        files: &[
            ("/etc/redhat-release", "Red Hat Enterprise Linux Server release 7.9 (Maipo)\n"),
            ("/etc/os-release", "ID=\"rhel\"\nNAME=\"Red Hat Enterprise Linux Server\"\nVERSION_ID=\"7.9\"\n"),
        ],
    },
    Distribution {
        name: "redhat",
        family: "redhat",
        release: "8.10",
        files: &[
            ("/etc/redhat-release", "Red Hat Enterprise Linux release 8.10 (Ootpa)\n"),
            ("/etc/os-release", "ID=\"rhel\"\nNAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"8.10\"\n"),
        ],
    },
    Distribution {
        name: "redhat",
        family: "redhat",
        release: "9.4",
        files: &[
            ("/etc/redhat-release", "Red Hat Enterprise Linux release 9.4 (Plow)\n"),
            ("/etc/os-release", "ID=\"rhel\"\nNAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"9.4\"\n"),
        ],
    },
    Distribution {
        name: "suse",
        family: "suse",
        release: "15",
        files: &[("/etc/os-release", "ID=\"sles\"\nID_LIKE=\"suse\"\nNAME=\"SLES\"\nVERSION=\"15\"\n")],
    },
    Distribution {
        name: "alpine",
        family: "linux",
        release: "3.20.0",
        files: &[
            ("/etc/alpine-release", "3.20.0\n"),
            ("/etc/os-release", "ID=alpine\nNAME=\"Alpine Linux\"\nVERSION_ID=3.20.0\n"),
        ],
    },
];

impl Distribution {
    /// Content of one of the files that identify it. `None` also for those that identify another.
    pub(super) fn file(&self, path: &str) -> Option<&'static str> {
        self.files.iter().find(|(name, _)| *name == path).map(|(_, content)| *content)
    }

    fn fits(&self, entry: &Value) -> bool {
        let Some(entry) = entry.as_object() else { return false };
        entry.iter().all(|(key, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let in_family = value == self.family || ["linux", "unix", "os"].contains(&value.as_str());
            match key.replace('-', "_").as_str() {
                "os_family" | "platform_family" => in_family,
                "os" | "platform" => value == self.name || in_family,
                "os_name" | "platform_name" => value == self.name,
                "release" => {
                    value == self.release
                        || value.split_once('*').is_some_and(|(start, _)| self.release.starts_with(start))
                }
                _ => false,
            }
        })
    }
}

/// The distribution that one of the entries of `supports` asks for.
pub(super) fn fitting(supports: &[Value]) -> &'static Distribution {
    static ALL: [Distribution; 8] = DISTRIBUTIONS;
    let found = supports.iter().find_map(|entry| ALL.iter().find(|d| d.fits(entry)));
    found.unwrap_or(&ALL[0])
}

const IDENTITY: [&str; 16] = [
    "/etc/debian_version",
    "/etc/lsb-release",
    "/etc/os-release",
    "/etc/redhat-release",
    "/etc/oracle-release",
    "/etc/enterprise-release",
    "/etc/system-release",
    "/etc/SuSE-release",
    "/etc/arch-release",
    "/etc/slackware-version",
    "/etc/gentoo-release",
    "/etc/exherbo-release",
    "/etc/alpine-release",
    "/etc/coreos/update.conf",
    "/etc/issue",
    "/usr/bin/raspi-config",
];

const CONTENTS: [(&str, &str); 19] = [
    ("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n"),
    ("/etc/group", "root:x:0:\nalice:x:1000:\n"),
    ("/etc/shadow", "root:!:19000:1:60:7:35::\nalice:!:19000:1:60:7:35::\n"),
    ("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\nserver:/x /home nfs defaults 0 0\n"),
    ("/etc/shells", "/bin/bash\n"),
    ("/etc/audit/auditd.conf", "log_file = /var/log/audit/audit.log\nspace_left = 25\naction_mail_acct = root\n"),
    ("/etc/nginx/nginx.conf", NGINX),
    ("/etc/bashrc", UMASK),
    ("/etc/csh.cshrc", UMASK),
    ("/etc/profile", UMASK),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
    ("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n"),
    ("/etc/yum.conf", "[main]\ngpgcheck=1\n"),
    ("/etc/dnf/dnf.conf", "[main]\ngpgcheck=1\n"),
    ("/etc/postgresql/14/main/pg_hba.conf", "local all postgres peer\n"),
    ("/proc/cmdline", "root=/dev/sda1\n"),
    ("/proc/filesystems", "nodev\tproc\n\text4\n"),
    ("/proc/modules", "ext4 1000 1 - Live 0x0\n"),
    ("/proc/mounts", "/dev/sda1 / ext4 rw 0 0\n"),
];

const UMASK: &str = "umask 077\n";
const NGINX: &str = "\
user nginx;
error_log /var/log/nginx/error.log;
http {
  log_format main '$remote_addr $remote_user';
  access_log /var/log/nginx/access.log;
  server {
    listen 443 ssl;
    server_name neutral;
    ssl_protocols TLSv1.2;
    ssl_ciphers HIGH;
    ssl_certificate /etc/nginx/a.crt;
    location / { root /var/www; deny all; }
  }
}
";

/// What files hold whose ends tell their form, and the others.
const FORMS: [(&str, &str); 4] = [(".json", "{}\n"), (".xml", "<root/>\n"), (".yml", "{}\n"), (".yaml", "{}\n")];
const ANY: &str = "# a neutral machine\n";

#[rustfmt::skip]
const FOLDERS: [&str; 15] = [
    "/", "/etc", "/usr", "/usr/bin", "/usr/sbin", "/bin", "/sbin", "/var", "/var/log", "/tmp", "/home", "/root", "/proc",
    "/proc/sys", "/proc/sys/kernel",
];

/// Folders in which any file exists.
const FULL: [&str; 9] = ["/etc/", "/usr/", "/var/", "/opt/", "/boot/", "/lib/", "/home/", "/root/", "/proc/sys/"];
/// What each parameter of the kernel is.
const PARAMETER: &str = "1\n";

pub(super) fn is_folder(path: &str) -> bool {
    FOLDERS.contains(&path) || path.ends_with(".d") || path.ends_with('/')
}

pub(super) fn names(_: &str) -> Vec<String> {
    Vec::new()
}

pub(super) fn content(path: &str) -> Option<&'static str> {
    if let Some((_, content)) = CONTENTS.iter().find(|(name, _)| *name == path) {
        return Some(content);
    }
    if !FULL.iter().any(|folder| path.starts_with(folder)) || IDENTITY.contains(&path) {
        return None;
    }
    if path.starts_with("/proc/sys/") {
        return Some(PARAMETER);
    }
    Some(FORMS.iter().find(|(end, _)| path.ends_with(end)).map_or(ANY, |(_, content)| content))
}
