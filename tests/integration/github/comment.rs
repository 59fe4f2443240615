//! The comment at a pull request.

use std::fs;

use serde_json::{Value, json};

use super::stand_in::StandIn;
use super::step::Step;

const TOKEN: &str = "ghs_t0k3n-of-the-job";
const LIST: &str = "/repos/octo/shop/issues/7/comments";

/// A step of a pull request's run, with a token for the comment and `api` as GitHub's.
fn step(head: &str, api: &StandIn) -> Step {
    let step = Step::new("describe(1) { it { should eq 2 } }");
    let event = step.folder.path().join("event.json");
    let text = json!({"pull_request": {
        "number": 7,
        "head": {"sha": "c0ffee", "repo": {"full_name": head}},
        "base": {"ref": "main", "repo": {"full_name": "octo/shop"}},
    }});
    fs::write(&event, text.to_string()).unwrap();
    let variables = [
        ("GITHUB_REPOSITORY", "octo/shop"),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_API_URL", api.address()),
        ("GITHUB_WORKFLOW", "ci -->"),
        ("GITHUB_JOB", "scan"),
        ("INPUT_COMMENT_TOKEN", TOKEN),
        ("INPUT_COMMENT-NAME", "prod"),
        ("INPUT_THRESHOLD", "failed.total.max: 0"),
    ];
    step.with("GITHUB_EVENT_PATH", &event.display().to_string()).with_all(&variables)
}

fn comment(id: u64, user: &Value, body: &str) -> Value {
    json!({"id": id, "user": user, "body": body})
}

fn bot() -> Value {
    json!({"login": "github-actions[bot]", "type": "Bot"})
}

/// The marker of [`step`], as a run without comments writes it.
fn marker() -> String {
    let api = StandIn::new(Vec::new(), |_| None);
    step("octo/shop", &api).run();
    body(&api, 1).lines().next().unwrap().to_owned()
}

fn body(api: &StandIn, request: usize) -> String {
    api.asked()[request].body["body"].as_str().unwrap().to_owned()
}

#[test]
fn the_first_run_writes_a_comment_with_a_marker_that_nobody_sees() {
    let api = StandIn::new(vec![comment(3, &bot(), "another bot's")], |_| None);
    let ran = step("octo/shop", &api).with("INPUT_COMMENT-NAME", "").run();
    assert_eq!(ran.status(), Some(3), "{}", ran.said());
    assert_eq!(api.lines(), [format!("GET {LIST}?per_page=100&page=1"), format!("POST {LIST}")]);
    assert!(api.asked().iter().all(|asked| asked.authorization == format!("Bearer {TOKEN}")));
    let body = body(&api, 1);
    let marker = body.lines().next().unwrap();
    assert!(
        marker.starts_with("<!-- cincture ci%20%%2d%%2d%%3e% scan rootfs:") && marker.ends_with(" -->"),
        "{marker}"
    );
    assert!(body.contains("breached"), "{body}");
    // Only as the mask, before anything else.
    assert_eq!(ran.said().matches(TOKEN).count(), 1, "{}", ran.said());
    assert!(ran.said().starts_with(&format!("::add-mask::{TOKEN}\n")), "{}", ran.said());
}

#[test]
fn a_later_run_writes_over_it_on_whatever_page_and_whoever_copied_it() {
    let marker = marker();
    let mut comments: Vec<Value> = (0..240).map(|id| comment(id, &bot(), &format!("talk\n{marker}"))).collect();
    let stranger = json!({"login": "mallory", "type": "User"});
    comments[5] = comment(5, &stranger, &format!("{marker}\nnothing to see"));
    comments[215] = comment(4_711, &bot(), &format!("{marker}\r\nold"));
    let api = StandIn::new(comments, |_| None);
    let ran = step("octo/shop", &api).run();
    assert_eq!(ran.status(), Some(3), "{}", ran.said());
    let page = |page| format!("GET {LIST}?per_page=100&page={page}");
    let patch = "PATCH /repos/octo/shop/issues/comments/4711".to_owned();
    assert_eq!(api.lines(), [page(1), "GET /user".to_owned(), page(2), page(3), patch]);
    assert!(body(&api, 4).starts_with(&marker));
}

#[test]
fn the_comment_of_a_person_is_written_over_by_that_persons_token() {
    let person = json!({"login": "owner", "type": "User"});
    let api = StandIn::new(vec![comment(9, &person, &marker())], |_| None);
    step("octo/shop", &api).run();
    assert_eq!(api.lines().last().unwrap(), "PATCH /repos/octo/shop/issues/comments/9");
}

#[test]
fn steps_and_jobs_that_differ_do_not_write_over_each_other() {
    let api = StandIn::new(vec![comment(1, &bot(), &marker())], |_| None);
    for (variable, value) in [("GITHUB_JOB", "other"), ("GITHUB_WORKFLOW", "other"), ("INPUT_COMMENT-NAME", "other")] {
        step("octo/shop", &api).with(variable, value).run();
        assert_eq!(api.lines().last().unwrap(), &format!("POST {LIST}"), "{variable}");
    }
}

#[test]
fn what_the_api_refuses_is_a_warning_and_the_verdict_stays() {
    for (refuse, said) in [
        ((|_| Some(403)) as fn(&str) -> Option<u16>, "403 Forbidden: Resource not accessible by integration"),
        (|line| line.starts_with("POST").then_some(500), "500 Internal Server Error"),
        (|_| Some(302), "leads elsewhere, which is not followed"),
    ] {
        let api = StandIn::new(Vec::new(), refuse);
        let ran = step("octo/shop", &api).run();
        assert_eq!(ran.status(), Some(3), "{}", ran.said());
        let warning = ran.commands().into_iter().find(|c| c.data.contains("comment")).expect("a warning");
        assert!(warning.name == "warning" && warning.data.contains(said), "{warning:?}");
        assert!(ran.stderr().contains("warning: the comment is not written"), "{}", ran.stderr());
        assert_eq!(ran.said().matches(TOKEN).count(), 1);
        assert_eq!(ran.output("verdict").as_deref(), Some("breached"));
    }
}

#[test]
fn a_run_that_may_not_write_asks_nothing_and_says_so() {
    let api = StandIn::new(Vec::new(), |_| None);
    let fork = step("mallory/shop", &api).run();
    assert!(fork.said().contains("no comment is written: the pull request comes from a fork"), "{}", fork.said());
    assert!(!fork.said().contains("pull_request_target"));
    let target = step("mallory/shop", &api).with("GITHUB_EVENT_NAME", "pull_request_target").run();
    assert!(target.commands().iter().any(|c| c.name == "warning" && c.data.contains("is a stranger's")));
    assert_eq!(api.asked().len(), 2, "it has the right to write, and was given the token for it");
    let api = StandIn::new(Vec::new(), |_| None);
    let push = step("octo/shop", &api).with("GITHUB_EVENT_PATH", "").run();
    assert!(push.said().contains("no comment is written: this run is about no pull request"), "{}", push.said());
    let gitea = step("octo/shop", &api).with("GITEA_ACTIONS", "true").run();
    assert!(gitea.said().contains("no comment is written: this is not GitHub itself"), "{}", gitea.said());
    let unasked = step("octo/shop", &api).with("INPUT_COMMENT_TOKEN", "").with("GITHUB_TOKEN", TOKEN).run();
    assert!(!unasked.said().contains("comment"), "{}", unasked.said());
    assert!(api.asked().is_empty());
}
