//! The exec transport in real pods: what it answers, what it leaves behind, and what it says when it cannot.

use std::future::Future;
use std::time::Duration;

use cincture_core::problem::{Code, Problem};
use cincture_core::target::Target;
use cincture_core::transport::{Mode, OpenOptions, Opened, open, open_in};
use cincture_engine::target::{Answer, CommandOutput, Failure, FailureKind, Limit, Question};
use serde_json::json;

use crate::cluster::{Cluster, Kubeconfig, Namespace};
use crate::proxy::{Cut, Fault, Proxy};

const LIMIT: Limit = Limit { time: Duration::from_secs(20), bytes: 8 << 20 };

/// Runs `work` in the cluster's network.
fn inside<T: Send>(cluster: &Cluster, work: impl Future<Output = T> + Send) -> T {
    cluster.inside(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
    })
}

fn as_user(user: &Kubeconfig) -> OpenOptions {
    let kubeconfig = Some(user.path().to_owned());
    OpenOptions { kubeconfig, ..OpenOptions::default() }
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

async fn refused(name: &str, user: &Kubeconfig) -> Problem {
    open(&target(name), &as_user(user)).await.err().unwrap_or_else(|| panic!("{name} was opened"))
}

async fn ask(opened: &mut Opened, question: Question, limit: Limit) -> Answer {
    opened.transport().answer(&question, limit).await
}

async fn run(opened: &mut Opened, command: &str) -> CommandOutput {
    match ask(opened, Question::Run { command: command.into() }, LIMIT).await {
        Answer::Ran(output) => output,
        other => panic!("{command}: {other:?}"),
    }
}

fn failed(answer: Answer) -> Failure {
    match answer {
        Answer::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

fn questions() -> Vec<Question> {
    let mut questions: Vec<Question> = [
        "echo out; echo err >&2; exit 3",
        "kill -9 $$",
        "echo 'unbalanced",
        "cat <<END 2>/dev/null || printf '\\000\\377'\n$((6 * 7))\nEND",
        "set -e; false; echo no",
        "exec 3>&1; echo three >&3",
        "printf 'a\\000b\\377'; printf '\\376' >&2",
        "dd if=/dev/zero bs=65536 count=64 2>/dev/null",
        "dd if=/dev/zero bs=65536 count=16 2>/dev/null >&2; echo after",
        "id -u; read x; echo \"[$x]\"",
        "no-such-command 2>/dev/null",
        "(sleep 0.2; echo late) & echo now",
    ]
    .map(|command| Question::Run { command: command.into() })
    .into();
    for path in [
        "/etc/passwd",
        "/etc",
        "/",
        "/bin",
        "/nope",
        "/etc/passwd/x",
        "/dev/null",
        "/bin/sh",
        "/proc/1/cmdline",
        "/proc/self/exe",
    ] {
        let path = path.to_owned();
        questions.push(Question::Read { path: path.clone() });
        questions.push(Question::Stat { path: path.clone(), follow: true });
        questions.push(Question::Stat { path: path.clone(), follow: false });
        questions.push(Question::List { path });
    }
    // What changes by itself, or is the transport's own.
    questions.retain(|question| !matches!(question, Question::Stat { path, .. } if path.starts_with("/proc")));
    questions
}

fn essence(answer: Answer) -> Result<Answer, FailureKind> {
    match answer {
        Answer::Failed(failure) => Err(failure.kind),
        answer => Ok(answer),
    }
}

#[test]
fn one_session_and_one_program_for_each_question_tell_the_same() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-same");
    let user = Kubeconfig::admin(cluster);
    for image in ["debian-good", "busybox", "busybox-bare"] {
        ns.pod(image, image, json!({}));
        let name = format!("k8s://{ns}/{image}");
        inside(cluster, async {
            let mut session = open(&target(&name), &as_user(&user)).await.unwrap();
            let mut once = open_in(&target(&name), &as_user(&user), Mode::Once).await.unwrap();
            for question in questions() {
                let one = ask(&mut session, question.clone(), LIMIT).await;
                let other = ask(&mut once, question.clone(), LIMIT).await;
                if image != "busybox-bare" {
                    let expected = matches!(question, Question::Run { .. } | Question::Stat { .. });
                    assert!(!(expected && matches!(one, Answer::Failed(_))), "{image} {question:?} {one:?}");
                }
                assert_eq!(essence(one.clone()), essence(other.clone()), "{image} {question:?}\n{one:?}\n{other:?}");
            }
            let passwd = ask(&mut session, Question::Read { path: "/etc/passwd".into() }, LIMIT).await;
            assert!(matches!(&passwd, Answer::Content(Some(text)) if text.starts_with(b"root:")), "{image} {passwd:?}");
            let sessions = session.exec_sessions();
            assert_eq!(sessions == 1, image != "busybox-bare", "{image}: {sessions} sessions");
            assert_eq!(session.finish().await, Ok(()));
            assert_eq!(once.finish().await, Ok(()));
        });
    }
}

fn execs(cluster: &Cluster, ns: &Namespace<'_>) -> usize {
    cluster.audit(ns.name(), Some("exec")).iter().filter(|record| record["stage"] == "ResponseStarted").count()
}

#[test]
fn two_hundred_questions_are_one_exec_session_in_the_audit_log() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-audit");
    ns.pod("web", "debian-good", json!({}));
    let user = Kubeconfig::admin(cluster);
    inside(cluster, async {
        let mut opened = open(&target(&format!("k8s://{ns}/web/main")), &as_user(&user)).await.unwrap();
        assert_eq!(opened.target.to_string(), format!("k8s://{ns}/web/main"));
        for n in 0..100 {
            let path = if n % 2 == 0 { "/etc/passwd" } else { "/etc/no-such-file" }.to_owned();
            let stat = ask(&mut opened, Question::Stat { path: path.clone(), follow: true }, LIMIT).await;
            let content = ask(&mut opened, Question::Read { path }, LIMIT).await;
            assert_eq!(matches!(stat, Answer::Stat(Some(_))), n % 2 == 0, "{stat:?}");
            assert_eq!(matches!(content, Answer::Content(Some(_))), n % 2 == 0, "{content:?}");
        }
        assert_eq!(opened.exec_sessions(), 1);
        assert_eq!(opened.finish().await, Ok(()));
    });
    assert_eq!(execs(cluster, &ns), 1);
}

/// Programs in the pod that have `mark` among their arguments, as another exec sees them; a signal takes its moment.
fn left_in(ns: &Namespace<'_>, pod: &str, mark: &str) -> String {
    // As a pattern that does not match itself, by builtins only.
    let (first, rest) = mark.split_at(1);
    let script = format!(
        "for i in 1 2 3 4 5 6 7 8 9 10; do all=; for f in /proc/[0-9]*/cmdline; do \
         l=$(while IFS= read -r l || [ -n \"$l\" ]; do case $l in *[{first}]{rest}*) echo \"$f\" ;; esac; done <$f); all=$all$l; done 2>/dev/null; \
         [ -n \"$all\" ] || exit 0; sleep 0.2; done; echo $all"
    );
    ns.kubectl(["exec", pod, "--", "sh", "-c", &script])
}

#[test]
fn nothing_survives_a_timeout_a_flood_or_the_end() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-kill");
    let user = Kubeconfig::admin(cluster);
    for image in ["debian-good", "busybox", "busybox-bare"] {
        ns.pod(image, image, json!({}));
        inside(cluster, async {
            let mut opened = open(&target(&format!("k8s://{ns}/{image}")), &as_user(&user)).await.unwrap();
            for command in
                ["sleep 7301.5", "trap '' TERM HUP; sleep 7301.5; sleep 7301.5", "(sleep 7301.5 &) ; sleep 7301.5"]
            {
                let question = Question::Run { command: command.into() };
                let failure = failed(ask(&mut opened, question, Limit { time: Duration::from_secs(1), ..LIMIT }).await);
                assert_eq!(failure.kind, FailureKind::TimedOut, "{image} {command}: {failure}");
                assert_eq!(left_in(&ns, image, "7301.5"), "", "{image} {command}");
                assert_eq!(run(&mut opened, "echo on").await.stdout, b"on\n");
            }
            let flood = Question::Run {
                command: "(sleep 7301.5 >/dev/null 2>&1 &); dd if=/dev/zero bs=65536 2>/dev/null".into(),
            };
            let failure = failed(ask(&mut opened, flood, Limit { bytes: 1 << 20, ..LIMIT }).await);
            assert_eq!(failure.kind, FailureKind::TooLarge, "{image}: {failure}");
            assert_eq!(left_in(&ns, image, "7301.5"), "", "{image} flood");
            run(&mut opened, "sleep 7302.5 >/dev/null 2>&1 &").await;
            assert_eq!(opened.finish().await, Ok(()), "{image}");
            if image != "busybox-bare" {
                assert_eq!(left_in(&ns, image, "7302.5"), "", "{image}: after the end");
            }
        });
    }
}

