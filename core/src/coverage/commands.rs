//! What programs print on the neutral machine.

/// What commands print that begin like this, or hold it: the first that fits. All others print an empty line.
const OUTPUTS: [(&str, &str); 22] = [
    ("uname -m", "x86_64"),
    ("uname -s", "Linux"),
    ("uname -r", "6.1.0"),
    ("ufw status", "Status: active"),
    ("psql --version", "psql (PostgreSQL) 14.5"),
    ("psql ", "t"),
    ("mysql --version", "mysql  Ver 8.0.30 for Linux on x86_64"),
    ("nginx -v", "nginx version: nginx/1.22.1"),
    ("docker version", "{}"),
    ("docker info", "{}"),
    ("docker inspect", "[{}]"),
    (
        "docker ",
        "{\"id\": \"a\", \"names\": \"a\", \"status\": \"Up\", \"image\": \"a\", \"repository\": \"a\", \"tag\": \"1\"}",
    ),
    ("getconf ", "100000"),
    ("system-db", "system-db:local"),
    ("dmesg", "NX: active"),
    ("df ", "Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 1000 100 900 10% /"),
    ("find ", "/etc/passwd"),
    ("ls ", "neutral.load"),
    ("awk", "alice 1000"),
    ("/proc/filesystems", "ext4"),
    ("\"available", "{\"available\":[]}"),
    ("json", "{}"),
];

/// Programs that run.
const PROGRAMS: [&str; 12] = [
    "/usr/sbin/sshd -D",
    "/usr/sbin/nginx",
    "/usr/sbin/apache2",
    "/usr/sbin/mysqld",
    "/usr/bin/postgres",
    "/usr/bin/dockerd",
    "/usr/bin/containerd",
    "/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml",
    "/usr/local/bin/kube-apiserver --audit-log-maxsize=100",
    "/usr/local/bin/kube-controller-manager",
    "/usr/local/bin/kube-scheduler",
    "/usr/local/bin/etcd",
];

/// Standard output of a command.
pub(super) fn output(command: &str) -> String {
    let command = command.trim();
    if command.starts_with("ps ") {
        return processes();
    }
    let fits = |part: &str| command.starts_with(part) || (!part.ends_with(' ') && command.contains(part));
    let text = OUTPUTS.iter().find(|(part, _)| fits(part)).map_or("", |(_, text)| text);
    format!("{text}\n")
}

fn processes() -> String {
    let rows = PROGRAMS.iter().zip(100..);
    let rows = rows.map(|(program, pid)| format!("- {pid} 0.0 0.1 1000 100 ? Ss 10:00:00 00:00:01 root {program}\n"));
    format!("LABEL PID %CPU %MEM VSZ RSS TTY STAT STARTED TIME USER COMMAND\n{}", rows.collect::<String>())
}
