//! Many questions in one round trip come to what each comes to alone.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

/// Files of all kinds, with names that shells and tools trip over.
fn odd_files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["plain", "with space", "*", "-L", "quote'\"", "umläut", "back\\slash", "$(id)", "two\nlines", "%n"] {
        fs::write(at(name), format!("content of {name}\n")).unwrap();
    }
    fs::write(at("empty"), "").unwrap();
    fs::write(at("bytes"), (0..=255_u8).cycle().take(70_000).collect::<Vec<u8>>()).unwrap();
    fs::set_permissions(at("plain"), fs::Permissions::from_mode(0o4711)).unwrap();
    fs::create_dir(at("folder")).unwrap();
    symlink("plain", at("link")).unwrap();
    symlink("nowhere", at("dangling")).unwrap();
    folder
}

fn all_questions(folder: &Path) -> Vec<Question> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.extend(["absent", "absent/below", "plain/below", "absent: Permission denied"].map(str::to_owned));
    names.sort();
    let path = |name: &String| folder.join(name).to_str().unwrap().to_owned();
    let mut questions = Vec::new();
    for name in &names {
        questions.push(Question::Read { path: path(name) });
        questions.push(Question::Stat { path: path(name), follow: true });
        questions.push(Question::Stat { path: path(name), follow: false });
    }
    questions.push(Question::List { path: folder.to_str().unwrap().to_owned() });
    questions.push(Question::List { path: path(&"absent".to_owned()) });
    questions.push(Question::Stat { path: String::new(), follow: true });
    questions
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_answers_as_each_question_alone() {
    let folder = odd_files();
    let questions = all_questions(folder.path());
    for shell in SHELLS {
        let mut transport = open(shell, Mode::Session).await;
        let together = transport.answer_all(&questions, limit(20.0, 8 << 20)).await;
        assert_eq!(together.len(), questions.len());
        let mut alone = 0;
        for (question, batched) in questions.iter().zip(&together) {
            let single = transport.answer(question, limit(20.0, 8 << 20)).await;
            match batched {
                Answer::Failed(_) => alone += 1,
                answer => assert_eq!(*answer, single, "{shell:?} {question:?}"),
            }
        }
        // Those of the path with two lines and of the empty one; content and names where there are none; links themselves.
        assert_eq!(alone, 3 + 1 + 7 + 2, "{shell:?}");
        assert_eq!(transport.finish().await.unwrap(), 1, "{shell:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_paths_are_a_few_programs() {
    let folder = odd_files();
    let path = |i: usize| folder.path().join(format!("none-{i}")).to_str().unwrap().to_owned();
    let questions: Vec<_> = (0..2_500).map(|i| Question::Stat { path: path(i), follow: true }).collect();
    for shell in SHELLS {
        let mut transport = open(shell, Mode::Session).await;
        let answers = transport.answer_all(&questions, limit(60.0, 8 << 20)).await;
        assert!(answers.iter().all(|answer| *answer == Answer::Stat(None)), "{shell:?}");
        transport.finish().await.unwrap();
    }
    let programs: usize = questions.chunks(MOST_AT_ONCE).map(|chunk| Batch::of(chunk).len()).sum();
    assert!(programs <= 6, "{programs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_more_bytes_than_allowed_costs_itself_only() {
    let folder = odd_files();
    let read = |name: &str| Question::Read { path: folder.path().join(name).to_str().unwrap().to_owned() };
    let mut transport = open(SHELLS[0], Mode::Session).await;
    let answers = transport.answer_all(&[read("bytes"), read("plain")], limit(20.0, 10_000)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Failed(_))));
    let alone = transport.answer(&read("plain"), limit(20.0, 10_000)).await;
    assert_eq!(alone, Answer::Content(Some(b"content of plain\n".to_vec())));
    transport.finish().await.unwrap();
}

/// A question between two others whose answer is missing, or moved, must not give them another's.
#[test]
fn records_that_are_missing_or_foreign_are_nobodys_answer() {
    let stat = |path: &str| Question::Stat { path: path.into(), follow: true };
    let batch = Batch::of(&[stat("/a"), stat("/b"), stat("/c")]);
    let record = |mode: &str, name: &str| format!("{mode} 0 0 1 1700000000\nroot\nroot\n\n{name}\n");
    let raw = |stdout: String, stderr: &str| Raw {
        stdout: format!("{stdout}MARK001\n").into_bytes(),
        stderr: format!("{stderr}MARK\n").into_bytes(),
        status: 0,
        mark: "MARK".into(),
    };
    let told =
        |raw: &Raw| -> Vec<bool> { batch.answers(raw).iter().map(|a| !matches!(a, Answer::Failed(_))).collect() };
    let (a, c) = (record("81a4", "/a"), record("81ff", "/c"));
    let why = |reason: &str| format!("stat: cannot statx '/b': {reason}\n");
    let gone = raw(format!("{a}{c}"), &why("No such file or directory"));
    assert_eq!(batch.answers(&gone)[1], Answer::Stat(None));
    assert_eq!(told(&gone), [true, true, true]);
    assert_eq!(told(&raw(format!("{a}{c}"), &why("Permission denied"))), [true, false, true]);
    assert_eq!(told(&raw(format!("{a}{c}"), "")), [true, false, true]);
    assert_eq!(told(&raw(a.clone(), &why("No such file or directory"))), [true, false, false]);
    assert_eq!(told(&raw(format!("{c}{a}"), "")), [false, false, true]);
    assert_eq!(told(&raw(format!("{a}{}", record("81a4", "/x")), "")), [true, false, false]);
}
