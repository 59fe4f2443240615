//! What the API server, or the way to it, said: as a [`Problem`].

use std::future::Future;
use std::time::Duration;

use kube::client::AuthError;
use kube::core::Status;

use crate::problem::{Code, Problem};

/// How long one answer of the API server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What was asked of the API server.
#[derive(Clone, Debug)]
pub struct Action {
    /// For people: "the pod cannot be looked up".
    pub what: &'static str,
    /// Verbs that the identity needs for it.
    pub verbs: &'static [&'static str],
    /// Resource, such as `pods/exec`.
    pub resource: &'static str,
    /// Namespace.
    pub namespace: String,
    /// Where, for people: the target.
    pub place: String,
}

impl Action {
    /// Waits for an answer of the API server, but not for ever.
    pub(crate) async fn within<T>(&self, answer: impl Future<Output = kube::Result<T>>) -> Result<T, Problem> {
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(answer) => answer.map_err(|error| api_problem(&error, self)),
            Err(_) => {
                let why = format!("the API server did not answer within {} s", PATIENCE.as_secs());
                Err(unreachable(self, why))
            }
        }
    }

    fn problem(&self, code: Code, why: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::new(code, self.what, why, help).at(self.place.clone())
    }

    /// The rule that a Role needs for this.
    fn rule(&self) -> String {
        let verbs: Vec<String> = self.verbs.iter().map(|verb| format!("\"{verb}\"")).collect();
        format!("rules:\n- apiGroups: [\"\"]\n  resources: [\"{}\"]\n  verbs: [{}]", self.resource, verbs.join(", "))
    }
}

/// `error`, met on the way of `action`.
pub fn api_problem(error: &kube::Error, action: &Action) -> Problem {
    match error {
        kube::Error::Api(status) => refused(status, action),
        kube::Error::Auth(_) => login(action, told(error)),
        kube::Error::UpgradeConnection(kube::client::UpgradeConnectionError::ProtocolSwitch(code)) => {
            let status = Status::failure(&format!("the server answered {code}"), "").with_code(code.as_u16());
            refused(&status, action)
        }
        other => unreachable(action, chain(other)),
    }
}

fn refused(status: &Status, action: &Action) -> Problem {
    match status.code {
        401 => login(action, status.message.clone()),
        403 => {
            let help =
                format!("give the identity a Role in the namespace {} with\n{}", action.namespace, action.rule());
            let needed = action.verbs.join(" and ");
            let why = format!(
                "the identity may not {needed} {} in the namespace {}: {}",
                action.resource, action.namespace, status.message
            );
            action.problem(Code::Forbidden, why, help)
        }
        404 => action.problem(Code::TargetNotFound, status.message.clone(), "see `kubectl get pods` for what is there"),
        429 | 503 | 504 => unreachable(action, status.message.clone()),
        code => {
            let why = format!("the API server answered {code}: {}", status.message);
            action.problem(Code::TargetLost, why, "see whether the pod and its node are well, and try again")
        }
    }
}

fn login(action: &Action, why: String) -> Problem {
    let why = if why.is_empty() { "the API server does not know the identity".to_owned() } else { why };
    action.problem(Code::LoginRefused, why, "see whether `kubectl auth whoami` works with the same kubeconfig")
}

fn unreachable(action: &Action, why: String) -> Problem {
    let help = "see whether `kubectl version` reaches the server with the same kubeconfig";
    action.problem(Code::ClusterUnreachable, why, help)
}

/// An error of the client's with its causes, but not with what a credential plugin printed or was given: that may be a
/// token.
pub(crate) fn told(error: &kube::Error) -> String {
    match error {
        kube::Error::Auth(AuthError::AuthExecRun { out, .. }) => {
            format!("the credential plugin failed: {}", out.status)
        }
        kube::Error::Auth(AuthError::AuthExecParse(_)) => "the credential plugin's answer cannot be understood".into(),
        other => chain(other),
    }
}

/// An error with all its causes. Many libraries repeat the cause in their own text: then it is said once.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn action() -> Action {
        Action {
            what: "no command can be run in the container",
            verbs: &["get", "create"],
            resource: "pods/exec",
            namespace: "shop".into(),
            place: "k8s://shop/web/app".into(),
        }
    }

    #[test]
    fn each_refusal_has_its_own_code_and_exit_status() {
        for (status, code, exit) in [
            (401, Code::LoginRefused, Exit::Failed),
            (403, Code::Forbidden, Exit::Incomplete),
            (404, Code::TargetNotFound, Exit::Incomplete),
            (429, Code::ClusterUnreachable, Exit::Failed),
            (500, Code::TargetLost, Exit::Incomplete),
            (503, Code::ClusterUnreachable, Exit::Failed),
        ] {
            let error = kube::Error::Api(Status::failure("because", "").with_code(status).boxed());
            let problem = api_problem(&error, &action());
            assert_eq!((problem.code, problem.code.exit()), (code, exit), "{status}");
            assert!(problem.why.contains("because") && !problem.help.is_empty());
        }
    }

    #[test]
    fn a_missing_permission_is_named_with_the_rule_that_would_grant_it() {
        let error = kube::Error::Api(Status::failure("forbidden", "Forbidden").with_code(403).boxed());
        let problem = api_problem(&error, &action());
        assert!(problem.why.contains("may not get and create pods/exec in the namespace shop"), "{}", problem.why);
        assert!(
            problem.help.contains("resources: [\"pods/exec\"]\n  verbs: [\"get\", \"create\"]"),
            "{}",
            problem.help
        );
    }
}
