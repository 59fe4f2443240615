//! How often a profile goes to its target: what it will read is asked for at once, commands only when a check comes to them.
//!
//! The child is this program again and must have one thread, which Rust's own test harness does not give.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that brings its own main")]

use std::process::ExitCode;

use async_trait::async_trait;
use cincture_engine::protocol::{ChildLimits, ProfileFile, Source};
use cincture_engine::sandbox::CHILD_ARGUMENT;
use cincture_engine::target::{
    Answer, CommandOutput, Failure, FailureKind, FileKind, FileStat, Limit, Question, Transport,
};
use cincture_engine::{Limits, Options, Outcome, ProfileRun, child_main};
use jiff::Timestamp;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == CHILD_ARGUMENT) {
        return ExitCode::from(child_main(&arguments[2..]));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cases = runtime.block_on(async {
        [
            ("round trips do not grow with the controls", round_trips_do_not_grow().await),
            ("paths that are computed are fetched at once too", computed_paths().await),
            ("commands wait for their check", commands_wait().await),
            ("what a batch did not answer is asked alone", failures_are_asked_alone().await),
            ("all blocks run before the first check", all_blocks_run_before_the_first_check().await),
        ]
    });
    let failed = cases.iter().filter(|(name, result)| {
        println!("test {name} ... {}", result.as_ref().err().map_or("ok", String::as_str));
        result.is_err()
    });
    ExitCode::from(u8::from(failed.count() > 0))
}

/// Files of root with a line in each, but for what is called absent; keeps what it was asked.
#[derive(Default)]
struct Counting {
    trips: Vec<Vec<Question>>,
    /// Answers nothing that is asked together.
    refuses_batches: bool,
}

impl Counting {
    fn told(question: &Question) -> Answer {
        let stat = FileStat {
            kind: FileKind::File,
            mode: 0o644,
            uid: 0,
            owner: Some("root".into()),
            gid: 0,
            group: Some("root".into()),
            size: 5,
            mtime: 1,
            selinux: None,
            link_target: None,
        };
        match question {
            Question::Stat { path, .. } => Answer::Stat((path.contains("/there")).then_some(stat)),
            Question::Read { path } => Answer::Content(path.contains("/there").then(|| b"a=1\n\n".to_vec())),
            Question::List { .. } => Answer::Names(None),
            Question::Run { .. } => Answer::Ran(CommandOutput::default()),
        }
    }

    fn commands(&self) -> usize {
        self.trips.iter().flatten().filter(|question| matches!(question, Question::Run { .. })).count()
    }
}

#[async_trait]
impl Transport for Counting {
    async fn answer(&mut self, question: &Question, _: Limit) -> Answer {
        self.trips.push(vec![question.clone()]);
        Self::told(question)
    }

    async fn answer_all(&mut self, questions: &[Question], _: Limit) -> Vec<Answer> {
        self.trips.push(questions.to_vec());
        let nothing = Answer::Failed(Failure::new(FailureKind::Malformed, "no"));
        questions.iter().map(|q| if self.refuses_batches { nothing.clone() } else { Self::told(q) }).collect()
    }
}

async fn run(source: String, target: &mut Counting) -> Outcome {
    let options = Options {
        program: std::env::current_exe().unwrap(),
        name: "batches".into(),
        inputs: Default::default(),
        limits: ChildLimits::default(),
        asking: Limits::default(),
        now: Timestamp::UNIX_EPOCH,
        trusted: false,
    };
    let source = Source::Files(vec![ProfileFile { path: "a.rb".into(), content: source.into_bytes() }]);
    let mut run = ProfileRun::new(source, options);
    run.drive(target, &mut |_| {}).await.unwrap();
    run.finish()
}

/// Every control passed.
fn all_passed(outcome: &Outcome, count: usize) -> Result<(), String> {
    let passed = |c: &&cincture_engine::results::Control| {
        !c.results.is_empty() && c.results.iter().all(|r| r.status.as_deref() == Some("passed"))
    };
    let controls = &outcome.profile.controls;
    match controls.iter().filter(passed).count() {
        n if n == count && outcome.incomplete.is_empty() => Ok(()),
        n => Err(format!("{n} of {count} passed; {:?}; {:?}", outcome.incomplete, controls.first())),
    }
}

fn at_most(target: &Counting, trips: usize) -> Result<(), String> {
    match target.trips.len() {
        n if n <= trips => Ok(()),
        n => Err(format!(
            "{n} round trips, {trips} at most: {:?}",
            target.trips.iter().map(Vec::len).collect::<Vec<_>>()
        )),
    }
}

fn check(i: usize) -> String {
    format!(
        "control 'c{i}' do\n describe file('/there/{i}') do\n it {{ should be_file }}\n its('mode') {{ should cmp '0644' }}\n \
         its('content') {{ should match(/a=1/) }}\n end\n describe file('/absent/{i}').exist? do\n it {{ should eq false }}\n \
         end\n only_if {{ parse_config_file('/there/config-{i}').params['a'] == '1' }}\nend\n"
    )
}

async fn round_trips_do_not_grow() -> Result<(), String> {
    for count in [1, 100, 1_000] {
        let mut target = Counting::default();
        let outcome = run((0..count).map(check).collect(), &mut target).await;
        all_passed(&outcome, count)?;
        at_most(&target, 8)?;
    }
    Ok(())
}

async fn computed_paths() -> Result<(), String> {
    let source = "control 'c' do\n 300.times { |i| describe(file(\"/there/#{i}\")) { its('content') { should_not be_nil } } }\nend\n";
    let mut target = Counting::default();
    let outcome = run(source.to_owned(), &mut target).await;
    all_passed(&outcome, 1)?;
    at_most(&target, 8)
}

async fn commands_wait() -> Result<(), String> {
    let source = "control 'c' do\n only_if { false }\n describe command('reboot') do\n its('exit_status') { should eq 0 }\n end\nend\n";
    let mut target = Counting::default();
    run(source.to_owned(), &mut target).await;
    match target.commands() {
        0 => Ok(()),
        _ => Err(format!("a command of a skipped control was run: {:?}", target.trips)),
    }
}

/// As in InSpec: what a control sets at its end is there for the checks of the one before it.
async fn all_blocks_run_before_the_first_check() -> Result<(), String> {
    let source = "$order = []\n%w[a b].each do |id|\n control id do\n $order << \"block #{id}\"\n describe id do\n it do\n \
                  $order << \"check #{id}\"\n \
                  wanted = ['block a', 'block b', 'check a', 'check b'].take(id == 'a' ? 3 : 4)\n \
                  expect($order).to eq wanted\n end\n end\n end\nend\n";
    let mut target = Counting::default();
    let outcome = run(source.to_owned(), &mut target).await;
    all_passed(&outcome, 2)
}

async fn failures_are_asked_alone() -> Result<(), String> {
    let mut target = Counting { refuses_batches: true, ..Counting::default() };
    let outcome = run((0..20).map(check).collect(), &mut target).await;
    all_passed(&outcome, 20)
}
