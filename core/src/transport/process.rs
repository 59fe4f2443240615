//! A program in the target, seen as three streams and an end. What carries the streams (an exec session of Kubernetes,
//! a child process in tests) is no concern of the protocol above.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::problem::Problem;

/// A running program.
pub(super) struct Process {
    /// What it reads. Shutting it down is the program's end of input.
    pub stdin: Box<dyn AsyncWrite + Send + Unpin>,
    /// What it prints.
    pub stdout: Box<dyn AsyncRead + Send + Unpin>,
    /// What it prints as errors. Both outputs must be read at the same time: one that is full may stop the other.
    pub stderr: Box<dyn AsyncRead + Send + Unpin>,
    /// How it ended. Resolves once; a stream whose connection broke may never end by itself, so this is to be watched.
    pub ended: Pin<Box<dyn Future<Output = Ended> + Send>>,
    /// What must live as long as the streams.
    pub hold: Box<dyn Any + Send>,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It ran, and ended with this status.
    Exited(i32),
    /// It never ran: there is no such program, or the runtime refused.
    NotStarted(String),
    /// The connection ended without a word about the program. It may be running still.
    Lost(String),
}

/// Starts programs in one target.
#[async_trait]
pub(super) trait Start: Send {
    /// Starts `argv` with all three streams.
    ///
    /// # Errors
    /// A [`Problem`] where the target cannot be reached, or refuses.
    async fn start(&mut self, argv: &[String]) -> Result<Process, Problem>;
}
