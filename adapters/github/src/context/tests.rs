//! Environments as the platforms make them, and what is read from each.

use std::io;

use super::*;

/// The file of the event.
struct Event(&'static str);

impl ReadFile for Event {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        assert_eq!(path, Path::new("/home/runner/work/_temp/_github_workflow/event.json"));
        Ok(self.0.as_bytes().to_vec())
    }
}

/// What is the same in every run of a hosted runner.
const ALWAYS: [(&str, &str); 14] = [
    ("CI", "true"),
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_ACTOR", "mona"),
    ("GITHUB_TRIGGERING_ACTOR", "hubot"),
    ("GITHUB_EVENT_PATH", "/home/runner/work/_temp/_github_workflow/event.json"),
    ("GITHUB_JOB", "scan"),
    ("GITHUB_REPOSITORY", "octo/shop"),
    ("GITHUB_RUN_ATTEMPT", "2"),
    ("GITHUB_RUN_ID", "1658821493"),
    ("GITHUB_RUN_NUMBER", "42"),
    ("GITHUB_SERVER_URL", "https://github.com"),
    ("GITHUB_SHA", "ffac537e6cbbf934b08745a378932722df287a53"),
    ("GITHUB_WORKSPACE", "/home/runner/work/shop/shop"),
    ("RUNNER_TEMP", "/home/runner/work/_temp"),
];

fn context(variables: &[(&str, &str)], event: &'static str) -> String {
    let env: Env = ALWAYS.iter().chain(variables).copied().collect();
    serde_json::to_string_pretty(&of(&env, &Event(event)).unwrap()).unwrap()
}

/// Only what differs from the first: fields of a context, a line each.
fn differs(variables: &[(&str, &str)], event: &'static str) -> String {
    let push = context(&PUSH, "{}");
    let lines = context(variables, event);
    lines.lines().filter(|line| !push.lines().any(|known| known == *line)).collect::<Vec<_>>().join("\n")
}

const PUSH: [(&str, &str); 4] = [
    ("GITHUB_EVENT_NAME", "push"),
    ("GITHUB_REF", "refs/heads/main"),
    ("GITHUB_REF_NAME", "main"),
    ("GITHUB_REF_TYPE", "branch"),
];

const PULL_REQUEST: [(&str, &str); 6] = [
    ("GITHUB_EVENT_NAME", "pull_request"),
    ("GITHUB_REF", "refs/pull/7/merge"),
    ("GITHUB_REF_NAME", "7/merge"),
    ("GITHUB_REF_TYPE", "branch"),
    ("GITHUB_HEAD_REF", "feature/x"),
    ("GITHUB_BASE_REF", "main"),
];

const OWN: &str = r#"{"action": "synchronize", "pull_request": {"number": 7,
    "head": {"ref": "feature/x", "sha": "c0ffee", "repo": {"full_name": "octo/shop", "fork": true}},
    "base": {"ref": "main", "repo": {"full_name": "octo/shop"}}}}"#;
const FORK: &str = r#"{"pull_request": {"number": 7,
    "head": {"ref": "feature/x", "sha": "c0ffee", "repo": {"full_name": "mona/shop", "fork": true}},
    "base": {"ref": "main", "repo": {"full_name": "octo/shop"}}}}"#;
const FORK_THAT_IS_GONE: &str = r#"{"pull_request": {"number": 7, "head": {"sha": "c0ffee", "repo": null},
    "base": {"ref": "main", "repo": {"full_name": "octo/shop"}}}}"#;

#[test]
fn a_push() {
    insta::assert_snapshot!(context(&PUSH, "{}"));
}

#[test]
fn a_pull_request_is_its_head_and_no_fork_because_its_repository_is_one() {
    insta::assert_snapshot!(context(&PULL_REQUEST, OWN));
}

#[test]
fn a_pull_request_is_of_a_fork_unless_it_is_said_to_be_of_the_repository_itself() {
    let is_fork = |event| context(&PULL_REQUEST, event).contains(r#""from_fork": true"#);
    assert!(!is_fork(OWN) && is_fork(FORK) && is_fork(FORK_THAT_IS_GONE));
    assert!(is_fork(r#"{"pull_request": {"number": 7}}"#) && is_fork("{}") && is_fork("[]"));
}

#[test]
fn other_causes() {
    let tag = [
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_REF", "refs/tags/v1"),
        ("GITHUB_REF_NAME", "v1"),
        ("GITHUB_REF_TYPE", "tag"),
    ];
    let named = |name| [("GITHUB_EVENT_NAME", name), PUSH[1], PUSH[2], PUSH[3]];
    let queue = [
        ("GITHUB_EVENT_NAME", "merge_group"),
        ("GITHUB_REF", "refs/heads/gh-readonly-queue/main/pr-7-c0ffee"),
        ("GITHUB_REF_NAME", "gh-readonly-queue/main/pr-7-c0ffee"),
        ("GITHUB_REF_TYPE", "branch"),
    ];
    let comment = r#"{"issue": {"number": 9, "pull_request": {"url": "x"}}, "comment": {"id": 1}}"#;
    let issue = r#"{"issue": {"number": 9}, "comment": {"id": 1}}"#;
    let lines = [
        ("a tag", differs(&tag, "{}")),
        ("a schedule", differs(&named("schedule"), r#"{"schedule": "0 3 * * *"}"#)),
        ("by hand", differs(&named("workflow_dispatch"), r#"{"inputs": {"target": "x"}}"#)),
        ("a queue", differs(&queue, r#"{"merge_group": {"head_sha": "c0ffee", "base_ref": "refs/heads/main"}}"#)),
        ("a comment on a pull request", differs(&named("issue_comment"), comment)),
        ("a comment on an issue", differs(&named("issue_comment"), issue)),
        ("a fork with the rights of the repository", {
            let mut target = PULL_REQUEST;
            target[0].1 = "pull_request_target";
            (target[1].1, target[2].1) = ("refs/heads/main", "main");
            differs(&target, FORK)
        }),
    ];
    let text: String = lines.iter().map(|(name, lines)| format!("{name}\n{lines}\n\n")).collect();
    insta::assert_snapshot!(text);
}

#[test]
fn others_that_run_the_same_workflows() {
    let with = |more: &[(&'static str, &'static str)]| PUSH.iter().chain(more).copied().collect::<Vec<_>>();
    let act = with(&[("ACT", "true"), ("GITHUB_RUN_ID", "1"), ("GITHUB_ACTOR", "nektos/act")]);
    let gitea = with(&[("ACT", "true"), ("GITEA_ACTIONS", "true"), ("GITHUB_SERVER_URL", "https://git.example.com")]);
    let forgejo = with(&[("GITEA_ACTIONS", "true"), ("FORGEJO_ACTIONS", "true")]);
    let lines =
        [("act", act), ("gitea", gitea), ("forgejo", forgejo)].map(|(n, v)| format!("{n}\n{}\n\n", differs(&v, "{}")));
    insta::assert_snapshot!(lines.concat());
}

#[test]
fn an_event_that_is_no_json_is_told_and_none_is_no_mistake() {
    let env: Env = ALWAYS.into_iter().collect();
    let problem = of(&env, &Event("{")).unwrap_err();
    assert_eq!(problem.place, "/home/runner/work/_temp/_github_workflow/event.json");
    assert!(of(&[("GITHUB_ACTIONS", "true")].into_iter().collect(), &Event("")).unwrap().change.is_none());
}
