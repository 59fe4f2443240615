//! Waiting until a new Role has arrived at the API server's authorizer.

use std::time::Duration;

use kube::Client;
use tokio::time::{Instant, sleep};

use super::install::Rights;
use super::needs::{Need, needs, refusal};
use crate::problem::{Code, Problem};
use crate::target::ContainerTarget;

/// The longest wait.
const PATIENCE: Duration = Duration::from_secs(10);
/// First pause between two questions; it doubles.
const PAUSE: Duration = Duration::from_millis(50);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Asks as `client` whether it may look at and exec into the pod of `target`, until it may.
///
/// # Errors
/// [`Code::Forbidden`] if it still may not after ten seconds; or that the server could not be asked in that time.
pub(super) async fn until_allowed(client: &Client, target: &ContainerTarget) -> Result<(), Problem> {
    let end = Instant::now() + PATIENCE;
    for need in needs(target, &Rights::Own) {
        let mut pause = PAUSE;
        while let Err(problem) = allowed(client, target, &need).await {
            if Instant::now() + pause > end {
                return Err(problem);
            }
            sleep(pause).await;
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }
    Ok(())
}

async fn allowed(client: &Client, target: &ContainerTarget, need: &Need) -> Result<(), Problem> {
    let place = target.to_string();
    let Some(reason) = refusal(client, need, "the short-lived identity cannot be tried", &place).await? else {
        return Ok(());
    };
    let said = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let why = format!("the new identity may not {need} after {} s, though its Role says so{said}", PATIENCE.as_secs());
    let help = "see whether another authorizer or a policy of the cluster denies it, or use --access own";
    Err(Problem::new(Code::Forbidden, "the short-lived access has no effect", why, help).at(place))
}
