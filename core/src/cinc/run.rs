//! One run of the program.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use tokio::time::timeout;

use super::folder::Folder;
use super::program::{Program, unavailable};
use super::results;
use crate::problem::Problem;
use crate::results::Document;
use crate::target::ContainerTarget;

/// Bytes of the beginning, and of the end, of what it said that are told.
const WORDS: usize = 2 << 10;
/// How long its outputs may stay open once its processes are killed.
const GRACE: Duration = Duration::from_secs(2);

/// What it is to do.
#[derive(Debug)]
pub struct Job<'a> {
    /// The container; its name is known.
    pub target: &'a ContainerTarget,
    /// Paths of profiles.
    pub profiles: Vec<PathBuf>,
    /// The identity.
    pub kubeconfig: PathBuf,
    /// Values of inputs, where there are any.
    pub inputs: Option<PathBuf>,
}

/// How it went.
#[derive(Debug)]
pub enum Done {
    /// It said so much.
    Results(Box<Document>),
    /// What was asked for was not checked; why.
    Unchecked(String),
}

/// Runs `program` to its end. When this is dropped, as by a signal or a time limit, all its processes are killed.
///
/// # Errors
/// [`crate::problem::Code::EngineUnavailable`]: it does not start, or lacks the plugin for containers.
pub async fn run(program: &Program, job: &Job<'_>, folder: &Folder) -> Result<Done, Problem> {
    let file = folder.path("results.json");
    let mut command = command(program, job, folder, &file);
    let mut child = command.spawn().map_err(|e| {
        let help = "see whether it runs by itself";
        unavailable(format!("it does not start: {e}"), help).at(program.path.display().to_string())
    })?;
    let group = Group(child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw));
    let mut said = Words::default();
    let status = match child.stderr.take() {
        Some(mut stderr) => {
            let status = tokio::select! {
                status = child.wait() => status,
                status = async {
                    said.hear(&mut stderr).await;
                    std::future::pending().await
                } => status,
            };
            drop(group);
            let _ = timeout(GRACE, said.hear(&mut stderr)).await;
            status
        }
        None => child.wait().await,
    };
    let said = said.text();
    if said.contains("Can't find train plugin k8s-container") {
        let help = "install it with `cinc-auditor plugin install train-k8s-container`, or use --engine native";
        let why = "it has no plugin train-k8s-container, which reaches containers";
        return Err(unavailable(why, help).at(program.path.display().to_string()));
    }
    let read = match status {
        Ok(status) if understood(status) => results::read(&file, job.profiles.len()),
        Ok(status) => Err(format!("it ended with {status}")),
        Err(e) => Err(format!("it is not known how it ended: {e}")),
    };
    Ok(match read {
        Ok(found) => Done::Results(Box::new(found)),
        Err(why) => Done::Unchecked(told(program, &why, &said)),
    })
}

/// 0, and 100 and 101 where controls failed or were skipped: <https://docs.chef.io/inspec/reference/cli/#exec>.
fn understood(status: ExitStatus) -> bool {
    matches!(status.code(), Some(0 | 100 | 101))
}

fn told(program: &Program, why: &str, said: &str) -> String {
    let name = program.path.file_name().unwrap_or_default().display();
    match said {
        "" => format!("{name}: {why}"),
        said => format!("{name}: {why}; it said: {said}"),
    }
}

fn command(program: &Program, job: &Job<'_>, folder: &Folder, results: &Path) -> Command {
    let mut command = Command::new(&program.path);
    command.arg("exec").args(&job.profiles);
    command.arg("-t").arg(job.target.to_string().replacen("k8s://", "k8s-container://", 1));
    command.arg("--reporter").arg(format!("json:{}", results.display()));
    if let Some(inputs) = &job.inputs {
        command.arg("--input-file").arg(inputs);
    }
    command.arg("--no-create-lockfile");
    command.env_clear().env("PATH", &program.search).env("HOME", folder.path("home")).env("LANG", "C.UTF-8");
    command.env("TMPDIR", folder.path("tmp")).env("KUBECONFIG", &job.kubeconfig);
    command.env("INSPEC_CONFIG_DIR", folder.path("home/.inspec")).env("CHEF_LICENSE", "accept-no-persist");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.current_dir(folder.path("home")).process_group(0).kill_on_drop(true);
    command
}

/// Kills what is left of the program and of what it has started.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // None left is what is wanted.
            let _ = killpg(group, Signal::SIGKILL);
        }
    }
}

/// Beginning and end of what it printed; all of it is read, so that it does not wait for us. Ruby tells an error first and
/// its way there after.
#[derive(Default)]
struct Words {
    first: Vec<u8>,
    last: VecDeque<u8>,
    cut: u64,
}

impl Words {
    async fn hear(&mut self, from: &mut (impl AsyncRead + Unpin)) {
        let mut chunk = [0; 4 << 10];
        while let Ok(read) = from.read(&mut chunk).await {
            if read == 0 {
                return;
            }
            self.take(&chunk[..read]);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        let (first, rest) = bytes.split_at(bytes.len().min(WORDS - self.first.len()));
        self.first.extend(first);
        self.last.extend(rest);
        let over = self.last.len().saturating_sub(WORDS);
        self.last.drain(..over);
        self.cut += over as u64;
    }

    fn text(mut self) -> String {
        let first = String::from_utf8_lossy(&self.first);
        let last = String::from_utf8_lossy(self.last.make_contiguous());
        let cut = if self.cut > 0 { format!("\n[{} bytes cut]\n", self.cut) } else { String::new() };
        format!("{first}{cut}{last}").trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_long_words_the_beginning_and_the_end_are_kept_and_the_cut_is_told() {
        let mut words = Words::default();
        words.take(b"error: first\n");
        (0..1_000).for_each(|_| words.take(b"    from somewhere\n"));
        words.take(b"last\n");
        let text = words.text();
        assert!(text.starts_with("error: first\n") && text.ends_with("\nlast"), "{text}");
        assert!(text.contains("bytes cut]") && text.len() < 3 * WORDS);
        let mut few = Words::default();
        few.take(b"few\n");
        assert_eq!(few.text(), "few");
    }
}
