//! A panic as a problem: what was made must still be removed, and what was found written.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::problem::{Code, Problem};

/// Runs `work` to its end, or to its panic, after which it is not polled again.
///
/// # Errors
/// [`Code::EngineFailed`]: it panicked.
pub(super) async fn caught(work: impl Future<Output = ()>) -> Result<(), Problem> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(())) => Poll::Ready(Ok(())),
        Err(panic) => Poll::Ready(Err(problem(&*panic))),
    })
    .await
}

fn problem(panic: &(dyn Any + Send)) -> Problem {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let why = format!("a defect of cincture's: {}", text.unwrap_or("no more is known"));
    Problem::new(Code::EngineFailed, "the scan broke off", why, "report this together with the command line")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_the_work_and_not_the_program() {
        assert_eq!(caught(async {}).await, Ok(()));
        let broken = caught(async {
            tokio::task::yield_now().await;
            panic!("at {}", 7);
        });
        let problem = broken.await.unwrap_err();
        assert_eq!(problem.code, Code::EngineFailed);
        assert!(problem.why.contains("at 7"), "{problem:?}");
    }
}