#[test]
fn a_container_without_a_shell_is_said_to_have_none() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-none");
    ns.pod("plain", "distroless", json!({}));
    let user = Kubeconfig::admin(cluster);
    let problem = inside(cluster, refused(&format!("k8s://{ns}/plain"), &user));
    assert_eq!(problem.code, Code::NoShell, "{problem:?}");
    assert!(problem.place.ends_with("/plain/main"), "{problem:?}");
}

#[test]
fn what_is_not_there_or_not_running_is_said_with_what_there_is() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-missing");
    ns.pod("web-1", "busybox", json!({}));
    ns.create_pod("broken", "no-such-image", json!({}));
    ns.create_pod("done", "busybox", json!({"restartPolicy": "Never", "container": {"command": ["true"]}}));
    ns.kubectl(["wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/done", "--timeout=60s"]);
    ns.kubectl([
        "wait",
        "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}",
        "pod/broken",
        "--timeout=60s",
    ]);
    let user = Kubeconfig::admin(cluster);
    for (name, code, words) in [
        (format!("k8s://{ns}/web-2"), Code::TargetNotFound, "web-1"),
        (format!("k8s://{ns}/web-1/app"), Code::TargetNotFound, "main"),
        ("k8s://no-such-namespace-here/web".to_owned(), Code::TargetNotFound, "no pod at all"),
        (format!("k8s://{ns}/broken"), Code::TargetNotRunning, "Pending"),
        (format!("k8s://{ns}/done"), Code::TargetNotRunning, "Completed"),
    ] {
        let problem = inside(cluster, refused(&name, &user));
        assert_eq!(problem.code, code, "{name}: {problem:?}");
        assert!(format!("{} {}", problem.why, problem.help).contains(words), "{name}: {problem:?}");
    }
}

