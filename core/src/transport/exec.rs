//! Programs in a running container, started by the exec API over a WebSocket.

use async_trait::async_trait;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Status;
use kube::Client;
use kube::api::AttachParams;

use super::process::{Ended, Process, Start};
use crate::cluster::{Action, Resolved};
use crate::problem::Problem;

/// Bytes that the client holds of each stream.
const BUFFER: usize = 64 << 10;

/// Starts programs in one container.
pub(super) struct PodExec {
    client: Client,
    container: Resolved,
}

impl PodExec {
    /// Into the container `container`, with the identity of `client`.
    pub(super) fn new(client: Client, container: Resolved) -> Self {
        Self { client, container }
    }
}

#[async_trait]
impl Start for PodExec {
    async fn start(&mut self, argv: &[String]) -> Result<Process, Problem> {
        let params = AttachParams::default()
            .container(self.container.container.as_str())
            .stdin(true)
            .stdout(true)
            .stderr(true)
            .tty(false)
            .max_stdin_buf_size(BUFFER)
            .max_stdout_buf_size(BUFFER)
            .max_stderr_buf_size(BUFFER);
        let action = Action {
            what: "no command can be run in the container",
            // The request is a GET, and since Kubernetes 1.35 is checked as a creation too.
            verbs: &["get", "create"],
            resource: "pods/exec",
            namespace: self.container.namespace.to_string(),
            place: self.container.target().to_string(),
        };
        let pods = self.container.pods(&self.client);
        let mut attached = action.within(pods.exec(self.container.pod.as_str(), argv, &params)).await?;
        let streams = (attached.stdin(), attached.stdout(), attached.stderr(), attached.take_status());
        let (Some(stdin), Some(stdout), Some(stderr), Some(status)) = streams else {
            return Err(super::shell::lost("the exec session has no streams"));
        };
        let ended = async move {
            match status.await {
                Some(status) => how_it_ended(&status),
                None => Ended::Lost("the connection was closed without a status".into()),
            }
        };
        Ok(Process {
            stdin: Box::new(stdin),
            stdout: Box::new(stdout),
            stderr: Box::new(stderr),
            ended: Box::pin(ended),
            // Dropping it cuts the connection.
            hold: Box::new(attached),
        })
    }
}

/// The last word of the exec API: success, an exit status, or that nothing ran.
fn how_it_ended(status: &Status) -> Ended {
    if status.status.as_deref() == Some("Success") {
        return Ended::Exited(0);
    }
    let message = status.message.clone().unwrap_or_default();
    let causes = status.details.iter().filter_map(|details| details.causes.as_ref()).flatten();
    let code = causes
        .filter(|cause| cause.reason.as_deref() == Some("ExitCode"))
        .find_map(|cause| cause.message.as_ref()?.parse().ok());
    match code {
        Some(code) => Ended::Exited(code),
        None if names_no_program(&message) => Ended::NotStarted(message),
        None => Ended::Lost(message),
    }
}

/// The words of the runtimes for a program that is not there: runc and crun, gVisor, Kata.
fn names_no_program(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["executable file", "no such file or directory", "not found in $path"].iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ended(status: serde_json::Value) -> Ended {
        how_it_ended(&serde_json::from_value(status).unwrap())
    }

    #[test]
    fn only_a_status_says_how_a_program_ended() {
        assert_eq!(ended(json!({ "status": "Success" })), Ended::Exited(0));
        let exit = json!({ "status": "Failure", "reason": "NonZeroExitCode", "message": "command terminated with exit code 3",
            "details": { "causes": [{ "reason": "ExitCode", "message": "3" }] } });
        assert_eq!(ended(exit), Ended::Exited(3));
        let missing = json!({ "status": "Failure", "reason": "InternalError", "message":
            "OCI runtime exec failed: exec failed: unable to start container process: exec: \"sh\": executable file not found in $PATH: unknown" });
        assert!(matches!(ended(missing), Ended::NotStarted(_)));
        assert!(matches!(ended(json!({ "status": "Failure", "message": "container is gone" })), Ended::Lost(_)));
        assert!(matches!(ended(json!({})), Ended::Lost(_)));
    }
}
