//! Programs that only pretend to be a shell, and connections that are cut.

use super::*;

/// A shell that answers as the script does, but whose connection is cut after so many bytes of its standard output.
struct Cut {
    bytes: usize,
}

#[async_trait]
impl Start for Cut {
    async fn start(&mut self, _argv: &[String]) -> Result<Process, Problem> {
        use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
        let (stdin, theirs) = tokio::io::duplex(1 << 20);
        let (mut out, stdout) = tokio::io::duplex(1 << 20);
        let (mut err, stderr) = tokio::io::duplex(1 << 20);
        let mut left = self.bytes;
        let server = tokio::spawn(async move {
            let mut lines = tokio::io::BufReader::new(theirs).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let words: Vec<&str> = line.split(' ').collect();
                let [begin, ended, end, kind @ ("hello" | "run" | "sweep"), _] = words[..] else { continue };
                if begin.len() != 32 {
                    continue;
                }
                let (text, mark) = match kind {
                    "run" => ("secret\nmore\n", ended),
                    "hello" => ("cat\ncat\nstat\n", ""),
                    _ => ("", ""),
                };
                let answer = format!("{begin}{text}{end}000\n");
                let cut = answer.len().min(left);
                out.write_all(&answer.as_bytes()[..cut]).await.unwrap();
                err.write_all(format!("{begin}{mark}{end}\n").as_bytes()).await.unwrap();
                left -= cut;
                if left == 0 {
                    break;
                }
            }
        });
        let ended = Box::pin(async move {
            let _ = server.await;
            Ended::Lost("cut".into())
        });
        Ok(Process {
            stdin: Box::new(stdin),
            stdout: Box::new(stdout),
            stderr: Box::new(stderr),
            ended,
            hold: Box::new(()),
        })
    }
}

#[tokio::test]
async fn a_conversation_that_is_cut_anywhere_never_counts_as_an_answer() {
    let question = Question::Run { command: "echo secret; echo more".into() };
    // Two frames and three lines; two frames and two lines.
    let greeting = 32 + "cat\ncat\nstat\n".len() + 36;
    let answer = 32 + "secret\nmore\n".len() + 36;
    for bytes in 1..greeting + answer {
        match ShellTransport::open(Cut { bytes }, Mode::Session).await {
            Err(problem) => {
                assert_eq!(problem.code, Code::TargetLost);
                assert!(bytes < greeting, "{bytes}: {problem:?}");
            }
            Ok(mut transport) => {
                assert!(bytes >= greeting, "{bytes}");
                let failure = failed(transport.answer(&question, limit(2.0, 1 << 20)).await);
                assert_eq!(failure.kind, FailureKind::Disconnected, "{bytes}: {failure}");
                // Each further session is cut as well: the target counts as gone, and the end is no success.
                for _ in 0..3 {
                    let failure = failed(transport.answer(&question, limit(2.0, 1 << 20)).await);
                    assert_eq!(failure.kind, FailureKind::Disconnected, "{bytes}: {failure}");
                }
                assert!(transport.finish().await.is_err());
            }
        }
    }
    let mut whole = ShellTransport::open(Cut { bytes: greeting + answer }, Mode::Session).await.unwrap();
    assert_eq!(ran(whole.answer(&question, limit(5.0, 1 << 20)).await).stdout, b"secret\nmore\n");
}

#[tokio::test]
async fn programs_that_only_pretend_to_be_a_shell_are_refused() {
    for script in [
        "exit 0",
        "exec /bin/false",
        "yes",
        "cat /dev/zero",
        "head -c 1048576 /dev/zero >&2; cat >/dev/null",
        "cat; cat >&2",
        "printf '000\\n000\\n'; cat >/dev/null",
    ] {
        let opened =
            timeout(Duration::from_secs(30), ShellTransport::open(here(&["bash", "-c", script, "x"]), Mode::Session))
                .await;
        let problem = opened.unwrap().err().unwrap();
        assert!(matches!(problem.code, Code::NoShell | Code::TargetLost), "{script}: {problem:?}");
    }
    let problem = ShellTransport::open(here(&["/no/such/shell"]), Mode::Session).await.err().unwrap();
    assert_eq!(problem.code, Code::NoShell);
}