#[test]
fn the_least_role_is_enough_and_each_lack_is_named() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-role");
    ns.pod("web", "busybox", json!({}));
    ns.pod("other", "busybox", json!({}));
    let get = json!({"apiGroups": [""], "resources": ["pods"], "resourceNames": ["web"], "verbs": ["get"]});
    let exec =
        json!({"apiGroups": [""], "resources": ["pods/exec"], "resourceNames": ["web"], "verbs": ["get", "create"]});
    let enough = ns.service_account_kubeconfig(json!([get, exec]));
    let no_exec = ns.service_account_kubeconfig(json!([get]));
    let nobody = Kubeconfig::token(cluster, ns.name(), "not-a-token");
    let (web, other) = (format!("k8s://{ns}/web"), format!("k8s://{ns}/other"));
    inside(cluster, async {
        let mut opened = open(&target(&web), &as_user(&enough)).await.unwrap();
        assert_eq!(run(&mut opened, "echo in").await.stdout, b"in\n");
        assert_eq!(opened.finish().await, Ok(()));
        let problem = refused(&web, &no_exec).await;
        assert_eq!(problem.code, Code::Forbidden);
        assert!(problem.why.contains("pods/exec") && problem.help.contains("\"create\""), "{problem:?}");
        let problem = refused(&other, &enough).await;
        assert_eq!(problem.code, Code::Forbidden);
        assert!(problem.why.contains("may not get pods") && problem.why.contains(ns.name()), "{problem:?}");
        assert_eq!(refused(&web, &nobody).await.code, Code::LoginRefused);
        assert_eq!(refused(&web, &enough.at("127.0.0.1:1")).await.code, Code::ClusterUnreachable);
    });
}

