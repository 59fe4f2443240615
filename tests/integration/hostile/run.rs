//! Runs a scan and watches it from outside.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::attack::LONGEST;
use super::ended::Ended;

/// The value of a variable in the scanner's environment, which no profile may see.
pub(super) const CANARY: &str = "canary-of-the-scanning-machine-7c1f";
/// The file that a program of an attack would make.
pub(super) const MARK: &str = "/tmp/cincture-hostile-program";
/// Time between two looks at a running scan.
const LOOK: Duration = Duration::from_millis(10);

/// A scan that has not begun.
pub(super) struct Scan {
    profile: PathBuf,
    threshold: String,
    compute: &'static str,
    folder: tempfile::TempDir,
}

/// A scan that runs. Ended when dropped.
pub(super) struct Running {
    child: Child,
    began: Instant,
    memory: u64,
    seen: Vec<i32>,
    folder: tempfile::TempDir,
}

impl Scan {
    /// Of a root file system with a `/etc/passwd` of its own.
    pub(super) fn of(profile: &Path, threshold: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("root/etc")).unwrap();
        fs::write(folder.path().join("root/etc/passwd"), "toor:x:0:0:of the target:/:/none\n").unwrap();
        Self { profile: profile.to_owned(), threshold: threshold.to_owned(), compute: "2s", folder }
    }

    /// With so much time to compute for each control.
    pub(super) fn compute(self, compute: &'static str) -> Self {
        Self { compute, ..self }
    }

    /// Starts it.
    pub(super) fn start(self) -> Running {
        let path = |name: &str| self.folder.path().join(name);
        let child = Command::new(assert_cmd::cargo::cargo_bin!("cincture"))
            .arg("scan")
            .arg(format!("rootfs://{}", path("root").display()))
            .arg("--profile")
            .arg(&self.profile)
            .args(["--threshold", &self.threshold, "--compute-timeout", self.compute, "--memory", "256", "--out"])
            .arg(path("out"))
            .env("CINCTURE_HOSTILE_CANARY", CANARY)
            .stdin(Stdio::null())
            .stdout(File::create(path("stdout")).unwrap())
            .stderr(File::create(path("stderr")).unwrap())
            .spawn()
            .unwrap();
        Running { child, began: Instant::now(), memory: 0, seen: Vec::new(), folder: self.folder }
    }

    /// Runs it to its end, which is made where it does not come.
    pub(super) fn run(self) -> Ended {
        self.start().wait()
    }
}

impl Running {
    /// Its child of now, if there is one.
    pub(super) fn engine(&mut self) -> Option<i32> {
        let own = i32::try_from(self.child.id()).unwrap();
        let found = processes().into_iter().find(|&(_, parent)| parent == own).map(|(pid, _)| pid)?;
        if !self.seen.contains(&found) {
            self.seen.push(found);
        }
        Some(found)
    }

    /// Waits for the end, killing it after [`LONGEST`].
    pub(super) fn wait(mut self) -> Ended {
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            self.memory = self.memory.max(peak(self.child.id()).unwrap_or(0));
            self.engine();
            if self.began.elapsed() > LONGEST + Duration::from_secs(1) {
                self.child.kill().unwrap();
            }
            std::thread::sleep(LOOK);
        };
        let took = self.began.elapsed();
        let read = |name: &str| String::from_utf8_lossy(&fs::read(self.folder.path().join(name)).unwrap()).into_owned();
        Ended {
            status: status.code(),
            took,
            memory: self.memory,
            output: read("stdout") + &read("stderr"),
            files: written(&self.folder.path().join("out")),
            left: processes().into_iter().map(|(pid, _)| pid).filter(|pid| self.seen.contains(pid)).collect(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn written(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| (super::name(&path), fs::read(&path).unwrap())).collect()
}

/// Every process that is not a zombie, with its parent.
fn processes() -> Vec<(i32, i32)> {
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter_map(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let mut fields = stat.rsplit(')').next()?.split_whitespace();
        let state = fields.next()?;
        (state != "Z").then_some((pid, fields.next()?.parse().ok()?))
    })
    .collect()
}

/// Most memory that a process had so far, bytes.
fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib << 10)
}