#[test]
fn a_container_that_is_started_again_meanwhile_is_another_one() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-other");
    ns.pod("again", "busybox", json!({}));
    ns.pod("removed", "busybox", json!({}));
    let user = Kubeconfig::admin(cluster);
    inside(cluster, async {
        let again = open(&target(&format!("k8s://{ns}/again")), &as_user(&user)).await.unwrap();
        let removed = open(&target(&format!("k8s://{ns}/removed")), &as_user(&user)).await.unwrap();
        ns.try_kubectl(["exec", "again", "--", "sh", "-c", "kill -TERM 1"]);
        ns.kubectl([
            "wait",
            "--for=jsonpath={.status.containerStatuses[0].restartCount}=1",
            "pod/again",
            "--timeout=60s",
        ]);
        ns.kubectl(["delete", "pod", "removed", "--grace-period=0", "--force"]);
        for opened in [again, removed] {
            assert_eq!(opened.finish().await.unwrap_err().code, Code::TargetReplaced);
        }
    });
}

#[test]
fn a_connection_that_breaks_is_never_an_answer() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-cut");
    ns.pod("web", "debian-good", json!({}));
    let proxy = Proxy::start(cluster);
    let user = proxy.kubeconfig(&Kubeconfig::admin(cluster));
    let name = format!("k8s://{ns}/web");
    let slow = |command: &str| Question::Run { command: command.into() };
    for cut in [Cut::Reset, Cut::Close] {
        proxy.set(Fault::Pass);
        inside(cluster, async {
            let mut opened = open(&target(&name), &as_user(&user)).await.unwrap();
            // Within an answer, after so many more bytes of it.
            proxy.set(Fault::CutAfter(3000, cut));
            let failure = failed(ask(&mut opened, slow("head -c 100000 /dev/zero; echo end"), LIMIT).await);
            assert_eq!(failure.kind, FailureKind::Disconnected, "{failure}");
            proxy.set(Fault::Cut(cut));
            for _ in 0..2 {
                assert_eq!(failed(ask(&mut opened, slow("echo on"), LIMIT).await).kind, FailureKind::Disconnected);
            }
            assert!(opened.finish().await.is_err());
        });
        proxy.set(Fault::Pass);
        inside(cluster, async {
            // One that comes back is used again, and what the cut left behind is ended.
            let mut opened = open(&target(&name), &as_user(&user)).await.unwrap();
            let (failure, ()) = tokio::join!(ask(&mut opened, slow("sleep 7303.5"), LIMIT), async {
                tokio::time::sleep(Duration::from_millis(700)).await;
                tokio::task::block_in_place(|| proxy.set(Fault::Cut(cut)));
                proxy.set(Fault::Pass);
            });
            assert_eq!(failed(failure).kind, FailureKind::Disconnected);
            assert_eq!(run(&mut opened, "echo on").await.stdout, b"on\n");
            assert_eq!(left_in(&ns, "web", "7303.5"), "");
            assert_eq!(opened.exec_sessions(), 2);
            assert_eq!(opened.finish().await, Ok(()));
        });
    }
}

#[test]
fn a_connection_that_falls_silent_ends_with_the_time_limit() {
    let Some(cluster) = Cluster::get() else { return };
    let ns = cluster.namespace("exec-silent");
    ns.pod("web", "busybox", json!({}));
    let proxy = Proxy::start(cluster);
    let user = proxy.kubeconfig(&Kubeconfig::admin(cluster));
    let short = Limit { time: Duration::from_secs(1), ..LIMIT };
    inside(cluster, async {
        let mut opened = open(&target(&format!("k8s://{ns}/web")), &as_user(&user)).await.unwrap();
        proxy.set(Fault::HalfOpen);
        let question = Question::Run { command: "echo on".into() };
        assert_eq!(failed(ask(&mut opened, question.clone(), short).await).kind, FailureKind::TimedOut);
        assert_eq!(failed(ask(&mut opened, question, short).await).kind, FailureKind::Disconnected);
        assert!(opened.finish().await.is_err());
    });
}
